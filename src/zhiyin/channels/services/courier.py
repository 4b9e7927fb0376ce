"""The courier: claims what is queued, hands it to a provider outside any transaction, and writes down what became of it."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from django.db import connection, transaction

from zhiyin.channels.composing import compose
from zhiyin.channels.models import Message, Receipt
from zhiyin.channels.providers import BOUNCE, Kind, Letter, Outcome, Provider, in_order
from zhiyin.channels.queries.reach import address_hash, addresses
from zhiyin.channels.services import pacing
from zhiyin.channels.services.receipts import failed
from zhiyin.channels.services.suppressing import suppress
from zhiyin.events.reach import MessageSent
from zhiyin.identity import queries as identity
from zhiyin.kit.ids import uuid7
from zhiyin.outbox import services as outbox
from zhiyin.privacy import queries as privacy

LEASE = timedelta(seconds=60)
BEGIN_WITHIN_SECONDS = 20  # a letter begun later could outlive its lease
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240))
LAST_WORDS = frozenset({"sms_stopped"})  # they say to a stopped address that it is stopped
log = structlog.get_logger("zhiyin.courier")

CLAIM_SQL = """
update channels_message m set state = 'sending', lease_until = %(lease)s, attempt = m.attempt + 1
  from (select id from channels_message where state in ('queued', 'in_doubt') and channel = %(channel)s and due_at <= %(at)s
         order by due_at limit %(limit)s for update skip locked) due
 where m.id = due.id returning m.id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """How one letter fared: whom it was given to, what each answered, and when it may be tried again if nobody took it."""

    said: tuple[tuple[Provider, Outcome], ...] = ()
    ends: str = ""
    again_at: datetime | None = None


def waits(channel: str, *, at: datetime) -> bool:
    """Whether anything on the channel is due, or was lost by a courier that died. Repeats: as it is then."""
    due = Message.objects.filter(channel=channel, state__in=("queued", "in_doubt"), due_at__lte=at)
    return due.exists() or Message.objects.filter(channel=channel, state="sending", lease_until__lte=at).exists()


def carry(channel: str, *, limit: int = 20, at: datetime) -> int:
    """What waited on the channel at `at` (at most `limit` letters) was handed to a provider, or is put off or ended; how many were claimed.

    Any number of couriers may call it at once. A letter whose courier died is taken up when its lease ends: at once where the provider knows
    the key, under the same mark where that can be recognised, else it is in doubt until its receipt comes. Repeats: what left has left.
    """
    begun = time.monotonic()
    _take_up_lost(channel, at)
    claimed = _claim(channel, limit, at)
    rows = list(Message.objects.filter(id__in=claimed, state="sending").order_by("due_at"))
    for row in rows:
        if time.monotonic() - begun > BEGIN_WITHIN_SECONDS:
            _give_back(row, at)
        else:
            _carry(row, at)
    return len(rows)


def _claim(channel: str, limit: int, at: datetime) -> list[UUID]:
    with connection.cursor() as cursor:
        cursor.execute(CLAIM_SQL, {"channel": channel, "limit": limit, "at": at, "lease": at + LEASE})
        return [found for (found,) in cursor.fetchall()]


@transaction.atomic
def _take_up_lost(channel: str, at: datetime) -> None:
    """Their couriers died on the way: perhaps the letters left, perhaps not."""
    providers = in_order(channel)
    free, again = all(each.repeatable for each in providers), all(each.repeatable or each.sends_again for each in providers)
    lost = Message.objects.select_for_update(skip_locked=True).filter(channel=channel, state="sending", lease_until__lte=at)
    for row in lost.order_by("lease_until")[:100]:
        row.state, row.lease_until = "queued" if free else "in_doubt", None
        row.due_at, row.doubted = at if again else None, row.doubted or not free
        row.save(update_fields=["state", "lease_until", "due_at", "doubted"])


def _give_back(row: Message, at: datetime) -> None:
    Message.objects.filter(id=row.id, attempt=row.attempt, state="sending").update(state="queued", lease_until=None, due_at=at)


def _carry(row: Message, at: datetime) -> None:
    try:
        course, address = _run(row, at)
    except Exception:
        if not connection.is_usable():
            raise
        log.exception("letter_failed", message=str(row.id), attempt=row.attempt)
        course, address = Course(again_at=at + _wait(row)), ""
    _settle(row.id, attempt=row.attempt, course=course, hashed=address_hash(row.channel, address) if address else "", at=at)


