"""Booking a talk on the pages, its calendar file, and the room's words between two browsers."""

from datetime import time
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from tests import make
from tests.web.browser import client_of, hidden, words

from zhiyin.followups.queries import interviews
from zhiyin.followups.services import interviews as meeting
from zhiyin.followups.services.interviews import room
from zhiyin.identity.queries import Person
from zhiyin.kit import clock
from zhiyin.kit.ids import uuid7

pytestmark = pytest.mark.django_db


@pytest.fixture
def wang() -> Person:
    agent = make.staff(name="Wang Wei")
    for weekday in range(7):
        meeting.add_hours(agent.id, weekday=weekday, starts=time(0), ends=time(23))
    return agent


@pytest.fixture
def talk(browser: Client, mei: Person, wang: Person) -> UUID:
    offer = meeting.invite(mei.id, key=uuid7(), at=clock.now())
    there = f"/talks/offers/{offer}/"
    chosen = interviews.slots(clock.now())[3].starts_at.isoformat()
    browser.post(there, {"key": hidden(browser.get(there), "key"), "starts_at": chosen})
    return interviews.talks_of(mei.id)[0].id


def _say(client: Client, talk: UUID, **said: str) -> Any:
    return client.post(f"/talks/{talk}/room/signals/", {"kind": "hello", "session": "a", "to": "", "body": "", **said})


def test_somebody_invited_books_moves_saves_and_calls_off(browser: Client, mei: Person, talk: UUID) -> None:
    assert "Wang Wei" in words(browser.get(f"/talks/{talk}/"))
    saved = browser.get(f"/talks/{talk}/talk.ics")
    assert saved.headers["Content-Type"] == "text/calendar; charset=utf-8; method=REQUEST"
    other = interviews.slots(clock.now())[9].starts_at

    browser.post(f"/talks/{talk}/move/", {"starts_at": other.isoformat()})
    assert interviews.talks_of(mei.id)[0].starts_at == other
    browser.post(f"/talks/{talk}/cancel/")

    assert b"METHOD:CANCEL" in browser.get(f"/talks/{talk}/talk.ics").content
    assert "Choose a time" in words(browser.get("/talks/"))


def test_a_time_that_is_none_stays_on_the_page_with_its_reason(browser: Client, mei: Person, wang: Person) -> None:
    there = f"/talks/offers/{meeting.invite(mei.id, key=uuid7(), at=clock.now())}/"

    page = browser.post(there, {"key": hidden(browser.get(there), "key"), "starts_at": "tomorrow"})

    assert (page.status_code, "that time is taken" in words(page)) == (409, True)


def test_camera_and_microphone_open_in_the_room_and_nowhere_else(browser: Client, talk: UUID) -> None:
    inside, outside = browser.get(f"/talks/{talk}/room/"), browser.get(f"/talks/{talk}/")

    assert "microphone=(self)" in inside.headers["Permissions-Policy"]
    assert "microphone=()" in outside.headers["Permissions-Policy"]


def test_each_reads_only_what_the_other_left(browser: Client, wang: Person, talk: UUID) -> None:
    agent, there = client_of(wang), f"/talks/{talk}/room/signals/"
    assert _say(browser, talk, session="mei").status_code == 204
    assert _say(agent, talk, session="wang").status_code == 204

    heard = agent.get(there).json()["signals"]

    assert [each["session"] for each in heard] == ["mei"]
    assert [each["session"] for each in browser.get(there).json()["signals"]] == ["wang"]
    assert agent.get(there, {"after": heard[0]["id"]}).json()["signals"] == []


def test_nobody_else_reads_or_says_anything(talk: UUID) -> None:
    for stranger in (client_of(make.person()), client_of(make.staff("admin"))):
        assert stranger.get(f"/talks/{talk}/room/").status_code == 404
        assert stranger.get(f"/talks/{talk}/room/signals/").status_code == 404
        assert _say(stranger, talk).status_code == 404


@pytest.mark.parametrize("said", [{"kind": "shout"}, {"session": ""}, {"to": "x" * 41}, {"body": "x" * 40_001}])
def test_what_browsers_do_not_say_is_refused(browser: Client, talk: UUID, said: dict[str, str]) -> None:
    assert _say(browser, talk, **said).status_code == 422


def test_a_room_is_closed_when_its_talk_is_over_and_its_words_go(browser: Client, mei: Person, talk: UUID) -> None:
    _say(browser, talk)
    meeting.cancel(talk, mei.id, at=clock.now())

    assert _say(browser, talk).status_code == 409
    assert room.sweep(clock.now()) == 0
    assert room.sweep(clock.now() + 2 * room.KEPT_FOR) == 1


def test_recording_needs_a_yes_of_both(browser: Client, mei: Person, wang: Person, talk: UUID) -> None:
    def may() -> bool:
        return interviews.talks_of(mei.id)[0].may_record

    agent, there = client_of(wang), f"/talks/{talk}/room/recording/"
    agent.post(there, {"yes": "1"})
    before = may()
    browser.post(there, {"yes": "1"})
    both = may()
    browser.post(there, {"yes": "0"})

    assert (before, both, may()) == (False, True, False)
