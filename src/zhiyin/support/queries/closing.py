"""How long people waited until their case was closed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q

from zhiyin.support.models import Case


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """Cases closed in a time: how many, how long half of them took at most, and how long nine in ten took at most (zero when there were none)."""

    closed: int
    half: timedelta
    most: timedelta


def closing(since: datetime, until: datetime) -> Closing:
    """The time from opening to closing of the cases closed since then and before `until`. One statement."""
    spans = sorted(
        closed_at - opened_at
        for opened_at, closed_at in Case.objects.filter(closed_at__gte=since, closed_at__lt=until).values_list("opened_at", "closed_at")
        if closed_at
    )
    if not spans:
        return Closing(closed=0, half=timedelta(), most=timedelta())
    return Closing(closed=len(spans), half=spans[(len(spans) - 1) // 2], most=spans[-(-9 * len(spans) // 10) - 1])


def open_about(about_ids: Iterable[UUID]) -> frozenset[UUID]:
    """Those of these things (payments, cases) that a case is still open about. One statement."""
    wanted = set(about_ids)
    rows = Case.objects.filter(Q(about_id__in=wanted) | Q(id__in=wanted), closed_at=None)
    return frozenset(one for pair in rows.values_list("id", "about_id") for one in pair if one in wanted)
