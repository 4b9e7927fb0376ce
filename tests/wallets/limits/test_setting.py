"""Limits are proposed, agreed to by somebody else when they allow more, and never changed afterwards."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from tests import make
from tests.payments.rulebook import LATER, minor

from zhiyin.events.limits import LimitSet, StandingSet
from zhiyin.identity.queries import Person
from zhiyin.kit.errors import Refusal
from zhiyin.kit.ids import uuid7
from zhiyin.wallets.models import LimitDecision, LimitRule
from zhiyin.wallets.queries import limits as queries
from zhiyin.wallets.services import limits as services

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def rui() -> Person:
    return make.staff("risk")


@pytest.fixture
def ada() -> Person:
    return make.staff("admin")


def proposed(by: Person, amount: int | None, **terms: Any) -> tuple[UUID, bool]:
    key = terms.pop("key", uuid7())
    when = {name: terms.pop(name) for name in ("at", "since") if name in terms}
    new = services.NewRule(**{"measure": "each", "deed": "payment", "asset": "USD", "amount": amount} | terms)
    return key, services.propose(new, key=key, by=by.id, why="because", **{"at": make.AT} | when)


def most(deed: str = "payment", **standing: Any) -> int | None:
    bound = queries.general(standing.pop("at", LATER)).general(deed, "USD", queries.Standing(**standing))
    return next((rule.amount for rule in bound if rule.measure == "each" and rule.deed == deed), None)


def test_a_lower_limit_counts_by_the_word_of_one(rui: Person) -> None:
    key, waits = proposed(rui, 500_00)

    assert (waits, most(), most(at=make.AT + timedelta(seconds=9))) == (False, 500_00, 10_000_00)
    (fact,) = make.published(LimitSet)
    assert (fact.rule_id, fact.set_by, fact.agreed_by, fact.effective_from) == (key, rui.id, None, make.AT + timedelta(seconds=10))


def test_a_higher_limit_waits_for_another_pair_of_eyes(rui: Person, ada: Person) -> None:
    key, waits = proposed(rui, 20_000_00)
    assert (waits, most(), make.published(LimitSet)) == (True, 10_000_00, [])

    with pytest.raises(Refusal, match="own_proposal"):
        services.decide(key, by=rui.id, agreed=True, at=make.AT)
    services.decide(key, by=ada.id, agreed=True, at=make.AT)

    assert most() == 20_000_00
    assert [fact.agreed_by for fact in make.published(LimitSet)] == [ada.id]


@pytest.mark.parametrize("who", ["themselves", "somebody else's name"])
def test_the_database_knows_that_it_was_somebody_else(rui: Person, ada: Person, who: str) -> None:
    key, _ = proposed(rui, 20_000_00)
    told = {"rule_id": key, "decided_by_id": rui.id, "decided_at": LATER, "agreed": True, "effective_from": LATER}

    with pytest.raises(IntegrityError, match=r"four_eyes|decision_repeats_who_proposed"), transaction.atomic():
        LimitDecision.objects.create(proposed_by_id=rui.id if who == "themselves" else ada.id, **told)


@pytest.mark.parametrize("table", ["wallets_limitrule", "wallets_limitdecision", "wallets_standing"])
@pytest.mark.parametrize("statement", ["update {} set why = 'x'", "delete from {}", "truncate {} cascade"])
def test_the_app_cannot_rewrite_history(table: str, statement: str) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(table))


def test_a_proposal_is_decided_once(rui: Person, ada: Person) -> None:
    key, _ = proposed(rui, 20_000_00)
    services.decide(key, by=ada.id, agreed=False, why="too high", at=make.AT)

    for agreed in (True, False):
        with pytest.raises(Refusal, match="decided_already"):
            services.decide(key, by=make.staff("risk").id, agreed=agreed, at=make.AT)
    assert most() == 10_000_00


@pytest.mark.parametrize("key", [uuid7(), None])
def test_what_waits_for_nobody_cannot_be_decided(rui: Person, ada: Person, key: UUID | None) -> None:
    with pytest.raises(Refusal, match="no_such_proposal"):
        services.decide(key or proposed(rui, 500_00)[0], by=ada.id, agreed=True, at=make.AT)


@pytest.mark.parametrize(
    ("amount", "scope", "waits"), [(900_00, "person", False), (1_000_00, "person", False), (1_000_01, "person", True), (900_00, "minors", True)]
)
def test_a_small_raise_for_one_person_needs_no_second(rui: Person, amount: int, scope: str, waits: bool) -> None:  # noqa: FBT001  a table's column
    mei = make.person()
    whose = {"scope": scope} | ({"person_id": mei.id} if scope == "person" else {})
    proposed(rui, 10_00, **whose)

    assert proposed(rui, amount, **whose, at=LATER)[1] is waits


def test_a_person_is_raised_above_everybody_only_by_two(rui: Person) -> None:
    assert proposed(rui, None, scope="person", person_id=make.person().id)[1]
    assert proposed(rui, 20_000_00, scope="person", person_id=make.person().id)[1]
    assert proposed(rui, None, scope="tier", tier="basic")[1]


def test_a_planned_lower_limit_is_not_taken_back_by_one(rui: Person) -> None:
    proposed(rui, 500_00, since=make.AT + 30 * DAY)

    assert proposed(rui, 10_000_00)[1]
    assert most(at=make.AT + 31 * DAY) == 500_00


def test_a_limit_counts_from_its_moment_also_when_it_was_agreed_to_before(rui: Person, ada: Person) -> None:
    key, _ = proposed(rui, 20_000_00, since=make.AT + DAY)
    services.decide(key, by=ada.id, agreed=True, at=LATER)

    begins = make.AT + DAY
    assert [most(at=at) for at in (begins - timedelta(microseconds=1), begins)] == [10_000_00, 20_000_00]


def test_who_agrees_late_does_not_reach_into_the_past(rui: Person, ada: Person) -> None:
    key, _ = proposed(rui, 20_000_00)
    services.decide(key, by=ada.id, agreed=True, at=make.AT + 3 * DAY)

    assert [most(at=make.AT + days * DAY) for days in (2, 4)] == [10_000_00, 20_000_00]


def test_proposing_twice_with_one_key_is_one_proposal(rui: Person) -> None:
    key, _ = proposed(rui, 20_000_00)

    assert proposed(rui, 20_000_00, key=key)[1]
    with pytest.raises(Refusal, match="key_reused"):
        proposed(rui, 20_000_01, key=key)
    assert LimitRule.objects.filter(proposed_by=rui.id).count() == 1


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"measure": "week"}, "measure"),
        ({"deed": "fly"}, "deed"),
        ({"deed": "out"}, "deed"),
        ({"measure": "blocked", "deed": "transfer", "asset": "", "amount": None}, "deed"),
        ({"asset": "XXX"}, "asset"),
        ({"asset": ""}, "asset"),
        ({"scope": "own"}, "scope"),
        ({"scope": "tier"}, "tier"),
        ({"tier": "plus"}, "tier"),
        ({"scope": "tier", "tier": "gold"}, "tier"),
        ({"scope": "person"}, "person"),
        ({"scope": "person", "person_id": uuid7()}, "person"),
        ({"amount": -1}, "amount"),
        ({"amount": 10**15 + 1}, "amount"),
        ({"measure": "hourly", "amount": 10_001}, "amount"),
        ({"categories": ("7995",)}, "categories"),
        ({"measure": "blocked", "asset": "", "amount": None, "categories": ("79",)}, "categories"),
        ({"since": make.AT + 400 * DAY}, "from"),
    ],
)
def test_what_cannot_be_a_limit_is_refused(rui: Person, wrong: dict[str, Any], field: str) -> None:
    with pytest.raises(Refusal) as refused:
        proposed(rui, **{"amount": 5_00} | wrong)
    assert refused.value.facts["field"] == field


def test_the_product_comes_with_limits_that_cost_a_payment_nothing() -> None:
    for kind in ("payment", "transfer"):
        bound = queries.general(make.AT).general(kind, "USD", queries.Standing())
        assert [(rule.measure, rule.amount) for rule in bound] == [("each", 10_000_00)]


def test_staff_mark_who_is_not_of_age_and_nobody_themselves(rui: Person) -> None:
    mei = make.person()
    minor(mei.id, until=make.AT + 2 * DAY)

    assert [queries.standing(mei.id, make.AT + days * DAY).is_minor for days in (0, 1, 2)] == [True, True, False]
    (fact,) = make.published(StandingSet)
    assert (fact.person_id, fact.is_minor) == (mei.id, True)
    with pytest.raises(Refusal, match="own_standing"):
        services.set_standing(key=uuid7(), person_id=rui.id, tier="plus", minor_until=None, by=rui.id, why="me", at=make.AT)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("insert into wallets_standing values (%s, 'plus', null, now(), 'x', %s, %s)", [uuid7(), rui.id, rui.id])


def raised(person: Person, by: Person, tier: str = "plus") -> UUID:
    key = uuid7()
    assert services.set_standing(key=key, person_id=person.id, tier=tier, minor_until=None, by=by.id, why="papers seen", at=make.AT)
    return key


def test_a_higher_tier_counts_once_another_has_agreed_and_a_lower_one_at_once(rui: Person) -> None:
    mei, ada = make.person(), make.staff("admin")
    key = raised(mei, rui)
    assert (queries.standing(mei.id, make.AT).tier, [each.id for each in queries.standings_waiting()]) == ("standard", [key])
    with pytest.raises(Refusal, match="own_proposal"):
        services.decide_standing(key, by=rui.id, agreed=True, at=make.AT)
    with pytest.raises(Refusal, match="own_standing"):
        services.decide_standing(key, by=mei.id, agreed=True, at=make.AT)

    services.decide_standing(key, by=ada.id, agreed=True, at=make.AT)

    assert queries.standing(mei.id, make.AT).tier == "plus"
    assert [(each.by, each.agreed_by, each.why) for each in queries.stood(mei.id)] == [(rui.id, ada.id, "papers seen")]
    assert [(fact.by, fact.agreed_by) for fact in make.published(StandingSet)] == [(rui.id, ada.id)]
    with pytest.raises(Refusal, match="decided_already"):
        services.decide_standing(key, by=ada.id, agreed=False, at=make.AT)
    down = make.AT + DAY
    assert not services.set_standing(key=uuid7(), person_id=mei.id, tier="basic", minor_until=None, by=rui.id, why="lost papers", at=down)
    assert queries.standing(mei.id, make.AT + DAY).tier == "basic"


def test_a_higher_tier_that_nobody_agrees_to_never_counts_and_stays_on_record(rui: Person) -> None:
    mei, ada = make.person(), make.staff("admin")
    key = raised(mei, rui)

    services.decide_standing(key, by=ada.id, agreed=False, why="blurred", at=make.AT)

    assert (queries.standing(mei.id, make.AT).tier, queries.standings_waiting()) == ("standard", ())
    assert [(each.by, each.decided_by, each.decided_why) for each in queries.standings_refused(mei.id)] == [(rui.id, ada.id, "blurred")]
    with pytest.raises(Refusal, match="no_such_proposal"):
        services.decide_standing(uuid7(), by=ada.id, agreed=True, at=make.AT)


def test_to_be_of_age_sooner_needs_two_and_the_database_knows_it(rui: Person) -> None:
    mei, key = make.person(), uuid7()
    minor(mei.id)

    assert services.set_standing(key=key, person_id=mei.id, tier="standard", minor_until=None, by=rui.id, why="birthday", at=make.AT)

    assert queries.standing(mei.id, make.AT).is_minor
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("insert into wallets_standingdecision values (%s, %s, %s, now(), true, '', %s)", [key, rui.id, mei.id, rui.id])


def test_a_tier_that_does_not_exist_is_refused(rui: Person) -> None:
    with pytest.raises(Refusal, match="bad_limit"):
        services.set_standing(key=uuid7(), person_id=make.person().id, tier="gold", minor_until=None, by=rui.id, why="x", at=make.AT)
