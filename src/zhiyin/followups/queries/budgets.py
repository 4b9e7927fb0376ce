"""How often and when a person lets themselves be reached: what they set, and what is used up of it."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from uuid import UUID

from zhiyin.followups import models
from zhiyin.followups.decide import UNSET, Budget, Cap, Policy

MONTH_HOURS = 24 * 30


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetSettings:
    """What a person set, as they set it: at most so many questions and offers in thirty days (None: as the operator says), of a purpose, on a
    channel; none until a moment; quiet hours of their own. `at` is None while they have set nothing.
    """

    at: datetime | None = None
    most: int | None = None
    purposes: Mapping[str, int] = field(default_factory=dict)
    channels: Mapping[str, int] = field(default_factory=dict)
    paused_until: datetime | None = None
    quiet: tuple[time, time] | None = None


def settings_of(person_id: UUID) -> BudgetSettings:
    """What the person set for themselves last. One statement."""
    row = models.Budget.objects.filter(person_id=person_id).order_by("-id").first()
    return _settings(row) if row else BudgetSettings()


def budgets(person_ids: Collection[UUID]) -> dict[UUID, Budget]:
    """What each of those people set, as `decide` counts it; who set nothing is left out. At most one statement."""
    if not person_ids:
        return {}
    newest = models.Budget.objects.filter(person_id__in=person_ids).order_by("person_id", "-id").distinct("person_id")
    return {row.person_id: as_budget(_settings(row)) for row in newest}


def budgets_said(person_ids: Collection[UUID]) -> dict[UUID, list[tuple[datetime, Budget]]]:
    """Everything that those people ever set, each with when, in its order. One statement."""
    found: dict[UUID, list[tuple[datetime, Budget]]] = {}
    for row in models.Budget.objects.filter(person_id__in=person_ids).order_by("id"):
        found.setdefault(row.person_id, []).append((row.at, as_budget(_settings(row))))
    return found


def as_budget(said: BudgetSettings) -> Budget:
    """The settings as caps on rolling windows of thirty days. No SQL."""
    if said == BudgetSettings():
        return UNSET
    caps = [Cap(most=said.most, hours=MONTH_HOURS, own=True)] if said.most is not None else []
    caps += [Cap(purpose=purpose, most=most, hours=MONTH_HOURS, own=True) for purpose, most in sorted(said.purposes.items())]
    caps += [Cap(channel=channel, most=most, hours=MONTH_HOURS, own=True) for channel, most in sorted(said.channels.items())]
    return Budget(caps=tuple(caps), paused_until=said.paused_until, quiet=said.quiet)


def looking_back(policy: Policy, found: Iterable[Budget]) -> timedelta:
    """How far back contacts count for anybody. No SQL."""
    caps = (*policy.caps, *(cap for budget in found for cap in budget.caps))
    return timedelta(hours=max((cap.hours for cap in caps), default=0))


def _settings(row: models.Budget) -> BudgetSettings:
    quiet = (row.quiet_from, row.quiet_until) if row.quiet_from is not None and row.quiet_until is not None else None
    return BudgetSettings(at=row.at, most=row.most, purposes=row.purposes, channels=row.channels, paused_until=row.paused_until, quiet=quiet)
