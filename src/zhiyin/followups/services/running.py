"""Deciding what is due, and doing it: claim, decide under the people's locks, and write everything in one transaction."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from django.db import connection, transaction

from zhiyin.channels import services as channels
from zhiyin.followups.decide import Decision, Gate, Verdict, decide
from zhiyin.followups.journeys import of
from zhiyin.followups.models import Decision as DecisionRow
from zhiyin.followups.models import FollowUp
from zhiyin.followups.queries.policies import policy as policy_in_force
from zhiyin.followups.services.letters import params
from zhiyin.followups.services.planning import lock_members
from zhiyin.followups.services.snapshots import Round, gather
from zhiyin.kit.ids import derived
from zhiyin.surveys import services as surveys

LEASE = timedelta(seconds=15)
ATTEMPTS_MAX = 5
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
Claims = dict[int, int]


def run_due(at: datetime, *, limit: int = 50) -> int:
    """What was due at `at` (at most `limit`) has been decided: sent, put off or ended, each with a decision on record; how many were claimed.

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
            _settle({follow_up_id: attempt}, at)
        except Exception:
            if not connection.is_usable():
                raise
            log.exception("follow_up_failed", follow_up=follow_up_id, attempt=attempt)


@transaction.atomic
def _settle(claims: Claims, at: datetime) -> None:
    lock_members(FollowUp.objects.filter(id__in=claims).values_list("person_id", flat=True))
    rows = _still_mine(claims)
    lost_causes = [row for row in rows if row.attempt > ATTEMPTS_MAX]
    for row in lost_causes:
        _end(row, GIVEN_UP)
    hopeful = [row for row in rows if row.attempt <= ATTEMPTS_MAX]
    policy = policy_in_force()
    known = gather(hopeful, policy, at=at)
    decided = [(row, GIVEN_UP) for row in lost_causes] + [(row, _carry_out(row, known, at)) for row in hopeful]
    _record(decided, policy.id, at)


def _still_mine(claims: Claims) -> list[FollowUp]:
    """The claimed rows whose lease nobody else has taken over, the most valuable first."""
    rows = FollowUp.objects.select_for_update().filter(id__in=claims, state="claimed").order_by("id")
    mine = [row for row in rows if row.attempt == claims[row.id]]
    return sorted(mine, key=lambda row: (row.person_id, -row.value, row.due_at, row.id))


def _carry_out(row: FollowUp, known: Round, at: datetime) -> Decision:
    decision = decide(known.candidate(row), known.snapshot(row), known.policy, at)
    if decision.verdict == Verdict.SENT:
        _send(row, decision.channel, known, at)
        known.count(row, at=at)
    else:
        _end(row, decision)
    return decision


def _send(row: FollowUp, channel: str, known: Round, at: datetime) -> None:
    journey = of(row)
    if journey.survey:
        _close_earlier_questions(row, at)
        row.invitation_id = surveys.invite(
            row.person_id, journey.survey, about_kind=row.about_kind, about_id=row.about_id, key=derived("invitation", row.id), at=at
        )
    row.message_id = channels.send(
        key=derived("message", row.id, channel),
        person_id=row.person_id,
        channel=channel,
        template=journey.template,
        params=params(row, known),
        follow_up_id=row.id,
        at=at,
    )
    row.state, row.channel, row.sent_at, row.lease_until = "sent", channel, at, None
    row.save(update_fields=["state", "channel", "sent_at", "lease_until", "message_id", "invitation_id"])


def _close_earlier_questions(row: FollowUp, at: datetime) -> None:
    """Nobody is asked the same of the same thing twice: a newer question takes the place of an older one."""
    earlier = FollowUp.objects.filter(person_id=row.person_id, journey=row.journey, about_id=row.about_id, invitation_id__isnull=False)
    asked: list[UUID] = [invitation_id for invitation_id in earlier.values_list("invitation_id", flat=True) if invitation_id]
    if asked:
        surveys.close(asked, at=at)


def _end(row: FollowUp, decision: Decision) -> None:
    row.lease_until = None
    if decision.verdict == Verdict.DEFERRED and decision.until is not None:
        row.state, row.due_at, row.attempt = "planned", decision.until, 0
    else:
        row.state = decision.verdict.value
    row.save(update_fields=["state", "due_at", "lease_until", "attempt"])


def _record(decided: Sequence[tuple[FollowUp, Decision]], policy_id: int, at: datetime) -> None:
    DecisionRow.objects.bulk_create(decision_row(row, decision, policy_id=policy_id, at=at) for row, decision in decided)


def decision_row(row: FollowUp, decision: Decision, *, policy_id: int, at: datetime) -> DecisionRow:
    """The record of a decision, not yet saved. Repeats: another record."""
    return DecisionRow(
        follow_up=row,
        person_id=row.person_id,
        journey=row.journey,
        at=at,
        verdict=decision.verdict.value,
        reason=decision.reason,
        channel=decision.channel,
        until=decision.until,
        gates=[{"gate": gate.name, "ok": gate.ok, "facts": gate.facts} for gate in decision.gates],
        policy_id=policy_id,
    )


GIVEN_UP = Decision(verdict=Verdict.SUPPRESSED, reason="failed", gates=(Gate(name="valid", ok=False, facts={"attempts": ATTEMPTS_MAX}),))
