"""What people write back by short message: an answer's figure, or that they want no more. And what becomes of messages, as companies tell later."""

import re
import time
import unicodedata
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import close_old_connections, transaction

from zhiyin.channels.models import Message, Suppression
from zhiyin.channels.providers import sms
from zhiyin.channels.providers.sms.receipts import Receipt
from zhiyin.channels.queries.reach import address_hash
from zhiyin.channels.services.receipts import note
from zhiyin.channels.services.sending import send
from zhiyin.channels.services.suppressing import lift, suppress
from zhiyin.events.reach import ReplyReceived
from zhiyin.identity import queries as identity
from zhiyin.kit.ids import derived, uuid7
from zhiyin.outbox import services as outbox

SMS = "sms"
STOP = frozenset({"stop", "stopall", "stop all", "unsubscribe", "end", "quit", "cancel", "t", "td", "tt", "n", "退订", "取消", "停止"})
START = frozenset({"start", "subscribe", "unstop", "订阅", "恢复", "开始"})
ANSWER = re.compile(r"([a-h])?\s*([0-9]{1,2})")
ANSWERED_WITHIN = timedelta(days=7)
UNSETTLED_TRIES, UNSETTLED_SECONDS = 10, 0.2


class NotYetKnown(Exception):
    """The company names a message that is not on record yet; it may say it again."""


def listen(*, now: Callable[[], datetime]) -> bool:
    """What the centre of short messages hands over is taken by this process from now on; whether its line is up, True where no centre is set.

    `now`: the clock. Repeats: a line that fell is begun again.
    """
    company = sms.own_centre()
    if company is None or settings.CONFIG.sandbox:
        return True

    def heard(number: str, words: str) -> None:
        close_old_connections()
        take_text(number, words, key=uuid7(), at=now())

    def told(number: str, receipt: Receipt) -> None:
        close_old_connections()
        take_receipt_soon(company.code, number, receipt=receipt, at=now())

    return company.listen(heard=heard, told=told)


@transaction.atomic
def take_text(number: str, words: str, *, key: UUID, at: datetime) -> str:
    """What somebody wrote from that number was acted upon; answers what it was: stop | start | answer | other | nobody.

    stop: no short message goes there any more, from the commit on, and one last one says so. start: they go there again. answer: `ReplyReceived`
    is told. Their words are kept nowhere. Repeats: the same key changes nothing more.
    """
    person_id = identity.owner_of_number(number)
    return act_upon(person_id, words, address=number, channel=SMS, key=key, at=at) if person_id else "nobody"


@transaction.atomic
def act_upon(person_id: UUID, words: str, *, address: str, channel: str, key: UUID, at: datetime) -> str:  # noqa: PLR0913  all but two by name
    """What a person wrote back from that address of theirs on the channel was acted upon; answers what it was: stop | start | answer | other.

    Repeats: the same key changes nothing more.
    """
    said = unicodedata.normalize("NFKC", words).strip(" \t\r\n.。!！\"'“”").casefold()
    if said in STOP:
        _stop(person_id, address, channel=channel, at=at)
        return "stop"
    if said in START:
        if lift(channel, address, at=at) and channel == SMS:
            send(key=derived("sms_started", key), person_id=person_id, channel=SMS, template="sms_started", params={}, at=at)
        return "start"
    if found := ANSWER.fullmatch(said):
        _answer(person_id, figure=int(found[2]), letter=(found[1] or "").upper(), channel=channel, key=key, at=at)
        return "answer"
    return "other"


def take_receipt(provider: str, number: str, *, receipt: Receipt, at: datetime) -> bool:
    """What the company says became of a message is on record; False when it names none of ours.

    A message that is in doubt, because the line broke before the company could name it, is known by its number. Repeats: nothing changes.
    """
    if receipt.delivered is None:
        return True
    kind = "delivered" if receipt.delivered else "refused"
    known = note(provider=provider, reference=receipt.reference, kind=kind, reason=receipt.why, at=at)
    return known or (_adopt(provider, number, receipt.reference) and take_receipt(provider, number, receipt=receipt, at=at))


def take_receipt_soon(provider: str, number: str, *, receipt: Receipt, at: datetime) -> None:
    """As `take_receipt`, for a company that is quicker than our own note of what it took: it is waited for, two seconds at most.

    Raises `NotYetKnown`. Repeats: nothing changes.
    """
    for _ in range(UNSETTLED_TRIES):
        if take_receipt(provider, number, receipt=receipt, at=at):
            return
        time.sleep(UNSETTLED_SECONDS)
    raise NotYetKnown


def _stop(person_id: UUID, address: str, *, channel: str, at: datetime) -> None:
    suppress(person_id, channel, hashed=address_hash(channel, address), reason="stop", at=at)
    if channel != SMS:
        return  # whoever carries chat says so there at once
    row = Suppression.objects.get(channel=SMS, address_hash=address_hash(SMS, address), reason="stop", lifted_at=None)
    send(key=derived("sms_stopped", row.id), person_id=person_id, channel=SMS, template="sms_stopped", params={}, at=at)


def _answer(person_id: UUID, *, figure: int, letter: str, channel: str, key: UUID, at: datetime) -> None:  # noqa: PLR0913  all but one by name
    left = Message.objects.filter(person_id=person_id, channel=channel, left_at__gte=at - ANSWERED_WITHIN)
    newest = left.order_by("-left_at", "-id").values_list("id", flat=True).first()
    if newest is not None:
        outbox.publish(
            ReplyReceived(
                id=derived("ReplyReceived", key), at=at, person_id=person_id, channel=channel, message_id=newest, figure=figure, letter=letter
            )
        )


@transaction.atomic
def _adopt(provider: str, number: str, reference: str) -> bool:
    """The one message to that number of which nobody knows whether it left has this name."""
    doubtful = Message.objects.select_for_update().filter(provider=provider, state="in_doubt", reference="", address_hash=address_hash(SMS, number))
    if not reference or len(rows := list(doubtful[:2])) != 1:
        return False
    rows[0].reference = reference[:200]
    rows[0].save(update_fields=["reference"])
    return True
