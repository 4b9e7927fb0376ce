"""Not coming back after all: because it lost its point, or because the person said stop."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from zhiyin.channels import services as channels
from zhiyin.followups.decide import Decision, Gate, Verdict
from zhiyin.followups.journeys import currents
from zhiyin.followups.models import FollowUp, add
from zhiyin.followups.queries.policies import policy
from zhiyin.followups.services.planning import lock_members
from zhiyin.followups.services.reaching import decision_row
from zhiyin.kit.errors import Refusal
from zhiyin.privacy import services as privacy
from zhiyin.surveys import queries as survey_queries
from zhiyin.surveys import services as surveys


class StopsNothing(Refusal):
    """There is no journey and no purpose of that name."""

    code = "stops_nothing"


@transaction.atomic
def stop(person_id: UUID, what: str, *, at: datetime, source: str = "card") -> None:
    """The person is not asked or told this any more, from the commit on: the consent is withdrawn, what was planned is called off, what lies open
    in the inbox is closed. `what` is a journey ("payment_stars") or a purpose ("feedback").

    Raises `StopsNothing`, and privacy's `PurposeNeeded` for what a wallet cannot do without. Repeats: nothing changes.
    """
    known = currents()
    purpose = known[what].purpose if what in known else what
    if purpose not in {journey.purpose for journey in known.values()}:
        raise StopsNothing(what=what[:30])
    # The consent is taken back before the person is locked: whoever decides about them meanwhile reads it only after they have let go.
    privacy.withdraw(person_id, purpose, source=source, at=at)
    silence(person_id, purpose, at=at)


@transaction.atomic
def silence(person_id: UUID, purpose: str, *, at: datetime) -> None:
    """Nothing of that purpose that began before `at` is planned for the person, and none of its cards asks them anything.

    What begins later is decided as ever, with the consent as it then stands: its record says why nothing came. Repeats: nothing changes.
    """
    lock_members([person_id])
    mine = FollowUp.objects.select_for_update().filter(person_id=person_id, purpose=purpose, triggered_at__lte=at).order_by("id")
    cancel(mine.filter(state="planned"), reason="stopped", at=at)
    asked = list(mine.filter(state="sent"))
    surveys.close([row.invitation_id for row in asked if row.invitation_id], at=at)
    channels.close_messages([row.id for row in asked], at=at)
    FollowUp.objects.filter(id__in=[row.id for row in asked]).update(state="stopped")


@transaction.atomic
def call_off(event_name: str, *, about_ids: Iterable[UUID], at: datetime) -> int:
    """What is planned about these things and is cancelled by that kind of fact will not happen; how many. Repeats: 0."""
    journeys = [code for code, journey in currents().items() if event_name in {kind.__name__ for kind in journey.cancelled_by}]
    waiting = FollowUp.objects.filter(journey__in=journeys, about_id__in=list(about_ids), state="planned")
    lock_members(waiting.values_list("person_id", flat=True))
    return cancel(waiting.select_for_update().order_by("id"), reason=event_name, at=at)


def note_answers(answer_ids: Iterable[UUID], *, at: datetime) -> int:
    """The follow-ups that led to these answers count as answered, and their messages ask for nothing any more; how many. Repeats: 0."""
    invitations = [answer.invitation_id for answer in survey_queries.answers(answer_ids).values()]
    answered = FollowUp.objects.filter(invitation_id__in=invitations, state__in=("sent", "stopped"))
    ids = list(answered.values_list("id", flat=True))
    channels.close_messages(ids, at=at)
    return answered.filter(id__in=ids).update(state="answered")


def cancel(rows: Iterable[FollowUp], *, reason: str, at: datetime) -> int:
    """These follow-ups, already locked, will not happen, for that reason; how many. Repeats: another decision on record."""
    found: Sequence[FollowUp] = list(rows)
    gates = (Gate(name="valid", ok=False, facts={"cancelled_by": reason}),)
    decision = Decision(verdict=Verdict.CANCELLED, reason=reason, gates=gates)
    FollowUp.objects.filter(id__in=[row.id for row in found]).update(state="cancelled")
    if found:
        in_force = policy().id
        add([decision_row(row, decision, policy_id=in_force, at=at) for row in found])
    return len(found)
