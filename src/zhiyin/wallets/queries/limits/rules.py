"""The rules as the table tells them, and which of them count. Every payment asks, so what is the same for all is kept for a moment."""

import time
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection

from zhiyin.kit.statements import Prepared
from zhiyin.wallets import judging, models
from zhiyin.wallets.judging import OWN, PERSON, InForce, Rule, Standing, Usage, Used

# Rules for more than one person begin to count this long after they are settled at the earliest: by then every process has read them.
KEPT_SECONDS, LEAD_SECONDS = 2.0, 10
MASK = (1 << 62) - 1

STANDING_SQL = Prepared("select tier, minor_until from wallets_standing where person_id = %s order by at desc, id desc limit 1")
USAGE_SQL = """
select d.deed, coalesce(u.hourly, l.hourly), coalesce(u.daily, l.daily), coalesce(u.day, l.day), coalesce(u.month, l.month)
from unnest(%(deeds)s::text[], %(bases)s::bigint[]) d (deed, basis)
left join lateral (
  select case when u.hour_start = %(hour)s then u.hourly else 0 end as hourly, case when u.day_start = %(day)s then u.daily else 0 end as daily,
         case when u.day_start = %(day)s then u.day else 0 end as day, case when u.month_start = %(month)s then u.month else 0 end as month
  from wallets_limitusage u
  where u.person_id = %(person)s and u.asset = %(asset)s and u.deed = d.deed and u.basis = d.basis and u.hour_start <= %(hour)s
) u on true
left join lateral (
  select count(*) filter (where l.at >= %(hour)s) as hourly, count(*) filter (where l.at >= %(day)s) as daily,
         coalesce(sum(l.minor) filter (where l.at >= %(day)s), 0)::bigint as day, coalesce(sum(l.minor), 0)::bigint as month
  from wallets_wallet w, wallets_left(w.account_id, d.deed, %(month)s, %(until)s) l
  where w.owner_id = %(person)s and w.asset = %(asset)s and u.hourly is null
) l on true
"""


@dataclass(slots=True)
class _Kept:
    """What this process knows of the rules for more than one person, and when it read them. Threads may read them twice; that is all."""

    read_at: float = float("-inf")
    rules: tuple[Rule, ...] = ()
    now: InForce | None = None


_kept = _Kept()


def general(at: datetime) -> InForce:
    """The rules for more than one person that count at that moment. No statement most of the time; one every two seconds."""
    begun = time.monotonic()
    if begun - _kept.read_at > KEPT_SECONDS:
        _kept.rules, _kept.now, _kept.read_at = rules_for(None), None, begun
    now = _kept.now
    if now is None or (now.since and at < now.since) or (now.until and at >= now.until):
        now = _kept.now = judging.in_force(_kept.rules, at)
    return now


def rules_for(person_id: UUID | None) -> tuple[Rule, ...]:
    """Every rule there ever was for more than one person, and those for this one. One statement."""
    for_many = models.LimitRule.objects.select_related("decision").exclude(scope__in=[PERSON, OWN])
    return tuple(
        map(told_rule, for_many | models.LimitRule.objects.select_related("decision").filter(person_id=person_id) if person_id else for_many)
    )


def forget() -> None:
    """The rules are read anew by this process. No SQL."""
    _kept.read_at = float("-inf")


def personal(person_id: UUID, at: datetime) -> tuple[Standing, tuple[Rule, ...]]:
    """Who the person is for limits, and the rules for them alone that count at that moment: the staff's and their own. Two statements."""
    rows = models.LimitRule.objects.select_related("decision").filter(person_id=person_id)
    return standing(person_id, at), judging.in_force(map(told_rule, rows), at).rules


def standing(person_id: UUID, at: datetime) -> Standing:
    """Who the person is for limits at that moment. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(STANDING_SQL, [person_id])
        row = cursor.fetchone()
    if row is None:
        return Standing()
    return Standing(tier=row[0], is_minor=bool(row[1] and at.astimezone(ZoneInfo(zone())).date() < row[1]))


def used(person_id: UUID, rules: Iterable[Rule], *, asset: str, at: datetime) -> Usage:
    """What the person has used of these rules (those in force for them) in the present windows, in that asset. Changes nothing. One statement."""
    windowed = [rule for rule in rules if rule.is_windowed]
    deeds = sorted({rule.deed for rule in windowed})
    if not deeds:
        return {}
    when = judging.windows(at, zone())
    asked: dict[str, Any] = {
        "deeds": deeds,
        "bases": [basis(windowed, deed) for deed in deeds],
        "person": person_id,
        "asset": asset,
        "hour": when.hour[0],
        "day": when.day[0],
        "month": when.month[0],
        "until": when.month[1],
    }
    with connection.cursor() as cursor:
        cursor.execute(USAGE_SQL, asked)
        return {deed: Used(hourly=hourly, daily=daily, day=day, month=month) for deed, hourly, daily, day, month in cursor.fetchall()}


def basis(rules: Iterable[Rule], deed: str) -> int:
    """What a count of the deed is kept for: these rules about it, in this deployment's zone. No SQL."""
    mixed = zlib.crc32(zone().encode())
    for rule in rules:
        if rule.is_windowed and rule.deed == deed:
            mixed ^= rule.id.int & MASK
    return mixed


def zone() -> str:
    """Whose days and months count for limits: the deployment's, for everybody, so that nobody gains a day by travelling. No SQL."""
    return str(settings.CONFIG.timezone)


def told_rule(row: models.LimitRule) -> Rule:
    """A rule as the judge knows it. No SQL when its decision was read with it."""
    decision = getattr(row, "decision", None) if row.needs_another else None
    agreed = decision if decision and decision.agreed else None
    settled_at = (agreed.decided_at if agreed else None) if row.needs_another else row.proposed_at
    return Rule(
        id=row.id,
        measure=row.measure,
        deed=row.deed,
        asset=row.asset,
        scope=row.scope,
        tier=row.tier,
        person_id=row.person_id,
        amount=row.amount,
        categories=tuple(row.categories),
        effective_from=agreed.effective_from if agreed else row.effective_from,
        settled_at=settled_at,
    )
