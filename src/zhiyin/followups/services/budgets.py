"""How often and when a person lets themselves be reached: theirs to say, and it only ever tightens what the operator allows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from uuid import UUID

from django.db import transaction

from zhiyin.followups.models import Budget, Member, add
from zhiyin.followups.queries.budgets import BudgetSettings, settings_of
from zhiyin.followups.services.planning import lock_members
from zhiyin.kit.errors import Refusal
from zhiyin.privacy.purposes import PURPOSES

MOST_MAX = 99
PAUSE_MAX = timedelta(days=366)
CHANNELS = ("inapp", "email", "sms", "push", "social", "call")


class BadBudget(Refusal):
    """Numbers go from 0 to 99, a purpose is one that can be refused, a pause ends within a year, quiet hours are a span."""

    code = "bad_budget"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What a person sets: at most so many questions and offers in thirty days (None: as the operator says), of a purpose, on a channel; none until a
    moment; quiet hours of their own.
    """

    most: int | None = None
    purposes: Mapping[str, int] = field(default_factory=dict)
    channels: Mapping[str, int] = field(default_factory=dict)
    paused_until: datetime | None = None
    quiet: tuple[time, time] | None = None


@transaction.atomic
def set_budget(person_id: UUID, wishes: Wishes, *, at: datetime) -> BudgetSettings:
    """From the commit on every decision about the person keeps to this too; what was set before stays on record.

    Raises `BadBudget`. Repeats: what holds already is not written again.
    """
    _check(wishes, at)
    add([Member(person_id=person_id)])
    lock_members([person_id])
    now = settings_of(person_id)
    if (now.most, now.purposes, now.channels, now.paused_until, now.quiet) == _plain(wishes):
        return now
    starts, ends = wishes.quiet or (None, None)
    Budget.objects.create(
        person_id=person_id,
        at=at,
        most=wishes.most,
        purposes=dict(wishes.purposes),
        channels=dict(wishes.channels),
        paused_until=wishes.paused_until,
        quiet_from=starts,
        quiet_until=ends,
    )
    return settings_of(person_id)


def _check(wishes: Wishes, at: datetime) -> None:
    numbers = [*wishes.purposes.values(), *wishes.channels.values(), *([wishes.most] if wishes.most is not None else [])]
    refusable = {code for code, purpose in PURPOSES.items() if not purpose.needed}
    if not all(0 <= number <= MOST_MAX for number in numbers) or set(wishes.purposes) - refusable or set(wishes.channels) - set(CHANNELS):
        raise BadBudget
    if wishes.paused_until is not None and wishes.paused_until > at + PAUSE_MAX:
        raise BadBudget
    if wishes.quiet is not None and wishes.quiet[0] == wishes.quiet[1]:
        raise BadBudget


def _plain(wishes: Wishes) -> tuple[object, ...]:
    return (wishes.most, dict(wishes.purposes), dict(wishes.channels), wishes.paused_until, wishes.quiet)
