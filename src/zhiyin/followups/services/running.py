"""Deciding what is due, and doing it: people are taken, what is due for them is decided, and everything is written in that one transaction."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import structlog
from django.db import connection, transaction
from django.db.models import F, QuerySet

from zhiyin.followups.decide import Decision, Gate, Verdict, decide, rank, unspoken
from zhiyin.followups.models import FollowUp
from zhiyin.followups.queries.policies import policy as policy_in_force
from zhiyin.followups.services.letters import problem
from zhiyin.followups.services.planning import lock_members
from zhiyin.followups.services.reaching import Decided, carry_out, record
from zhiyin.followups.services.snapshots import Round, gather

AGAIN = timedelta(seconds=15)
FAILURES_MAX = 5
RIVALS_MAX = 200
log = structlog.get_logger("zhiyin.followups")

# Those for whom something has been due longest and who are in no other worker's hands. The people are held, not what is due for them: whatever
# competes for a person's attention is decided at one place, and nobody ever waits for anybody, so the order of locking is free.
TAKE_SQL = """
select f.person_id from followups_followup f join followups_member m on m.person_id = f.person_id
 where f.state = 'planned' and f.due_at <= %(at)s order by f.due_at limit %(limit)s for no key update of m skip locked
"""


def run_due(at: datetime, *, limit: int = 50) -> int:
    """What was due at `at` (at most `limit`, and whatever else is due then for the same people) has been decided: sent, put off or ended, each with a
    decision on record; how many those were.

    Any number of workers may call it at once. It is one transaction: when a worker dies, what it had in hand is due as before. What cannot be decided
    five times in a row is given up, with its decision. Repeats: what was decided is not due any more.
    """
    try:
        return _round(at, limit)
    except Exception:
        if connection.in_atomic_block or not connection.is_usable():
            raise
        return _one_by_one(at, limit)


@transaction.atomic
def _round(at: datetime, limit: int) -> int:
    people = _taken(at, limit)
    if not people:
        return 0
    # Read anew under their locks: what another worker decided a moment ago is decided.
    rows = list(_due(at).filter(person_id__in=people).order_by("-value", "due_at", "id")[: limit + RIVALS_MAX])
    _settle(rows, at)
    return len(rows)


def _taken(at: datetime, limit: int) -> set[UUID]:
    facts: dict[str, Any] = {"at": at, "limit": limit}
    with connection.cursor() as cursor:
        cursor.execute(TAKE_SQL, facts)
        return {person_id for (person_id,) in cursor.fetchall()}


def _due(at: datetime) -> QuerySet[FollowUp]:
    return FollowUp.objects.select_for_update().filter(state="planned", due_at__lte=at)


def _one_by_one(at: datetime, limit: int) -> int:
    """One follow-up that cannot be decided must not hold up the others; it comes back a little later."""
    ids = list(FollowUp.objects.filter(state="planned", due_at__lte=at).order_by("due_at").values_list("id", flat=True)[:limit])
    for follow_up_id in ids:
        try:
            _alone(follow_up_id, at)
        except Exception:
            if not connection.is_usable():
                raise
            log.exception("follow_up_failed", follow_up=follow_up_id)
            FollowUp.objects.filter(id=follow_up_id, state="planned").update(attempt=F("attempt") + 1, due_at=at + AGAIN)
    return len(ids)


@transaction.atomic
def _alone(follow_up_id: int, at: datetime) -> None:
    lock_members(FollowUp.objects.filter(id=follow_up_id).values_list("person_id", flat=True))
    _settle(list(_due(at).filter(id=follow_up_id)), at)


def _settle(rows: Sequence[FollowUp], at: datetime) -> None:
    decided = [Decided(row=row, decision=GIVEN_UP) for row in rows if row.attempt >= FAILURES_MAX]
    hopeful = [row for row in rows if row.attempt < FAILURES_MAX]
    known = gather(hopeful, policy_in_force(), at=at)
    decided += [Decided(row=row, decision=_judge(row, known, at)) for row in _in_order(hopeful, known)]
    carry_out(decided, known, at=at)
    record(decided, policy_id=known.policy.id, at=at)


def _in_order(rows: Iterable[FollowUp], known: Round) -> list[FollowUp]:
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


GIVEN_UP = Decision(verdict=Verdict.FAILED, reason="failed", gates=(Gate(name="valid", ok=False, facts={"attempts": FAILURES_MAX}),))
