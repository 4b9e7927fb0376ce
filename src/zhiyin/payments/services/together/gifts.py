"""A gift that several give to one: opened for a day to come, and filled by those who are asked to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection

from zhiyin.events.together import GroupGiftFilled, GroupGiftOpened
from zhiyin.identity import queries as identity
from zhiyin.identity.queries import Person
from zhiyin.kit.errors import Refusal
from zhiyin.outbox import services as outbox
from zhiyin.payments.models import GiftPart, GroupGift
from zhiyin.payments.notes import checked_note
from zhiyin.payments.services.pay import UnknownPerson
from zhiyin.payments.services.proof import asks, check_confirmed, terms_of
from zhiyin.wallets import queries as wallet_queries
from zhiyin.wallets import services as wallets
from zhiyin.wallets.services import Code, KeyReused, NoWallet, check_amount
from zhiyin.wallets.services.limits import TRANSFER, Deed, obey

GUESTS_MAX, OPEN_MAX, PARTS_MAX, OCCASION_CHARACTERS_MAX = 50, 20, 500, 60
GIVEN_FROM = time(8)  # where the receiver is: nobody is woken by a present
AHEAD_MAX = timedelta(days=366)


class BadOccasion(Refusal):
    """A gift has an occasion, in a few words."""

    code = "bad_occasion"


class BadDay(Refusal):
    """A gift is given on a day to come, within a year."""

    code = "bad_day"


class BadGuests(Refusal):
    """One to fifty others are asked to give, each once, and not the receiver."""

    code = "bad_guests"


class GiftForYourself(Refusal):
    """Opener and receiver are one."""

    code = "gift_for_yourself"


class TooManyGifts(Refusal):
    """The person has many gifts open already, or this one has more parts than a card can name."""

    code = "too_many_gifts"


class NoSuchGift(Refusal):
    """There is no such gift for this person, or it is somebody else's to give or to call off."""

    code = "no_such_gift"
    status = 404


class GiftOver(Refusal):
    """It was given or called off, or its day has come."""

    code = "gift_over"
    status = 409


@dataclass(frozen=True, slots=True, kw_only=True)
class NewGift:
    """A gift to be opened. `guests`: handles of those who are asked to give, beside the opener. `day`: when it is given, where the receiver is."""

    key: UUID
    opener_id: UUID
    receiver: str
    guests: Sequence[str]
    occasion: str
    day: date
    words: str = ""
    goal_minor: int | None = None


def open_gift(new: NewGift, *, at: datetime) -> UUID:
    """Those who were asked can put money into the gift (`GroupGiftOpened` is told); its receiver sees nothing of it before the day. Its id.

    Units: minor, of the deployment's currency. Raises `UnknownPerson`, `GiftForYourself`, `BadGuests`, `BadOccasion`, `BadDay`, `BadNote`,
    `BadAmount`, `TooManyGifts`, `KeyReused`. Repeats: the same key with the same content opens one gift; with other content it is refused.
    """
    if new.goal_minor is not None:
        check_amount(new.goal_minor)
    receiver, guests = _person(new.receiver), _guests(new)
    if receiver.id == new.opener_id:
        raise GiftForYourself
    if receiver.id in guests or not 1 <= len(guests) <= GUESTS_MAX:
        raise BadGuests(most=GUESTS_MAX)
    occasion, give_at = checked_note(new.occasion), datetime.combine(new.day, GIVEN_FROM, tzinfo=ZoneInfo(receiver.timezone))
    if not 0 < len(occasion) <= OCCASION_CHARACTERS_MAX:
        raise BadOccasion(longest=OCCASION_CHARACTERS_MAX)
    wanted = GroupGift(
        id=new.key,
        opener_id=new.opener_id,
        receiver_id=receiver.id,
        guests=guests,
        occasion=occasion,
        words=checked_note(new.words),
        goal_minor=new.goal_minor,
        asset=wallet_queries.default_asset(),
        at=at,
        give_at=give_at,
        due_at=give_at,
    )
    return wallets.together(lambda: _open(wanted))


def put_in(  # noqa: PLR0913  as a transfer
    gift_id: UUID, *, key: UUID, person_id: UUID, amount_minor: int, at: datetime, shown: bool = False, confirmation: UUID | None = None
) -> UUID:
    """The money has left the person and waits in the gift; `GroupGiftFilled` is told. `shown`: the receiver may see how much. The part's id.

    Units: minor. Raises `NoSuchGift`, `GiftOver`, `TooManyGifts`, `BadAmount`, `OverLimit`, `InsufficientFunds`, `NoWallet`, `AccountFrozen`,
    `KeyReused`; `ConfirmationNeeded` above the operator's limit, until `confirmation` names what the person confirmed.
    Repeats: the same key with the same content puts it in once, also when the gift has been given meanwhile; with other content it is refused.
    """
    check_amount(amount_minor)
    wanted = GiftPart(id=key, gift_id=gift_id, person_id=person_id, amount_minor=amount_minor, shown=shown, at=at)
    return wallets.together(lambda: _put_in(wanted, confirmation))


