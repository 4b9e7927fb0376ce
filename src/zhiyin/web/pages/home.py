"""The first page: what there is, what is due, what is new."""

from datetime import datetime

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_POST

from zhiyin.channels import queries as channels
from zhiyin.channels.queries import Waiting
from zhiyin.identity.access import current_person, person_required, sign_in_required
from zhiyin.identity.queries import Person
from zhiyin.kit import clock
from zhiyin.kit.asking import ask, joined
from zhiyin.personal import queries as personal
from zhiyin.personal.queries import Home
from zhiyin.planning import queries as planning
from zhiyin.planning.queries import ThisMonth
from zhiyin.wallets import queries as wallets
from zhiyin.wallets.queries import Wallet
from zhiyin.web import cards, spent
from zhiyin.web.chrome import hand_on, wants_fragment
from zhiyin.web.shortcuts import SHOWN, told

# What is there besides the own currency: asset and minor units.
Others = tuple[tuple[str, int], ...]
HIDDEN_COOKIE = "balance"
YEAR_SECONDS = 365 * 86_400


@sign_in_required
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """A person's own first page; staff and shopkeepers without a wallet go to theirs."""
    who, at, language = current_person(request), clock.now(), get_language() or "en"
    if "person" not in who.roles:
        return redirect("console:overview" if who.is_staff else "merchant:shops")
    page, month, inbox, account, others = _asked(who, at=at, language=language)
    hand_on(request, look=page.look, unread=inbox.new)
    wallet = wallets.wallet_of(who.id, account)
    facts = {
        "is_new": not (wallet.balance_minor or others or month.total_minor or month.previous_minor),
        "hidden": request.COOKIES.get(HIDDEN_COOKIE) == "hidden",
        "page": page,
        "shortcuts": told(page.tiles)[:SHOWN],
        "newest": cards.newest(inbox.newest, who.id, language=language),
        "month_line": spent.month_line(month, asset=wallets.default_asset(), language=language),
    }
    return render(request, "web/home/home.html", facts | _balance(wallet, others))


@person_required
@require_POST
def hide_balance(request: HttpRequest) -> HttpResponse:
    """The balance is hidden, or shown again, in this browser."""
    hidden, secure = request.POST.get("hidden") == "1", request.is_secure()
    who = current_person(request)
    with connection.cursor() as cursor:
        others = ask(cursor, wallets.others(who.id))
    facts = _balance(wallets.wallet(who.id), others) | {"hidden": hidden}
    response: HttpResponse = render(request, "web/home/balance.html", facts) if wants_fragment(request) else redirect("web:home")
    response.set_cookie(HIDDEN_COOKIE, "hidden" if hidden else "shown", max_age=YEAR_SECONDS, httponly=True, samesite="Lax", secure=secure)
    return response


def _asked(who: Person, *, at: datetime, language: str) -> tuple[Home, ThisMonth, Waiting, int | None, Others]:
    """What four rooms say, in one statement."""
    questions = (
        personal.home(who.id, at=at, language=language),
        planning.this_month(who.id, month=timezone.localdate(at)),
        channels.waiting(who.id),
        wallets.account(who.id),
        wallets.others(who.id),
    )
    with connection.cursor() as cursor:
        return ask(cursor, joined(questions, lambda *answers: answers))


def _balance(wallet: Wallet, others: Others) -> dict[str, object]:
    return {"wallet": wallet, "asset": wallets.default_asset(), "others": others}
