"""What people allow and take back, and the note of who used their data."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from zhiyin.events.people import ConsentGiven, ConsentWithdrawn
from zhiyin.identity import queries as identity
from zhiyin.kit.errors import Refusal
from zhiyin.kit.ids import derived
from zhiyin.outbox import services as outbox
from zhiyin.privacy.models import Consent, DataUse
from zhiyin.privacy.purposes import ASKED_AT_SIGN_UP, PURPOSES
from zhiyin.privacy.queries import EVERY_CHANNEL

PRODUCT = ""


class UnknownPurpose(Refusal):
    """We do not use data for that."""

    code = "unknown_purpose"


class PurposeNeeded(Refusal):
    """The wallet does not work without it: there is nothing to give or to take back."""

    code = "purpose_needed"


@transaction.atomic
def grant(person_id: UUID, purpose: str, *, channel: str = EVERY_CHANNEL, source: str, at: datetime) -> None:
    """The person allows the purpose, in its present words, on that channel ("*": every one without a "no" of its own). Tells `ConsentGiven`.

    Raises `UnknownPurpose`, `PurposeNeeded`. Repeats: already allowed in the same words, nothing is written or told.
    """
    _check(purpose)
    _queue(person_id)
    last = _last(person_id, purpose).get(channel)
    if last is None or not last.allowed or last.wording != PURPOSES[purpose].wording:
        _say([(person_id, purpose, channel)], allowed=True, source=source, at=at)


@transaction.atomic
def withdraw(person_id: UUID, purpose: str, *, channel: str = EVERY_CHANNEL, source: str, at: datetime) -> None:
    """The person no longer allows the purpose on that channel; "*" takes it back on every channel, also where it was allowed on its own.

    It holds from the commit on: `queries.allows` reads it at once. Tells `ConsentWithdrawn` for each channel that changes.
    Raises `UnknownPurpose`, `PurposeNeeded`. Repeats: already withdrawn, nothing is written or told.
    """
    _check(purpose)
    _queue(person_id)
    last = _last(person_id, purpose)
    touched = {channel} | (set(last) if channel == EVERY_CHANNEL else set())
    changing = [each for each in sorted(touched) if each not in last or last[each].allowed]
    _say([(person_id, purpose, each) for each in changing], allowed=False, source=source, at=at)


@transaction.atomic
def grant_defaults(person_ids: Iterable[UUID], *, at: datetime, source: str) -> None:
    """People who were never asked allow what sign-up asks (feedback, improvements, personalisation): for made-up people only.

    Repeats: whoever has ever said yes or no to a purpose keeps that answer.
    """
    ids = tuple(dict.fromkeys(person_ids))
    said = set(Consent.objects.filter(person_id__in=ids, purpose__in=ASKED_AT_SIGN_UP).values_list("person_id", "purpose"))
    new = [(person_id, purpose, EVERY_CHANNEL) for person_id in ids for purpose in ASKED_AT_SIGN_UP if (person_id, purpose) not in said]
    _say(new, allowed=True, source=source, at=at)


def note_use(*, person_id: UUID, by: UUID | None, purpose: str, what: str, at: datetime) -> None:
    """It is on record, for the person to read, that `by` (None: the product itself) used `what` of theirs for that purpose.

    `what` is a short code ("payments", "profile"), never the data. Raises `UnknownPurpose`. Repeats: each call is one more use.
    """
    if purpose not in PURPOSES:
        raise UnknownPurpose(purpose=purpose[:20])
    DataUse.objects.create(person_id=person_id, by_id=by, role=_role(by), purpose=purpose, what=what, at=at)


def _check(purpose: str) -> None:
    if purpose not in PURPOSES:
        raise UnknownPurpose(purpose=purpose[:20])
    if PURPOSES[purpose].needed:
        raise PurposeNeeded(purpose=purpose)


def _queue(person_id: UUID) -> None:
    """Two browsers of one person take turns, so that "changes nothing" is judged on what holds."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"consent:{person_id}"])


def _last(person_id: UUID, purpose: str) -> dict[str, Consent]:
    rows = Consent.objects.filter(person_id=person_id, purpose=purpose).order_by("channel", "-id").distinct("channel")
    return {row.channel: row for row in rows}


def _say(answers: Sequence[tuple[UUID, str, str]], *, allowed: bool, source: str, at: datetime) -> None:
    rows = Consent.objects.bulk_create(
        [
            Consent(person_id=person, purpose=purpose, channel=channel, allowed=allowed, wording=PURPOSES[purpose].wording, source=source, at=at)
            for person, purpose, channel in answers
        ],
        batch_size=2_000,
    )
    event = ConsentGiven if allowed else ConsentWithdrawn
    if rows:
        outbox.publish(
            *(event(id=derived("Consent", row.id), at=at, person_id=row.person_id, purpose=row.purpose, channel=row.channel) for row in rows)
        )


def _role(by: UUID | None) -> str:
    who = identity.person(by) if by else None
    if who is None:
        return PRODUCT
    return next((role for role in who.roles if role != "person"), "person")
