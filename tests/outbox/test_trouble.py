"""A failing listener is retried, then parked; nobody else waits, nothing is lost and nothing doubles."""

import threading
from collections.abc import Sequence
from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from tests.outbox.ears import AT, joined, listening, settle

from zhiyin.events import Event
from zhiyin.events.people import ConsentGiven, PersonJoined
from zhiyin.kit.ids import uuid7
from zhiyin.outbox import queries, reading, services, worker
from zhiyin.outbox.listening import LISTENERS
from zhiyin.outbox.models import Parked


class Picky:
    """A listener that cannot bear some facts."""

    def __init__(self, *unbearable: Event) -> None:
        self.unbearable, self.heard, self.calls = set(unbearable), list[Event](), 0

    def __call__(self, events: Sequence[Event]) -> None:
        self.calls += 1
        Parked.objects.create(listener="trace", event_name="x", event_id=uuid7(), error="", attempts=0, at=AT)
        if self.unbearable.intersection(events):
            raise ValueError("not this one")
        self.heard.extend(events)


@pytest.mark.django_db
def test_one_bad_fact_is_parked_and_the_others_are_heard_in_order() -> None:
    facts = [joined() for _ in range(5)]
    picky = Picky(facts[2])

    with listening(picky) as name:
        services.publish(*facts)
        services.drain(at=AT)

    assert picky.heard == [*facts[:2], *facts[3:]]
    assert [(one.listener, one.event_id, one.attempts) for one in queries.parked() if one.listener == name] == [(name, facts[2].id, 3)]


@pytest.mark.django_db
def test_what_a_failing_listener_wrote_is_gone() -> None:
    fact = joined()

    with listening(Picky(fact)):
        services.publish(fact)
        services.drain(at=AT)

    assert not Parked.objects.filter(listener="trace").exists()


@pytest.mark.django_db
def test_a_constraint_that_would_fail_at_the_commit_is_the_listeners_failure() -> None:
    def point_nowhere(_: Sequence[Event]) -> None:
        with connection.cursor() as cursor:
            cursor.execute("insert into account_emailaddress (email, verified, \"primary\", user_id) values ('a@b.c', false, false, %s)", [uuid7()])

    with listening(point_nowhere) as name:
        services.publish(joined())
        services.drain(at=AT)

        assert [one.error.split(":")[0] for one in queries.parked() if one.listener == name] == ["IntegrityError"]


@pytest.mark.django_db
def test_the_pause_before_the_next_attempt_grows() -> None:
    fact = joined()
    picky = Picky(fact)

    with listening(picky) as name:
        ear = LISTENERS[name]
        services.publish(fact)
        reading.introduce([ear])
        settle()
        for seconds, calls in ((0, 1), (1, 1), (2, 2), (9, 2), (10, 3), (99, 3)):
            for listener in reading.news([ear], at=AT + timedelta(seconds=seconds), patient=True):
                reading.hear(listener, at=AT + timedelta(seconds=seconds))
            assert picky.calls == calls


@pytest.mark.django_db
def test_a_parked_fact_can_be_retried_until_it_is_taken() -> None:
    fact = joined()
    picky = Picky(fact)

    with listening(picky) as name:
        services.publish(fact)
        services.drain(at=AT)
        (parked,) = [one for one in queries.parked() if one.listener == name]
        assert not services.retry_parked(parked.id, at=AT)
        picky.unbearable.clear()

        assert services.retry_parked(parked.id, at=AT)
        assert services.retry_parked(parked.id, at=AT)

    assert picky.heard == [fact]


@pytest.mark.django_db
def test_a_listener_that_fails_does_not_keep_others_waiting() -> None:
    fact = joined()
    heard: list[Event] = []

    with listening(heard.extend) as name:
        bad = LISTENERS[name].__class__(name="outbox.bad", wanted=("PersonJoined",), hear=Picky(fact), reset=None)
        reading.introduce([bad, LISTENERS[name]])
        services.publish(fact)
        settle()
        for listener in reading.news([bad, LISTENERS[name]], at=AT, patient=True):
            reading.hear(listener, at=AT)

    assert heard == [fact]


@pytest.mark.django_db
def test_a_replay_gives_each_fact_again_after_the_reset() -> None:
    facts = [joined() for _ in range(3)]
    heard: list[Event] = []

    with listening(heard.extend, reset=heard.clear) as name:
        services.publish(*facts)
        services.drain(at=AT)
        services.rewind(name)
        assert heard == []

        services.drain(at=AT)

    assert heard == facts


@pytest.mark.django_db
def test_cursors_go_past_what_nobody_wants() -> None:
    with listening(lambda _: None, ConsentGiven) as name:
        services.drain(at=AT)
        services.publish(joined())
        services.drain(at=AT)
        services.publish(ConsentGiven(id=uuid7(), at=AT, person_id=uuid7(), purpose="offers", channel="*"))

        assert services.drain(at=AT) == 1
        assert {one.listener: one.events for one in queries.backlog()} == {name: 0}


@pytest.mark.django_db
def test_a_new_listener_hears_everything_from_the_first_fact() -> None:
    facts = [joined() for _ in range(2)]
    heard: list[Event] = []
    services.publish(*facts)

    with listening(heard.extend, PersonJoined, name="outbox.newcomer"):
        services.drain(at=AT)

    assert heard == facts


def test_a_lost_database_is_told_once_again_when_the_reason_changes_and_once_when_it_is_back(monkeypatch: pytest.MonkeyPatch) -> None:
    stop, told = threading.Event(), list[tuple[str, str]]()
    rounds = iter(["gone", "gone\nand more", "gone", "starting up", "", "", "gone"])

    def one_round(*_: object) -> int:
        trouble = next(rounds, None)
        if trouble is None:
            stop.set()
        elif trouble:
            raise OperationalError(trouble)
        return 0

    class Log:
        info = warning = staticmethod(lambda event, **facts: told.append((event, str(facts.get("error", "")))))

    monkeypatch.setattr(worker, "log", Log)
    monkeypatch.setattr(worker, "_round", one_round)
    monkeypatch.setattr(worker, "connection", type("Nobody", (), {"close": staticmethod(lambda: None)}))
    monkeypatch.setattr(reading, "introduce", lambda _: None)
    monkeypatch.setattr(worker, "LOST_SECONDS", 0)
    worker.run(stop=stop)

    again = [("database_back", ""), ("database_lost", "gone"), ("database_back", "")]
    assert told[1:-1] == [("database_lost", "gone"), ("database_lost", "starting up"), *again]
