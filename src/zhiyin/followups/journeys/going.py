"""The rules of coming into a journey and going on in it. Pure: the worker keeps to them with rows of the database, a replay with rows in memory."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from zhiyin.events import Event
from zhiyin.followups.journeys.facts import FACTS, meets
from zhiyin.followups.journeys.steps import EACH, END, ONCE, Document, Step

HELD = timedelta(minutes=1)
LOW, HIGH = 0.3, 0.7
LEAVING = frozenset({"stopped", "cancelled", "held_out"})
UNDECIDED = frozenset({"planned"})
SILENT, UNREACHED, HAPPENED, ANSWERED = "silent", "unreached", "happened", "answered"


class Made(Protocol):
    """The contact of a step: what became of it so far."""

    @property
    def state(self) -> str:
        """As the table of follow-ups says it."""

    @property
    def sent_at(self) -> datetime | None:
        """When it was sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """How a step went: `outcome` leads on, `left` says why the person is out, `again` when it has to be looked at once more. One of them."""

    outcome: str = ""
    left: str = ""
    again: datetime | None = None


def lets_in(whole: Document, *, before: datetime | None, at: datetime) -> bool:
    """Whether somebody who last came in at `before` may come in at that moment."""
    if before is None or whole.again == EACH:
        return True
    return whole.again != ONCE and at >= before + timedelta(days=whole.again_days)


def seen(step: Step, made: Made | None, *, at: datetime) -> Seen:
    """How the step has gone by that moment, at which it is over."""
    if step.wait_for:
        return Seen(outcome=SILENT)
    if made is None or made.state in LEAVING:
        return Seen(left=made.state if made else "gone")
    if made.state in UNDECIDED:
        return Seen(again=at + HELD)
    if made.sent_at is None:
        return Seen(outcome=UNREACHED)
    if made.state == ANSWERED:
        return Seen(outcome=ANSWERED)
    until = made.sent_at + step.answer_within
    return Seen(again=until) if at < until else Seen(outcome=SILENT)


def leads_to(step: Step, outcome: str) -> str:
    """The step after that outcome, or the end."""
    return step.following.get(outcome) or (step.following.get(ANSWERED) if outcome in ("low", "high") else None) or END


def degree(value: int, scale: Collection[int]) -> str:
    """Whether an answer is a low one, a high one, or neither, by its place on the scale."""
    lowest, highest = min(scale, default=0), max(scale, default=0)
    if lowest == highest:
        return ANSWERED
    place = (value - lowest) / (highest - lowest)
    return "low" if place <= LOW else "high" if place >= HIGH else ANSWERED


def happened(step: Step, told: Iterable[Event], *, occasion: UUID, since: datetime) -> datetime | None:
    """When what the step waits for happened first since then. What began the journey (`occasion`) is not what it waits for, even when the same thing
    is told once more: an answer that was changed and changed back.
    """
    fact = FACTS[step.wait_for]
    others = (event for event in told if getattr(event, fact.occasion) != occasion)
    return min((event.at for event in others if event.at >= since and meets(event, step.where)), default=None)