def locked(gift_id: UUID, opener_id: UUID | None = None) -> GroupGift:
    """The gift (of that opener), for one at a time: what is put in, given or called off comes one after the other. For this room's own services.

    Raises `NoSuchGift`. Repeats: as the caller.
    """
    gift = GroupGift.objects.select_for_update(no_key=True).filter(id=gift_id).first()
    if gift is None or opener_id not in (None, gift.opener_id):
        raise NoSuchGift
    return gift


def _open(wanted: GroupGift) -> UUID:
    with connection.cursor() as cursor:  # one at a time for each opener, so that the count below holds
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 5))", [str(wanted.opener_id)])
    if first := GroupGift.objects.filter(id=wanted.id).first():
        same = ("opener_id", "receiver_id", "guests", "occasion", "words", "goal_minor", "asset", "give_at")
        if any(getattr(first, name) != getattr(wanted, name) for name in same):
            raise KeyReused
        return first.id
    if not wanted.at < wanted.give_at <= wanted.at + AHEAD_MAX:
        raise BadDay
    if GroupGift.objects.filter(opener_id=wanted.opener_id, state=GroupGift.OPEN).count() >= OPEN_MAX:
        raise TooManyGifts(most=OPEN_MAX)
    wanted.save(force_insert=True)
    outbox.publish(
        GroupGiftOpened(
            id=wanted.id,
            at=wanted.at,
            opener_id=wanted.opener_id,
            receiver_id=wanted.receiver_id,
            guests=tuple(wanted.guests),
            asset=wanted.asset,
            goal_minor=wanted.goal_minor,
        )
    )
    return wanted.id


def _put_in(wanted: GiftPart, confirmation: UUID | None) -> UUID:
    gift = locked(wanted.gift_id)
    if first := GiftPart.objects.filter(id=wanted.id).first():
        if any(getattr(first, name) != getattr(wanted, name) for name in ("gift_id", "person_id", "amount_minor", "shown")):
            raise KeyReused
        return first.id
    if wanted.person_id not in (gift.opener_id, *gift.guests):
        raise NoSuchGift
    if gift.state != GroupGift.OPEN or wanted.at >= gift.give_at:
        raise GiftOver
    if gift.parts.count() >= PARTS_MAX:
        raise TooManyGifts(most=PARTS_MAX)
    obey(Deed(person_id=wanted.person_id, kind=TRANSFER, asset=gift.asset, amount_minor=wanted.amount_minor), at=wanted.at)
    _check_confirmed(gift, wanted, confirmation)
    debit = wallet_queries.accounts((wanted.person_id,), asset=gift.asset).get(wanted.person_id)
    if debit is None:
        raise NoWallet
    credit = wallets.open_wallet(gift.id, asset=gift.asset, kind="holding", at=wanted.at)
    wanted.save(force_insert=True)
    gift.total_minor += wanted.amount_minor
    gift.save(update_fields=["total_minor"])
    outbox.publish(
        GroupGiftFilled(id=wanted.id, at=wanted.at, gift_id=gift.id, person_id=wanted.person_id, amount_minor=wanted.amount_minor, asset=gift.asset)
    )
    wallets.move(key=wanted.id, debit=debit, credit=credit, amount_minor=wanted.amount_minor, asset=gift.asset, code=Code.GIFT)
    return wanted.id


def _check_confirmed(gift: GroupGift, wanted: GiftPart, confirmation: UUID | None) -> None:
    """As money to somebody new, who is the gift itself: its receiver and its occasion are what is confirmed."""
    if not confirmation and not asks(wanted.amount_minor):
        return
    receiver = identity.person(gift.receiver_id)
    name = receiver.name if receiver else ""
    payee = (gift.id, f"Gift for {name}: {gift.occasion}", f"送给{name}的礼物：{gift.occasion}")
    terms = terms_of(kind="transfer", key=wanted.id, payee=payee, amount_minor=wanted.amount_minor, asset=gift.asset)
    check_confirmed(
        payer_id=wanted.person_id, terms=terms, amount_minor=wanted.amount_minor, is_new_payee=True, confirmation=confirmation, at=wanted.at
    )


def _person(handle: str) -> Person:
    found = identity.by_handle(handle[:60])
    if found is None:
        raise UnknownPerson(handle=handle.strip().lstrip("@")[:30])
    return found


def _guests(new: NewGift) -> list[UUID]:
    if len(new.guests) > 2 * GUESTS_MAX:
        raise BadGuests(most=GUESTS_MAX)
    return sorted({_person(handle).id for handle in new.guests} - {new.opener_id})
