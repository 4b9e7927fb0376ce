"""Merchants open, list what they sell, and show codes."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from zhiyin.events.money import ItemListed, MerchantOpened
from zhiyin.kit.errors import Refusal
from zhiyin.kit.ids import derived, uuid7
from zhiyin.outbox import services as outbox
from zhiyin.payments import codes, models
from zhiyin.payments.codes import UnknownPayee
from zhiyin.payments.notes import checked_note
from zhiyin.payments.queries.merchants import Merchant, told
from zhiyin.wallets import services as wallets
from zhiyin.wallets.queries import default_asset
from zhiyin.wallets.services import check_amount

CODE_LIFETIME = timedelta(minutes=10)


class BadMerchant(Refusal):
    """Something about the merchant cannot be used; `field` says what."""

    code = "bad_merchant"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMerchant:
    """A merchant to open. `slug`: 3 to 40 of a–z, 0–9 and "-". `mcc`: ISO 18245. `country`: ISO 3166, two letters."""

    id: UUID
    owner_id: UUID
    slug: str
    name_en: str
    name_zh: str = ""
    category: str = "other"
    mcc: str = "5499"
    city: str
    country: str = "US"
    postal_code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewItem:
    """A thing to be found on receipts from now on."""

    item_id: str
    name_en: str
    name_zh: str = ""
    category: str = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """What a merchant shows: the QR's text and, for those who type, a short code. A code for one payment has the rest too."""

    payload: str
    short_code: str
    merchant_id: UUID
    asset: str
    id: UUID | None = None
    amount_minor: int | None = None
    expires_at: datetime | None = None


def open_merchant(new: NewMerchant, *, at: datetime) -> Merchant:
    """The merchant can be paid: it has a wallet and a code, and `MerchantOpened` is told.

    Raises `BadMerchant`. Repeats: the same id answers the merchant as it is.
    """
    return open_merchants([new], at=at)[0]


@transaction.atomic
def open_merchants(news: Sequence[NewMerchant], *, at: datetime) -> tuple[Merchant, ...]:
    """All these merchants can be paid, or none: each has a wallet and a code, and `MerchantOpened` is told of each that is new.

    Raises `BadMerchant` for the first at fault. Repeats: an id that is there is answered as it is.
    """
    there = models.Merchant.objects.in_bulk([new.id for new in news])
    fresh = [new for new in news if new.id not in there]
    for new in fresh:
        _check(new)
    rows = _rows(fresh, at=at)
    models.Merchant.objects.bulk_create(rows)
    wallets.open_wallets([row.id for row in rows], kind="merchant", at=at)
    outbox.publish(*(_opened(row, at=at) for row in rows))
    there |= {row.id: row for row in rows}
    return tuple(told(there[new.id]) for new in news)


@transaction.atomic
def list_items(news: Sequence[NewItem], *, at: datetime) -> int:
    """The catalogue has these things under these names; `ItemListed` is told of each that is new or has changed. How many those are.

    Repeats: nothing.
    """
    known = models.Item.objects.in_bulk([new.item_id for new in news])
    fields = ("name_en", "name_zh", "category")
    rows = [models.Item(item_id=new.item_id, name_en=new.name_en, name_zh=new.name_zh, category=new.category) for new in news]
    changed = [row for row in rows if not (old := known.get(row.item_id)) or any(getattr(old, name) != getattr(row, name) for name in fields)]
    models.Item.objects.bulk_create(changed, update_conflicts=True, unique_fields=["item_id"], update_fields=fields, batch_size=2_000)
    outbox.publish(*(_listed(row, at=at) for row in changed))
    return len(changed)


def make_code(merchant_id: UUID, *, amount_minor: int | None = None, at: datetime, note: str = "") -> Code:
    """A code to show: with an amount (minor units) it is for one payment within ten minutes, without one it is the merchant's own, for ever.

    Raises `UnknownPayee`, `BadAmount`, `BadNote`. Repeats: without an amount the same code; with one, a new code each time.
    """
    merchant = models.Merchant.objects.filter(id=merchant_id).first()
    if merchant is None:
        raise UnknownPayee
    if amount_minor is None:
        return Code(payload=codes.payload(merchant), short_code=merchant.short_code, merchant_id=merchant_id, asset=default_asset())
    check_amount(amount_minor)
    return _told(one_time_code(merchant, amount_minor, at=at, note=checked_note(note)))


