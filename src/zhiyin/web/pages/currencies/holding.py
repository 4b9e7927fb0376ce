"""Every currency of a wallet, and the account book of one."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.views.decorators.http import require_GET

from zhiyin.funding.queries import chain
from zhiyin.identity.access import current_person, person_required
from zhiyin.kit import clock
from zhiyin.kit.money import Asset
from zhiyin.payments import queries as payments
from zhiyin.wallets import queries as wallets
from zhiyin.wallets.queries import Offered
from zhiyin.web.papers import paper

LINES = 50
KINDS: dict[str, str | Promise] = {
    "fiat": gettext_lazy("Currency"),
    "points": gettext_lazy("Points"),
    "community": gettext_lazy("Community currency"),
    "crypto": gettext_lazy("Virtual currency"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """One currency in the list. `worth_minor`: in the deployment's own currency, where a fresh rate is known and it is another one."""

    asset: Asset
    name: str
    kind: str | Promise
    balance_minor: int
    worth_minor: int | None


@person_required
@require_GET
def holdings(request: HttpRequest) -> HttpResponse:
    """What the person has of each, the own currency first, and about what it is worth."""
    who, language, own = current_person(request), get_language() or "en", wallets.default_asset()
    offers = {each.asset.code: each.asset for each in wallets.assets()}
    held = [each for each in wallets.holdings(who.id) if each.asset in offers]
    worths = wallets.worths(held, at=clock.now())
    rows = [
        Holding(
            asset=offers[each.asset],
            name=offers[each.asset].name(language),
            kind=KINDS[offers[each.asset].kind],
            balance_minor=each.balance_minor,
            worth_minor=worths.get(each.asset) if each.asset != own and each.balance_minor else None,
        )
        for each in held
    ]
    return render(request, "web/currencies/holdings.html", {"rows": rows, "own": own, "chains": [offer.asset for offer, _chain in chain.ways()]})


@person_required
@require_GET
def book(request: HttpRequest, asset: str) -> HttpResponse:
    """The account book of one currency: its lines, each with the balance after it, and what can be done with it."""
    who, offer = current_person(request), asset_or_404(asset)
    facts = {
        "asset": offer.asset,
        "name": offer.asset.name(get_language() or "en"),
        "wallet": wallets.wallet(who.id, asset=offer.asset.code),
        "moves": payments.account_book(who.id, asset=offer.asset.code, limit=LINES),
        "extras": paper.extras,
        "comes_and_goes": chain.way(offer.asset.code) is not None,
        "is_own": offer.asset.code == wallets.default_asset(),
    }
    return render(request, "web/currencies/book.html", facts)


def asset_or_404(code: str) -> Offered:
    """The asset that wallets hold here. Raises `Http404`."""
    found = wallets.offered(code)
    if found is None:
        raise Http404
    return found
