"""One currency into another: ask for a rate, see it, take it within its seconds."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_http_methods

from zhiyin.identity.access import current_person, person_required
from zhiyin.kit import clock
from zhiyin.kit.errors import Refusal
from zhiyin.kit.ids import derived
from zhiyin.kit.money import parse_amount
from zhiyin.wallets import queries as wallets
from zhiyin.wallets import services
from zhiyin.wallets.services import Wish
from zhiyin.web import forms
from zhiyin.web.pages.proofs import receipts

# Another key for the same quote is needed only after it expired, and then there is another quote.
PURPOSE = "exchange of quote"


@person_required
@require_http_methods(["GET", "POST"])
def exchange(request: HttpRequest) -> HttpResponse:
    """Which, into which, and how much (GET); a rate for it (POST)."""
    if request.method == "GET":
        return _form(request)
    form, at = request.POST, clock.now()
    try:
        sells = services.check_offered(form.get("sells", "")).asset.code
        wish = Wish(sells=sells, sell_minor=parse_amount(form.get("amount", ""), sells), buys=form.get("buys", ""))
        made = services.quote(current_person(request).id, wish, at=at)
    except Refusal as refusal:
        return _form(request, refusal=refusal)
    return redirect("web:quote", made.id)


@person_required
@require_http_methods(["GET", "POST"])
def quote(request: HttpRequest, quote_id: UUID) -> HttpResponse:
    """The rate with all that belongs to it (GET), and taking it (POST, once)."""
    who, at = current_person(request), clock.now()
    found = wallets.quote(quote_id, who.id)
    if found is None:
        raise Http404
    refusal = None
    if request.method == "POST":
        try:
            return redirect("web:exchanged", services.exchange(key=forms.read_key(request), person_id=who.id, quote_id=quote_id, at=at).id)
        except Refusal as no:
            refusal = no
    elif found.taken:
        return redirect("web:exchanged", found.taken)
    facts = {
        "quote": found,
        "key": derived(PURPOSE, quote_id),
        "left": max(int((found.expires_at - at).total_seconds()), 0),
        "wallet": wallets.wallet(who.id, asset=found.sells),
        "refusal": refusal,
    }
    return forms.page(request, "web/currencies/quote.html", facts, refusal=refusal)


@person_required
@require_GET
def exchanged(request: HttpRequest, exchange_id: UUID) -> HttpResponse:
    """What was exchanged, at which rate, and what there was after it."""
    who = current_person(request)
    done = wallets.exchange(exchange_id, who.id)
    if done is None:
        raise Http404
    sides = ((done.id, done.quote.sells), (wallets.second_leg(done.id), done.quote.buys))
    after = [(asset, entry) for key, asset in sides for entry in wallets.entries(who.id, (key,), asset=asset).values()]
    return render(request, "web/currencies/exchanged.html", {"done": done, "quote": done.quote, "after": after, **receipts.facts(done.id)})


def _form(request: HttpRequest, *, refusal: Refusal | None = None) -> HttpResponse:
    data, who, language = request.POST if request.method == "POST" else request.GET, current_person(request), get_language() or "en"
    offers = [each.asset for each in wallets.assets()]
    codes = [each.code for each in offers]
    sells = data.get("sells", "") if data.get("sells") in codes else codes[0]
    buys = data.get("buys", "") if data.get("buys") in codes else next((code for code in codes if code != sells), "")
    facts = {
        "options": [(each.code, f"{each.name(language)} · {each.code}") for each in offers],
        "held": [each for each in wallets.holdings(who.id) if each.asset in codes and each.available_minor > 0],
        "sells": sells,
        "buys": buys,
        "amount": data.get("amount", "")[:40],
    }
    return forms.page(request, "web/currencies/exchange.html", facts, refusal=refusal)
