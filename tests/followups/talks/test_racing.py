"""Two want the same at once: one gets it, however their steps interleave."""

import threading
from collections.abc import Callable
from functools import partial

import pytest
from django.db import connection
from tests import make
from tests.followups.talks.stage import AT, NUMBER, asked, caller

from zhiyin.followups.queries import calls
from zhiyin.followups.services import calls as calling
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