def shown_code(code_id: UUID, *, merchant_id: UUID) -> Code:
    """A code for one payment that this merchant made, to be shown again; changes nothing. One statement.

    Raises `UnknownPayee` for a code of nobody or of another merchant. Repeats: the same code.
    """
    made = models.PaymentCode.objects.select_related("merchant").filter(id=code_id, merchant_id=merchant_id).first()
    if made is None:
        raise UnknownPayee
    return _told(made)


def one_time_code(
    merchant: models.Merchant, amount_minor: int, *, at: datetime, note: str, lifetime: timedelta = CODE_LIFETIME
) -> models.PaymentCode:
    """The row of a new code for one payment, of an amount (minor units) that was checked; for this room. Repeats: another code."""
    key = uuid7(at)
    likely = [codes.short_code(key, turn, characters=codes.PAYMENT_CHARACTERS) for turn in range(5)]
    taken = models.PaymentCode.objects.filter(short_code__in=likely).values_list("short_code", flat=True)
    return models.PaymentCode.objects.create(
        id=key,
        merchant=merchant,
        short_code=codes.unused_short_code(key, taken, characters=codes.PAYMENT_CHARACTERS),
        amount_minor=amount_minor,
        asset=default_asset(),
        note=note,
        made_at=at,
        expires_at=at + lifetime,
    )


def _told(made: models.PaymentCode) -> Code:
    return Code(
        payload=codes.payload(made.merchant, made),
        short_code=made.short_code,
        merchant_id=made.merchant_id,
        asset=made.asset,
        id=made.id,
        amount_minor=made.amount_minor,
        expires_at=made.expires_at,
    )


def _rows(news: Sequence[NewMerchant], *, at: datetime) -> list[models.Merchant]:
    likely = [codes.short_code(new.id, turn, characters=codes.MERCHANT_CHARACTERS) for new in news for turn in range(5)]
    taken = set(models.Merchant.objects.filter(short_code__in=likely).values_list("short_code", flat=True))
    rows = []
    for new in news:
        short = codes.unused_short_code(new.id, taken, characters=codes.MERCHANT_CHARACTERS)
        taken.add(short)
        fields = {name: getattr(new, name) for name in NewMerchant.__dataclass_fields__}
        rows.append(models.Merchant(**fields, short_code=short, opened_at=at))
    return rows


def _check(new: NewMerchant) -> None:
    shapes = {"slug": r"[a-z0-9][a-z0-9-]{2,39}", "mcc": r"[0-9]{4}", "country": r"[A-Z]{2}", "postal_code": r"[A-Za-z0-9 -]{0,10}"}
    for field, shape in shapes.items():
        if not re.fullmatch(shape, getattr(new, field), re.ASCII):
            raise BadMerchant(field=field)
    for field, longest in (("name_en", 80), ("city", 40)):
        if not 0 < len(getattr(new, field).strip()) <= longest:
            raise BadMerchant(field=field)
    if len(new.name_zh) > 80 or "\x00" in new.name_en + new.name_zh + new.city:
        raise BadMerchant(field="name_zh")
    if models.Merchant.objects.filter(slug=new.slug).exists():
        raise BadMerchant(field="slug")


def _opened(row: models.Merchant, *, at: datetime) -> MerchantOpened:
    return MerchantOpened(
        id=derived("MerchantOpened", row.id), at=at, merchant_id=row.id, name_en=row.name_en, name_zh=row.name_zh, category=row.category
    )


def _listed(row: models.Item, *, at: datetime) -> ItemListed:
    key = derived("ItemListed", row.item_id, row.name_en, row.name_zh, row.category, at)
    return ItemListed(id=key, at=at, item_id=row.item_id, name_en=row.name_en, name_zh=row.name_zh, category=row.category)
