"""Risk staff freeze a person's wallets while something is looked into: nothing moves, the person is told, and each time has its reason."""

import pytest
from django.db import ProgrammingError, transaction
from django.test import Client
from tests import make
from tests.payments.crowd import at_once
from tests.web.browser import client_of, hidden, words

from zhiyin.events.limits import WalletFrozen, WalletReleased
from zhiyin.followups import services as followups
from zhiyin.identity import services as identity
from zhiyin.identity.queries import Person
from zhiyin.kit import clock
from zhiyin.kit.errors import Refusal
from zhiyin.kit.ids import uuid7
from zhiyin.ledger import queries as ledger
from zhiyin.outbox import services as outbox
from zhiyin.wallets import models, queries, services

db = pytest.mark.django_db


def press(desk: Client, person: Person, deed: str, why: str = "a stolen phone") -> str:
    """The button on the person's page is pressed; the page after it."""
    there = f"/console/people/{person.id}/"
    form = {"key": hidden(desk.get(there), "key"), deed: "1", "why": why}
    return words(desk.post(f"{there}freeze/", form, follow=True))


def is_frozen(person: Person) -> bool:
    account = queries.accounts((person.id,))[person.id]
    return ledger.balances([account])[account].frozen


def froze(person: Person, by: Person, *, frozen: bool = True) -> None:
    services.set_frozen(key=uuid7(), person_id=person.id, frozen=frozen, by=by.id, why="looked into", at=make.AT)


@db
@pytest.mark.parametrize(
    ("language", "told", "over", "refused"),
    [
        ("en", "Your wallet is frozen for now", "Your wallet is in use again", "One of the two wallets is frozen"),
        ("zh-hans", "您的钱包已暂时冻结", "您的钱包已恢复使用", "付款或收款的钱包已被冻结"),
    ],
)
def test_a_wallet_is_frozen_told_and_released_again(language: str, told: str, over: str, refused: str) -> None:
    mei, shop, desk = make.person("mei", balance_minor=20_00), make.merchant(), client_of(make.staff("risk"))
    identity.set_language(mei.id, language)
    phone = client_of(mei)

    assert "The wallet is frozen, and the person is told." in press(desk, mei, "freeze")

    with pytest.raises(services.AccountFrozen):
        make.payment(mei.id, shop.id)
    form = {"key": str(uuid7()), "code": shop.short_code, "amount": "5"}
    assert refused in words(phone.post("/pay/confirm/", form))
    assert told in inbox(phone)
    assert "a stolen phone" in words(desk.get(f"/console/people/{mei.id}/"))
    press(desk, mei, "release", "it was found")
    make.payment(mei.id, shop.id)
    assert over in inbox(phone)
    assert [(each.frozen, each.why) for each in queries.freezes(mei.id)] == [(False, "it was found"), (True, "a stolen phone")]


def inbox(phone: Client) -> str:
    outbox.drain(at=clock.now())
    followups.run_due(clock.now(), limit=50)
    return words(phone.get("/inbox/"))


@db
def test_a_currency_that_is_new_to_them_is_frozen_too() -> None:
    mei, rui = make.person(), make.staff("risk")
    froze(mei, rui)
    services.add_asset(services.NewAsset(code="MAPLE", kind="community", scale=2, symbol="M", name_en="Maple", name_zh="枫叶"), at=make.AT)

    account = services.open_wallet(mei.id, asset="MAPLE", at=make.AT)

    assert ledger.balances([account])[account].frozen


@db
def test_freezing_twice_is_told_once_and_needs_a_reason_and_somebody_else() -> None:
    mei, rui = make.person(), make.staff("risk")
    froze(mei, rui)
    froze(mei, rui)

    assert (len(make.published(WalletFrozen)), len(queries.freezes(mei.id))) == (1, 1)
    with pytest.raises(Refusal, match="own_freeze"):
        froze(rui, rui)
    with pytest.raises(Refusal, match="bad_freeze"):
        services.set_frozen(key=uuid7(), person_id=mei.id, frozen=False, by=rui.id, why=" ", at=make.AT)
    with pytest.raises(ProgrammingError), transaction.atomic():
        models.Freeze.objects.update(why="other")


@pytest.mark.parametrize("role", ["support", "auditor"])
@db
def test_who_is_not_of_the_risk_team_freezes_nobody(role: str) -> None:
    mei = make.person()

    answer = client_of(make.staff(role)).post(f"/console/people/{mei.id}/freeze/", {"key": str(uuid7()), "freeze": "1", "why": "x"})

    assert (answer.status_code, is_frozen(mei)) == (403, False)


@pytest.mark.usefixtures("fresh_database")
def test_whoever_freezes_and_releases_at_once_leaves_record_and_ledger_saying_the_same() -> None:
    mei, rui = make.person(), make.staff("risk")

    at_once(6, lambda number: froze(mei, rui, frozen=number % 2 == 0))

    assert is_frozen(mei) == queries.freezes(mei.id)[0].frozen
    assert len(make.published(WalletFrozen)) - len(make.published(WalletReleased)) == is_frozen(mei)
