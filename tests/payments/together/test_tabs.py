"""A running tab: who paid what for all, until it is settled with few payments."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests import make
from tests.payments.crowd import at_once

from zhiyin.events.together import MoneyRequested
from zhiyin.identity.queries import Person
from zhiyin.kit.errors import Refusal
from zhiyin.kit.ids import uuid7
from zhiyin.payments.models import Tab, TabEntry
from zhiyin.payments.queries import together as queries
from zhiyin.payments.queries.together.tabs import balanced, settled
from zhiyin.payments.services import together as services

db = pytest.mark.django_db


@pytest.fixture
def people() -> list[Person]:
    return [make.person(handle, name=handle.title(), balance_minor=50_00) for handle in ("mei", "lin", "zhou")]


def opened(people: list[Person]) -> UUID:
    mei, *others = people
    return services.open_tab(key=uuid7(), owner_id=mei.id, name="Trip", handles=[each.handle for each in others], at=make.AT)


def noted(tab: UUID, payer: Person, amount_minor: int) -> None:
    services.add_to_tab(tab, key=uuid7(), payer_id=payer.id, amount_minor=amount_minor, at=make.AT)


@given(st.lists(st.integers(0, 10**12), min_size=2, max_size=21))
def test_balances_sum_to_zero_and_are_settled_by_fewer_payments_than_people(amounts: list[int]) -> None:
    paid = {UUID(int=number): amount for number, amount in enumerate(amounts)}

    balances = balanced(paid)
    payments = settled(balances)

    assert sum(balances.values()) == 0
    assert len(payments) < len(paid)
    for debtor, creditor, amount in payments:
        assert amount > 0
        balances[debtor] += amount
        balances[creditor] -= amount
    assert not any(balances.values())


@db
def test_everybody_sees_who_owes_whom_and_settling_asks_for_it_once(people: list[Person]) -> None:
    mei, lin, zhou = people
    tab = opened(people)
    noted(tab, mei, 30_00)
    noted(tab, lin, 6_00)

    for member in people:
        seen = queries.tab(tab, for_person=member.id)
        assert seen is not None
        assert [each.balance_minor for each in seen.members] == [18_00, -6_00, -12_00]
    for _ in range(2):
        services.settle_tab(tab, owner_id=mei.id, at=make.AT)

    asked = make.published(MoneyRequested)
    assert {(fact.asker_id, fact.person_id, fact.amount_minor) for fact in asked} == {(mei.id, zhou.id, 12_00), (mei.id, lin.id, 6_00)}
    for fact in asked:
        services.pay_request(fact.id, payer_id=fact.person_id, at=make.AT)


@db
def test_a_settled_tab_takes_nothing_more(people: list[Person]) -> None:
    tab = opened(people)
    noted(tab, people[0], 9_00)
    services.settle_tab(tab, owner_id=people[0].id, at=make.AT)

    with pytest.raises(services.TabClosed):
        noted(tab, people[1], 9_00)


@db
def test_a_tab_is_its_members_and_settled_by_whoever_opened_it(people: list[Person]) -> None:
    tab, stranger = opened(people), make.person()
    noted(tab, people[1], 9_00)

    with pytest.raises(services.NoSuchTab):
        noted(tab, stranger, 1_00)
    for person in (people[1], stranger):
        with pytest.raises(services.NoSuchTab):
            services.settle_tab(tab, owner_id=person.id, at=make.AT)
    assert queries.tab(tab, for_person=stranger.id) is None
    assert [[each.id for each in queries.tabs(person.id)] for person in (people[2], stranger)] == [[tab], []]


@db
def test_an_even_tab_has_nothing_to_settle(people: list[Person]) -> None:
    with pytest.raises(services.NothingOwed):
        services.settle_tab(opened(people), owner_id=people[0].id, at=make.AT)


@db
@pytest.mark.parametrize(
    ("name", "handles", "code"),
    [
        ("", ["lin"], "nobody_on_the_tab"),
        ("Trip", [], "nobody_on_the_tab"),
        ("Trip", ["mei"], "nobody_on_the_tab"),
        ("Trip", ["nobody"], "unknown_person"),
        ("n" * 141, ["lin"], "bad_note"),
    ],
)
def test_what_cannot_be_a_tab_is_refused(people: list[Person], name: str, handles: list[str], code: str) -> None:
    with pytest.raises(Refusal) as refused:
        services.open_tab(key=uuid7(), owner_id=people[0].id, name=name, handles=handles, at=make.AT)

    assert (refused.value.code, Tab.objects.count()) == (code, 0)


@db
@pytest.mark.parametrize("amount_minor", [0, -1, 10**30])
def test_what_is_no_amount_is_not_noted(people: list[Person], amount_minor: int) -> None:
    with pytest.raises(Refusal):
        noted(opened(people), people[0], amount_minor)

    assert not TabEntry.objects.exists()


@db
def test_one_key_notes_one_thing(people: list[Person]) -> None:
    tab, key = opened(people), uuid7()
    for _ in range(2):
        services.add_to_tab(tab, key=key, payer_id=people[0].id, amount_minor=5_00, at=make.AT)
    with pytest.raises(Refusal, match="key_reused"):
        services.add_to_tab(tab, key=key, payer_id=people[0].id, amount_minor=5_01, at=make.AT)

    assert TabEntry.objects.count() == 1


@pytest.mark.usefixtures("fresh_database")
def test_noting_and_settling_at_once_asks_for_what_was_noted_and_nothing_else() -> None:
    people = [make.person() for _ in range(3)]
    tab = opened(people)
    noted(tab, people[0], 9_00)

    def act(number: int) -> None:
        if number % 2:
            services.settle_tab(tab, owner_id=people[0].id, at=make.AT)
        else:
            noted(tab, people[0], 9_00)

    at_once(6, act)

    in_all = sum(TabEntry.objects.values_list("amount_minor", flat=True))
    assert sum(fact.amount_minor for fact in make.published(MoneyRequested)) == in_all * 2 // 3
