"""The codes that people showed at a till, and what came of them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from zhiyin.payments import models, pictures
from zhiyin.payments.queries.merchants import Merchant, told

REMEMBERED = timedelta(minutes=5)
PAID, WAITING, DECLINED, OVER = "paid", "waiting", "declined", "over"


@dataclass(frozen=True, slots=True, kw_only=True)
class Presented:
    """A person's code was read at a till. `state`: paid | waiting (the person is asked, until `expires_at`) | declined | over (no answer).

    When it is paid, `id` is the payment's, too.
    """

    id: UUID
    payer_id: UUID
    merchant: Merchant
    amount_minor: int
    asset: str
    at: datetime
    expires_at: datetime
    step: int
    state: str


def presented(presented_id: UUID, *, merchant_id: UUID, at: datetime) -> Presented | None:
    """What came of a code that this merchant's till read; None for any other. Two statements. For the till that waits."""
    row = models.Presented.objects.filter(id=presented_id, merchant_id=merchant_id).select_related("merchant").first()
    return told_presented(row, at=at) if row else None


def last_presented(person_id: UUID, *, at: datetime) -> Presented | None:
    """What came of the code that this person showed last, within five minutes; None for nothing. Two statements. For the phone that shows it."""
    rows = models.Presented.objects.filter(payer_id=person_id, at__gt=at - REMEMBERED, at__lte=at).select_related("merchant")
    row = rows.order_by("-at", "-id").first()
    return told_presented(row, at=at) if row else None


def asked_of(presented_id: UUID, *, person_id: UUID, at: datetime) -> Presented | None:
    """A payment that this person is, or was, asked to agree to; None for anybody else's. Two statements."""
    row = models.Presented.objects.filter(id=presented_id, payer_id=person_id).select_related("merchant").first()
    return told_presented(row, at=at) if row else None


def told_presented(row: models.Presented, *, at: datetime) -> Presented:
    """A code that was read, as the other rooms know it. One statement."""
    return Presented(
        id=row.id,
        payer_id=row.payer_id,
        merchant=told(row.merchant),
        amount_minor=row.amount_minor,
        asset=row.asset,
        at=row.at,
        expires_at=row.expires_at,
        step=row.step,
        state=_state(row, at),
    )


def code_bars(digits: str) -> str:
    """Digits as a bar code (Code 128): an inline SVG (class `bars`) without style attributes. No SQL."""
    return pictures.bars(digits)


def persons_code_in_picture(data: bytes) -> str:
    """The text of a QR or bar code in a picture. Raises `PictureTooLarge`, `PictureUnreadable`, `NoCodeInPicture`. No SQL."""
    return pictures.seen(data, bars=True)


def _state(row: models.Presented, at: datetime) -> str:
    if models.Payment.objects.filter(id=row.id).exists():
        return PAID
    if row.declined_at:
        return DECLINED
    return WAITING if at < row.expires_at else OVER
