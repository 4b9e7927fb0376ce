"""My limits: what binds the person, what they have used of it, and what they set themselves."""

from datetime import UTC, datetime, time
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zhiyin.identity.access import current_person, person_required
from zhiyin.kit import clock
from zhiyin.kit.categories import shop_label
from zhiyin.kit.errors import Refusal
from zhiyin.kit.money import parse_amount
from zhiyin.wallets import queries as wallets
from zhiyin.wallets.queries import limits as queries
from zhiyin.wallets.services import limits as services
from zhiyin.web import forms

NOON = time(12)
THINGS: dict[tuple[str, str], str | Promise] = {
    ("payment", "each"): gettext_lazy("One payment to a shop"),
    ("transfer", "each"): gettext_lazy("One transfer to a person"),
    ("withdrawal", "each"): gettext_lazy("One withdrawal to your bank"),
    ("payout", "each"): gettext_lazy("Sending a virtual currency out, once"),
    ("exchange", "each"): gettext_lazy("One exchange"),
}
DEEDS: dict[str, str | Promise] = {
    "out": gettext_lazy("Everything that leaves your wallet"),
    "payment": gettext_lazy("Payments to shops"),
    "transfer": gettext_lazy("Transfers to people"),
    "withdrawal": gettext_lazy("Withdrawals to your bank"),
    "payout": gettext_lazy("Virtual currency sent out"),
    "exchange": gettext_lazy("Exchanges"),
}
WINDOWS: dict[str, str | Promise] = {
    "day": gettext_lazy("in a day"),
    "month": gettext_lazy("in a month"),
    "hourly": gettext_lazy("times in an hour"),
    "daily": gettext_lazy("times in a day"),
}


@person_required
@require_http_methods(["GET", "POST"])
def limits(request: HttpRequest) -> HttpResponse:
    """Every limit with what is used of it (GET); one's own, set or taken away (POST, once for each key)."""
    if request.method == "GET":
        return _page(request)
    key = forms.read_key(request)
    try:
        since = _set(request, key)
    except Refusal as refusal:
        return _page(request, refusal=refusal, key=key)
    messages.success(request, _("It counts from now on.") if since else _("It counts in 24 hours. You can lower it again at any moment."))
    return redirect("web:limits")


def _set(request: HttpRequest, key: UUID) -> bool:
    """Whether the limit counts at once."""
    deed, _point, measure = request.POST.get("what", "").partition(".")
    asset, at = wallets.default_asset(), clock.now()
    amount = None if "none" in request.POST else parse_amount(request.POST.get("amount", ""), asset)
    person_id = current_person(request).id
    return services.set_own_limit(key=key, person_id=person_id, deed=deed, measure=measure, asset=asset, amount_minor=amount, at=at) <= at


def _page(request: HttpRequest, *, refusal: Refusal | None = None, key: UUID | None = None) -> HttpResponse:
    who, at, asset = current_person(request), clock.now(), wallets.default_asset()
    mine, language = queries.limits_of(who.id, asset=asset, at=at), get_language() or "en"
    facts = {
        "mine": mine,
        "name_of": name_of,
        "own": queries.own_limits_of(who.id, services.OWN_LIMITS, asset=asset, at=at),
        "blocked": [shop_label(code, language) for code in mine.blocked],
        "allowed": [shop_label(code, language) for code in mine.allowed],
        "typed": request.POST.get("amount", "") if refusal else "",
        "things": [(f"{deed}.{measure}", name_of(deed, measure)) for deed, measure in services.OWN_LIMITS],
        "what": (request.POST.get("what", "") if refusal else "") or "out.day",
        "of_age": datetime.combine(mine.minor_until, NOON, UTC) if mine.minor_until else None,
        "key": forms.next_key(key, refusal),
        "notes": messages.get_messages(request),
    }
    return forms.page(request, "web/money/limits.html", facts, refusal=refusal)


def name_of(deed: str, measure: str) -> str:
    """What a limit is about, in the page's language."""
    if measure == "each":
        return str(THINGS[deed, measure])
    return f"{DEEDS[deed]}, {WINDOWS[measure]}" if (get_language() or "en") == "en" else f"{DEEDS[deed]}（{WINDOWS[measure]}）"
