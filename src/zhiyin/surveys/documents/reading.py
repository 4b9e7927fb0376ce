"""A questionnaire read from its JSON, or everything that is wrong with it, each pointing at its question."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from zhiyin.surveys.documents import parts
from zhiyin.surveys.documents.parts import (
    CHOICES_MAX,
    COMPARISONS,
    FACTS,
    KINDS,
    QUESTIONS_MAX,
    SCALES,
    WORDS_MAX,
    Condition,
    Document,
    Option,
    Question,
    Words,
)

CODE = re.compile(r"[a-z][a-z0-9_]{0,29}")
BLANK = re.compile(r"\{(@?)([a-z][a-z0-9_]*)(?:\|([^{}|]*))?\}")
BRACE = re.compile(r"[{}]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something to mend. `place`: the question, counted from one (0: the questionnaire as a whole); `field`: which of its parts; `what`: a code."""

    place: int
    field: str
    what: str


class NotADocument(Exception):
    """The JSON is no questionnaire."""


def read(content: Mapping[str, Any]) -> Document:
    """The questionnaire of that JSON, as far as its shape goes: `problems` judges what it says. Raises `NotADocument`."""
    try:
        return Document(
            title=_words(content["title"]),
            questions=tuple(_question(each) for each in content["questions"]),
            for_whom=_conditions(content.get("for_whom", ())),
            questions_max=int(content.get("questions_max", QUESTIONS_MAX)),
            precision=float(content.get("precision", 0)),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as wrong:
        raise NotADocument(str(wrong)) from wrong


def written(document: Document) -> dict[str, Any]:
    """The JSON of a questionnaire; `read` makes the same of it again."""
    return {
        "title": _said(document.title),
        "questions": [_spelled(each) for each in document.questions],
        "for_whom": [_asked(each) for each in document.for_whom],
        "questions_max": document.questions_max,
        "precision": document.precision,
    }


def problems(document: Document, *, anonymous: bool) -> tuple[Problem, ...]:
    """Everything that keeps it from being published, question by question. `anonymous`: nothing may come from a profile or another survey."""
    found = [*_of_the_whole(document, anonymous=anonymous)]
    before: dict[str, Question] = {}
    for place, question in enumerate(document.questions, start=1):
        wrong = (*_of_words(question), *_of_kind(question), *_of_path(question, before, anonymous=anonymous))
        found += [Problem(place=place, field=field, what=what) for field, what in wrong]
        if question.code in before:
            found.append(Problem(place=place, field="code", what="twice"))
        before[question.code] = question
    return tuple(found)


def _of_the_whole(document: Document, *, anonymous: bool) -> Iterable[Problem]:
    batteries = {question.kind for question in document.questions if question.graded}
    checks = (
        ("title", "missing", not (document.title.en.strip() and document.title.zh.strip())),
        ("title", "too_long", max(len(document.title.en), len(document.title.zh)) > WORDS_MAX),
        ("questions", "none", not document.questions),
        ("questions", "too_many", len(document.questions) > QUESTIONS_MAX),
        ("questions_max", "out_of_range", not 1 <= document.questions_max <= QUESTIONS_MAX),
        ("precision", "out_of_range", not 0 <= document.precision <= 5),
        ("precision", "no_battery", document.precision > 0 and not batteries),
        ("graded", "mixed_scales", len(batteries) > 1),
        ("for_whom", "unknown_fact", any(each.fact not in FACTS for each in document.for_whom)),
        ("for_whom", "bad_comparison", any(not _may_compare(each) for each in document.for_whom if each.fact in FACTS)),
        ("for_whom", "not_anonymous", anonymous and bool(document.for_whom)),
    )
    return (Problem(place=0, field=field, what=what) for field, what, wrong in checks if wrong)


def _of_words(question: Question) -> Iterable[tuple[str, str]]:
    checks = (
        ("code", "bad_code", not CODE.fullmatch(question.code)),
        ("words", "missing", not (question.words.en.strip() and question.words.zh.strip())),
        ("words", "too_long", max(len(question.words.en), len(question.words.zh)) > WORDS_MAX),
    )
    return ((field, what) for field, what, wrong in checks if wrong)


def _of_kind(question: Question) -> Iterable[tuple[str, str]]:
    choosing, texts = question.kind in parts.CHOOSING, [option.words for option in question.options]
    checks = (
        ("kind", "unknown_kind", question.kind not in KINDS),
        ("options", "too_few", choosing and len(question.options) < 2),
        ("options", "too_many", len(question.options) > CHOICES_MAX),
        ("options", "not_for_this_kind", not choosing and bool(question.options)),
        ("options", "missing", any(not (each.en.strip() and each.zh.strip()) for each in texts)),
        ("options", "too_long", any(max(len(each.en), len(each.zh)) > WORDS_MAX for each in texts)),
        ("options", "bad_code", any(not CODE.fullmatch(code) for code in question.codes)),
        ("options", "twice", len(set(question.codes)) < len(question.codes)),
        ("graded", "not_for_this_kind", question.graded and question.kind not in SCALES),
    )
    return ((field, what) for field, what, wrong in checks if wrong)


def _of_path(question: Question, before: Mapping[str, Question], *, anonymous: bool) -> Iterable[tuple[str, str]]:
    for condition in question.show_if:
        yield from _of_condition(condition, before, anonymous=anonymous)
    for text in (question.words.en, question.words.zh):
        if BRACE.search(BLANK.sub("", text)):
            yield "words", "open_brace"
        names = [(context, name) for context, name, _otherwise in BLANK.findall(text)]
        if any(not context and name not in before for context, name in names):
            yield "words", "not_before"
        if anonymous and any(context for context, _name in names):
            yield "words", "not_anonymous"
    checks = (
        ("fresh_days", "no_topic", question.fresh_days > 0 and not question.topic),
        ("fresh_days", "out_of_range", not 0 <= question.fresh_days <= 3650),
        ("topic", "bad_code", bool(question.topic) and not CODE.fullmatch(question.topic)),
        ("known_from", "unknown_fact", bool(question.known_from) and question.known_from not in FACTS),
        ("known_from", "not_anonymous", anonymous and bool(question.known_from or question.fresh_days)),
    )
    yield from ((field, what) for field, what, wrong in checks if wrong)


def _of_condition(condition: Condition, before: Mapping[str, Question], *, anonymous: bool) -> Iterable[tuple[str, str]]:
    earlier = before.get(condition.question)
    if condition.fact and anonymous:
        yield "show_if", "not_anonymous"
    elif condition.fact and condition.fact not in FACTS:
        yield "show_if", "unknown_fact"
    elif not condition.fact and earlier is None:
        yield "show_if", "not_before"
    elif not _may_compare(condition, earlier):
        yield "show_if", "bad_comparison"


def _may_compare(condition: Condition, earlier: Question | None = None) -> bool:
    """Whether what is asked of an earlier answer, or of a figure, can be asked of it."""
    numbers = ("is", "is_not", "at_least", "at_most")
    if earlier is None or earlier.kind in SCALES:
        lowest, highest = SCALES[earlier.kind] if earlier else (0, 1_000_000)
        return condition.comparison in numbers and isinstance(condition.value, int) and lowest <= condition.value <= highest
    if earlier.kind == parts.TEXT:
        return False
    return condition.comparison in (("has",) if earlier.kind == parts.MULTIPLE else ("is", "is_not")) and condition.value in earlier.codes


def _words(content: Mapping[str, Any]) -> Words:
    return Words(en=_text(content["en"]), zh=_text(content["zh"]))


def _text(content: object) -> str:
    if not isinstance(content, str):
        raise TypeError("a text is not a text")
    return content.replace("\x00", "").strip()


def _question(content: Mapping[str, Any]) -> Question:
    return Question(
        code=_text(content["code"]),
        kind=_text(content["kind"]),
        words=_words(content),
        required=content.get("required") is True,
        options=tuple(Option(code=_text(each["code"]), words=_words(each)) for each in content.get("options", ())),
        show_if=_conditions(content.get("show_if", ())),
        graded=content.get("graded") is True,
        topic=_text(content.get("topic", "")),
        fresh_days=int(content.get("fresh_days", 0)),
        known_from=_text(content.get("known_from", "")),
    )


def _conditions(content: Sequence[Mapping[str, Any]]) -> tuple[Condition, ...]:
    return tuple(_condition(each) for each in content)


def _condition(content: Mapping[str, Any]) -> Condition:
    comparison, value = content["comparison"], content["value"]
    if comparison not in COMPARISONS or not isinstance(value, int | str) or isinstance(value, bool):
        raise ValueError("a condition compares with a number or a choice")
    question, fact = _text(content.get("question", "")), _text(content.get("fact", ""))
    if bool(question) == bool(fact):
        raise ValueError("a condition asks one answer or one figure")
    return Condition(question=question, fact=fact, comparison=comparison, value=value)


def _said(words: Words) -> dict[str, str]:
    return {"en": words.en, "zh": words.zh}


def _asked(condition: Condition) -> dict[str, Any]:
    of = {"fact": condition.fact} if condition.fact else {"question": condition.question}
    return {**of, "comparison": condition.comparison, "value": condition.value}


def _spelled(question: Question) -> dict[str, Any]:
    return {
        "code": question.code,
        "kind": question.kind,
        **_said(question.words),
        "required": question.required,
        "options": [{"code": option.code, **_said(option.words)} for option in question.options],
        "show_if": [_asked(each) for each in question.show_if],
        "graded": question.graded,
        "topic": question.topic,
        "fresh_days": question.fresh_days,
        "known_from": question.known_from,
    }
