"""From what a person scanned, typed or tapped to the merchant it means."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from uuid import UUID

from zhiyin.kit.errors import Refusal
from zhiyin.kit.formats import money
from zhiyin.kit.ids import derived
from zhiyin.kit.money import ASSETS, BadAmount, major, parse_amount
from zhiyin.payments import emvco
from zhiyin.payments.emvco import CodeNotOurs, CodeTampered
from zhiyin.payments.models import Merchant, Order, Payment, PaymentCode
from zhiyin.wallets.queries import default_asset
from zhiyin.wallets.services import WrongCurrency

# No 0, 1, I, L, O: nobody has to guess which one is meant.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
MERCHANT_CHARACTERS = 6
PAYMENT_CHARACTERS = 8


class UnknownPayee(Refusal):
    """No merchant has that code."""

    code = "unknown_payee"


class CodeExpired(Refusal):
    """The code was for a moment that is over."""

    code = "code_expired"


class CodeUsed(Refusal):
    """The code was for one payment, and that was made."""

    code = "code_used"


class CodeCancelled(Refusal):
    """The merchant took the code back."""

    code = "code_cancelled"


class AmountDiffers(Refusal):
    """The code asks for another amount."""

    code = "amount_differs"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Whom a code pays. `amount_minor` None: the payer says how much. `code`: the code made for one payment, if it was one."""

    merchant: Merchant
    amount_minor: int | None
    asset: str
    code: PaymentCode | None


def found(what: str | UUID) -> Found:
    """The merchant of a scanned payload, a typed short code or slug, or a merchant's id. At most two statements.

    Whether it may still be paid is not asked.
    Raises `CodeTampered`, `CodeNotOurs`, `UnknownPayee`, `WrongCurrency`.
    """
    if isinstance(what, UUID):
        return _anyones(Merchant.objects.filter(id=what).first())
    text = what.strip()
    if text.startswith(emvco.BEGINNING):
        return _scanned(emvco.decode(text))
    if "://" in text or len(text) > emvco.NAME_CHARACTERS_MAX * 2:
        raise CodeNotOurs
    return _typed(text)


def check_usable(code: PaymentCode | None, *, at: datetime) -> None:
    """Raises `CodeUsed`, `CodeCancelled` or `CodeExpired` when a code for one payment can no longer be paid. Two statements for such a code."""
    if code is None:
        return
    if Payment.objects.filter(code=code).exists():
        raise CodeUsed
    if Order.objects.filter(code=code, cancelled_at__isnull=False).exists():
        raise CodeCancelled
    if at >= code.expires_at:
        raise CodeExpired


def agreed_amount(asked: int | None, given: int | None, asset: str) -> int:
    """The amount to pay: what the code asks, or what the payer says. Raises `AmountDiffers` when they disagree, `BadAmount` when nobody says."""
    if asked is not None and given is not None and asked != given:
        raise AmountDiffers(amount=money(asked, asset))
    amount = given if asked is None else asked
    if amount is None:
        raise BadAmount(text="", why="not_positive")
    return amount


def unused_short_code(of: UUID, taken: Iterable[str], *, characters: int) -> str:
    """A code to type, the same for the same id unless it is taken already. No SQL."""
    busy = set(taken)
    return next(code for turn in count() if (code := short_code(of, turn, characters=characters)) not in busy)


def short_code(of: UUID, turn: int, *, characters: int) -> str:
    """The `turn`-th code to type that an id has. No SQL."""
    number, signs = derived("short code", of, turn).int, []
    for _ in range(characters):
        number, sign = divmod(number, len(ALPHABET))
        signs.append(ALPHABET[sign])
    return "".join(signs)


def payload(merchant: Merchant, made: PaymentCode | None = None) -> str:
    """What the QR says: the merchant's own code, or the one made for one payment. No SQL."""
    asset = made.asset if made else default_asset()
    return emvco.encode(
        emvco.MerchantCode(
            merchant_id=merchant.id,
            name=emvco.plain(merchant.name_en, emvco.NAME_CHARACTERS_MAX) or merchant.slug[: emvco.NAME_CHARACTERS_MAX],
            name_zh=merchant.name_zh[: emvco.NAME_CHARACTERS_MAX],
            city=emvco.plain(merchant.city, emvco.CITY_CHARACTERS_MAX) or merchant.country,
            country=merchant.country,
            postal_code=merchant.postal_code,
            mcc=merchant.mcc,
            currency=ASSETS[asset].number,
            amount=major(made.amount_minor, asset) if made else "",
            code_id=made.short_code if made else "",
            reference=made.short_code if made else merchant.short_code,
        )
    )


def _scanned(code: emvco.MerchantCode) -> Found:
    asset = next((each.code for each in ASSETS.values() if each.number == code.currency), "")
    if asset != default_asset():
        raise WrongCurrency(asset=asset or code.currency, own=default_asset())
    merchant = Merchant.objects.filter(id=code.merchant_id).first()
    if merchant is None:
        raise UnknownPayee
    amount = parse_amount(code.amount, asset) if code.amount else None
    if not code.code_id:
        return Found(merchant=merchant, amount_minor=amount, asset=asset, code=None)
    made = PaymentCode.objects.filter(short_code=code.code_id, merchant=merchant).first() if "\x00" not in code.code_id else None
    # Anybody can compute check digits; only what we keep says what a code for one payment is worth.
    if made is None or made.amount_minor != amount:
        raise CodeTampered
    return Found(merchant=merchant, amount_minor=amount, asset=asset, code=made)


def _typed(text: str) -> Found:
    code = re.sub(r"[\s·•-]", "", text.upper())
    if len(code) == PAYMENT_CHARACTERS and set(code) <= set(ALPHABET):
        made = PaymentCode.objects.filter(short_code=code).select_related("merchant").first()
        if made:
            return Found(merchant=made.merchant, amount_minor=made.amount_minor, asset=made.asset, code=made)
    if len(code) == MERCHANT_CHARACTERS and set(code) <= set(ALPHABET):
        merchant = Merchant.objects.filter(short_code=code).first()
        if merchant:
            return _anyones(merchant)
    slug = text.lower()
    return _anyones(Merchant.objects.filter(slug=slug).first() if re.fullmatch(r"[a-z0-9-]{3,40}", slug, re.ASCII) else None)


def _anyones(merchant: Merchant | None) -> Found:
    if merchant is None:
        raise UnknownPayee
    return Found(merchant=merchant, amount_minor=None, asset=default_asset(), code=None)
