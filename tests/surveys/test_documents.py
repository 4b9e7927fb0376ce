"""A questionnaire is judged before it is published, and walked through without a database."""

import json
from math import inf, isclose, sqrt
from typing import Any

import pytest
from tests.surveys.shop import CHOICES, STARS, TEXT, THREE, WHY, document

from zhiyin.surveys.documents import reading, walking
from zhiyin.surveys.documents.parts import Value
from zhiyin.surveys.documents.walking import Known


def _wrong(*questions: dict[str, Any], anonymous: bool = False, **whole: Any) -> list[tuple[int, str, str]]:
    found = reading.problems(reading.read(document(*questions, **whole)), anonymous=anonymous)
    return [(each.place, each.field, each.what) for each in found]


def _next(answers: dict[str, Value], *questions: dict[str, Any], known: Known = walking.NOTHING_KNOWN, **whole: Any) -> str:
    question = walking.following(reading.read(document(*questions, **whole)), answers, known)
    return question.code if question else ""


def test_what_is_written_is_read_as_the_same() -> None:
    content = document(*THREE, precision=0.5, questions_max=5, for_whom=[{"fact": "transfers", "comparison": "at_least", "value": 1}])

    read = reading.read(content)

    assert reading.read(json.loads(json.dumps(reading.written(read)))) == read
    assert _wrong(*THREE) == []


def test_each_problem_points_at_its_question() -> None:
    lonely = {"code": "which", "kind": "single", "en": "Which?", "zh": "", "options": CHOICES[:1]}
    ahead = {**STARS, "code": "b", "show_if": [{"question": "later", "comparison": "is", "value": 1}]}

    assert _wrong(STARS, lonely, STARS, ahead) == [
        (2, "words", "missing"),
        (2, "options", "too_few"),
        (3, "code", "twice"),
        (4, "show_if", "not_before"),
    ]


@pytest.mark.parametrize(
    ("question", "wrong"),
    [
        ({**STARS, "kind": "slider"}, ("kind", "unknown_kind")),
        ({**STARS, "code": "Bad Code"}, ("code", "bad_code")),
        ({**STARS, "en": "x" * 301}, ("words", "too_long")),
        ({**STARS, "en": "An open { brace"}, ("words", "open_brace")),
        ({**STARS, "en": "About {nothing}?"}, ("words", "not_before")),
        ({**STARS, "options": CHOICES}, ("options", "not_for_this_kind")),
        ({**TEXT, "en": "More?", "zh": "还有？", "graded": True}, ("graded", "not_for_this_kind")),
        ({**STARS, "fresh_days": 9}, ("fresh_days", "no_topic")),
        ({**STARS, "known_from": "salary"}, ("known_from", "unknown_fact")),
        ({**STARS, "show_if": [{"fact": "salary", "comparison": "is", "value": 1}]}, ("show_if", "unknown_fact")),
    ],
)
def test_what_cannot_be_asked_is_found(question: dict[str, Any], wrong: tuple[str, str]) -> None:
    assert (1, *wrong) in _wrong(question)


@pytest.mark.parametrize("value", [0, 6, "speed"])
def test_a_condition_compares_with_what_can_be_answered(value: int | str) -> None:
    asked = {**WHY, "show_if": [{"question": "stars_given", "comparison": "at_most", "value": value}]}

    assert _wrong(STARS, asked) == [(2, "show_if", "bad_comparison")]


def test_an_anonymous_one_may_know_nothing_of_the_person() -> None:
    asked = {
        **STARS,
        "en": "How was {@shop|it}?",
        "zh": "{@shop|这次}如何？",
        "show_if": [{"fact": "transfers", "comparison": "at_least", "value": 1}],
    }

    assert {what for _place, _field, what in _wrong(asked, anonymous=True)} == {"not_anonymous"}
    assert _wrong(asked) == []


@pytest.mark.parametrize("content", [{}, {"title": "x", "questions": []}, document({"code": 1}), document({**STARS, "show_if": [{"question": "a"}]})])
def test_what_is_no_questionnaire_is_refused_as_a_whole(content: dict[str, Any]) -> None:
    with pytest.raises(reading.NotADocument):
        reading.read(content)


def test_a_branch_is_asked_only_when_its_answer_was_given() -> None:
    assert _next({}, *THREE) == "stars_given"
    assert _next({"stars_given": 2}, *THREE) == "why"
    assert _next({"stars_given": 3}, *THREE) == "more"
    assert _next({"stars_given": None}, *THREE) == "more"
    assert _next({"stars_given": 2, "why": "speed", "more": "Slow."}, *THREE) == ""


def test_a_changed_answer_takes_its_branch_along() -> None:
    answers: dict[str, Value] = {"stars_given": 5, "why": "speed", "more": "Slow."}

    assert walking.standing(reading.read(document(*THREE)), answers) == {"stars_given": 5, "more": "Slow."}


