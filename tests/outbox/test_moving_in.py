"""A backup brought back on another server: facts keep their order, listeners their place, and what is told next is heard."""

import pytest
from django.db import connection
from tests.outbox.ears import AT, joined, listening

from zhiyin.events import Event
from zhiyin.outbox import services
from zhiyin.site import database

pytestmark = pytest.mark.django_db


def _as_owner(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("reset role")
        cursor.execute(statement)


def _further_on() -> None:
    """The facts and cursors as a server had them that had seen many more transactions than this one."""
    _as_owner("update outbox_event set xid = ((xid::text)::bigint + 10000000)::text::xid8")
    _as_owner("update outbox_progress set xid = ((xid::text)::bigint + 10000000)::text::xid8")


def test_what_is_told_after_moving_in_is_heard_after_what_was_told_before() -> None:
    heard: list[Event] = []
    first, second, third = (joined() for _ in range(3))
    with listening(heard.extend):
        services.publish(first)
        services.drain(at=AT)
        services.publish(second)
        _further_on()

        database.move_in()
        services.publish(third)
        services.drain(at=AT)

    assert heard == [first, second, third]


def test_a_replay_after_moving_in_keeps_the_old_order() -> None:
    heard: list[Event] = []
    facts = [joined() for _ in range(20)]
    services.publish(*facts)
    _further_on()
    database.move_in()

    with listening(heard.extend) as name:
        services.rewind(name)
        services.drain(at=AT)

    assert [fact for fact in heard if fact in facts] == facts


def test_where_the_facts_are_at_home_nothing_moves() -> None:
    services.publish(joined())
    before = _places()
    _as_owner("select")

    database.move_in()

    assert _places() == before


def test_moving_in_twice_changes_nothing_more() -> None:
    services.publish(joined(), joined())
    _further_on()
    database.move_in()
    before = _places()

    services.publish(fact := joined())
    database.move_in()

    assert _places()[:-1] == before
    assert _places()[-1][-1] == fact.id


def _places() -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute("select xid::text, id, event_id from outbox_event order by xid, id")
        return list(cursor.fetchall())
