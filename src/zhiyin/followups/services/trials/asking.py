"""Trials that staff ask for: one waits, the worker tries the journey out beside its other work, and what it came to is kept."""

from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models import Q, QuerySet

from zhiyin.followups.models import JourneyTrial, JourneyVersion
from zhiyin.followups.models.journeys import DONE, FAILED, UNDER_WAY, WAITING
from zhiyin.followups.replaying.results import Replay
from zhiyin.followups.services.publishing import DocumentRefused, NoSuchJourney
from zhiyin.followups.services.trials.replaying import dry_run, replay
from zhiyin.kit.ids import uuid7

GIVEN_UP = timedelta(minutes=15)  # by then a worker that has not come back is no more
log = structlog.get_logger("zhiyin.followups")


@transaction.atomic
def ask_trial(code: str, *, days: int, ahead: bool, by: UUID, at: datetime) -> UUID:
    """The journey's draft (its present version without one) will be tried on the last so many days, or on those to come; the trial's id.

    Raises `NoSuchJourney`. Repeats: while one of the journey waits or is under way, it is that one.
    """
    version = JourneyVersion.objects.select_for_update().filter(code=code).order_by("-number").first()
    if version is None:
        raise NoSuchJourney
    open_one = JourneyTrial.objects.filter(code=code, state__in=(WAITING, UNDER_WAY)).first()
    made = open_one or JourneyTrial.objects.create(id=uuid7(at), code=code, number=version.number, days=days, ahead=ahead, by_id=by, at=at)
    return UUID(str(made.id))


def is_trial_waiting(at: datetime) -> bool:
    """Whether somebody waits for a trial. One statement. Repeats: as it is then."""
    return _waiting(at).exists()


def run_trial(at: datetime) -> bool:
    """The trial that has waited longest is done, with what it came to or why it could not be; whether there was one. Takes as long as it takes: a
    year of a thousand people some minutes.

    Any number of workers may call it. One that a worker left behind is done anew after a quarter of an hour. Repeats: the next one, or False.
    """
    with transaction.atomic():
        trial = _waiting(at).select_for_update(skip_locked=True).order_by("at").first()
        if trial is None:
            return False
        JourneyTrial.objects.filter(id=trial.id).update(state=UNDER_WAY, begun_at=at)
    found, problem = _tried(trial, at)
    done = {"state": DONE if found else FAILED, "found": _plain(found) if found else None, "problem": problem[:300]}
    JourneyTrial.objects.filter(id=trial.id, state=UNDER_WAY, begun_at=at).update(**done)
    return True


def _waiting(at: datetime) -> QuerySet[JourneyTrial]:
    return JourneyTrial.objects.filter(Q(state=WAITING) | Q(state=UNDER_WAY, begun_at__lt=at - GIVEN_UP))


def _tried(trial: JourneyTrial, at: datetime) -> tuple[Replay | None, str]:
    try:
        if trial.ahead:
            return dry_run(trial.code, at=at, days=trial.days), ""
        return replay(trial.code, since=at - timedelta(days=trial.days), until=at), ""
    except DocumentRefused as refused:
        return None, f"{refused.problems[0].line}: {refused.problems[0].en}" if refused.problems else "refused"
    except NoSuchJourney:
        return None, "gone"
    except Exception as error:
        log.exception("trial_failed", journey=trial.code)
        return None, type(error).__name__


def _plain(found: Replay) -> dict[str, Any]:
    """The figures as JSON holds them."""
    whole = asdict(found)
    whole |= {"since": found.since.isoformat(), "until": found.until.isoformat()}
    whole["per_day"] = [[day.isoformat(), counts] for day, counts in found.per_day.items()]
    whole["decided"] = [[verdict, reason, count] for (verdict, reason), count in found.decided.items()]
    whole["examples"] = [
        asdict(each) | {"person_id": str(each.person_id), "at": each.at.isoformat(), "triggered_at": each.triggered_at.isoformat()}
        for each in found.examples
    ]
    return whole
