"""A card pays into a wallet. Whatever is lost on the way, the money is right."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from pytest_django import Settings
from tests import make
from tests.funding.company import Company, card_of

from zhiyin.events.money import TopUpCompleted
from zhiyin.funding import queries, services
from zhiyin.funding.models import Charge, TopUp
from zhiyin.funding.providers import known
from zhiyin.funding.services import charges
from zhiyin.identity.queries import Person
from zhiyin.kit.errors import Refusal
from zhiyin.kit.ids import uuid7
from zhiyin.ledger import services as ledger
from zhiyin.wallets.queries import wallet

pytestmark = pytest.mark.django_db


class Crash(BaseException):
    """The process is gone."""


@pytest.fixture
def company(monkeypatch: pytest.MonkeyPatch) -> Company:
    made = Company()
    monkeypatch.setattr(known, "named", lambda _: made)
    return made


@pytest.fixture
def mei() -> Person:
    return make.person()


def paid_in(person: Person, amount_minor: int = 25_00, *, late: int = 0, **terms: Any) -> queries.Charge:
    given = {"key": uuid7(), "method_id": None, **terms}
    given["method_id"] = given["method_id"] or card_of(person.id)
    return services.charge(person_id=person.id, amount_minor=amount_minor, at=make.AT + timedelta(seconds=late), **given)


def arrived(person: Person) -> tuple[int, int, int]:
    """What is in the wallet, how many top-ups there are, and how many facts; what was recorded agrees with the journal."""
    assert queries.differences() == ()
    return wallet(person.id).balance_minor, TopUp.objects.filter(person_id=person.id).count(), len(make.published(TopUpCompleted))


def test_a_card_pays_in_and_the_receipt_names_it(mei: Person) -> None:
    done = paid_in(mei)

    assert (done.state, done.method.name) == ("paid", "Demo ·· 4242")
    assert arrived(mei) == (25_00, 1, 1)
    assert queries.top_ups([done.id])[done.id].source == "demo_card"


def test_the_same_request_again_is_one_charge(mei: Person, company: Company) -> None:
    key, card = uuid7(), card_of(mei.id)

    first, second = (paid_in(mei, key=key, method_id=card, late=late) for late in (0, 60))

    assert (first, company.takes, arrived(mei)) == (second, 1, (25_00, 1, 1))


def test_a_declined_card_moves_nothing_and_says_why(mei: Person) -> None:
    failed = paid_in(mei, method_id=card_of(mei.id, "declined"))

    assert (failed.state, failed.reason) == ("failed", "card_declined")
    assert arrived(mei) == (0, 0, 0)


def test_a_late_card_is_asked_about_until_it_paid(mei: Person) -> None:
    waiting = paid_in(mei, method_id=card_of(mei.id, "late"))
    assert (waiting.state, arrived(mei)) == ("waiting", (0, 0, 0))

    asked = [services.ask_about_open_charges(make.AT + timedelta(seconds=late)) for late in (5, 15, 16, 600)]

    assert (asked, arrived(mei)) == ([0, 1, 0, 0], (25_00, 1, 1))


@pytest.mark.parametrize(("fate", "takes"), [("answer", 1), ("request", 0)])
def test_a_lost_call_is_settled_by_asking(mei: Person, company: Company, fate: str, takes: int) -> None:
    company.loses = [fate]
    waiting = paid_in(mei)
    assert (waiting.state, company.takes, arrived(mei)) == ("waiting", takes, (0, 0, 0))

    for late in (20, 120, 700):
        services.ask_about_open_charges(make.AT + timedelta(seconds=late))

    found = queries.charges([waiting.id])[waiting.id]
    assert (found.state, found.reason, arrived(mei)[0]) == (("paid", "", 25_00) if takes else ("failed", "never_arrived", 0))
    assert company.takes == takes


def test_a_lost_call_is_settled_by_the_person_who_tries_again(mei: Person, company: Company) -> None:
    company.loses, key, card = ["request", "answer"], uuid7(), card_of(mei.id)

    states = [paid_in(mei, key=key, method_id=card).state for _ in range(3)]

    assert (states, company.takes, arrived(mei)) == (["waiting", "waiting", "paid"], 1, (25_00, 1, 1))


def test_an_hour_without_the_company_loses_nothing(mei: Person, company: Company) -> None:
    company.loses = ["answer"]
    paid_in(mei)
    company.away = True

    asked = sum(services.ask_about_open_charges(make.AT + timedelta(seconds=late)) for late in range(0, 3_600, 10))
    company.away = False
    services.ask_about_open_charges(make.AT + timedelta(hours=2))

    assert (5 <= asked <= 12, arrived(mei)) == (True, (25_00, 1, 1))


@pytest.mark.parametrize("between", ["intend and call", "call and settle", "settle and answer"])
def test_a_crash_between_two_steps_leaves_the_money_right(mei: Person, company: Company, monkeypatch: pytest.MonkeyPatch, between: str) -> None:
    def crash(*_: Any, **__: Any) -> None:
        if between == "settle and answer":
            settle(*_, **__)
        raise Crash

    settle, card = charges.settle, card_of(mei.id)
    with monkeypatch.context() as crashing:
        where = ("zhiyin.funding.services.charges.settle", "tests.funding.company.Company.charge")[between == "intend and call"]
        crashing.setattr(where, crash)
        with pytest.raises(Crash):
            paid_in(mei, method_id=card)

    for late in (20, 700):
        services.ask_about_open_charges(make.AT + timedelta(seconds=late))
    assert arrived(mei) == ((0, 0, 0) if between == "intend and call" else (25_00, 1, 1))
    assert queries.open_charges() == ()


def test_what_comes_out_of_order_does_not_undo_what_was_paid(mei: Person, company: Company) -> None:
    done = paid_in(mei)
    told = company.taken[done.id]

    for state in ("failed", "waiting", "paid"):
        services.settle(done.id, replace(told, state=state), at=make.AT)

    assert (queries.charges([done.id])[done.id].state, arrived(mei)) == ("paid", (25_00, 1, 1))


def test_a_charge_that_failed_and_was_paid_after_all_arrives(mei: Person, company: Company) -> None:
    failed = paid_in(mei, method_id=card_of(mei.id, "declined"))

    services.settle(failed.id, replace(company.taken[failed.id], state="paid"), at=make.AT)

    assert arrived(mei) == (25_00, 1, 1)


def test_another_amount_than_was_asked_for_is_left_to_people(mei: Person, company: Company) -> None:
    waiting = paid_in(mei, method_id=card_of(mei.id, "late"))

    services.settle(waiting.id, replace(company.taken[waiting.id], state="paid", amount_minor=26_00), at=make.AT)

    found = queries.charges([waiting.id])[waiting.id]
    assert (found.state, found.reason, arrived(mei)) == ("waiting", "amount_differs", (0, 0, 0))


def test_money_for_a_frozen_wallet_waits_until_it_can_arrive(mei: Person, company: Company) -> None:
    company.loses = ["answer"]
    paid_in(mei)
    account = wallet(mei.id).account_id or 0
    ledger.freeze(account, key=uuid7(), at=make.AT)

    services.ask_about_open_charges(make.AT + timedelta(seconds=20))
    assert ([each.reason for each in queries.open_charges()], arrived(mei)) == (["account_frozen"], (0, 0, 0))
    ledger.unfreeze(account, key=uuid7(), at=make.AT)
    services.ask_about_open_charges(make.AT + timedelta(hours=3))

    assert arrived(mei) == (25_00, 1, 1)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"amount_minor": 0}, "bad_amount"),
        ({"amount_minor": -5}, "bad_amount"),
        ({"amount_minor": 10_000_01}, "top_up_too_large"),
        ({"method_id": uuid7()}, "no_such_method"),
    ],
)
def test_what_cannot_be_is_refused_before_anybody_is_asked(mei: Person, company: Company, change: dict[str, Any], code: str) -> None:
    with pytest.raises(Refusal, match=code):
        paid_in(mei, **change)

    assert (company.calls, Charge.objects.count()) == (0, 0)


def test_nobody_pays_with_somebody_elses_card_or_one_that_was_removed(mei: Person, company: Company) -> None:
    other, own = card_of(make.person().id), card_of(mei.id)
    services.remove(mei.id, own, at=make.AT)

    for card in (other, own):
        with pytest.raises(Refusal, match="no_such_method"):
            paid_in(mei, method_id=card)
    assert company.calls == 0


def test_a_key_with_other_content_is_refused(mei: Person, company: Company) -> None:
    key, card = uuid7(), card_of(mei.id)
    paid_in(mei, key=key, method_id=card)

    with pytest.raises(Refusal, match="key_reused"):
        paid_in(mei, 26_00, key=key, method_id=card)
    assert company.takes == 1


def test_a_deployment_without_a_card_company_takes_no_cards(mei: Person, settings: Settings) -> None:
    settings.CONFIG = replace(settings.CONFIG, demo=0)

    with pytest.raises(Refusal, match="not_taken_here"):
        services.visit_card_company(key=uuid7(), person_id=mei.id, back_url="", at=make.AT)
    assert (queries.takes_cards(), queries.ways_in()) == (False, ())
