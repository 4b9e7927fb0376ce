"""What a journey is: why it begins, whom it is for, and its steps. Plain values, read from a document."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time, timedelta
from typing import Any

from zhiyin.events import Event
from zhiyin.followups.decide import SERVICE

END = "end"
OUTCOMES = ("low", "high", "answered", "silent", "unreached", "happened")
EACH, ONCE = "each", "once"
OWN_WORDS = "own_words"
# Where a message may lead with one button: pages of the wallet. "talk" comes with an offer to book one.
PLACES = ("top_up", "pay", "friends", "talk", "talks", "security", "activity", "statements", "privacy", "help")


@dataclass(frozen=True, slots=True, kw_only=True)
class Journey:
    """A step of a journey as whoever reaches people sees it: `delay` after the trigger it is due, `deadline` after it it has lost its point.

    `survey` is empty when nothing is asked. `value`: which of two goes first when a person may have only one. A journey that says nothing else is a
    service card in the inbox, sent at once, that asks nothing. When a channel fails for good the next one is tried `hop_wait` later, unless the
    journey never falls back. `remind_after`: an unanswered question is put once more on another channel (a day's manners: 20 hours at the least).
    Published versions depend on these defaults, so the defaults never change either.
    """

    code: str
    version: int = 1
    trigger: type[Event] | None = None
    cancelled_by: tuple[type[Event], ...] = ()
    purpose: str = "service"
    message_class: str = SERVICE
    survey: str = ""
    template: str
    about_kind: str
    delay: timedelta = timedelta(0)
    deadline: timedelta
    channels: tuple[str, ...] = ("inapp",)
    falls_back: bool = True
    hop_wait: timedelta = timedelta(0)
    remind_after: timedelta | None = None
    value: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A group of people by what is known of them; all that is said must hold. Days count from now."""

    payments_at_least: int | None = None
    payments_at_most: int | None = None
    silent_days_at_least: int | None = None
    silent_days_at_most: int | None = None
    joined_days_at_least: int | None = None
    joined_days_at_most: int | None = None
    language: str = ""

    @property
    def is_everybody(self) -> bool:
        """Whether nothing is said."""
        return self == Segment()


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """When a journey begins by the calendar, in each person's own zone. `day`: 1–28 of a month, 1 (Monday)–7 of a week, 0 for each day."""

    every: str
    day: int = 0
    at: time


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """Why a journey begins: a fact (with conditions on its fields), the calendar, or coming into or going out of a segment."""

    event: str = ""
    where: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    schedule: Schedule | None = None
    enters: Segment | None = None
    leaves: Segment | None = None
    only: Segment = Segment()


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A message, or a wait for a fact (`wait_for`, with conditions on its fields). `following`: which step an outcome leads to; what is not said ends
    the journey. `before_end`: the step begins so long before what it is about ends. `leads_to`: the one button of its message.
    """

    code: str
    wait: timedelta = timedelta(0)
    until_local: time | None = None
    deadline: timedelta
    template: str = ""
    words: Mapping[str, str] = field(default_factory=dict)
    survey: str = ""
    channels: tuple[str, ...] = ("inapp",)
    falls_back: bool = True
    hop_wait: timedelta = timedelta(0)
    remind_after: timedelta | None = None
    wait_for: str = ""
    where: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    before_end: timedelta = timedelta(0)
    leads_to: str = ""
    answer_within: timedelta = timedelta(0)
    following: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A whole journey. `again`: each (occasion), once (in a life) or after so many days. `cancel_on`: facts that end it."""

    code: str
    name: tuple[str, str]
    start: Start
    cancel_on: tuple[str, ...] = ()
    again: str = EACH
    again_days: int = 0
    purpose: str = "service"
    message_class: str = SERVICE
    value: float
    steps: tuple[Step, ...]

    def step(self, code: str) -> Step:
        """The step of that name; the first one without a name. Raises `KeyError`."""
        return {step.code: step for step in self.steps}[code or self.steps[0].code]
