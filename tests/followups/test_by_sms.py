"""Asked by short message, answered by one, and stopped by one: from the decision to what happens instead."""

from datetime import timedelta
from uuid import UUID

import pytest
from tests import make
from tests.channels.post import Says
from tests.followups import story
from tests.followups.ringing import Ringing
from tests.followups.story import AT, MINUTE, SECOND

from zhiyin.channels import services as channels
from zhiyin.channels.models import Message
from zhiyin.channels.providers import MAKERS
from zhiyin.events.voice import AnswerGiven
from zhiyin.followups import services
from zhiyin.followups.services import failing, reaching, snapshots
from zhiyin.identity import services as identity
from zhiyin.identity.models import Phone
from zhiyin.kit.ids import uuid7

pytestmark = pytest.mark.django_db
NUMBER = "+8613800000001"


@pytest.fixture
def company(monkeypatch: pytest.MonkeyPatch) -> Says:
    """Somebody who takes short messages, and a question that goes by them first."""
    story.nobody_held_out()
    journeys = Ringing()
    journeys.journey("payment_stars", channels=("sms", "inapp"), falls_back=True)
    for module in (snapshots, reaching, failing):
        monkeypatch.setattr(module, "of", journeys.of)
    taking = Says()
    monkeypatch.setitem(MAKERS, "sms", lambda: (taking,))
    return taking


def asked() -> UUID:
    """Somebody with a telephone who was asked."""
    mei = story.willing()
    identity.set_timezone(mei, "UTC")
    Phone.objects.create(person_id=mei, number=NUMBER, confirmed_at=AT)
    story.planned(mei, at=AT)
    services.run_due(AT + timedelta(minutes=10))
    return mei


@pytest.mark.scenario(8)
def test_a_five_by_short_message_is_the_answer_to_the_question(company: Says) -> None:
    mei = asked()
    channels.carry("sms", at=AT + 11 * MINUTE)

    assert channels.take_text(NUMBER, "5", key=uuid7(), at=AT + 12 * MINUTE) == "answer"
    story.worker(AT + 12 * MINUTE + SECOND)

    assert [(fact.person_id, fact.value) for fact in make.published(AnswerGiven)] == [(mei, 5)]
    assert len(company.given) == 1


@pytest.mark.scenario(8)
def test_after_stop_the_question_that_waited_comes_another_way_and_stop_is_confirmed_once(company: Says) -> None:
    mei = asked()
    assert channels.take_text(NUMBER, "退订", key=uuid7(), at=AT + 11 * MINUTE) == "stop"

    channels.carry("sms", at=AT + 11 * MINUTE + SECOND)
    story.worker(AT + 12 * MINUTE)
    channels.carry("sms", at=AT + 13 * MINUTE)

    left = {row.template: (row.channel, row.state) for row in Message.objects.filter(person_id=mei).order_by("id")}
    assert left == {"payment_stars": ("inapp", "delivered"), "sms_stopped": ("sms", "sent")}
    assert len(company.given) == 1
