"""Red packets 红包: money that friends open, each once, until it is gone or a day has gone by."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import structlog

from zhiyin.events.together import RedPacketEnded, RedPacketOpened, RedPacketSent
from zhiyin.identity import queries as identity
from zhiyin.kit.errors import Refusal
from zhiyin.kit.formats import money
from zhiyin.kit.ids import derived
from zhiyin.outbox import services as outbox
from zhiyin.payments import luck
from zhiyin.payments.models import RedPacket, RedPacketShare
from zhiyin.payments.notes import checked_note
from zhiyin.payments.queries.together.red_packets import find_packet, packet_digest, packet_token
from zhiyin.payments.services.pay import UnknownPerson
from zhiyin.payments.services.together.confirming import check_left
from zhiyin.payments.services.together.rounds import round_of
from zhiyin.wallets import queries as wallet_queries
from zhiyin.wallets import services as wallets
from zhiyin.wallets.services import Code, KeyReused, check_amount
from zhiyin.wallets.services.limits import TRANSFER, Deed, obey

log = structlog.get_logger()
LIFETIME = timedelta(hours=24)
PEOPLE_MAX = 100
NAME = "Red packet 红包"  # as the sender confirms it


class BadCount(Refusal):
    """A red packet is for one to a hundred people."""

    code = "bad_count"


class TooLittleForAll(Refusal):
    """There would not be one minor unit for everybody."""

    code = "too_little_for_all"


class NoSuchPacket(Refusal):
    """There is no red packet behind the link."""

    code = "no_such_packet"
    status = 404


class NotForYou(Refusal):
    """The red packet is for somebody else."""

    code = "packet_not_for_you"
    status = 403


class PacketEmpty(Refusal):
    """All shares are taken."""

    code = "packet_empty"
    status = 409


class PacketExpired(Refusal):
    """The day is over."""

    code = "packet_expired"
    status = 409


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRedPacket:
    """A red packet to be sent. `way`: equal | lucky. `guests`: the handles of those who may open it; none: whoever has the link."""

    key: UUID
    sender_id: UUID
    total_minor: int
    count: int
    way: str
    greeting: str = ""
    guests: Sequence[str] = ()


def send_red_packet(new: NewRedPacket, *, at: datetime, confirmation: UUID | None = None) -> str:
    """The money has left the sender and waits in the packet for a day; `RedPacketSent` is told; answers the token of its link.

    Units: minor, of the deployment's currency. Raises `BadCount`, `TooLittleForAll`, `BadAmount`, `BadNote`, `UnknownPerson`, `OverLimit`,
    `InsufficientFunds`, `NoWallet`, `AccountFrozen`, `KeyReused`;
    `ConfirmationNeeded` above the operator's limit, until `confirmation` names what the sender confirmed.
    Repeats: the same key with the same content answers the first link and moves nothing.
    """
    check_amount(new.total_minor)
    if not 1 <= new.count <= PEOPLE_MAX:
        raise BadCount(most=PEOPLE_MAX)
    asset = wallet_queries.default_asset()
    if new.total_minor < new.count:
        raise TooLittleForAll(least=money(new.count, asset))
    wanted = RedPacket(
        id=new.key,
        digest=packet_digest(packet_token(new.key)),
        sender_id=new.sender_id,
        total_minor=new.total_minor,
        asset=asset,
        count=new.count,
        way=new.way,
        greeting=checked_note(new.greeting),
        guests=_guests(new.guests),
        seed=secrets.token_bytes(luck.SEED_BYTES),
        at=at,
        expires_at=at + LIFETIME,
        left_minor=new.total_minor,
    )
    return wallets.together(lambda: _send(wanted, confirmation))


def open_red_packet(token: str, *, person_id: UUID, at: datetime) -> int:
    """The person has their share of the packet behind that link (or of that id, if it is theirs), drawn in the order of opening; answers it.

    Units: minor. `RedPacketOpened` is told.

    Raises `NoSuchPacket`, `NotForYou`, `PacketEmpty`, `PacketExpired`, `AccountFrozen`, `OverCeiling`.
    Repeats: the same share is answered and nothing moves.
    """
    packet = find_packet(token, for_person=person_id)
    if packet is None:
        raise NoSuchPacket
    # Most who come to a popular packet come too late; they need not queue for it to hear so.
    if mine := RedPacketShare.objects.filter(packet=packet, person_id=person_id).first():
        return mine.amount_minor
    _check(packet, person_id, at)
    return wallets.together(lambda: _open(packet.id, person_id, at))


def return_expired_red_packets(at: datetime) -> int:
    """What nobody took of packets whose day is over is with their senders again; `RedPacketEnded` is told of each. How many ended.

    Repeats: a packet ends once, also when somebody opens it, or another worker ends it, at the same moment.
    """
    due = RedPacket.objects.filter(state=RedPacket.OPEN, expires_at__lte=at).order_by("expires_at").values_list("id", flat=True)
    return round_of(list(due), lambda packet_id: _returned(packet_id, at))


def _send(wanted: RedPacket, confirmation: UUID | None) -> str:
    if first := RedPacket.objects.filter(id=wanted.id).first():
        same = ("sender_id", "total_minor", "asset", "count", "way", "greeting", "guests")
        if any(getattr(first, name) != getattr(wanted, name) for name in same):
            raise KeyReused
        return packet_token(first.id)
    obey(Deed(person_id=wanted.sender_id, kind=TRANSFER, asset=wanted.asset, amount_minor=wanted.total_minor), at=wanted.at)
    check_left(wanted.id, NAME, sender_id=wanted.sender_id, amount_minor=wanted.total_minor, confirmation=confirmation, at=wanted.at)
    debit = wallet_queries.accounts((wanted.sender_id,), asset=wanted.asset).get(wanted.sender_id)
    if debit is None:
        raise wallets.NoWallet
    credit = wallets.open_wallet(wanted.id, asset=wanted.asset, kind="holding", at=wanted.at)
    wanted.save(force_insert=True)
    outbox.publish(
        RedPacketSent(
            id=wanted.id,
            at=wanted.at,
            sender_id=wanted.sender_id,
            total_minor=wanted.total_minor,
            asset=wanted.asset,
            count=wanted.count,
            way=wanted.way,
            guests=tuple(wanted.guests),
        )
    )
    wallets.move(key=wanted.id, debit=debit, credit=credit, amount_minor=wanted.total_minor, asset=wanted.asset, code=Code.RED_PACKET)
    return packet_token(wanted.id)


def _open(packet_id: UUID, person_id: UUID, at: datetime) -> int:
    packet = RedPacket.objects.select_for_update(no_key=True).get(id=packet_id)
    if mine := RedPacketShare.objects.filter(packet=packet, person_id=person_id).first():
        return mine.amount_minor
    _check(packet, person_id, at)
    share = RedPacketShare(
        id=derived("red packet share", packet.id, person_id),
        packet=packet,
        person_id=person_id,
        number=packet.opened + 1,
        amount_minor=_next_share(packet),
        at=at,
    )
    credit = wallets.open_wallet(person_id, asset=packet.asset, at=at)
    share.save(force_insert=True)
    packet.opened, packet.left_minor = share.number, packet.left_minor - share.amount_minor
    outbox.publish(
        RedPacketOpened(
            id=share.id,
            at=at,
            packet_id=packet.id,
            person_id=person_id,
            number=share.number,
            amount_minor=share.amount_minor,
            asset=packet.asset,
        )
    )
    _keep(packet, RedPacket.OPEN if packet.opened < packet.count else RedPacket.FINISHED, at)
    _give(packet, key=share.id, credit=credit, amount_minor=share.amount_minor)
    return share.amount_minor


def _next_share(packet: RedPacket) -> int:
    number = packet.opened + 1
    if packet.way == RedPacket.EQUAL:
        return luck.equal_share(number=number, total_minor=packet.total_minor, count=packet.count)
    return luck.lucky_share(bytes(packet.seed), number=number, left_minor=packet.left_minor, people=packet.count - packet.opened)


def _returned(packet_id: UUID, at: datetime) -> bool:
    try:
        return wallets.together(lambda: _return(packet_id, at))
    except Refusal as refusal:  # the sender's wallet is frozen: the money waits where it is, and the other packets go on
        log.warning("red packet not returned", packet_id=str(packet_id), reason=refusal.code)
        return False


def _return(packet_id: UUID, at: datetime) -> bool:
    packet = RedPacket.objects.select_for_update(no_key=True).get(id=packet_id)
    if packet.state != RedPacket.OPEN or at < packet.expires_at:
        return False
    credit = wallet_queries.accounts((packet.sender_id,), asset=packet.asset)[packet.sender_id]
    packet.returned_minor, packet.left_minor = packet.left_minor, 0
    packet.return_id = derived("red packet returned", packet.id)
    _keep(packet, RedPacket.RETURNED, at)
    _give(packet, key=packet.return_id, credit=credit, amount_minor=packet.returned_minor)
    return True


def _keep(packet: RedPacket, state: str, at: datetime) -> None:
    packet.state = state
    if state != RedPacket.OPEN:
        packet.ended_at = at
        outbox.publish(
            RedPacketEnded(
                id=derived("red packet ended", packet.id),
                at=at,
                packet_id=packet.id,
                sender_id=packet.sender_id,
                returned_minor=packet.returned_minor,
                asset=packet.asset,
            )
        )
    packet.save(update_fields=["opened", "left_minor", "returned_minor", "return_id", "state", "ended_at"])


def _give(packet: RedPacket, *, key: UUID, credit: int, amount_minor: int) -> None:
    debit = wallet_queries.accounts((packet.id,), asset=packet.asset)[packet.id]
    wallets.move(key=key, debit=debit, credit=credit, amount_minor=amount_minor, asset=packet.asset, code=Code.RED_PACKET)


def _check(packet: RedPacket, person_id: UUID, at: datetime) -> None:
    if packet.guests and person_id not in packet.guests:
        raise NotForYou
    if packet.opened >= packet.count:
        raise PacketEmpty
    if packet.state != RedPacket.OPEN or at >= packet.expires_at:
        raise PacketExpired


def _guests(handles: Sequence[str]) -> list[UUID]:
    found = []
    for handle in handles:
        guest = identity.by_handle(handle[:60])
        if guest is None:
            raise UnknownPerson(handle=handle.strip().lstrip("@")[:30])
        found.append(guest.id)
    return sorted(set(found))
