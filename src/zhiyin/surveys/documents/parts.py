"""The parts of a questionnaire: its questions, their choices, and the conditions under which they are asked."""

from collections.abc import Mapping
from dataclasses import dataclass

from zhiyin.surveys.scales import Choice

# What a person tapped or wrote: a step on a scale, a choice, several, an order of all, or words. None: seen, and passed over.
Value = int | str | tuple[str, ...] | None
Answers = Mapping[str, Value]
Facts = Mapping[str, int]

# From the lowest to the highest step. NPS: would you recommend us; CSAT: how satisfied; CES: how easy.
SCALES = {"stars": (1, 5), "thumbs": (0, 1), "nps": (0, 10), "csat": (1, 5), "ces": (1, 7)}
SINGLE, MULTIPLE, RANKING, TEXT = "single", "multiple", "ranking", "text"
KINDS = (*SCALES, SINGLE, MULTIPLE, RANKING, TEXT)
CHOOSING = (SINGLE, MULTIPLE, RANKING)
# What conditions may ask of a person: figures of their profile, and 0 where nothing is known.
FACTS = ("payments", "transfers", "days_since_first", "days_since_last")
COMPARISONS = ("is", "is_not", "at_least", "at_most", "has")

QUESTIONS_MAX, CHOICES_MAX = 30, 12
WORDS_MAX, ANSWER_CHARACTERS_MAX = 300, 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """One text in both languages."""

    en: str
    zh: str

    def say(self, language: str) -> str:
        """The text in that language."""
        return self.zh if language.startswith("zh") else self.en


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One of the choices of a question."""

    code: str
    words: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """Asks an earlier answer (`question`) or a figure of the person's profile (`fact`); one of the two is empty."""

    question: str = ""
    fact: str = ""
    comparison: str
    value: int | str


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One screen. `graded` ones belong to one battery, of which as many are asked as its precision needs.

    `topic` with `fresh_days`: not asked of who answered a question of that topic within so many days. `known_from`: not asked of whom the profile
    knows this figure.
    """

    code: str
    kind: str
    words: Words
    required: bool = False
    options: tuple[Option, ...] = ()
    show_if: tuple[Condition, ...] = ()
    graded: bool = False
    topic: str = ""
    fresh_days: int = 0
    known_from: str = ""

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of its choices, as they stand."""
        return tuple(option.code for option in self.options)

    def option(self, code: str) -> Words:
        """What a choice is called."""
        return next(option.words for option in self.options if option.code == code)


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A whole questionnaire. `precision`: the standard error of the graded battery, in steps of its scale, at which asking stops; 0: asks all."""

    title: Words
    questions: tuple[Question, ...]
    for_whom: tuple[Condition, ...] = ()
    questions_max: int = QUESTIONS_MAX
    precision: float = 0

    def question(self, code: str) -> Question:
        """The question of that code. Raises `KeyError`."""
        return {each.code: each for each in self.questions}[code]


# The words of the steps of a scale, worst first; a scale without words here shows its numbers.
STEPS = {
    "stars": ("Very poor 很差", "Poor 较差", "Fair 一般", "Good 满意", "Very good 很满意"),
    "thumbs": ("No 不好", "Yes 好"),
    "csat": ("Very unhappy 很不满意", "Unhappy 不满意", "Neither 一般", "Happy 满意", "Very happy 很满意"),
}
ENDS = {
    "nps": (Words(en="not at all likely", zh="完全不会"), Words(en="very likely", zh="非常愿意")),
    "ces": (Words(en="very hard", zh="非常困难"), Words(en="very easy", zh="非常容易")),
}


def steps(kind: str) -> tuple[Choice, ...]:
    """The steps of a scale with their words, the lowest first."""
    lowest, highest = SCALES[kind]
    words = STEPS.get(kind, tuple(f"{step} {step}" for step in range(lowest, highest + 1)))
    pairs = [each.rsplit(" ", 1) for each in words]
    return tuple(Choice(value=step, en=en, zh=zh) for step, (en, zh) in zip(range(lowest, highest + 1), pairs, strict=True))
