"""What trying a journey came to."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from zhiyin.followups.models import JourneyTrial
from zhiyin.followups.replaying.results import Answers, Example, Replay


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialLine:
    """A trial that somebody asked for. `state`: waiting | under_way | done | failed; `found` once it is done, `problem` why it could not be."""

    id: UUID
    number: int
    days: int
    ahead: bool
    state: str
    by: UUID
    at: datetime
    problem: str
    found: Replay | None


def trials(code: str, *, limit: int = 10) -> tuple[TrialLine, ...]:
    """The journey's trials, the newest first. One statement."""
    return tuple(_line(row) for row in JourneyTrial.objects.filter(code=code).order_by("-at", "-id")[:limit])


def _line(row: JourneyTrial) -> TrialLine:
    return TrialLine(
        id=row.id,
        number=row.number,
        days=row.days,
        ahead=row.ahead,
        state=row.state,
        by=row.by_id,
        at=row.at,
        problem=row.problem,
        found=_replay(row.found) if row.found else None,
    )


def _replay(told: dict[str, Any]) -> Replay:
    moments = {name: datetime.fromisoformat(told[name]) for name in ("since", "until")}
    days = {date.fromisoformat(day): counts for day, counts in told["per_day"]}
    decided = {(verdict, reason): count for verdict, reason, count in told["decided"]}
    examples = tuple(Example(**each | _moments(each)) for each in told["examples"])
    return Replay(**told | moments | {"per_day": days, "decided": decided, "examples": examples, "answers": Answers(**told["answers"])})


def _moments(example: dict[str, Any]) -> dict[str, Any]:
    at, triggered_at = (datetime.fromisoformat(example[name]) for name in ("at", "triggered_at"))
    return {"person_id": UUID(example["person_id"]), "at": at, "triggered_at": triggered_at}
