"""What coming back to people came to: each journey step by step, how much people had of it, and what it changed beside those who were left alone."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Count

from zhiyin.channels.queries.arrived import arrived
from zhiyin.experiments import queries as experiments
from zhiyin.followups import models
from zhiyin.support.queries.closing import open_about

EVERYTHING = ""
STEPS_SQL = """
select journey, count(*), count(*) filter (where due_at <= %(until)s or state <> 'planned'),
       count(*) filter (where sent_at is not null), count(*) filter (where id = any(%(delivered)s)), count(*) filter (where id = any(%(seen)s)),
       count(*) filter (where invitation_id is not null and sent_at is not null), count(*) filter (where state = 'answered'),
       count(*) filter (where state = 'stopped')
  from followups_followup where triggered_at >= %(since)s and triggered_at < %(until)s group by journey
"""
GATED_SQL = """
select f.journey, d.reason, count(*) from followups_followup f
  join lateral (select reason from followups_decision where follow_up_id = f.id order by id desc limit 1) d on true
 where f.triggered_at >= %(since)s and f.triggered_at < %(until)s and f.state in ('suppressed', 'held_out', 'expired', 'cancelled', 'failed')
 group by f.journey, d.reason
"""
PRESSURE_SQL = """
select contacts, count(*) from (
  select count(*) as contacts from followups_followup where sent_at >= %s and sent_at < %s
   group by person_id, date_trunc('week', sent_at at time zone 'UTC')
) as weeks group by contacts order by contacts
"""
MET_SQL = """
select least(26, 1 + floor(extract(epoch from %(at)s - last) / 604800))::int as week, count(*) from (
  select max(triggered_at) as last from followups_followup
   where journey = %(journey)s and triggered_at > %(at)s - interval '26 weeks' and triggered_at <= %(at)s
   group by person_id
) as people group by week
"""
DRAWN_SQL = """
select distinct on (d.person_id) d.person_id, f.triggered_at, drawn.ok, coalesce(drawn.facts->>'of', '')
  from followups_followup f join followups_decision d on d.follow_up_id = f.id
 cross join lateral (select d.packed::jsonb as gates) as kept
 cross join lateral (
  select jsonb_array_length(gates) > 4 as ok, case when jsonb_array_length(gates) > 4 then gates->3 else gates->3->1 end as facts
   where jsonb_array_length(gates) > 3 and not coalesce(gates->3 ? 'gate', false)
   union all
  select (gates->3->>'ok')::boolean, gates->3->'facts' where gates->3 ? 'gate'  -- kept with every name, as once
 ) as drawn
 where f.triggered_at >= %(since)s and f.triggered_at < %(until)s and (%(journey)s = '' or f.journey = %(journey)s)
   and not coalesce(drawn.facts ? 'exempt', false)
 order by d.person_id, f.triggered_at, d.id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps:
    """What became of the contacts of a journey, each step a part of the one before. `gated`: how many were stopped, by the last reason.

    `asked`: those sent with a question; `resolved`: answered, and no case is open about the matter; `stopped`: people said not to be asked again.
    """

    journey: str
    planned: int = 0
    due: int = 0
    sent: int = 0
    delivered: int = 0
    seen: int = 0
    asked: int = 0
    answered: int = 0
    resolved: int = 0
    stopped: int = 0
    gated: Mapping[str, int]


def steps(since: datetime, until: datetime, *, journeys: Sequence[str]) -> tuple[Steps, ...]:
    """What became of the contacts that began since then and before `until`, for each of these journeys in this order. Five statements."""
    reached = arrived(since)
    facts: dict[str, Any] = {"since": since, "until": until, "delivered": sorted(reached.delivered), "seen": sorted(reached.seen)}
    gated: dict[str, dict[str, int]] = {}
    with connection.cursor() as cursor:
        cursor.execute(GATED_SQL, facts)
        for journey, reason, count in cursor.fetchall():
            gated.setdefault(journey, {})[reason] = count
        cursor.execute(STEPS_SQL, facts)
        found = {row[0]: row[1:] for row in cursor.fetchall()}
    resolved = _resolved(since, until)
    names = ("planned", "due", "sent", "delivered", "seen", "asked", "answered", "stopped")
    return tuple(
        Steps(
            journey=code,
            gated=gated.get(code, {}),
            resolved=resolved[code],
            **dict(zip(names, found.get(code, ()), strict=False)),
        )
        for code in journeys
    )


def pressure(since: datetime, until: datetime) -> Mapping[int, int]:
    """How many people had one contact in a week, how many had two, and so on: weeks of people from Monday (UTC). One statement."""
    with connection.cursor() as cursor:
        cursor.execute(PRESSURE_SQL, [since, until])
        return dict(cursor.fetchall())


def met(journey: str, *, at: datetime) -> Mapping[int, int]:
    """How many different people the journey met in the last week, the last two, and so on up to 26: what an experiment may expect. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(MET_SQL, {"journey": journey, "at": at})
        newly = dict(cursor.fetchall())
    return {week: sum(count for last, count in newly.items() if last <= week) for week in range(1, 27)}


def effect(measure: experiments.Measure, *, journey: str, since: datetime, at: datetime) -> experiments.Effect:
    """What it changed to be contacted by the journey (`EVERYTHING`: by any), beside those whom chance left alone since then. Two statements.

    Everybody counts as they were drawn, from the first time on, whether the contact then happened or not: what chance did not choose would mislead.
    """
    with connection.cursor() as cursor:
        cursor.execute(DRAWN_SQL, {"journey": journey, "since": since, "until": at})
        rows: list[tuple[UUID, datetime, bool, str]] = cursor.fetchall()
    drawn = [
        # Whom a journey's own group leaves alone still hears from all the others.
        experiments.Drawn(person_id=person_id, at=triggered_at, arm="reached" if ok or (of and journey == EVERYTHING) else "left")
        for person_id, triggered_at, ok, of in rows
    ]
    return experiments.effect(drawn, measure, at=at)


def _resolved(since: datetime, until: datetime) -> Counter[str]:
    answered = models.FollowUp.objects.filter(triggered_at__gte=since, triggered_at__lt=until, state="answered")
    about = list(answered.values_list("journey", "about_id").annotate(count=Count("id")))
    still_open = open_about(about_id for _, about_id, _ in about)
    counts: Counter[str] = Counter()
    for journey, about_id, count in about:
        counts[journey] += 0 if about_id in still_open else count
    return counts
