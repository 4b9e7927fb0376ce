"""Doing what was decided: the questions are put, the messages leave, and everything is written set by set in the transaction that decided it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection

from zhiyin.channels.services import Sending, Terms, send_many
from zhiyin.followups.decide import Decision, Verdict, pack
from zhiyin.followups.journeys import of
from zhiyin.followups.models import Decision as DecisionRow
from zhiyin.followups.models import FollowUp, add
from zhiyin.followups.services.letters import CALL, choices, opened, params, ring
from zhiyin.followups.services.snapshots import Round
from zhiyin.kit.ids import derived
from zhiyin.surveys import services as surveys

GOING_ON = frozenset({Verdict.SENT, Verdict.DEFERRED})
REMIND_SOONEST = timedelta(hours=20)  # a reminder that comes sooner gains no answer and costs goodwill
WRITE_SQL = """
update followups_followup f
   set state = w.state, due_at = coalesce(w.due_at, f.due_at), attempt = case when w.state = 'planned' then 0 else f.attempt end,
       channel = w.channel, sent_at = w.sent_at, message_id = w.message_id, invitation_id = w.invitation_id, lost_to = w.lost_to
  from unnest(%s::bigint[], %s::text[], %s::timestamptz[], %s::text[], %s::timestamptz[], %s::uuid[], %s::uuid[], %s::bigint[])
    as w (id, state, due_at, channel, sent_at, message_id, invitation_id, lost_to)
 where f.id = w.id
"""
PROMOTE_SQL = """
with best as (
  select distinct on (lost_to) id, lost_to from followups_followup
   where lost_to = any(%(winners)s) and state = 'suppressed' and not_after >= %(at)s order by lost_to, value desc, due_at, id
), freed as (
  update followups_followup f set state = 'planned', due_at = %(at)s, lost_to = null, attempt = 0 from best where f.id = best.id returning f.id
)
update followups_followup f set lost_to = best.id from best
 where f.lost_to = best.lost_to and f.state = 'suppressed' and f.id <> best.id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """A follow-up with what was decided of it."""

    row: FollowUp
    decision: Decision


def carry_out(decided: Sequence[Decided], known: Round, *, at: datetime) -> None:
    """Everything decided is done and written: messages, questions, reminders, states; who lost to one that failed comes after all. Repeats: as the
    caller's locks allow.
    """
    sent = [each for each in decided if each.decision.verdict == Verdict.SENT]
    _put_questions([each.row for each in sent], at=at)
    _send(sent, known, at=at)
    _write(decided)
    _plan_reminders([each.row for each in sent], at=at)
    _promote([each.row.id for each in decided if each.row.tried and each.decision.verdict not in GOING_ON], at=at)


def _promote(ended: Sequence[int], *, at: datetime) -> None:
    """Of those that lost to each of these, the most valuable one whose deadline allows it is due again; the others have now lost to that one."""
    if ended:
        with connection.cursor() as cursor:
            cursor.execute(PROMOTE_SQL, {"winners": list(ended), "at": at})


def record(decided: Sequence[Decided], *, policy_id: int, at: datetime) -> None:
    """Each decision is on record. Repeats: another record."""
    add([decision_row(each.row, each.decision, policy_id=policy_id, at=at) for each in decided])


def decision_row(row: FollowUp, decision: Decision, *, policy_id: int, at: datetime) -> DecisionRow:
    """The record of a decision, not yet saved. Repeats: another record."""
    return DecisionRow(
        follow_up_id=row.id,
        person_id=row.person_id,
        journey=row.journey,
        at=at,
        verdict=decision.verdict.value,
        reason=decision.reason,
        channel=decision.channel,
        until=decision.until,
        packed=pack(decision.gates),
        policy_id=policy_id,
    )


def _put_questions(rows: Sequence[FollowUp], *, at: datetime) -> None:
    """Each row knows its question. Nobody is asked the same of the same thing twice: a newer question takes the place of an older one, and a
    reminder puts the one that was put.
    """
    asking = [row for row in rows if of(row).survey and not row.reminds_id]
    earlier = _earlier_questions(asking)
    put = surveys.invite_many([_question(row) for row in asking], at=at)
    taken_over: list[UUID] = []
    for row in asking:
        about = (row.person_id, row.journey, row.about_id)
        taken_over += earlier.get(about, ())
        row.invitation_id = put[derived("invitation", row.id)]
        earlier[about] = [row.invitation_id]
    if taken_over:
        surveys.close(taken_over, at=at)


