"""Who can be paid, what is sold, and what a code says."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from zhiyin.payments import codes, models, pictures


@dataclass(frozen=True, slots=True, kw_only=True)
class Merchant:
    """Somebody who can be paid. `short_code` is what a person types instead of scanning."""

    id: UUID
    owner_id: UUID
    slug: str
    short_code: str
    name_en: str
    name_zh: str
    category: str
    mcc: str
    city: str
    country: str

    def name(self, language: str) -> str:
        """The name in that language; the English one when there is no Chinese."""
        return self.name_zh or self.name_en if language.lower().startswith("zh") else self.name_en


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A thing on receipts."""

    item_id: str
    name_en: str
    name_zh: str
    category: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadCode:
    """Whom a code pays and how much (`amount_minor` None: the payer says). `expires_at` and `note` belong to a code made for one payment."""

    merchant: Merchant
    amount_minor: int | None
    asset: str
    expires_at: datetime | None
    note: str


def told(row: models.Merchant) -> Merchant:
    """A merchant as the other rooms know them. No SQL."""
    return Merchant(
        id=row.id,
        owner_id=row.owner_id,
        slug=row.slug,
        short_code=row.short_code,
        name_en=row.name_en,
        name_zh=row.name_zh,
        category=row.category,
        mcc=row.mcc,
        city=row.city,
        country=row.country,
    )


def read_code(payload: str, *, at: datetime) -> ReadCode:
    """What a scanned payload, a typed short code or a merchant's slug asks for, if it may be paid now. At most four statements.

    Raises `CodeTampered`, `CodeNotOurs`, `CodeExpired`, `CodeUsed`, `CodeCancelled`, `UnknownPayee`, `WrongCurrency`, `BadAmount`.
    """
    found = codes.found(payload)
    codes.check_usable(found.code, at=at)
    return ReadCode(
        merchant=told(found.merchant),
        amount_minor=found.amount_minor,
        asset=found.asset,
        expires_at=found.code.expires_at if found.code else None,
        note=found.code.note if found.code else "",
    )


def code_picture(payload: str) -> str:
    """The payload as a QR: an inline SVG (classes `qr`, `qr-ink`) without style attributes. No SQL."""
    return pictures.drawn(payload)


def code_in_picture(data: bytes) -> str:
    """The payload of the QR in an uploaded picture. Raises `PictureTooLarge`, `PictureUnreadable`, `NoCodeInPicture`. No SQL."""
    return pictures.seen(data)


def is_paid(code_id: UUID) -> UUID | None:
    """The payment that a code made for one payment received; None while nobody has paid. One statement. For the till that waits."""
    return models.Payment.objects.filter(code_id=code_id).values_list("id", flat=True).first()


def merchant(merchant_id: UUID) -> Merchant | None:
    """That merchant. One statement."""
    return merchants((merchant_id,)).get(merchant_id)


def merchants(merchant_ids: Iterable[UUID]) -> dict[UUID, Merchant]:
    """Those merchants that exist among the ids. One statement."""
    return {row.id: told(row) for row in models.Merchant.objects.filter(id__in=set(merchant_ids))}


def merchants_of(owner_id: UUID) -> tuple[Merchant, ...]:
    """The merchants that a person owns, by name. One statement."""
    return tuple(told(row) for row in models.Merchant.objects.filter(owner_id=owner_id).order_by("name_en", "id"))


def named(words: str) -> QuerySet[models.Merchant]:
    """The rows of merchants by words; for this room's own queries. No SQL."""
    text = words.replace("\x00", "").strip()
    return models.Merchant.objects.filter(Q(name_en__icontains=text) | Q(name_zh__icontains=text) | Q(city__icontains=text))


def items(item_ids: Iterable[str]) -> dict[str, Item]:
    """Those things that exist among the ids. One statement."""
    rows = models.Item.objects.filter(item_id__in=set(item_ids))
    return {row.item_id: Item(item_id=row.item_id, name_en=row.name_en, name_zh=row.name_zh, category=row.category) for row in rows}
