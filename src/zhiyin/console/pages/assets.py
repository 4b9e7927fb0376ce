"""Currencies and virtual currencies: how each stands, and stopping one for a while."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from zhiyin.console.access import ASSET_WORK, ASSETS, may
from zhiyin.console.frame import attempt, page
from zhiyin.funding.queries import chain
from zhiyin.identity import queries as identity
from zhiyin.identity.access import current_person, staff_required
from zhiyin.kit import clock
from zhiyin.wallets import queries as wallets
from zhiyin.wallets import services

KINDS: dict[str, str | Promise] = {
    "fiat": gettext_lazy("Official currency"),
    "points": gettext_lazy("Points"),
    "community": gettext_lazy("Community currency"),
    "crypto": gettext_lazy("Virtual currency"),
}


@staff_required(*ASSETS)
@require_GET
def assets(request: HttpRequest) -> HttpResponse:
    """Every asset with what is in circulation, what can be sold, its rate and how old that is, and what is on its way."""
    found = wallets.standings(clock.now())
    facts = {
        "standings": found,
        "own": wallets.default_asset(),
        "under_way": chain.open_by_asset(),
        "kinds": KINDS,
        "people": identity.people({each.paused_by for each in found if each.paused_by}),
        "may_work": may(current_person(request).roles, ASSET_WORK),
    }
    return page(request, "money/assets", "assets", **facts)


@staff_required(*ASSET_WORK)
@require_POST
def pause(request: HttpRequest, asset: str) -> HttpResponse:
    """The asset is neither exchanged nor sent out for a while, or is again."""
    who = current_person(request).id
    if request.POST.get("deed") == "resume":
        attempt(request, lambda: services.resume_asset(asset, by=who), _("It is exchanged and sent out again."))
    else:
        attempt(request, lambda: services.pause_asset(asset, by=who, at=clock.now()), _("It is neither exchanged nor sent out now."))
    return redirect("console:assets")
