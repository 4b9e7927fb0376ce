"""The day of a gift: all of it is the receiver's, or each has their part back."""

from datetime import datetime, timedelta
from uuid import UUID

import structlog

from zhiyin.events.together import GroupGiftEnded
from zhiyin.kit.errors import Refusal
from zhiyin.kit.ids import derived
from zhiyin.outbox import services as outbox
from zhiyin.payments.models import GiftPart, GroupGift
from zhiyin.payments.services.together.gifts import GiftOver, locked
from zhiyin.wallets import queries as wallet_queries
from zhiyin.wallets import services as wallets
from zhiyin.wallets.services import Code

log = structlog.get_logger()
TRIED_FOR, TRIED_AGAIN = timedelta(days=30), timedelta(hours=1)
ROUND = 100


class NothingInIt(Refusal):
    """Nobody has put anything into the gift."""

    code = "nothing_in_it"


def give_gift(gift_id: UUID, *, opener_id: UUID, at: datetime) -> None:
    """All that was put in is in the receiver's wallet, before its day if the opener wants; `GroupGiftEnded` is told. Once, whoever else gives it.

    Raises `NoSuchGift`, `GiftOver` when it was called off, `NothingInIt`, `AccountFrozen`, `OverCeiling`. Repeats: nothing moves.
    """
    wallets.together(lambda: _give(locked(gift_id, opener_id), at))


def cancel_gift(gift_id: UUID, *, opener_id: UUID, at: datetime) -> None:
    """Nobody can put anything in and the gift is never given; `GroupGiftEnded` is told. Each part goes back at once, or as soon as it can.

    Raises `NoSuchGift`, `GiftOver` when it was given. Repeats: what has not gone back yet is tried again.
    """
    wallets.together(lambda: _call_off(locked(gift_id, opener_id), GroupGift.CANCELLED, at))
    for part_id in list(GiftPart.objects.filter(gift_id=gift_id, due_at__isnull=False).values_list("id", flat=True)):
        _returned(part_id, at)


def give_due_gifts(at: datetime) -> int:
    """Gifts whose day has come are given; how many ended. One that nobody put anything into, or that could not be given for a month, expires.

    Repeats: a gift is given once, also when its opener gives it, or another worker does, at the same moment.
    """
    due = GroupGift.objects.filter(state=GroupGift.OPEN, due_at__lte=at).order_by("due_at").values_list("id", flat=True)
    return sum(_given(gift_id, at) for gift_id in list(due[:ROUND]))


def return_gift_parts(at: datetime) -> int:
    """What was put into gifts that were never given is with those again who gave it; how many parts went back. Repeats: each goes back once."""
    due = GiftPart.objects.filter(due_at__lte=at).order_by("due_at").values_list("id", flat=True)
    return sum(_returned(part_id, at) for part_id in list(due[:ROUND]))


def _give(gift: GroupGift, at: datetime) -> bool:
    if gift.state == GroupGift.GIVEN:
        return False
    if gift.state != GroupGift.OPEN:
        raise GiftOver
    if not gift.total_minor:
        raise NothingInIt
    credit = wallets.open_wallet(gift.receiver_id, asset=gift.asset, at=at)
    debit = wallet_queries.accounts((gift.id,), asset=gift.asset)[gift.id]
    gift.given_id = derived("group gift given", gift.id)
    _end(gift, GroupGift.GIVEN, at)
    wallets.move(key=gift.given_id, debit=debit, credit=credit, amount_minor=gift.total_minor, asset=gift.asset, code=Code.GIFT)
    return True


def _given(gift_id: UUID, at: datetime) -> bool:
    try:
        return wallets.together(lambda: _give_or_expire(gift_id, at))
    except Refusal as refusal:  # the receiver's wallet takes nothing: the money waits where it is, and the other gifts go on
        log.warning("group gift not given", gift_id=str(gift_id), reason=refusal.code)
        GroupGift.objects.filter(id=gift_id, state=GroupGift.OPEN).update(due_at=at + TRIED_AGAIN)
        return False


def _give_or_expire(gift_id: UUID, at: datetime) -> bool:
    gift = locked(gift_id)
    if gift.state != GroupGift.OPEN or at < gift.give_at:
        return False
    if not gift.total_minor or at >= gift.give_at + TRIED_FOR:
        return _call_off(gift, GroupGift.EXPIRED, at)
    return _give(gift, at)


def _call_off(gift: GroupGift, state: str, at: datetime) -> bool:
    if gift.state == state:
        return False
    if gift.state != GroupGift.OPEN:
        raise GiftOver
    gift.parts.update(due_at=at)
    _end(gift, state, at)
    return True


def _end(gift: GroupGift, state: str, at: datetime) -> None:
    gift.state, gift.ended_at = state, at
    gift.save(update_fields=["state", "ended_at", "given_id"])
    outbox.publish(
        GroupGiftEnded(
            id=derived("group gift ended", gift.id),
            at=at,
            gift_id=gift.id,
            opener_id=gift.opener_id,
            receiver_id=gift.receiver_id,
            givers=tuple(sorted(set(gift.parts.values_list("person_id", flat=True)))),
            amount_minor=gift.total_minor,
            asset=gift.asset,
            state=state,
        )
    )


def _returned(part_id: UUID, at: datetime) -> bool:
    try:
        return wallets.together(lambda: _return(part_id, at))
    except Refusal as refusal:  # that person's wallet is frozen: their part waits where it is, and the others go back
        log.warning("part of a gift not returned", part_id=str(part_id), reason=refusal.code)
        GiftPart.objects.filter(id=part_id, due_at__isnull=False).update(due_at=at + TRIED_AGAIN)
        return False


def _return(part_id: UUID, at: datetime) -> bool:
    part = GiftPart.objects.select_for_update(no_key=True, of=("self",)).select_related("gift").get(id=part_id)
    if part.due_at is None:
        return False
    gift = part.gift
    credit = wallets.open_wallet(part.person_id, asset=gift.asset, at=at)
    debit = wallet_queries.accounts((gift.id,), asset=gift.asset)[gift.id]
    part.due_at, part.back_at, part.back_id = None, at, derived("part of a gift returned", part.id)
    part.save(update_fields=["due_at", "back_at", "back_id"])
    wallets.move(key=part.back_id, debit=debit, credit=credit, amount_minor=part.amount_minor, asset=gift.asset, code=Code.GIFT)
    return True
