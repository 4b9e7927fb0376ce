"""Two want the same at once: one gets it, however their steps interleave."""

import threading
from collections.abc import Callable
from functools import partial

import pytest
from django.db import connection
from tests import make
from tests.followups.talks.stage import AT, NUMBER, agent, asked, booked, caller, invited

from zhiyin.followups.queries import calls, interviews
from zhiyin.followups.services import calls as calling
from zhiyin.followups.services import interviews as meeting
from zhiyin.kit.errors import Refusal
from zhiyin.kit.ids import uuid7

pytestmark = pytest.mark.usefixtures("fresh_database")


def at_once(*deeds: Callable[[], object]) -> list[object]:
    """What each of the deeds answered, or the refusal it met; they began together."""
    together, answers = threading.Barrier(len(deeds)), dict[int, object]()

    def run(place: int) -> None:
        together.wait()
        try:
            answers[place] = deeds[place]()
        except Refusal as refusal:
            answers[place] = refusal
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(deeds))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [answers[place] for place in range(len(deeds))]


def test_of_four_agents_who_take_one_call_one_has_it() -> None:
    agents, call = [make.staff().id for _ in range(4)], asked(caller())

    answers = at_once(*(partial(calling.claim, call, agent, at=AT) for agent in agents))

    assert [type(each) for each in answers if each is not None] == [calling.CallTaken] * 3
    owner = calls.call(call)
    assert owner
    assert owner.owner_id == agents[answers.index(None)]


def test_agents_who_ask_for_the_next_call_never_get_the_same() -> None:
    agents, waiting = [make.staff().id for _ in range(4)], {asked(caller()) for _ in range(6)}

    got = at_once(*(partial(calling.claim_next, agent, at=AT) for agent in agents))

    assert len(set(got)) == 4
    assert set(got) <= waiting


def test_one_agent_who_clicks_twice_holds_one_call() -> None:
    agent, first, second = make.staff().id, asked(caller()), asked(caller())

    answers = at_once(lambda: calling.claim(first, agent, at=AT), lambda: calling.claim(second, agent, at=AT))

    assert [type(each) for each in answers if each is not None] == [calling.HoldsAnother]


def test_a_person_who_asks_in_two_windows_waits_for_one_call() -> None:
    mei = caller()

    def ask() -> object:
        return calling.ask(key=uuid7(AT), person_id=mei, topic="", number=NUMBER, chosen_at=None, at=AT)

    answers = at_once(ask, ask, ask)

    assert [type(each) for each in answers].count(calling.AlreadyAsked) == 2
    assert len(calls.calls_of(mei)) == 1


def test_of_four_members_who_want_one_time_one_has_it() -> None:
    agent()
    offers, slot = [invited() for _ in range(4)], interviews.slots(AT)[0]

    answers = at_once(*(partial(meeting.book, offer, who, key=uuid7(AT), starts_at=slot.starts_at, at=AT) for who, offer in offers))

    assert [type(each) for each in answers].count(meeting.BadSlot) == 3
    assert len([talk for who, _ in offers for talk in interviews.talks_of(who)]) == 1


def test_two_who_change_places_and_one_who_comes_between_never_overlap() -> None:
    wang = agent()
    first, second = booked(0), booked(0)
    lin, offer = invited()

    at_once(
        partial(meeting.move, first.id, first.person_id, starts_at=second.starts_at, at=AT),
        partial(meeting.move, second.id, second.person_id, starts_at=first.starts_at, at=AT),
        partial(meeting.book, offer, lin, key=uuid7(AT), starts_at=first.starts_at, at=AT),
    )

    times = [talk.starts_at for talk in interviews.talks_with(wang) if talk.state == "booked"]
    assert len(times) == len(set(times))
