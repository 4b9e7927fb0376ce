"""Writing journeys, publishing them, and stopping them."""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F, Max

from zhiyin.followups.journeys import fits, forget, timing
from zhiyin.followups.journeys.problems import BadDocument, Problem
from zhiyin.followups.journeys.steps import Document
from zhiyin.followups.models import Enrolment, FollowUp, JourneyDeed, JourneyVersion
from zhiyin.followups.services.cancelling import cancel
from zhiyin.followups.services.hearing import leave
from zhiyin.followups.services.planning import lock_members
from zhiyin.kit.errors import Refusal

# Nobody plans a journey's contact meanwhile (see planning.TOGETHER_SQL).
ALONE_SQL = "select pg_advisory_xact_lock(hashtext('followups_journeys'))"
MOVE_SQL = """
update followups_followup set version = %(number)s, purpose = %(purpose)s, message_class = %(class)s, value = %(value)s,
       context = (context - array['title_en', 'title_zh', 'text_en', 'text_zh', 'leads_to']) || %(words)s::jsonb,
       due_at = greatest(triggered_at + %(wait)s, %(at)s), not_after = least(triggered_at + %(deadline)s, (context->>'ends_at')::timestamptz)
 where journey = %(journey)s and version <> %(number)s and state = 'planned' and coalesce(context->>'step', %(first)s) = %(step)s
"""
FINISH, MIGRATE, CANCEL = "finish", "migrate", "cancel"
PUBLISHED, PAUSED, RESUMED, STOPPED = "published", "paused", "resumed", "stopped"


class DocumentRefused(Refusal):
    """The document cannot be used; `problems` says why."""

    code = "journey_refused"

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(line=self.problems[0].line, problems=len(self.problems))


class NoSuchJourney(Refusal):
    """There is no journey, or no draft, of that name."""

    code = "no_such_journey"
    status = 404


class JourneyChanged(Refusal):
    """Somebody else changed the draft meanwhile, or published it."""

    code = "journey_changed"
    status = 409


@transaction.atomic
def draft(code: str, text: str, *, by: UUID, at: datetime, over: int | None = None) -> int:
    """The document is the journey's draft, for everybody who may publish it; its number. Nothing that runs changes.

    `over`: the number that whoever wrote it had before them. Raises `DocumentRefused` for a document that cannot be used or that names another
    journey, `JourneyChanged` when `over` is not the newest any more. Repeats: the same draft again.
    """
    whole = checked(text)
    if whole.code != code:
        raise DocumentRefused([Problem(line=1, column=1, path="journey", en=f"Write “journey: {code}” here.", zh=f"这里应写“journey: {code}”。")])
    _alone()
    newest = JourneyVersion.objects.filter(code=code).order_by("-number").first()
    if over is not None and newest is not None and newest.number != over:
        raise JourneyChanged
    if newest is not None and newest.published_at is None:
        JourneyVersion.objects.filter(id=newest.id).update(text=text, by=by, at=at)
        number = newest.number
    else:
        number = newest.number + 1 if newest else 1
        JourneyVersion.objects.create(code=code, number=number, text=text, by_id=by, at=at)
    JourneyDeed.objects.create(code=code, number=number, what="drafted", by_id=by, at=at)
    return number


@transaction.atomic
def discard(code: str) -> None:
    """The journey has no draft any more. Repeats: nothing changes."""
    _alone()
    JourneyVersion.objects.filter(code=code, published_at=None).delete()


@transaction.atomic
def publish(code: str, *, number: int, choice: str, by: UUID, at: datetime) -> int:
    """The draft of that number is in force, and takes people in, from the commit on; how many were under way on older versions.

    `choice` is what becomes of those: "finish" on their version, "migrate" to this one, "cancel": what waits for them is called off. Raises
    `NoSuchJourney`, and `DocumentRefused` when something that it names has gone. Repeats: `JourneyChanged`, it is published already.
    """
    _alone()
    row = JourneyVersion.objects.select_for_update().filter(code=code, number=number).first()
    if row is None:
        raise NoSuchJourney
    if row.published_at is not None:
        raise JourneyChanged
    whole = checked(row.text)
    before = Enrolment.objects.filter(journey=code, state="active").exclude(version=number)
    affected = before.count()
    lock_members(before.values_list("person_id", flat=True))
    JourneyVersion.objects.filter(id=row.id).update(published_at=at, by=by)
    if choice == MIGRATE:
        _migrate(whole, number, at=at)
    elif choice == CANCEL:
        leave(before, reason="replaced", at=at)
    _note(code, number, PUBLISHED, choice=choice, affected=affected, by=by, at=at)
    return affected


