"""Facts are kept with the transaction that made them true, once each, in commit order."""

from collections.abc import Sequence

import pytest
from django.db import ProgrammingError, connection, transaction
from pytest_django.fixtures import DjangoAssertNumQueries
from tests.outbox.ears import AT, joined, listening

from zhiyin.events import Event
from zhiyin.events.people import ConsentGiven, PersonJoined
from zhiyin.kit.ids import uuid7
from zhiyin.outbox import queries, reading, services


@pytest.mark.usefixtures("fresh_database")
def test_publishing_outside_a_transaction_is_refused() -> None:
    with pytest.raises(AssertionError, match="inside the transaction"):
        services.publish(joined())


@pytest.mark.django_db
def test_a_fact_published_twice_is_heard_once() -> None:
    heard: list[Event] = []
    fact = joined()

    with listening(heard.extend):
        services.publish(fact, fact)
        services.publish(fact)
        services.drain(at=AT)

    assert heard == [fact]


@pytest.mark.django_db
def test_two_kinds_of_fact_may_share_an_id() -> None:
    heard: list[Event] = []
    first = joined()
    second = ConsentGiven(id=first.id, at=AT, person_id=first.person_id, purpose="offers", channel="*")

    with listening(heard.extend, PersonJoined, ConsentGiven):
        services.publish(first, second)
        services.drain(at=AT)

    assert heard == [first, second]


@pytest.mark.django_db
def test_many_facts_are_one_statement_and_stay_in_their_order(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    heard: list[Event] = []
    facts = [joined() for _ in range(2500)]

    with listening(heard.extend):
        with django_assert_num_queries(1):
            services.publish(*facts)
        services.drain(at=AT)

    assert heard == facts


@pytest.mark.django_db
def test_what_a_listener_publishes_is_heard_in_the_same_drain() -> None:
    heard: list[Event] = []

    def answer(events: Sequence[Event]) -> None:
        heard.extend(events)
        services.publish(
            *(
                ConsentGiven(id=event.id, at=AT, person_id=uuid7(), purpose="offers", channel="*")
                for event in events
                if isinstance(event, PersonJoined)
            )
        )

    with listening(answer, PersonJoined, ConsentGiven):
        services.publish(joined())

        assert services.drain(at=AT) == 2

    assert [type(event).__name__ for event in heard] == ["PersonJoined", "ConsentGiven"]


@pytest.mark.django_db
@pytest.mark.parametrize("statement", ["delete from outbox_event", "update outbox_event set name = 'x'", "truncate outbox_event"])
def test_the_app_cannot_change_what_happened(statement: str) -> None:
    services.publish(joined())

    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.django_db
def test_the_backlog_counts_what_each_listener_has_still_to_hear() -> None:
    with listening(lambda _: None) as name:
        services.drain(at=AT)
        services.publish(joined(), joined())
        before = queries.backlog()
        services.drain(at=AT)

        assert [(one.listener, one.events, one.oldest_at) for one in before] == [(name, 2, AT)]
        assert [(one.events, one.oldest_at) for one in queries.backlog()] == [(0, None)]


@pytest.mark.django_db
def test_a_persons_history_ends_at_the_fact_that_is_named() -> None:
    facts = [ConsentGiven(id=uuid7(), at=AT, person_id=uuid7(), purpose="offers", channel="*") for _ in range(2)]
    mine = facts[0].person_id
    later = ConsentGiven(id=uuid7(), at=AT, person_id=mine, purpose="feedback", channel="*")
    services.publish(*facts, later)

    assert queries.history(mine, ConsentGiven, until=facts[1]) == (facts[0],)
    assert queries.history(mine, ConsentGiven, until=later) == (facts[0], later)


@pytest.mark.django_db
def test_finding_that_there_is_no_news_does_not_read_what_was_heard_before() -> None:
    with listening(lambda _: None) as name:
        services.publish(*(joined() for _ in range(5000)))
        services.drain(at=AT)
        with connection.cursor() as cursor:
            cursor.execute("explain (analyze, buffers, format json) " + reading.NEWS_SQL, [[name], ["PersonJoined"], AT, True])
            (plan,) = cursor.fetchall()[0]

    assert plan[0]["Plan"]["Shared Hit Blocks"] < 20
