"""How the wallet is today: figures that stay fresh while somebody looks."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.utils.timezone import get_current_timezone_name
from django.views.decorators.http import require_GET

from zhiyin.channels import queries as channels
from zhiyin.console import figures
from zhiyin.console.access import OVERVIEW
from zhiyin.console.frame import page
from zhiyin.followups import queries as followups
from zhiyin.identity.access import staff_required
from zhiyin.kit import clock
from zhiyin.ledger.anchors import queries as anchors
from zhiyin.payments import queries as payments
from zhiyin.support import queries as support
from zhiyin.surveys import queries as surveys

LOOKING_BACK = timedelta(days=30)


@staff_required(*OVERVIEW)
@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """Payments, voices, follow-ups and cases, now. The page asks for itself again every few seconds while it is looked at."""
    at = clock.now()
    totals = payments.totals(at, zone=get_current_timezone_name())
    since = at - LOOKING_BACK
    stars = surveys.star_summary(since)
    funnel = figures.funnel(followups.funnel(since), channels.seen_since(since))
    anchor = next(iter(anchors.anchors(limit=1)), None)
    anchored = {"anchor": anchor, "late": anchor is not None and anchor.is_late(at)}
    drawings = {"by_day": figures.payments_by_day(totals), "stars_drawn": figures.stars(stars), "funnel_drawn": funnel}
    return page(
        request, "overview", "overview", totals=totals, stars=stars, cases=support.counts(at), audit=payments.last_audit(), **anchored, **drawings
    )
