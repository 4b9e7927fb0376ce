"""Red packets, as those who may see them see them."""

import hashlib
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.utils.crypto import salted_hmac

from zhiyin.identity import queries as identity
from zhiyin.payments import luck, models

SENT_SHOWN, TOKEN_CHARACTERS_MAX = 20, 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """What one person got, as the `number`-th to open the packet. `luckiest`: nobody got more, once all is known."""

    number: int
    person_id: UUID
    name: str
    amount_minor: int
    at: datetime
    luckiest: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RedPacket:
    """A red packet as one person sees it. `mine_minor`: what they got, None before they opened it. `state`: open | finished | returned.

    `shares` are told to its sender, to whoever opened it, and to everybody with the link once it has ended. `commitment` is the seed's SHA-256;
    `seed` (hexadecimal) is empty until it has ended, and for equal shares. `lines`: the movements that it made in this person's wallet.
    `token`: that of its link, for its sender alone; empty when the deployment's secret has changed since.
    """

    id: UUID
    token: str
    sender_id: UUID
    sender_name: str
    sent_by_me: bool
    for_me: bool
    total_minor: int
    asset: str
    count: int
    opened: int
    returned_minor: int
    lucky: bool
    greeting: str
    guests: int
    at: datetime
    expires_at: datetime
    ended_at: datetime | None
    state: str
    mine_minor: int | None
    shares: tuple[Share, ...]
    commitment: str
    seed: str
    lines: tuple[UUID, ...] = ()

    def can_be_opened(self, at: datetime) -> bool:
        """Whether this person may still open it at that moment."""
        return self.for_me and self.mine_minor is None and self.state == "open" and at < self.expires_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Draw:
    """A draw worked out again from its seed: the digest, and all shares in the order of opening."""

    commitment: str
    shares: tuple[int, ...]


def red_packet(token: str, *, for_person: UUID) -> RedPacket | None:
    """The packet behind that link, or of that id for who sent, opened or was meant for it; None when there is none. Four statements."""
    row = find_packet(token, for_person=for_person)
    return _told(row, for_person) if row else None


def red_packet_of(key: UUID, *, for_person: UUID) -> UUID | None:
    """The id of a packet this person sent, opened or was meant for, by it or by the id of one of its movements. One statement."""
    found = models.RedPacket.objects.filter(_mine(for_person), Q(id=key) | Q(return_id=key) | Q(shares__id=key))
    return found.values_list("id", flat=True).first()


def find_packet(token: str, *, for_person: UUID) -> models.RedPacket | None:
    """The packet behind that link, or of that id if it is the person's. Two statements at most. For this room's own services."""
    digest = packet_digest(token[:TOKEN_CHARACTERS_MAX])
    row = models.RedPacket.objects.filter(Q(digest=digest) | Q(former=digest)).first()
    if row:
        return row
    try:
        key = UUID(token)
    except ValueError:
        return None
    return models.RedPacket.objects.filter(_mine(for_person), id=key).first()


def packet_token(packet_id: UUID) -> str:
    """The secret of the packet's link: worked out from its id and the deployment's secret, so that no database or backup can open one. No SQL."""
    return urlsafe_b64encode(salted_hmac("zhiyin red packet", str(packet_id), algorithm="sha256").digest()).rstrip(b"=").decode()


def packet_digest(token: str) -> bytes:
    """What is kept of a link's secret. No SQL."""
    return hashlib.sha256(token.encode()).digest()


def _mine(person_id: UUID) -> Q:
    return Q(sender_id=person_id) | Q(guests__contains=[person_id]) | Q(shares__person_id=person_id)


def red_packets_sent(person_id: UUID) -> tuple[RedPacket, ...]:
    """The last packets a person sent, the newest first. Three statements."""
    rows = list(models.RedPacket.objects.filter(sender_id=person_id).order_by("-at", "-id")[:SENT_SHOWN])
    sender = identity.person(person_id) if rows else None
    return tuple(_one(row, person_id, {person_id: sender.name} if sender else {}, []) for row in rows)


def draw(seed: str, *, total_minor: int, count: int) -> Draw | None:
    """What a lucky draw with that seed (64 hexadecimal digits) gives; None when it cannot be one. No SQL."""
    try:
        plain = bytes.fromhex(seed)
    except ValueError:
        return None
    if len(plain) != luck.SEED_BYTES or not 1 <= count <= 100 or total_minor < count:
        return None
    return Draw(commitment=luck.commitment(plain), shares=luck.shares(plain, total_minor=total_minor, count=count, lucky=True))


def _told(row: models.RedPacket, reader_id: UUID) -> RedPacket:
    shares = list(models.RedPacketShare.objects.filter(packet=row).order_by("number"))
    people = identity.people({row.sender_id, *(share.person_id for share in shares)})
    return _one(row, reader_id, {key: each.name for key, each in people.items()}, shares)


def _one(row: models.RedPacket, reader_id: UUID, names: dict[UUID, str], shares: list[models.RedPacketShare]) -> RedPacket:
    ended, lucky = row.state != models.RedPacket.OPEN, row.way == models.RedPacket.LUCKY
    sent = tuple(filter(None, (row.id, row.return_id)))
    mine = next((share.amount_minor for share in shares if share.person_id == reader_id), None)
    shown = shares if ended or mine is not None or row.sender_id == reader_id else []
    most = max((share.amount_minor for share in shares), default=0) if ended and lucky and len(shares) > 1 else 0
    return RedPacket(
        id=row.id,
        token=_token(row) if row.sender_id == reader_id else "",
        sender_id=row.sender_id,
        sender_name=names.get(row.sender_id, ""),
        sent_by_me=row.sender_id == reader_id,
        for_me=not row.guests or reader_id in row.guests,
        total_minor=row.total_minor,
        asset=row.asset,
        count=row.count,
        opened=row.opened,
        returned_minor=row.returned_minor,
        lucky=lucky,
        greeting=row.greeting,
        guests=len(row.guests),
        at=row.at,
        expires_at=row.expires_at,
        ended_at=row.ended_at,
        state=row.state,
        mine_minor=mine,
        shares=tuple(_share(share, names, most) for share in shown),
        commitment=luck.commitment(bytes(row.seed)),
        seed=bytes(row.seed).hex() if ended and lucky else "",
        lines=(*(sent if row.sender_id == reader_id else ()), *(share.id for share in shares if share.person_id == reader_id)),
    )


def _token(row: models.RedPacket) -> str:
    token = packet_token(row.id)
    return token if bytes(row.digest) == packet_digest(token) else ""


def _share(row: models.RedPacketShare, names: dict[UUID, str], most: int) -> Share:
    return Share(
        number=row.number,
        person_id=row.person_id,
        name=names.get(row.person_id, ""),
        amount_minor=row.amount_minor,
        at=row.at,
        luckiest=row.amount_minor == most,
    )
