"""What people did with money together: asked, shared out, left for somebody."""

from dataclasses import dataclass
from uuid import UUID

from zhiyin.events.base import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyRequested(Event):
    """A person asked another for money. `id` is the request's id; `person_id` is who was asked. `bill_id`: the bill it is a part of."""

    asker_id: UUID
    person_id: UUID
    amount_minor: int
    asset: str
    bill_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestReminded(Event):
    """A person reminded another of their request. `id` is new at each reminder; there is one a day at most."""

    request_id: UUID
    asker_id: UUID
    person_id: UUID
    amount_minor: int
    asset: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestSettled(Event):
    """A request is open no longer. `state`: paid | declined | cancelled."""

    request_id: UUID
    asker_id: UUID
    person_id: UUID
    amount_minor: int
    asset: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RedPacketSent(Event):
    """A person put money into a red packet. `id` is the packet's id; `guests` empty: whoever has the link. `way`: equal | lucky."""

    sender_id: UUID
    total_minor: int
    asset: str
    count: int
    way: str
    guests: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RedPacketOpened(Event):
    """A person got a share of a red packet. `id` is the share's id; `number` is the place in the order of opening, from 1."""

    packet_id: UUID
    person_id: UUID
    number: int
    amount_minor: int
    asset: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RedPacketEnded(Event):
    """Nothing is left in a red packet: all was shared out, or time was up and `returned_minor` went back to the sender."""

    packet_id: UUID
    sender_id: UUID
    returned_minor: int
    asset: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyLeft(Event):
    """A person left money for whoever opens a link. `id` is the link's id."""

    sender_id: UUID
    amount_minor: int
    asset: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyLeftEnded(Event):
    """Money left behind a link waits no longer. `state`: claimed | returned | taken_back; `claimer_id`: who claimed it."""

    claim_id: UUID
    sender_id: UUID
    amount_minor: int
    asset: str
    state: str
    claimer_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupGiftOpened(Event):
    """A person opened a gift that several give. `id` is the gift's id; `guests` may put something in. The receiver is not to hear of it."""

    opener_id: UUID
    receiver_id: UUID
    guests: tuple[UUID, ...]
    asset: str
    goal_minor: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupGiftFilled(Event):
    """A person put money into a group gift. `id` is the part's id."""

    gift_id: UUID
    person_id: UUID
    amount_minor: int
    asset: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupGiftEnded(Event):
    """A group gift is open no longer. `state`: given (the receiver has `amount_minor`), or cancelled or expired: each part goes back.

    `givers`: who had put something in.
    """

    gift_id: UUID
    opener_id: UUID
    receiver_id: UUID
    givers: tuple[UUID, ...]
    amount_minor: int
    asset: str
    state: str
