"""Agents publish hours, invite people, keep notes, and say what came of a talk."""

from datetime import time

import pytest
from django.urls import reverse
from tests import make
from tests.web.browser import client_of, words

from zhiyin.channels import queries as channels
from zhiyin.followups.models import Interview
from zhiyin.followups.queries import interviews
from zhiyin.followups.services import interviews as meeting
from zhiyin.kit import clock
from zhiyin.kit.ids import uuid7
from zhiyin.privacy import queries as privacy

pytestmark = pytest.mark.django_db


def test_hours_are_published_and_taken_back() -> None:
    wang = make.staff()
    agent, there = client_of(wang), reverse("console:hours_publish")

    agent.post(there, {"weekday": "2", "starts": "09:00", "ends": "12:00"})
    agent.post(there, {"day": "2031-01-01"})
    refused = agent.post(there, {"weekday": "2", "starts": "12:00", "ends": "09:00"}, follow=True)

    assert "end before they begin" in words(refused)
    assert [(each.weekday, each.starts) for each in interviews.hours_of(wang.id)] == [(2, time(9))]
    assert len(interviews.other_days_of(wang.id, clock.now().date())) == 1
    agent.post(reverse("console:hours_withdraw"), {"hours": interviews.hours_of(wang.id)[0].id})
    agent.post(reverse("console:hours_withdraw"), {"day": "2031-01-01"})
    assert (interviews.hours_of(wang.id), interviews.other_days_of(wang.id, clock.now().date())) == ((), ())


def test_an_invitation_from_the_persons_page_is_in_their_inbox() -> None:
    mei, agent = make.person(), client_of(make.staff())

    agent.post(reverse("console:invite", args=[mei.id]), {"topic": "Your last stars"})

    assert [message.params["news"] for message in channels.inbox(mei.id)] == ["offered"]
    assert [offer.topic for offer in interviews.offers_of(mei.id, clock.now())] == ["Your last stars"]


def test_notes_are_kept_and_looking_is_noted_and_another_agent_sees_nothing() -> None:
    wang, mei, at = make.staff(), make.person(name="Mei Lin"), clock.now()
    for weekday in range(7):
        meeting.add_hours(wang.id, weekday=weekday, starts=time(0), ends=time(23))
    offer = meeting.invite(mei.id, key=uuid7(), at=at)
    talk = meeting.book(offer, mei.id, key=uuid7(), starts_at=interviews.slots(at)[0].starts_at, at=at)
    agent = client_of(wang)
    assert "Mei Lin" in words(agent.get(reverse("console:talks")))

    early = agent.post(reverse("console:talk_finish", args=[talk]), {"notes": "Likes tea.", "deed": "missed"}, follow=True)
    Interview.objects.update(starts_at=at, ends_at=at + interviews.LENGTH)
    done = agent.post(reverse("console:talk_finish", args=[talk]), {"notes": "Likes tea.", "deed": "held"}, follow=True)

    assert "has not begun" in words(early)
    assert "Likes tea." in words(done)
    assert interviews.talks_of(mei.id)[0].state == "held"
    assert {use.what for use in privacy.uses_of(mei.id, 9)} == {"talk"}
    assert client_of(make.staff()).get(reverse("console:talk", args=[talk])).status_code == 404
