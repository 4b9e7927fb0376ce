"""What people were given to use in a shop."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from zhiyin.events.base import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class CouponGiven(Event):
    """A person may pay less in a shop until `ends_at`. `id` is the coupon's id; `amount_minor` is what it takes off."""

    person_id: UUID
    merchant_id: UUID
    amount_minor: int
    asset: str
    ends_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CouponUsed(Event):
    """A person paid with a coupon, or it was taken back: it is no use any more."""

    coupon_id: UUID
    person_id: UUID
