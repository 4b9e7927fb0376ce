"""The questionnaire of the demo: three questions about the wallet, brought to people by a journey of its own, and how they answer it."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from zhiyin.followups import services as followups
from zhiyin.kit.ids import derived
from zhiyin.site.demo import moods
from zhiyin.surveys.queries import questionnaires, wishes
from zhiyin.surveys.queries.questionnaires import Question, Words
from zhiyin.surveys.services import building, responding, wishing

CODE = "autumn"
TITLE = Words(en="How the wallet suits you", zh="钱包用得顺手吗")
QUESTIONS: dict[str, Any] = {
    "title": {"en": TITLE.en, "zh": TITLE.zh},
    "questions": [
        {
            "code": "recommend",
            "kind": "nps",
            "required": True,
            "en": "Would you recommend this wallet to a friend?",
            "zh": "您愿意把这个钱包推荐给朋友吗？",
        },
        {"code": "easy", "kind": "ces", "en": "How easy is paying with it?", "zh": "用它付款方便吗？"},
        {
            "code": "missing",
            "kind": "single",
            "en": "What do you miss most?",
            "zh": "您最希望增加什么？",
            "options": [
                {"code": "transit", "en": "Bus and train tickets", "zh": "公交和火车票"},
                {"code": "family", "en": "A wallet for my family", "zh": "家庭共用钱包"},
                {"code": "saving", "en": "Saving for a goal", "zh": "目标储蓄"},
                {"code": "nothing", "en": "Nothing", "zh": "没有"},
            ],
        },
        {
            "code": "why",
            "kind": "text",
            "en": "What should be different?",
            "zh": "哪里需要改进？",
            "show_if": [{"question": "recommend", "comparison": "at_most", "value": 6}],
        },
    ],
}
# The same in people's own words.
WISHES = {
    "transit": ("Bus and train tickets", "坐公交地铁也能用"),
    "family": ("One wallet for the whole family", "全家共用一个钱包"),
    "saving": ("Put something aside for a goal", "能为目标存钱"),
}
JOURNEY = "autumn_questions"
TEXT = """\
journey: autumn_questions
name: {en: Three questions about the wallet, zh: 关于钱包的三个问题}
start:
  schedule: {every: week, day: 6, at: "11:00"}
  only: {payments_at_least: 10, silent_days_at_most: 30}
again: once
purpose: feedback
class: survey
value: 0.45
steps:
  - step: ask
    deadline: 7 days
    survey: autumn
    words:
      en: {title: Three short questions, text: How does the wallet suit you? It takes a minute.}
      zh: {title: 三个小问题, text: 钱包用得顺手吗？一分钟就能答完。}
"""


def publish(*, by: UUID, at: datetime) -> None:
    """The questionnaire takes answers, and its journey brings it to people. Repeats: nothing changes."""
    if questionnaires.by_code(CODE) is not None:
        return
    made = building.create(CODE, title=TITLE, anonymous=False, by=by, at=at)
    building.write(made, QUESTIONS, at=at)
    building.publish(made, by=by, at=at)
    number = followups.draft(JOURNEY, TEXT, by=by, at=at)
    followups.publish(JOURNEY, number=number, choice="finish", by=by, at=at)


def respond(invitation_id: UUID, person_id: UUID, *, language: str, at: datetime) -> None:
    """The person answers as far as they get; whoever stops on the way has answered that much. Repeats: nothing changes."""
    asked = questionnaires.by_code(CODE)
    if asked is None or not moods.takes_part(invitation_id):
        return
    door = responding.Door(survey_id=asked.id, source="inbox", person_id=person_id, invitation_id=invitation_id)
    way, key = questionnaires.beginning(asked, person_id=person_id, invitation_id=invitation_id, at=at), derived("response", invitation_id)
    while (question := way.following) is not None and not moods.stops_at(invitation_id, question.code):
        way = responding.keep(door, key=key, question=question.code, sent=_said(question, person_id, language), at=at)
    if (missing := way.answers.get("missing")) in WISHES:
        _wish(str(missing), person_id, language=language, at=at)


def read_wishes(by: UUID, at: datetime) -> None:
    """Staff have read what people wish for, so that others can vote for it. Repeats: each is read once."""
    for waiting in wishes.by_states(("waiting",)):
        wishing.judge(waiting.id, show=True, by=by, at=at)


def _wish(missing: str, person_id: UUID, *, language: str, at: datetime) -> None:
    """The first who misses it writes it down, in their own words; others want it too, once staff have read it."""
    known = wishes.by_ids([derived("demo wish", missing)])
    if not known:
        wishing.make(WISHES[missing][int(language.startswith("zh"))], key=derived("demo wish", missing), person_id=person_id, at=at)
    elif known[0].state != "waiting":
        wishing.vote(known[0].id, person_id=person_id, wanted=True, at=at)


def _said(question: Question, person_id: UUID, language: str) -> Collection[str]:
    match question.kind:
        case "nps":
            return (str(moods.grade(person_id, question.code, mean=7.8, spread=2.2, highest=10)),)
        case "ces":
            return (str(moods.grade(person_id, question.code, mean=5.6, spread=1.2, lowest=1, highest=7)),)
        case "text":
            return (moods.wish(person_id, language),)
        case _:
            return (moods.one_of(person_id, question.codes),)
