"""Opening, taking, closing and opening again."""

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction

from zhiyin.events.voice import CaseClosed, CaseOpened, CasePromiseEnds
from zhiyin.kit.errors import Refusal
from zhiyin.kit.ids import derived, uuid7
from zhiyin.outbox import services as outbox
from zhiyin.support.models import Case, CaseMessage
from zhiyin.support.services.promise import due

SILENCE = timedelta(days=7)
AT_RISK = timedelta(hours=1)
HEARD_OF_WITHIN = timedelta(hours=1)  # a worker that was down tells of what it missed, not of what staff have long known
DEPARTMENTS = {"payment": "payments", "movement": "payments"}
EVERYTHING_ELSE = "service"


class CaseNotFound(Refusal):
    """There is no such case."""

    code = "case_not_found"
    status = 404


class AlreadyClosed(Refusal):
    """The case is closed; it has to be opened again first."""

    code = "case_is_closed"
    status = 409


@transaction.atomic
def open_case(  # noqa: PLR0913  a case has this many sides, all by name
    *, cause: UUID, person_id: UUID, about_kind: str, about_id: UUID, answer_id: UUID | None = None, subject_code: str, at: datetime
) -> UUID:
    """Support has the person's trouble before it, due four working hours from `at`, and `CaseOpened` is told; answers the case's id.

    Repeats: the same cause is the same case, whatever has become of it.
    """
    new = {
        "id": uuid7(at),
        "person_id": person_id,
        "about_kind": about_kind,
        "about_id": about_id,
        "answer_id": answer_id,
        "subject_code": subject_code,
        "department": DEPARTMENTS.get(about_kind, EVERYTHING_ELSE),
        "opened_at": at,
        "due_at": _promise(at),
    }
    case, opened = Case.objects.get_or_create(cause=cause, defaults=new)
    if opened:
        outbox.publish(
            CaseOpened(id=derived("CaseOpened", case.id), at=at, case_id=case.id, person_id=person_id, about_kind=about_kind, about_id=about_id)
        )
    return case.id


@transaction.atomic
def take(case_id: UUID, agent_id: UUID, *, at: datetime) -> None:
    """The case is in that agent's hands, also when it was in another's. Raises `CaseNotFound`. Repeats: nothing changes."""
    case = held(case_id)
    if case.owner_id != agent_id:
        case.owner_id = agent_id
        case.save(update_fields=["owner_id"])
        note(case, "taken", by=agent_id, at=at)


@transaction.atomic
def close(case_id: UUID, *, at: datetime, solved: bool | None = None, by: UUID | None = None, cause: UUID | None = None) -> None:
    """The case is over, and `CaseClosed` is told. `solved`: what the person said of it, None when they said nothing.

    `cause` names the fact that closes it; `by` the agent who does. Raises `CaseNotFound`. Repeats: a closed case stays closed and nothing is
    told; what the person says later of `solved` is kept.
    """
    case = held(case_id)
    if case.state == Case.CLOSED:
        if solved is not None and case.solved != solved:
            case.solved = solved
            case.save(update_fields=["solved"])
        return
    case.state, case.solved, case.closed_at, case.closings = Case.CLOSED, solved, at, case.closings + 1
    case.save()
    note(case, "helped" if solved else "closed", by=by, cause=cause, at=at)
    outbox.publish(CaseClosed(id=derived("CaseClosed", case.id, case.closings), at=at, case_id=case.id, person_id=case.person_id, solved=solved))


@transaction.atomic
def reopen(case_id: UUID, *, at: datetime, code: str = "reopened", by: UUID | None = None, cause: UUID | None = None) -> None:
    """The case waits for us again, due four working hours from `at`. Raises `CaseNotFound`. Repeats: an open case stays as it is."""
    case = held(case_id)
    if case.state != Case.OPEN:
        open_again(case, at=at)
        note(case, code, by=by, cause=cause, at=at)


def close_silent(at: datetime, *, limit: int = 200) -> int:
    """Cases that we answered seven days ago or earlier and whose people said nothing more are closed; how many. Repeats: 0."""
    waiting = Case.objects.filter(state=Case.ANSWERED, answered_at__lte=at - SILENCE).order_by("answered_at").values_list("id", flat=True)[:limit]
    ids = list(waiting)
    return sum(_close_if_silent(case_id, at=at) for case_id in ids)


@transaction.atomic
def _close_if_silent(case_id: UUID, *, at: datetime) -> bool:
    case = held(case_id)
    still = case.state == Case.ANSWERED and case.answered_at is not None and case.answered_at <= at - SILENCE
    if still:
        close(case_id, at=at)
    return still


def held(case_id: UUID) -> Case:
    """The case, nobody else's until the transaction ends. Raises `CaseNotFound`. Repeats: the same."""
    case = Case.objects.select_for_update().filter(id=case_id).first()
    if case is None:
        raise CaseNotFound
    return case


def open_again(case: Case, *, at: datetime) -> None:
    """The held case waits for us, with a new promise. Repeats: a new promise."""
    case.state, case.closed_at, case.solved, case.due_at = Case.OPEN, None, None, _promise(at)
    case.save()


def note(  # noqa: PLR0913  all but the first two by name
    case: Case, code: str, *, at: datetime, value: int | None = None, by: UUID | None = None, cause: UUID | None = None
) -> None:
    """The case's thread says so. Repeats: the same cause is noted once."""
    if cause is None or not CaseMessage.objects.filter(cause=cause).exists():
        CaseMessage.objects.create(id=uuid7(at), case=case, kind=CaseMessage.SYSTEM, code=code, value=value, author_id=by, cause=cause, at=at)


def _promise(at: datetime) -> datetime:
    return due(at, zone=settings.CONFIG.timezone)


@transaction.atomic
def watch_promises(at: datetime) -> int:
    """`CasePromiseEnds` is told of every open case that is promised an answer within the hour, or became late in the last one; how many those are.

    Repeats: each promise is told of once before its end and once after.
    """
    waiting = Case.objects.filter(state=Case.OPEN, due_at__gt=at - HEARD_OF_WITHIN, due_at__lte=at + AT_RISK).order_by("due_at", "number")
    facts = [_promise_ends(case, at) for case in waiting]
    outbox.publish(*facts)
    return len(facts)


def _promise_ends(case: Case, at: datetime) -> CasePromiseEnds:
    late = at > case.due_at
    fact = derived("CasePromiseEnds", case.id, case.due_at.isoformat(), late)
    return CasePromiseEnds(id=fact, at=at, case_id=case.id, person_id=case.person_id, number=case.number, due_at=case.due_at, late=late)
