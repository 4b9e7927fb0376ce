"""A figure that somebody writes back is the answer to the question it was meant for."""

from datetime import timedelta
from uuid import UUID

import pytest
from tests import make

from zhiyin.channels import models as messages
from zhiyin.channels import services as channels
from zhiyin.channels.providers import MAKERS
from zhiyin.channels.providers.sandbox import Sandbox
from zhiyin.events.reach import ReplyReceived
from zhiyin.events.voice import AnswerGiven
from zhiyin.followups.services import take_reply
from zhiyin.kit.ids import uuid7
from zhiyin.surveys import queries as surveys
from zhiyin.surveys import services as asking

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _sandbox(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(MAKERS, "sms", lambda: (Sandbox(channel="sms"),))


def asked(person_id: UUID, *, minutes: int = 0) -> UUID:
    """A question about a payment that left as a short message."""
    at = make.AT + timedelta(minutes=minutes)
    invitation = asking.invite(person_id, "stars", about_kind="payment", about_id=uuid7(), key=uuid7(), at=at)
    params = {"invitation_id": str(invitation), "paid_at": at.isoformat(), "zone": "Asia/Shanghai"}
    message = channels.send(key=uuid7(), person_id=person_id, channel="sms", template="payment_stars", params=params, at=at)
    messages.Message.objects.filter(id=message).update(left_at=at)
    return invitation


def reply(person_id: UUID, figure: int, letter: str = "", *, minutes: int = 10) -> str:
    newest = messages.Message.objects.filter(person_id=person_id).order_by("-id").values_list("id", flat=True).first() or uuid7()
    at = make.AT + timedelta(minutes=minutes)
    return take_reply(ReplyReceived(id=uuid7(), at=at, person_id=person_id, channel="sms", message_id=newest, figure=figure, letter=letter))


def value(invitation_id: UUID, person_id: UUID) -> int | None:
    found = surveys.invitation(invitation_id, person_id)
    return found.answer.value if found and found.answer else None


def test_the_one_open_question_is_answered_and_a_second_figure_changes_it() -> None:
    mei = make.person().id
    invitation = asked(mei)

    assert reply(mei, 5) == "answered"
    assert reply(mei, 4, minutes=11) == "answered"

    assert value(invitation, mei) == 4
    assert [fact.value for fact in make.published(AnswerGiven)] == [5, 4]


@pytest.mark.scenario(8)
def test_between_two_open_questions_the_person_is_asked_which_and_their_letter_decides() -> None:
    mei = make.person(language="zh-hans").id
    first, second = asked(mei), asked(mei, minutes=5)

    assert reply(mei, 5) == "asked"
    assert (value(first, mei), value(second, mei)) == (None, None)
    which = messages.Message.objects.get(template="sms_which")
    messages.Message.objects.filter(id=which.id).update(left_at=make.AT + timedelta(minutes=11))
    assert [each["letter"] for each in which.params["open"]] == ["A", "B"]

    assert reply(mei, 5, "B", minutes=12) == "answered"
    assert (value(first, mei), value(second, mei)) == (None, 5)
    assert reply(mei, 3, minutes=13) == "answered"
    assert value(first, mei) == 3


@pytest.mark.parametrize(("figure", "letter"), [(6, ""), (0, ""), (5, "C")])
def test_a_figure_that_answers_nothing_answers_nothing(figure: int, letter: str) -> None:
    mei = make.person().id
    invitation = asked(mei)

    assert reply(mei, figure, letter) == "nothing"
    assert value(invitation, mei) is None


def test_nobody_answers_for_somebody_else_nor_a_week_late() -> None:
    mei, lin = make.person().id, make.person().id
    invitation = asked(mei)

    assert reply(lin, 5) == "nothing"
    assert reply(mei, 5, minutes=8 * 24 * 60) == "nothing"
    assert value(invitation, mei) is None
