"""The way through a questionnaire: what is asked next, what an answer must look like, and how earlier answers stand in later words."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from math import ceil, inf, sqrt

from zhiyin.surveys.documents import parts
from zhiyin.surveys.documents.parts import ANSWER_CHARACTERS_MAX, SCALES, Answers, Condition, Document, Facts, Question, Value, steps
from zhiyin.surveys.documents.reading import BLANK

# How much of what is believed before the first item weighs, in items; and the least number of items whatever they say.
PRIOR_ITEMS, ITEMS_MIN = 2, 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known before anything is asked: figures of the profile, and the topics this person has answered lately (topic → days ago)."""

    facts: Facts = field(default_factory=dict)
    topics: Mapping[str, int] = field(default_factory=dict)


NOTHING_KNOWN = Known()


class NotAnAnswer(Exception):
    """What was sent does not answer the question: `what` is missing | unknown | too_long."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


def following(document: Document, answers: Answers, known: Known = NOTHING_KNOWN) -> Question | None:
    """The question to ask after these answers; None when everything was asked that needs asking."""
    if len(answers) >= document.questions_max:
        return None
    precise = is_precise(document, answers)
    for question in document.questions:
        if question.code in answers or (question.graded and precise):
            continue
        if _shows(question, answers, known):
            return question
    return None


def standing(document: Document, answers: Answers, known: Known = NOTHING_KNOWN) -> dict[str, Value]:
    """Of the answers those whose questions are still asked, after one of them was changed: a branch that was left takes its answers along."""
    kept: dict[str, Value] = {}
    for question in document.questions:
        if question.code in answers and _shows(question, kept, known):
            kept[question.code] = answers[question.code]
    return kept


def left(document: Document, answers: Answers, known: Known = NOTHING_KNOWN) -> int:
    """How many questions are still to come, if no later answer opens or closes a branch."""
    open_ones = [each for each in document.questions if each.code not in answers and _shows(each, answers, known)]
    if is_precise(document, answers):
        open_ones = [each for each in open_ones if not each.graded]
    return max(min(len(open_ones), document.questions_max - len(answers)), 0)


def fits(document: Document, known: Known) -> bool:
    """Whether the questionnaire is for somebody of whom this is known."""
    return all(_holds(condition, {}, known.facts) for condition in document.for_whom)


def read_answer(question: Question, sent: Collection[str]) -> Value:
    """What a form sent, as an answer to that question; None when it is passed over. Raises `NotAnAnswer`."""
    given = [each.replace("\x00", "").replace("\r\n", "\n").strip() for each in sent]
    given = [each for each in given if each]
    if not given:
        if question.required:
            raise NotAnAnswer("missing")
        return None
    if question.kind == parts.TEXT:
        if len(given[0]) > ANSWER_CHARACTERS_MAX:
            raise NotAnAnswer("too_long")
        return given[0]
    if question.kind in SCALES:
        lowest, highest = SCALES[question.kind]
        if not given[0].isascii() or not given[0].isdigit() or not lowest <= int(given[0][:3]) <= highest:
            raise NotAnAnswer("unknown")
        return int(given[0])
    return _chosen(question, given)


def spoken(question: Question, value: Value, language: str) -> str:
    """An answer in words; empty for one that was passed over."""
    if value is None:
        return ""
    if question.kind in SCALES:
        return next((step.word(language) for step in steps(question.kind) if step.value == value), "")
    if question.kind == parts.TEXT:
        return str(value)
    codes = (value,) if isinstance(value, str) else value if isinstance(value, tuple) else ()
    between = "、" if language.startswith("zh") else (" → " if question.kind == parts.RANKING else ", ")
    return between.join(question.option(code).say(language) for code in codes if code in question.codes)


def piped(document: Document, question: Question, answers: Answers, *, context: Mapping[str, str], language: str) -> str:
    """The question's words with its blanks filled: {code|otherwise} by an earlier answer, {@name|otherwise} by what the invitation is about."""

    def fill(blank: object) -> str:
        mark, name, otherwise = blank.groups()  # type: ignore[attr-defined]  # a match of BLANK, whose groups these are
        said = context.get(name, "") if mark else spoken(document.question(name), answers.get(name), language)
        return str(said or otherwise or "…")

    return BLANK.sub(fill, question.words.say(language))


def standard_error(values: Collection[int], *, items: int, kind: str) -> float:
    """How far the mean of these graded answers may lie from the mean over all `items`, in steps of the scale.

    s/√n · √(1 − n/N), the standard error of a mean of n drawn from N (W. G. Cochran, Sampling Techniques, 3rd edition 1977, section 2.6). With few
    items their own variance says little: it is mixed with a prior of a quarter of the scale that weighs two items, (ν₀σ₀² + Σ(x−x̄)²) / (ν₀ + n − 1),
    the mean of the scaled inverse χ² (A. Gelman and others, Bayesian Data Analysis, 3rd edition 2013, section 2.6, its ν for ν − 2).
    """
    n = len(values)
    if n == 0:
        return inf
    lowest, highest = SCALES[kind]
    mean, prior = sum(values) / n, ((highest - lowest) / 4) ** 2
    variance = (PRIOR_ITEMS * prior + sum((value - mean) ** 2 for value in values)) / (PRIOR_ITEMS + n - 1)
    return sqrt(variance / n * max(1 - n / items, 0))


def is_precise(document: Document, answers: Answers) -> bool:
    """Whether the graded battery is known well enough to ask no more of it."""
    battery = [question for question in document.questions if question.graded]
    values = [value for question in battery if isinstance(value := answers.get(question.code), int)]
    if not document.precision or len(values) < min(ITEMS_MIN, len(battery)):
        return False
    return standard_error(values, items=len(battery), kind=battery[0].kind) <= document.precision


def progress(answered: int, remaining: int) -> int:
    """How far somebody is, in percent; whole only at the end."""
    return 100 if remaining == 0 else ceil(100 * answered / (answered + remaining))


def _chosen(question: Question, given: list[str]) -> Value:
    if not set(given) <= set(question.codes):
        raise NotAnAnswer("unknown")
    if question.kind == parts.SINGLE:
        return given[0]
    if question.kind == parts.MULTIPLE:
        return tuple(code for code in question.codes if code in given)
    if len(given) != len(set(given)) or len(given) != len(question.codes):
        raise NotAnAnswer("missing")
    return tuple(given)


def _shows(question: Question, answers: Answers, known: Known) -> bool:
    if question.known_from and known.facts.get(question.known_from):
        return False
    if question.fresh_days and known.topics.get(question.topic, question.fresh_days + 1) <= question.fresh_days:
        return False
    return all(_holds(condition, answers, known.facts) for condition in question.show_if)


def _holds(condition: Condition, answers: Answers, facts: Facts) -> bool:
    """An answer that was not given, or passed over, fulfils no condition."""
    value = facts.get(condition.fact, 0) if condition.fact else answers.get(condition.question)
    if value is None:
        return False
    if condition.comparison == "has":
        return isinstance(value, tuple) and condition.value in value
    if condition.comparison in ("is", "is_not"):
        return (value == condition.value) is (condition.comparison == "is")
    if not isinstance(value, int) or not isinstance(condition.value, int):
        return False
    return value >= condition.value if condition.comparison == "at_least" else value <= condition.value
