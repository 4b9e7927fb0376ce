"""What people and staff are told of limits: what is used, what a rule would have stopped, and that the counts are the journal's."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from tests import make
from tests.payments.rulebook import LATER, limited, minor

from zhiyin.kit import clock
from zhiyin.kit.ids import uuid7
from zhiyin.payments.queries import limit_preview
from zhiyin.wallets.queries import limits as queries
from zhiyin.wallets.services import limits as services

pytestmark = pytest.mark.django_db
MONTH_AGO = make.AT - timedelta(days=30)  # 12 September


def draft(measure: str, amount: int | None, **terms: Any) -> queries.Rule:
    told: dict[str, Any] = {"deed": "payment", "asset": "" if measure in ("blocked", "allowed") else "USD"} | terms
    return services.draft(services.NewRule(measure=measure, amount=amount, **told), at=make.AT)


def test_a_person_sees_what_binds_them_and_how_much_is_used() -> None:
    mei = make.person(balance_minor=100_00)
    limited(40_00, deed="out")
    services.set_own_limit(key=uuid7(), person_id=mei.id, deed="out", measure="day", asset="USD", amount_minor=30_00, at=make.AT)
    make.payment(mei.id, make.merchant().id, 12_50, at=LATER)

    told = queries.limits_of(mei.id, asset="USD", at=LATER)

    days = [(each.is_own, each.most, each.used, each.left) for each in told.limits if (each.deed, each.measure) == ("out", "day")]
    assert days == [(False, 40_00, 12_50, 27_50), (True, 30_00, 12_50, 17_50)]
    assert [each.most for each in told.limits if each.measure == "each"] == [10_000_00, 10_000_00, 10_000_00]


def test_what_is_shown_before_the_first_payment_of_a_rule_is_the_journals() -> None:
    mei = make.person(balance_minor=100_00)
    make.past_payment(mei.id, make.merchant().id, 12_50)
    make.past_payment(mei.id, make.merchant().id, 20_00, at=make.AT - timedelta(days=2))
    for measure in ("day", "month"):
        limited(40_00, measure=measure)

    told = {(each.deed, each.measure): each.used for each in queries.limits_of(mei.id, asset="USD", at=LATER).limits}

    assert (told["payment", "day"], told["payment", "month"]) == (12_50, 32_50)


def test_yesterdays_use_is_not_todays() -> None:
    mei = make.person(balance_minor=100_00)
    limited(40_00)
    make.payment(mei.id, make.merchant().id, 12_50, at=LATER)

    told = {(each.deed, each.measure): each for each in queries.limits_of(mei.id, asset="USD", at=LATER + timedelta(days=1)).limits}

    assert (told["payment", "day"].used, told["payment", "day"].left) == (0, 40_00)


def test_a_minor_sees_why_and_until_when() -> None:
    mei = make.person()
    minor(mei.id)

    told = queries.limits_of(mei.id, asset="USD", at=LATER)

    assert (told.standing.is_minor, "5813" in told.blocked, any(each.for_minors for each in told.limits)) == (True, True, True)
    assert told.minor_until is not None


def test_own_limits_and_the_change_that_waits() -> None:
    mei, things = make.person(), services.OWN_LIMITS
    for amount in (20_00, 50_00):
        services.set_own_limit(key=uuid7(), person_id=mei.id, deed="out", measure="day", asset="USD", amount_minor=amount, at=LATER)

    (day,) = (each for each in queries.own_limits_of(mei.id, things, asset="USD", at=LATER) if (each.deed, each.measure) == ("out", "day"))

    assert (day.most, day.later) == (20_00, (50_00, LATER + services.COOLING_OFF))


@pytest.mark.parametrize(
    ("terms", "touched", "people"),
    [
        ({"measure": "each", "amount": 10_00}, 2, 1),
        ({"measure": "each", "amount": 30_00}, 0, 0),
        ({"measure": "day", "amount": 12_00}, 2, 2),  # 10 + 5, and 11 + 20
        ({"measure": "month", "amount": 25_00, "deed": "out"}, 1, 1),
        ({"measure": "daily", "amount": 1}, 3, 2),
        ({"measure": "hourly", "amount": 0}, 5, 2),
        ({"measure": "each", "amount": 10_00, "scope": "minors"}, 0, 0),
        ({"measure": "each", "amount": 10_00, "scope": "tier", "tier": "basic"}, 0, 0),
        ({"measure": "each", "amount": 10_00, "scope": "tier", "tier": "standard"}, 2, 1),
        ({"measure": "blocked", "amount": None, "categories": ("5462",)}, 5, 2),
        ({"measure": "blocked", "amount": None, "categories": ("7995",)}, 0, 0),
        ({"measure": "allowed", "amount": None, "categories": ("5411",)}, 5, 2),
        ({"measure": "allowed", "amount": None}, 0, 0),
        ({"measure": "each", "amount": None}, 0, 0),
    ],
)
def test_a_limit_is_tried_on_last_month(terms: dict[str, Any], touched: int, people: int) -> None:
    mei, lin, shop = make.person(balance_minor=100_00), make.person(balance_minor=100_00), make.merchant()
    for person, amount in ((mei, 10_00), (mei, 5_00), (lin, 11_00), (lin, 20_00), (lin, 1_00)):
        make.past_payment(person.id, shop.id, amount, at=MONTH_AGO)
    make.past_payment(mei.id, shop.id, 50_00)  # this month

    found = limit_preview(draft(**terms), at=make.AT)

    assert (found.touched, found.people, found.is_whole) == (touched, people, True)
    assert f"{found.since:%Y-%m-%d} {found.until:%Y-%m-%d}" == "2026-09-01 2026-10-01"
    assert len(found.examples) == people


def test_the_counts_are_those_of_the_journal() -> None:
    mei, shop = make.person(balance_minor=100_00), make.merchant()
    now = clock.now()
    make.payment(mei.id, shop.id, 10_00, at=now)
    limited(40_00, at=now - timedelta(minutes=1))
    limited(40_00, measure="month", deed="out", at=now - timedelta(minutes=1))
    for _ in range(2):
        make.payment(mei.id, shop.id, 5_00, at=now)

    assert queries.usage_differences(at=now) == ()
    with connection.cursor() as cursor:
        cursor.execute("update wallets_limitusage set month = month + 1 where deed = 'out'")
    assert [each.kind for each in queries.usage_differences(at=now)] == ["limit_usage_differs"]


def test_history_tells_who_when_and_why() -> None:
    key = limited(50_000_00, measure="each")
    lower = limited(9_000_00, measure="each", at=LATER)

    told = {each.rule.id: each for each in queries.history(at=LATER + timedelta(hours=1))}

    assert (told[key].state, told[key].why, told[lower].state, told[lower].decided_by) == ("past", "a story", "counts", None)
    assert told[key].decided_by not in (None, told[key].proposed_by)
    assert next(each.state for each in queries.history(at=LATER)) == "planned"


def test_what_waits_is_listed_until_it_is_decided() -> None:
    rui, key = make.staff("risk"), uuid7()
    services.propose(services.NewRule(measure="each", deed="payment", asset="USD", amount=90_000_00), key=key, by=rui.id, why="more", at=make.AT)
    assert [each.rule.id for each in queries.waiting(at=make.AT)] == [key]

    services.decide(key, by=make.staff("admin").id, agreed=False, why="no", at=make.AT)

    entry = queries.entry(key, at=make.AT)
    assert (queries.waiting(at=make.AT), entry and (entry.state, entry.decided_why)) == ((), ("refused", "no"))


def test_a_standing_keeps_its_history() -> None:
    mei = make.person()
    minor(mei.id, tier="basic")
    key = uuid7()
    services.set_standing(key=key, person_id=mei.id, tier="plus", minor_until=None, by=make.staff("risk").id, why="papers seen", at=LATER)
    services.decide_standing(key, by=make.staff("admin").id, agreed=True, at=LATER)

    assert [(each.tier, each.why) for each in queries.stood(mei.id)] == [("plus", "papers seen"), ("basic", "a guardian said so")]