def _run(row: Message, at: datetime) -> tuple[Course, str]:
    """Everything between the two transactions."""
    address = addresses(row.channel, (row.person_id,), also_stopped=row.template in LAST_WORDS).get(row.person_id, "")
    person = identity.person(row.person_id)
    if not address or person is None:
        return Course(ends="no_address"), ""
    if not privacy.allows(row.person_id, row.purpose, channel=row.channel).allowed:
        return Course(ends="no_consent"), ""
    if row.not_after is not None and at > row.not_after:
        return Course(ends="too_late"), ""
    return _offer(row, compose(row, address=address, language=person.language), in_order(row.channel), at), address


def _offer(row: Message, letter: Letter, providers: Sequence[Provider], at: datetime) -> Course:
    said: list[tuple[Provider, Outcome]] = []
    for provider in providers:
        if not pacing.take(provider.code, per_minute=provider.per_minute, at=at):
            continue
        outcome = provider.deliver(letter)
        said.append((provider, outcome))
        if outcome.kind != Kind.LATER or outcome.retry_after is None:
            break
        pacing.rest(provider.code, until=at + outcome.retry_after, reason=outcome.reason)
    if not said:
        return Course(again_at=pacing.free_at(tuple(each.code for each in providers), at=at))
    last = said[-1][1]
    if last.kind in (Kind.ACCEPTED, Kind.REFUSED):
        return Course(said=tuple(said))
    return Course(said=tuple(said), again_at=max(at + _wait(row), at + (last.retry_after or timedelta())))


def _wait(row: Message) -> timedelta:
    return WAITS[min(row.tries, len(WAITS) - 1)]


@transaction.atomic
def _settle(message_id: UUID, *, attempt: int, course: Course, hashed: str, at: datetime) -> None:
    """The second transaction. Who lost the letter to another courier meanwhile writes nothing."""
    row = Message.objects.select_for_update().filter(id=message_id, attempt=attempt, state__in=("sending", "in_doubt")).first()
    if row is None:
        return
    _write_down(row, course, at)
    row.lease_until, row.address_hash = None, hashed or row.address_hash
    last = course.said[-1] if course.said else None
    if last is not None:
        row.tries, row.provider = row.tries + 1, last[0].code
    if last is not None and last[1].kind == Kind.ACCEPTED:
        _left(row, last[1], at)
    elif last is not None and last[1].kind == Kind.REFUSED:
        _end(row, last[1].reason, at)
    elif last is not None and last[1].kind == Kind.UNKNOWN:
        row.state, row.doubted, row.due_at = "in_doubt", True, course.again_at if last[0].repeatable or last[0].sends_again else None
        row.reference = last[1].reference
    elif course.ends or (row.not_after is not None and course.again_at is not None and course.again_at > row.not_after):
        _end(row, course.ends or "too_late", at)
    else:
        row.state, row.due_at = "queued", course.again_at
    row.save()


def _left(row: Message, outcome: Outcome, at: datetime) -> None:
    row.state, row.due_at, row.left_at, row.reference, row.reason = "sent", None, at, outcome.reference[:200], ""
    outbox.publish(MessageSent(id=row.id, at=at, person_id=row.person_id, channel=row.channel, template=row.template, follow_up_id=row.follow_up_id))


def _end(row: Message, reason: str, at: datetime) -> None:
    row.state, row.due_at, row.reason = "bounced" if reason == BOUNCE else "failed", None, reason[:40]
    failed(row, reason=reason, at=at)
    if reason == BOUNCE:
        suppress(row.person_id, row.channel, hashed=row.address_hash, reason="bounce", at=at)


def _write_down(row: Message, course: Course, at: datetime) -> None:
    kinds = {Kind.REFUSED: "refused", Kind.LATER: "later", Kind.UNKNOWN: "unknown", Kind.ACCEPTED: "accepted"}
    Receipt.objects.bulk_create(
        Receipt(id=uuid7(at), message=row, provider=provider.code, kind=kinds[outcome.kind], reason=outcome.reason[:40], raw={}, at=at)
        for provider, outcome in course.said
    )
