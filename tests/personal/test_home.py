"""The first page fits the person, says why, and obeys at once."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection
from pytest_django.fixtures import DjangoAssertNumQueries
from tests import make
from tests.profiles.facts import AT, catalogue, consent, paid, tell

from zhiyin.kit.asking import ask
from zhiyin.kit.ids import uuid7
from zhiyin.outbox import services as outbox
from zhiyin.personal import queries, services
from zhiyin.privacy import services as privacy
from zhiyin.profiles import queries as known
from zhiyin.profiles import services as profiles

HABITS = {"milk": (61, 52, 36, 24, 12), "bread": (100, 55, 40), "tea": (20, 10), "rice": (80, 9), "salt": (5,)}


def seen(person_id: UUID, *, at: datetime, language: str) -> queries.Home:
    with connection.cursor() as cursor:
        return ask(cursor, queries.home(person_id, at=at, language=language))


def shopper() -> UUID:
    """Somebody who allows suggestions and has habits."""
    me = make.person().id
    privacy.grant(me, "personalisation", source="test", at=AT)
    tell([*catalogue(*HABITS), *(paid(me, item, days_ago=days) for item, when in HABITS.items() for days in when)])
    return me


@pytest.mark.django_db
def test_suggestions_say_why_and_what_is_due_stands_apart() -> None:
    page = seen(shopper(), at=AT, language="en")

    assert [(one.name, one.why) for one in page.due] == [("Milk", "You usually buy milk every 9 to 16 days; the last time was 12 days ago.")]
    assert [(one.item_id, one.why) for one in page.suggestions] == [
        ("tea", "You bought tea twice in the last 3 months."),
        ("rice", "You bought rice twice in the last 3 months."),
        ("bread", "You bought bread twice in the last 3 months."),
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["less", "not_mine"])
def test_a_dismissed_suggestion_is_gone_at_once(kind: str) -> None:
    me = shopper()
    services.dismiss(me, "tea", kind=kind, at=AT)
    services.dismiss(me, "milk", kind=kind, at=AT)

    page = seen(me, at=AT, language="en")
    assert {"tea", "milk"}.isdisjoint(one.item_id for one in (*page.due, *page.suggestions))


@pytest.mark.django_db
def test_less_is_for_four_weeks_and_not_mine_for_ever() -> None:
    me = shopper()
    services.dismiss(me, "tea", kind="less", at=AT)
    services.dismiss(me, "rice", kind="not_mine", at=AT)

    later = {one.item_id for one in seen(me, at=AT + timedelta(days=29), language="en").suggestions}
    assert "tea" in later
    assert "rice" not in later


@pytest.mark.django_db
def test_off_takes_the_consent_back_and_what_was_inferred_goes() -> None:
    me = shopper()
    services.dismiss(me, "tea", kind="off", at=AT)

    page = seen(me, at=AT, language="en")
    assert page == seen(make.person().id, at=AT, language="en")
    outbox.drain(at=AT, listeners=["profiles.learn"])
    assert known.item_states(me, 10) == ()


@pytest.mark.django_db
def test_without_consent_everybody_sees_the_same_page() -> None:
    me = make.person().id
    tell([*catalogue("milk"), *(paid(me, "milk", days_ago=days) for days in range(0, 60, 6))])

    page = seen(me, at=AT, language="en")

    assert (page.suggestions, page.due, page.due_first) == ((), (), False)
    assert [tile.reason for tile in page.tiles] == ["The usual order."] * 8


@pytest.mark.django_db
def test_simple_mode_keeps_three_deeds_and_suggests_nothing() -> None:
    me = shopper()
    services.set_look(me, simple=True)

    page = seen(me, at=AT, language="zh-hans")

    assert [tile.code for tile in page.tiles] == ["scan", "my_code", "help"]
    assert (page.suggestions, page.due) == ((), ())


@pytest.mark.django_db
def test_a_newcomer_is_shown_what_many_people_buy() -> None:
    others = [uuid7() for _ in range(5)]
    tell([*catalogue("milk", "rare"), *map(consent, others), *(paid(one, "milk") for one in others), paid(others[0], "rare")])
    profiles.count_popular()
    me = make.person().id
    privacy.grant(me, "personalisation", source="test", at=AT)

    page = seen(me, at=AT, language="en")

    assert [(one.item_id, one.why) for one in page.suggestions] == [("milk", "5 people here buy milk.")]


@pytest.mark.django_db
def test_an_item_without_a_name_is_not_shown() -> None:
    me = shopper()
    tell([paid(me, "nameless", days_ago=days) for days in (30, 20, 10)])

    page = seen(me, at=AT, language="en")
    assert "nameless" not in {one.item_id for one in (*page.due, *page.suggestions)}


@pytest.mark.django_db
@pytest.mark.parametrize("category", ["alcohol", "tobacco"])
def test_nobody_is_reminded_to_drink_or_to_smoke(category: str) -> None:
    me = shopper()
    tell([*catalogue("gin", category=category), *(paid(me, "gin", days_ago=days) for days in (50, 40, 30, 20, 10))])

    page = seen(me, at=AT, language="en")
    assert "gin" not in {one.item_id for one in (*page.due, *page.suggestions)}


@pytest.mark.django_db
def test_the_first_page_costs_one_statement(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    me = shopper()

    with django_assert_num_queries(1):
        seen(me, at=AT, language="en")


@pytest.mark.django_db
def test_a_look_is_remembered_and_changed_in_parts() -> None:
    me = uuid7()
    assert queries.look(me) == queries.Look(theme="auto", size=2, simple=False)

    services.set_look(me, theme="dark", size=4)
    services.set_look(me, simple=True)

    assert queries.look(me) == queries.Look(theme="dark", size=4, simple=True)


@pytest.mark.django_db
@pytest.mark.parametrize(("theme", "size"), [("neon", 2), ("dark", 5), ("dark", 0)])
def test_a_look_that_does_not_exist_is_refused(theme: str, size: int) -> None:
    with pytest.raises(services.BadLook):
        services.set_look(uuid7(), theme=theme, size=size)


@pytest.mark.django_db
def test_a_dismissal_of_an_unknown_kind_is_refused() -> None:
    with pytest.raises(services.BadDismissal):
        services.dismiss(uuid7(), "milk", kind="never", at=AT)
