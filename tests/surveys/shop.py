"""Questionnaires for tests, written and published by made-up staff."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from tests import make

from zhiyin.kit.ids import uuid7
from zhiyin.surveys import services as asking
from zhiyin.surveys.queries.questionnaires import Way, Words, by_id
from zhiyin.surveys.services import building, responding
from zhiyin.surveys.services.responding import Door

LATER = make.AT + timedelta(minutes=1)
STARS: dict[str, Any] = {"code": "stars_given", "kind": "stars", "en": "How was it?", "zh": "体验如何？"}
CHOICES = [{"code": code, "en": en, "zh": zh} for code, en, zh in (("speed", "Speed", "速度"), ("words", "Words", "文字"), ("look", "Look", "外观"))]
WHY = {
    "code": "why",
    "kind": "single",
    "en": "What was wrong?",
    "zh": "哪里不好？",
    "options": CHOICES,
    "show_if": [{"question": "stars_given", "comparison": "at_most", "value": 2}],
}
TEXT = {"code": "more", "kind": "text", "en": "More about {why|it}?", "zh": "关于{why|它}还有要说的吗？"}
THREE = (STARS, WHY, TEXT)


def document(*questions: dict[str, Any], **whole: Any) -> dict[str, Any]:
    """The JSON of a questionnaire with these questions."""
    return {"title": {"en": "How we do", "zh": "我们做得怎样"}, "questions": list(questions), **whole}


def draft(*questions: dict[str, Any], anonymous: bool = False, **whole: Any) -> UUID:
    """A questionnaire that is being written."""
    code = f"q{uuid4().hex[:12]}"
    survey = building.create(code, title=Words(en="How we do", zh="我们做得怎样"), anonymous=anonymous, by=make.staff("marketing").id, at=make.AT)
    building.write(survey, document(*questions, **whole), at=make.AT)
    return survey


def published(*questions: dict[str, Any], anonymous: bool = False, **whole: Any) -> UUID:
    """A questionnaire that takes answers."""
    survey = draft(*questions, anonymous=anonymous, **whole)
    building.publish(survey, by=make.staff("marketing").id, at=make.AT)
    return survey


def invited(survey: UUID, person: UUID) -> Door:
    """The door of a person who was invited."""
    found = by_id(survey)
    assert found
    invitation = asking.invite(person, found.code, about_kind="none", about_id=uuid7(), key=uuid7(), at=make.AT)
    return Door(survey_id=survey, source="inbox", person_id=person, invitation_id=invitation)


def by_link(survey: UUID) -> Door:
    """The door of whoever has the address."""
    return Door(survey_id=survey, source="link")


def tap(door: Door, question: str, *sent: str | int, key: UUID) -> Way:
    """One answer, as a form sends it."""
    return responding.keep(door, key=key, question=question, sent=[str(each) for each in sent], at=LATER)


def walk(door: Door, **answers: str | int) -> UUID:
    """All these answers, one after the other, as one response."""
    key = uuid4()
    for question, value in answers.items():
        tap(door, question, value, key=key)
    return key