@transaction.atomic
def pause(code: str, *, by: UUID, at: datetime) -> None:
    """Nobody begins the journey and nobody is reached by it, from the commit on. What waits comes when it goes on, or expires at its deadline.

    Raises `NoSuchJourney`. Repeats: nothing changes.
    """
    if _state(code) not in (PUBLISHED, RESUMED):
        return
    waiting = _locked(code)
    FollowUp.objects.filter(id__in=waiting).update(due_at=F("not_after") + timing.SLACK)
    _note(code, _newest(code), PAUSED, affected=len(waiting), by=by, at=at)


@transaction.atomic
def resume(code: str, *, by: UUID, at: datetime) -> None:
    """The journey goes on: what waited and is still in time is due now. Raises `NoSuchJourney`. Repeats: nothing changes."""
    if _state(code) not in (PAUSED, STOPPED):
        return
    waiting = FollowUp.objects.filter(journey=code, state="planned", due_at__gt=F("not_after"))
    affected = waiting.update(due_at=at)
    _note(code, _newest(code), RESUMED, affected=affected, by=by, at=at)


@transaction.atomic
def stop_journey(code: str, *, by: UUID, at: datetime) -> int:
    """The journey is over: nobody begins it, what waits is called off, everybody has left it; how many contacts were called off.

    Raises `NoSuchJourney`. Repeats: 0.
    """
    if _state(code) == STOPPED:
        return 0
    waiting = _locked(code)
    called_off = cancel(FollowUp.objects.filter(id__in=waiting), reason="journey_stopped", at=at)
    Enrolment.objects.filter(journey=code, state="active").update(state="left", reason="journey_stopped", ended_at=at)
    _note(code, _newest(code), STOPPED, affected=called_off, by=by, at=at)
    return called_off


def checked(text: str) -> Document:
    """The journey that the document describes. Raises `DocumentRefused`. Repeats: the same."""
    try:
        return fits(text)
    except BadDocument as bad:
        raise DocumentRefused(bad.problems) from bad


def _migrate(whole: Document, number: int, *, at: datetime) -> None:
    """Those at a step that the new version has too are there in the new version; others leave."""
    others = Enrolment.objects.filter(journey=whole.code, state="active").exclude(version=number)
    leave(others.exclude(step__in=[step.code for step in whole.steps]), reason="replaced", at=at)
    with connection.cursor() as cursor:
        for step in whole.steps:
            facts: dict[str, Any] = {
                "journey": whole.code,
                "number": number,
                "purpose": whole.purpose,
                "class": whole.message_class,
                "value": whole.value,
                "at": at,
            }
            times = {"wait": step.wait, "deadline": step.deadline, "first": whole.steps[0].code, "step": step.code}
            cursor.execute(MOVE_SQL, facts | times | {"words": json.dumps({**step.words, **({"leads_to": step.leads_to} if step.leads_to else {})})})
            others.filter(step=step.code).update(version=number, look_at=F("step_at") + (timing.look(step, at) - at))


def _alone() -> None:
    with connection.cursor() as cursor:
        cursor.execute(ALONE_SQL)


def _state(code: str) -> str:
    """What was last done about it, and nobody else does anything about journeys until the transaction ends."""
    _alone()
    if not JourneyVersion.objects.filter(code=code, published_at__isnull=False).exists():
        raise NoSuchJourney
    last = JourneyDeed.objects.filter(code=code).exclude(what="drafted").order_by("-id").first()
    return last.what if last else PUBLISHED


def _newest(code: str) -> int:
    return int(JourneyVersion.objects.filter(code=code, published_at__isnull=False).aggregate(Max("number"))["number__max"])


def _locked(code: str) -> list[int]:
    """What waits of the journey, whole and still: whoever decides of it now is waited for."""
    waiting = FollowUp.objects.filter(journey=code, state="planned")
    lock_members(waiting.values_list("person_id", flat=True))
    return list(waiting.select_for_update().order_by("id").values_list("id", flat=True))


def _note(code: str, number: int, what: str, *, choice: str = "", affected: int = 0, by: UUID, at: datetime) -> None:  # noqa: PLR0913  all by name
    JourneyDeed.objects.create(code=code, number=number, what=what, choice=choice, affected=affected, by_id=by, at=at)
    transaction.on_commit(forget)