def _question(row: FollowUp) -> surveys.Question:
    key, survey = derived("invitation", row.id), of(row).survey
    return surveys.Question(key=key, person_id=row.person_id, survey=survey, about_kind=row.about_kind, about_id=row.about_id)


def _earlier_questions(rows: Sequence[FollowUp]) -> dict[tuple[UUID, str, UUID], list[UUID]]:
    found: dict[tuple[UUID, str, UUID], list[UUID]] = {}
    if rows:
        put = FollowUp.objects.filter(about_id__in={row.about_id for row in rows}, person_id__in={row.person_id for row in rows})
        asked = put.filter(invitation_id__isnull=False).exclude(id__in=[row.id for row in rows])
        for person_id, journey, about_id, invitation_id in asked.values_list("person_id", "journey", "about_id", "invitation_id"):
            if invitation_id is not None:
                found.setdefault((person_id, journey, about_id), []).append(invitation_id)
    return found


def _send(sent: Sequence[Decided], known: Round, *, at: datetime) -> None:
    """Each message leaves, all at once; a call is planned. Each row knows where and when, and its message."""
    messages = [message for each in sent if (message := _message(each.row, each.decision.channel, known, at=at)) is not None]
    ids = send_many(messages, at=at)
    for each in sent:
        if each.row.message_id is not None:
            each.row.message_id = ids.get(each.row.message_id, each.row.message_id)


def _message(row: FollowUp, channel: str, known: Round, *, at: datetime) -> Sending | None:
    """What the follow-up says, where it says it; None when staff say it."""
    original = known.originals.get(row.reminds_id or 0)
    invitation_id = original.invitation_id if original else row.invitation_id
    row.message_id, spoken = derived("message", row.id, channel), params(row, known, invitation_id=invitation_id) | opened(row, at=at)
    row.channel, row.sent_at = channel, at
    if channel == CALL:
        ring(row, spoken, language=known.people[row.person_id].language, at=at)
        return None
    return Sending(
        key=row.message_id,
        person_id=row.person_id,
        channel=channel,
        template=of(row).template,
        params=spoken | choices(invitation_id, row.person_id, channel=channel),
        follow_up_id=row.id,
        terms=Terms(purpose=row.purpose, not_after=row.not_after),
    )


def _write(decided: Sequence[Decided]) -> None:
    rows = [(each.row.id, *_written(each.row, each.decision)) for each in decided]
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(WRITE_SQL, [list(column) for column in zip(*rows, strict=True)])


def _written(row: FollowUp, decision: Decision) -> tuple[object, ...]:
    """State, due time, channel, when sent, message, question and winner, as the decision leaves them."""
    if decision.verdict == Verdict.SENT:
        return ("sent", None, row.channel, row.sent_at, row.message_id, row.invitation_id, None)
    if decision.verdict == Verdict.DEFERRED:
        return ("planned", decision.until, "", None, None, row.invitation_id, None)
    lost_to = decision.gates[-1].facts["lost_to"] if decision.reason == "lost_to" else None
    return (decision.verdict.value, None, "", None, None, row.invitation_id, lost_to)


def _plan_reminders(rows: Sequence[FollowUp], *, at: datetime) -> None:
    """An unanswered question is put once more, on another channel, if there is one and the time allows it. Never twice."""
    add([made for row in rows if (made := reminder(row, at)) is not None])


def reminder(row: FollowUp, at: datetime) -> FollowUp | None:
    """The one reminder of a question that is put at that moment, not yet saved; None when it has none. Repeats: the same."""
    journey = of(row)
    if not journey.survey or journey.remind_after is None or row.reminds_id or len(journey.channels) < 2:
        return None
    due_at = at + max(journey.remind_after, REMIND_SOONEST)
    if due_at > row.not_after:
        return None
    same: Mapping[str, object] = {name: getattr(row, name) for name in SAME}
    context = {**row.context, "entry": str(row.context.get("entry", row.occasion))}  # so what ends the journey calls it off, too
    return FollowUp(**same, context=context, reminds_id=row.id, occasion=derived("reminder", row.id), due_at=due_at)


SAME = (
    *("person_id", "journey", "version", "purpose", "message_class", "about_kind", "about_id", "triggered_at", "not_after"),
    "value",
)
