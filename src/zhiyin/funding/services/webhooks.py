"""Card companies call us: each call is checked, kept once, and only taken as a reason to ask."""

from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db.models import F

from zhiyin.funding.models import ProviderEvent
from zhiyin.funding.providers import known
from zhiyin.funding.providers.protocol import BadSignature, ProviderAway
from zhiyin.funding.services.charges import ask
from zhiyin.funding.services.methods import finish_visit
from zhiyin.funding.services.outages import note_away
from zhiyin.kit.errors import Refusal

log = structlog.get_logger()
BYTES_MAX = 1_000_000
HANDLED_AT_ONCE = 50
TRIED_FOR = timedelta(days=3)  # as long as the company itself tries
AWAY = "no_answer"


class BadWebhook(Refusal):
    """The call is not signed by the company that it says it comes from."""

    code = "bad_webhook"
    status = 400


def receive(source: str, body: bytes, *, signature: str, at: datetime) -> bool:
    """What the company called about is known and, when that is possible at once, dealt with; whether it was new.

    Raises `BadWebhook`. Repeats: a call that is known is kept once, and nothing more happens.
    """
    if source != "stripe" or not settings.CONFIG.stripe_webhook_secret or len(body) > BYTES_MAX:
        raise BadWebhook
    try:
        called = known.named(source).called(body, signature)
    except BadSignature as bad:
        raise BadWebhook from bad
    row = ProviderEvent(
        source=source, external_id=called.external_id[:255], kind=called.kind[:64], charge_id=called.charge_id, setup_id=called.setup_id, at=at
    )
    ProviderEvent.objects.bulk_create([row], ignore_conflicts=True)
    kept = ProviderEvent.objects.get(source=source, external_id=row.external_id)
    if kept.handled_at is None and kept.attempts == 0:
        handle(kept.id, at=at)
        return True
    return False


def handle(event_id: int, *, at: datetime) -> bool:
    """The company was asked about what it had called about, and its answer holds; whether that worked. Repeats: asks again, changes nothing."""
    row = ProviderEvent.objects.get(id=event_id)
    ProviderEvent.objects.filter(id=event_id).update(attempts=F("attempts") + 1)
    try:
        if row.charge_id:
            ask(row.charge_id, at=at)
        if row.setup_id:
            finish_visit(row.setup_id, at=at)
    except (ProviderAway, Refusal) as trouble:
        error = trouble.code if isinstance(trouble, Refusal) else AWAY
        ProviderEvent.objects.filter(id=event_id).update(error=error)
        if error == AWAY:
            note_away(row.source, at=at)
        else:
            log.warning("webhook not dealt with", webhook=event_id, error=error)
        return False
    ProviderEvent.objects.filter(id=event_id).update(handled_at=at, error="")
    return True


def handle_waiting(at: datetime) -> int:
    """Calls that could not be dealt with when they came have been tried again, for three days; how many were dealt with. Repeats: tries what is left.

    A company that does not answer is not asked about the next call in the same round: the worker has other work, and people wait for it.
    """
    waiting = ProviderEvent.objects.filter(handled_at=None, at__gt=at - TRIED_FOR).order_by("attempts", "id").values_list("id", flat=True)
    done = 0
    for event_id in waiting[:HANDLED_AT_ONCE]:
        if handle(event_id, at=at):
            done += 1
        elif ProviderEvent.objects.filter(id=event_id, error=AWAY).exists():
            break
    return done


def replay(at: datetime) -> tuple[int, int]:
    """Every call that was kept has been dealt with once more, the oldest first: how many, and how many of them failed. Repeats: changes nothing."""
    done = [handle(event_id, at=at) for event_id in ProviderEvent.objects.order_by("id").values_list("id", flat=True).iterator(chunk_size=500)]
    return len(done), done.count(False)
