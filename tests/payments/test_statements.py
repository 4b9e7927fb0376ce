"""A statement's figures are the ledger's, whatever its boundaries and wherever its person lives."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests import make

from zhiyin.identity.queries import Person
from zhiyin.kit.ids import uuid7
from zhiyin.payments import queries, services
from zhiyin.payments.queries import Statement, statement
from zhiyin.payments.queries.movements import CODES
from zhiyin.payments.services import UnknownMonth
from zhiyin.wallets import queries as wallets
from zhiyin.wallets.services import Code

pytestmark = pytest.mark.django_db
ALWAYS = (datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC))
ZONES = ("UTC", "Asia/Shanghai", "America/New_York", "Pacific/Kiritimati", "Pacific/Pago_Pago", "Asia/Kathmandu")


@pytest.fixture
def mei() -> Person:
    return make.person("mei", name="Mei", balance_minor=50_00)


def everything(person: Person) -> Statement:
    return statement(person.id, since=ALWAYS[0], until=ALWAYS[1])


def test_every_line_names_its_other_end_and_says_what_was_left(mei: Person) -> None:
    make.person("lin", name="林小雨")
    bakery = make.merchant("Anna's Bakery", name_zh="安娜面包房")
    make.payment(mei.id, bakery.id, 5_00, note="two loaves")
    services.transfer(key=uuid7(), sender_id=mei.id, to_handle="lin", amount_minor=7_00, at=make.AT, note="cinema")

    told = everything(mei)

    assert [(line.told.title("en"), line.told.note, line.amount_minor, line.balance_minor) for line in told.lines] == [
        ("Top-up", "", 50_00, 50_00),
        ("Anna's Bakery", "two loaves", -5_00, 45_00),
        ("林小雨", "cinema", -7_00, 38_00),
    ]
    assert told.lines[1].told.title("zh-hans") == "安娜面包房"
    assert (told.opening_minor, told.in_minor, told.out_minor, told.closing_minor) == (0, 50_00, 12_00, 38_00)
    assert [(each.category, each.amount_minor) for each in told.categories] == [("bakery", 5_00)]


def test_what_was_booked_late_counts_in_the_month_it_belongs_to(mei: Person) -> None:
    september = datetime(2026, 9, 3, tzinfo=UTC)
    make.past_payment(mei.id, make.merchant().id, 4_00, at=september)

    told = statement(mei.id, since=september.replace(day=1), until=september.replace(month=10, day=1))

    assert [line.amount_minor for line in told.lines] == [-4_00]
    assert everything(mei).closing_minor == wallets.wallet(mei.id).balance_minor == 46_00


def test_every_kind_of_movement_has_a_name() -> None:
    people_see = {code for code in Code if code < 20}  # above are the deployment's own

    assert {int(code) for code in people_see} <= set(CODES)


def test_somebody_without_a_wallet_has_an_empty_statement() -> None:
    told = statement(uuid7(), since=ALWAYS[0], until=ALWAYS[1])

    assert (told.opening_minor, told.closing_minor, told.lines) == (0, 0, ())


def test_a_movement_is_explained_to_whose_wallet_it_touched_and_to_nobody_else(mei: Person) -> None:
    bakery = make.merchant("Anna's Bakery")
    paid = make.payment(mei.id, bakery.id, 5_00)

    told = queries.movement(mei.id, paid.id)

    assert told
    assert (told.told.title("en"), told.amount_minor, told.balance_minor, told.number) == ("Anna's Bakery", -5_00, 45_00, 2)
    assert queries.movement(make.person().id, paid.id) is None


def test_a_statement_costs_the_same_however_long_it_is(mei: Person, django_assert_max_num_queries: object) -> None:
    shop = make.merchant()
    for _ in range(12):
        make.payment(mei.id, shop.id, 1)

    with django_assert_max_num_queries(6):  # type: ignore[operator]
        everything(mei)


def test_a_tax_year_begins_in_january_until_its_person_says_otherwise(mei: Person) -> None:
    assert queries.tax_year_first_month(mei.id) == 1

    services.set_tax_year(mei.id, first_month=4)
    services.set_tax_year(mei.id, first_month=4)

    assert queries.tax_year_first_month(mei.id) == 4


@pytest.mark.parametrize("month", [0, 13, -1, 10**12])
def test_a_tax_year_begins_in_a_month(mei: Person, month: int) -> None:
    with pytest.raises(UnknownMonth):
        services.set_tax_year(mei.id, first_month=month)


DEEDS = st.lists(
    st.tuples(st.sampled_from(("pay", "send", "receive", "top_up", "past")), st.integers(1, 9_00), st.integers(-70 * 24 * 60, 0)),
    min_size=1,
    max_size=12,
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(deeds=DEEDS, zone=st.sampled_from(ZONES), cuts=st.lists(st.integers(-75, 2), min_size=1, max_size=4, unique=True))
def test_opening_and_in_and_out_make_the_closing_for_any_boundaries_and_zone(deeds: list[tuple[str, int, int]], zone: str, cuts: list[int]) -> None:
    mei, lin = make.person(balance_minor=200_00, at=make.AT - timedelta(days=80)), make.person(balance_minor=200_00)
    shop = make.merchant()
    for kind, amount, minutes in deeds:
        _do(kind, amount, make.AT + timedelta(minutes=minutes), people=(mei, lin), shop=shop.id)
    midnight = make.AT.astimezone(ZoneInfo(zone)).replace(hour=0, minute=0)
    bounds = [ALWAYS[0], *(midnight + timedelta(days=day) for day in sorted(cuts)), ALWAYS[1]]

    parts = [statement(mei.id, since=since, until=until) for since, until in pairwise(bounds)]

    for part in parts:
        assert part.opening_minor + part.in_minor - part.out_minor == part.closing_minor
        assert part.in_minor - part.out_minor == sum(line.amount_minor for line in part.lines)
        assert all(part.since <= line.at < part.until for line in part.lines)
    assert [part.closing_minor for part in parts[:-1]] == [part.opening_minor for part in parts[1:]]
    assert parts[-1].closing_minor == wallets.wallet(mei.id).balance_minor
    assert sorted(line.id for part in parts for line in part.lines) == sorted(line.id for line in everything(mei).lines)


def _do(kind: str, amount: int, at: datetime, *, people: tuple[Person, Person], shop: object) -> None:
    mei, lin = people
    if kind in ("send", "receive"):
        sender, recipient = (mei, lin) if kind == "send" else (lin, mei)
        services.transfer(key=uuid7(), sender_id=sender.id, to_handle=recipient.handle, amount_minor=amount, at=at)
    elif kind == "top_up":
        make.top_up(mei.id, amount, at=at)
    elif kind == "pay":
        make.payment(mei.id, shop, amount, at=at)  # type: ignore[arg-type]
    else:
        make.past_payment(mei.id, shop, amount, at=at)  # type: ignore[arg-type]
