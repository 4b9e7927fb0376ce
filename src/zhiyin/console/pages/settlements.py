"""What goes to merchants' banks, whether their books agree with the journal, and what payments cost them."""

from datetime import timedelta
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from zhiyin.console.access import MONEY, may
from zhiyin.console.frame import attempt, page
from zhiyin.identity.access import current_person, staff_required
from zhiyin.kit import clock
from zhiyin.kit.money import BadAmount, parse_amount
from zhiyin.payments import queries as payments
from zhiyin.payments import services
from zhiyin.wallets.queries import default_asset

DAYS = 31
TERMS = ("admin",)


@staff_required(*MONEY)
@require_GET
def settlements(request: HttpRequest) -> HttpResponse:
    """The newest settlements of all merchants, and the books of each for the last month against the journal."""
    at, merchants = clock.now(), payments.reconciled_merchants()
    books = [payments.reconciliation(each, since=at - timedelta(days=DAYS), until=at) for each in merchants]
    facts = {
        "made": payments.settlements(limit=50),
        "books": books,
        "names": {each.id: each for each in merchants},
        "findings": sum(len(each.findings) for each in books),
        "terms": {each.id: payments.terms(each.id)[:1] for each in merchants},
        "may_change": may(current_person(request).roles, TERMS),
        "asset": default_asset(),
    }
    return page(request, "money/settlements", "settlements", **facts)


@staff_required(*TERMS)
@require_POST
def change_terms(request: HttpRequest, merchant_id: UUID) -> HttpResponse:
    """Payments of the merchant cost that from now on; those before keep their price."""
    attempt(request, lambda: _change(request, merchant_id), _("Payments from now on cost that."))
    return redirect("console:settlements")


def _change(request: HttpRequest, merchant_id: UUID) -> None:
    form = request.POST
    services.set_terms(
        merchant_id,
        basis_points=_minor(form.get("percent", ""), "USD"),  # percent have two digits after the point, whatever the currency
        fixed_minor=_minor(form.get("fixed", ""), default_asset()),
        by=current_person(request).id,
        at=clock.now(),
    )


def _minor(text: str, asset: str) -> int:
    """Minor units, nothing for nothing. Raises `BadTerms`."""
    try:
        return parse_amount(text, asset) if text.strip("0. ") else 0
    except BadAmount as bad:
        raise services.BadTerms from bad
