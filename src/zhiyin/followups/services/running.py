"""Deciding what is due, and doing it: claim, decide under the people's locks, and write everything in one transaction."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.db import connection, transaction

from zhiyin.followups.decide import OWED, Decision, Gate, Verdict, decide, rank, unspoken
from zhiyin.followups.models import FollowUp
from zhiyin.followups.queries.policies import policy as policy_in_force
from zhiyin.followups.services.letters import problem
from zhiyin.followups.services.planning import lock_members
from zhiyin.followups.services.reaching import Decided, carry_out, record
from zhiyin.followups.services.snapshots import Round, gather

LEASE = timedelta(seconds=15)
ATTEMPTS_MAX = 5
RIVALS_MAX = 200
log = structlog.get_logger("zhiyin.followups")

CLAIM_SQL = """
update followups_followup f set state = 'claimed', lease_until = %(lease)s, attempt = f.attempt + 1
  from (select id from followups_followup where state = 'planned' and due_at <= %(at)s order by due_at limit %(limit)s for update skip locked) due
 where f.id = due.id returning f.id, f.attempt
"""
RECLAIM_SQL = """
update followups_followup f set lease_until = %(lease)s, attempt = f.attempt + 1
  from (select id from followups_followup
         where state = 'claimed' and lease_until <= %(at)s order by lease_until limit %(limit)s for update skip locked) lost
 where f.id = lost.id returning f.id, f.attempt
"""
# Whoever else is due for the people of the round, planned or in another worker's hands: under the people's locks it is ours, and the other worker
# finds another attempt.
RIVALS_SQL = """
update followups_followup f set state = 'claimed', lease_until = %(lease)s, attempt = f.attempt + 1
  from (select id from followups_followup
         where person_id = any(%(people)s) and state in ('planned', 'claimed') and due_at <= %(at)s and message_class = any(%(classes)s)
           and attempt < %(attempts)s and id <> all(%(claimed)s)
         order by value desc, due_at, id limit %(limit)s for update) rival
 where f.id = rival.id returning f.id, f.attempt
"""
COMPETING = ["survey", "marketing"]
Claims = dict[int, int]


def run_due(at: datetime, *, limit: int = 50) -> int:
    """What was due at `at` (at most `limit`, and whatever else is due then for the same people) has been decided: sent, put off or ended, each with a
    decision on record; how many were claimed.

    Any number of workers may call it at once. What a worker had claimed when it died is taken up by another after 15 seconds; what fails five
    times is given up, with its decision. Repeats: what was decided is not due any more.
    """
    claims = _claim(at, limit)
    if claims:
        try:
            _settle(claims, at)
        except Exception:
            if connection.in_atomic_block or not connection.is_usable():
                raise
            _settle_one_by_one(claims, at)
    return len(claims)


@transaction.atomic
def _claim(at: datetime, limit: int) -> Claims:
    claims: Claims = {}
    with connection.cursor() as cursor:
        for statement in (RECLAIM_SQL, CLAIM_SQL):
            cursor.execute(statement, {"at": at, "lease": at + LEASE, "limit": limit - len(claims)})
            claims |= dict(cursor.fetchall())
    return claims


def _settle_one_by_one(claims: Claims, at: datetime) -> None:
    """One follow-up that cannot be decided must not hold up the others; it comes back when its lease ends."""
    for follow_up_id, attempt in claims.items():
        try:
            _settle({follow_up_id: attempt}, at, alone=True)
        except Exception:
            if not connection.is_usable():
                raise
            log.exception("follow_up_failed", follow_up=follow_up_id, attempt=attempt)


@transaction.atomic
def _settle(claims: Claims, at: datetime, *, alone: bool = False) -> None:
    lock_members(FollowUp.objects.filter(id__in=claims).values_list("person_id", flat=True))
    rows = _still_mine(claims)
    rows += [] if alone else _rivals(rows, at)
    decided = [Decided(row=row, decision=GIVEN_UP) for row in rows if row.attempt > ATTEMPTS_MAX]
    hopeful = [row for row in rows if row.attempt <= ATTEMPTS_MAX]
    known = gather(hopeful, policy_in_force(), at=at)
    decided += [Decided(row=row, decision=_judge(row, known, at)) for row in _in_order(hopeful, known)]
    carry_out(decided, known, at=at)
    record(decided, policy_id=known.policy.id, at=at)


def _still_mine(claims: Claims) -> list[FollowUp]:
    """The claimed rows whose lease nobody else has taken over."""
    rows = FollowUp.objects.select_for_update().filter(id__in=claims, state="claimed").order_by("id")
    return [row for row in rows if row.attempt == claims[row.id]]


def _rivals(rows: Sequence[FollowUp], at: datetime) -> list[FollowUp]:
    """What else is due for those people and competes for their attention, now claimed with them."""
    people = sorted({row.person_id for row in rows if row.message_class not in OWED})
    if not people:
        return []
    facts: dict[str, Any] = {"people": people, "at": at, "lease": at + LEASE, "classes": COMPETING, "attempts": ATTEMPTS_MAX, "limit": RIVALS_MAX}
    with connection.cursor() as cursor:
        cursor.execute(RIVALS_SQL, facts | {"claimed": [row.id for row in rows]})
        return _still_mine(dict(cursor.fetchall()))


def _in_order(rows: Sequence[FollowUp], known: Round) -> list[FollowUp]:
    """Person by person, the most valuable first: who comes later finds the place taken."""
    return sorted(rows, key=lambda row: (row.person_id, rank(known.candidate(row))))


def _judge(row: FollowUp, known: Round, at: datetime) -> Decision:
    decision = decide(known.candidate(row), known.snapshot(row), known.policy, at)
    if decision.verdict == Verdict.SENT and (trouble := problem(row, known)):
        log.error("follow_up_without_words", follow_up=row.id, journey=row.journey, problem=trouble)
        decision = unspoken(decision, trouble, row.not_after, at)
    known.decided(row)
    if decision.verdict == Verdict.SENT:
        known.count(row, decision.channel, at=at)
    return decision


GIVEN_UP = Decision(verdict=Verdict.FAILED, reason="failed", gates=(Gate(name="valid", ok=False, facts={"attempts": ATTEMPTS_MAX}),))