def test_what_is_known_is_not_asked() -> None:
    often, fresh = {**STARS, "known_from": "payments"}, {**STARS, "code": "b", "topic": "speed", "fresh_days": 30}

    assert _next({}, often, fresh) == "stars_given"
    assert _next({}, often, fresh, known=Known(facts={"payments": 3})) == "b"
    assert _next({}, often, fresh, known=Known(facts={"payments": 3}, topics={"speed": 30})) == ""
    assert _next({}, fresh, known=Known(topics={"speed": 31})) == "b"


def test_a_questionnaire_is_for_those_whose_habits_it_asks_about() -> None:
    read = reading.read(document(STARS, for_whom=[{"fact": "transfers", "comparison": "at_least", "value": 1}]))

    assert not walking.fits(read, Known(facts={"payments": 9}))
    assert walking.fits(read, Known(facts={"transfers": 1}))


def test_no_more_is_asked_than_the_most() -> None:
    assert _next({"stars_given": 1}, *THREE, questions_max=1) == ""


def test_the_standard_error_is_that_of_the_books() -> None:
    # By hand: s² = (2·1² + 0) / (2 + 3 − 1) = 0.5; √(0.5 / 3 · (1 − 3/6)) = √(1/12).
    assert isclose(walking.standard_error([4, 4, 4], items=6, kind="stars"), sqrt(1 / 12))
    assert walking.standard_error([], items=6, kind="stars") == inf
    assert walking.standard_error([1, 5], items=2, kind="stars") == 0


def test_a_battery_stops_when_it_is_precise_enough() -> None:
    battery = [{**STARS, "code": f"item_{n}", "graded": True} for n in range(6)]
    alike: dict[str, Value] = {"item_0": 4, "item_1": 4, "item_2": 4}
    apart: dict[str, Value] = {"item_0": 1, "item_1": 5, "item_2": 1}

    assert _next(alike, *battery, TEXT | {"en": "More?", "zh": "还有？"}, precision=0.3) == "more"
    assert _next(apart, *battery, precision=0.3) == "item_3"
    assert _next(alike, *battery) == "item_3"
    assert _next({"item_0": 4, "item_1": 4}, *battery, precision=5) == "item_2"


@pytest.mark.parametrize(
    ("kind", "sent", "value"),
    [
        ("stars", ["5"], 5),
        ("nps", ["0"], 0),
        ("thumbs", ["1"], 1),
        ("single", ["words"], "words"),
        ("multiple", ["look", "speed"], ("speed", "look")),
        ("ranking", ["look", "speed", "words"], ("look", "speed", "words")),
        ("text", [" So\r\nso. "], "So\nso."),
        ("text", [""], None),
        ("stars", [], None),
    ],
)
def test_what_a_form_sends_is_read(kind: str, sent: list[str], value: Value) -> None:
    options = CHOICES if kind in ("single", "multiple", "ranking") else []
    question = reading.read(document({**STARS, "kind": kind, "options": options})).questions[0]

    assert walking.read_answer(question, sent) == value
    assert walking.spoken(question, value, "en") != "" or value is None


@pytest.mark.parametrize(
    ("kind", "sent"),
    [
        ("stars", "6"),
        ("stars", "0"),
        ("stars", "-1"),
        ("stars", "²"),
        ("nps", "11"),
        ("csat", "9" * 400),
        ("single", "price"),
        ("ranking", "look"),
        ("text", "x" * 2001),
    ],
)
def test_what_answers_nothing_is_refused(kind: str, sent: str) -> None:
    options = CHOICES if kind in ("single", "multiple", "ranking") else []
    question = reading.read(document({**STARS, "kind": kind, "options": options})).questions[0]

    with pytest.raises(walking.NotAnAnswer):
        walking.read_answer(question, [sent])


def test_a_required_question_needs_an_answer() -> None:
    question = reading.read(document({**STARS, "required": True})).questions[0]

    with pytest.raises(walking.NotAnAnswer):
        walking.read_answer(question, [""])


def test_earlier_answers_and_the_occasion_stand_in_the_words() -> None:
    asked = {**TEXT, "en": "{@shop|The shop}: more about {why|it}?", "zh": "{@shop|商家}：{why|它}？"}
    read = reading.read(document(STARS, WHY, asked))

    def say(answers: dict[str, Value], context: dict[str, str], language: str) -> str:
        return walking.piped(read, read.questions[2], answers, context=context, language=language)

    assert say({"why": "speed"}, {"shop": "Anna's"}, "en") == "Anna's: more about Speed?"
    assert say({"why": "speed"}, {}, "zh-hans") == "商家：速度？"
    assert say({}, {}, "en") == "The shop: more about it?"
