"""A person shows their code, a till reads it, and the shop is paid: at once, or when the person agrees."""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.utils.crypto import salted_hmac

from zhiyin.events.money import PaymentRefused
from zhiyin.kit.errors import Refusal
from zhiyin.kit.ids import uuid7
from zhiyin.outbox import services as outbox
from zhiyin.payments import models, presenting
from zhiyin.payments.presenting import STEP_SECONDS, Digits
from zhiyin.payments.queries.presented import DECLINED, PAID, WAITING, Presented, told_presented
from zhiyin.payments.services import proof
from zhiyin.payments.services.pay import pay
from zhiyin.payments.services.proof import ConfirmationNeeded
from zhiyin.payments.services.staff import check_works_here
from zhiyin.wallets import services as wallets
from zhiyin.wallets.queries import default_asset
from zhiyin.wallets.services import KeyReused, check_amount

DEVICE_LIFETIME = timedelta(hours=24)
ANSWER_WITHIN = timedelta(minutes=3)
WRONG_CODES_MAX, WRONG_CODES_WITHIN = 30, timedelta(minutes=10)

WRONG_SQL = """
insert into payments_wrongcode (merchant_id, digits, at) values (%s, %s, %s) on conflict (merchant_id, digits) do update set at = excluded.at
"""


class PresentedCodeOver(Refusal):
    """The code is of another time, or of nobody."""

    code = "presented_code_over"


class PresentedCodeUsed(Refusal):
    """The code was read already."""

    code = "presented_code_used"


class TooManyWrongCodes(Refusal):
    """More wrong codes were read at the till than happens to honest people."""

    code = "too_many_wrong_codes"
    status = 429


class PayerCannotPay(Refusal):
    """The person's wallet cannot pay that. A shop is not told why."""

    code = "payer_cannot_pay"


class NothingToAgreeTo(Refusal):
    """The till no longer waits for this answer, or it was never this person's."""

    code = "nothing_to_agree_to"


@dataclass(frozen=True, slots=True, kw_only=True)
class Showing:
    """What a page needs to show somebody's code and to go on doing so without a connection. `secret` is for that page only."""

    device_id: UUID
    number: str
    secret: bytes
    digits: str
    changes_at: datetime


class _Cannot(Exception):
    """What stands in the way of the payment, to be told apart from what is wrong with the code."""

    def __init__(self, why: Refusal) -> None:
        super().__init__(why.code)
        self.why = why


def show_code(person_id: UUID, device_id: UUID | None, *, at: datetime) -> Showing:
    """The person's page has a secret that makes codes for a day; with `device_id` the page it had before goes on. Also the code of this minute.

    A minute whose code was read already is passed over. Repeats: the same device, good for another day.
    """
    device = models.Device.objects.filter(id=device_id, person_id=person_id, expires_at__gt=at).first() if device_id else None
    if device is None:
        device = _new_device(person_id, at=at)
    else:
        models.Device.objects.filter(id=device.id).update(expires_at=at + DEVICE_LIFETIME)
    step = presenting.step_at(at)
    used = models.Presented.objects.filter(device_id=device.id, step__in=(step, step + 1)).values_list("step", flat=True)
    step += step in set(used)
    secret = _secret(device.id)
    return Showing(
        device_id=device.id,
        number=device.number,
        secret=secret,
        digits=presenting.made(device.number, secret, step),
        changes_at=datetime.fromtimestamp((presenting.step_at(at) + 1) * STEP_SECONDS, UTC),
    )


def asks_above() -> int:
    """Above how much a person is asked to agree on their phone, in minor units (`ZHIYIN_CONFIRM_OVER`). Changes nothing. Repeats: the same answer."""
    return int(settings.CONFIG.confirm_over_minor)


def stop_codes(person_id: UUID, *, at: datetime) -> int:
    """No code that the person's pages make is good any more; how many pages had one. For a lost phone. Repeats: nothing."""
    return models.Device.objects.filter(person_id=person_id, expires_at__gt=at).update(expires_at=at)


def take_code(  # noqa: PLR0913  a payment at a till has this many terms, all by name
    *, key: UUID, merchant_id: UUID, by_id: UUID, code: str, amount_minor: int, at: datetime
) -> Presented:
    """A till has read a person's code, once for ever: the shop is paid, or above `ZHIYIN_CONFIRM_OVER` the person is asked for three minutes.

    `key` becomes the payment's. Units: minor, of the deployment's currency. Raises `NotAPersonsCode`, `PresentedCodeOver`, `PresentedCodeUsed`,
    `TooManyWrongCodes`, `PayerCannotPay` (`PaymentRefused` is told), `NotAtThisTill`, `BadAmount`, `KeyReused`.
    Repeats: the same key with the same content answers what became of the first; with other content it is refused.
    """
    check_amount(amount_minor)
    check_works_here(merchant_id, by_id)
    wanted = models.Presented(id=key, merchant_id=merchant_id, by_id=by_id, amount_minor=amount_minor, asset=default_asset(), at=at)
    digits = presenting.read(code)
    try:
        return wallets.together(lambda: _taken(wanted, digits))
    except PresentedCodeOver:
        _note_wrong_code(merchant_id, digits, at=at)
        raise
    except _Cannot as cannot:
        _tell(cannot.why, wanted, at=at)
        raise PayerCannotPay from cannot


def agree(presented_id: UUID, *, person_id: UUID, at: datetime, confirmation: UUID | None = None) -> Presented:
    """The person has agreed: the shop that waits is paid. `confirmation`: as for `pay`.

    Raises `NothingToAgreeTo` when it waits no longer, and what `pay` raises. Repeats: what was paid stays paid, once.
    """
    try:
        return wallets.together(lambda: _agreed(_asked(presented_id, person_id), at=at, confirmation=confirmation))
    except _Cannot as cannot:
        _tell(cannot.why, models.Presented.objects.get(id=presented_id), at=at)
        raise cannot.why from cannot


@transaction.atomic
def decline(presented_id: UUID, *, person_id: UUID, at: datetime) -> Presented:
    """The person has said no: the shop that waits is told so. Raises `NothingToAgreeTo` when it was paid or is over. Repeats: still no."""
    row = _asked(presented_id, person_id)
    if told_presented(row, at=at).state not in (WAITING, DECLINED):
        raise NothingToAgreeTo
    row.declined_at = row.declined_at or at
    row.save(update_fields=["declined_at"])
    return told_presented(row, at=at)


def _taken(wanted: models.Presented, digits: Digits) -> Presented:
    first = models.Presented.objects.filter(id=wanted.id).select_related("merchant", "device").first()
    if first:
        return told_presented(_same(first, wanted, digits), at=wanted.at)
    wanted.device, wanted.step = _read(digits, wanted.merchant_id, at=wanted.at)
    if models.Presented.objects.filter(device=wanted.device, step=wanted.step).exists():
        raise PresentedCodeUsed
    wanted.payer_id = wanted.device.person_id
    wanted.asks = wanted.amount_minor > asks_above() or proof.asks(wanted.amount_minor)
    wanted.expires_at = wanted.at + ANSWER_WITHIN if wanted.asks else wanted.at
    wanted.save(force_insert=True)
    if not wanted.asks:
        _pay(wanted, at=wanted.at)
    return told_presented(wanted, at=wanted.at)


def _read(digits: Digits, merchant_id: UUID, *, at: datetime) -> tuple[models.Device, int]:
    wrong = models.WrongCode.objects.filter(merchant_id=merchant_id, at__gt=at - WRONG_CODES_WITHIN).count()
    if wrong >= WRONG_CODES_MAX:
        raise TooManyWrongCodes
    device = models.Device.objects.filter(number=digits.number, expires_at__gt=at).first()
    step = presenting.step_of(digits, _secret(device.id), at=at) if device else None
    if device is None or step is None:
        raise PresentedCodeOver
    return device, step


def _pay(row: models.Presented, *, at: datetime, confirmation: UUID | None = None) -> None:
    try:
        pay(key=row.id, payer_id=row.payer_id, code=row.merchant_id, amount_minor=row.amount_minor, at=at, confirmation=confirmation)
    except (KeyReused, ConfirmationNeeded):
        raise
    except Refusal as why:
        raise _Cannot(why) from why


def _agreed(row: models.Presented, *, at: datetime, confirmation: UUID | None) -> Presented:
    state = told_presented(row, at=at).state
    if state not in (PAID, WAITING):
        raise NothingToAgreeTo
    if state == WAITING:
        _pay(row, at=at, confirmation=confirmation)
    return told_presented(row, at=at)


def _asked(presented_id: UUID, person_id: UUID) -> models.Presented:
    found = models.Presented.objects.select_for_update(of=("self",)).select_related("merchant")
    row = found.filter(id=presented_id, payer_id=person_id, asks=True).first()
    if row is None:
        raise NothingToAgreeTo
    return row


def _same(first: models.Presented, wanted: models.Presented, digits: Digits) -> models.Presented:
    same_code = first.device.number == digits.number and presenting.password(_secret(first.device_id), first.step) == digits.password
    if not same_code or any(getattr(first, name) != getattr(wanted, name) for name in ("merchant_id", "by_id", "amount_minor", "asset")):
        raise KeyReused
    return first


def _new_device(person_id: UUID, *, at: datetime) -> models.Device:
    while True:
        number = f"{secrets.randbelow(10**presenting.NUMBER_DIGITS):0{presenting.NUMBER_DIGITS}}"
        made = {"person_id": person_id, "opened_at": at, "expires_at": at + DEVICE_LIFETIME, "id": uuid7(at)}
        device, new = models.Device.objects.get_or_create(number=number, defaults=made)
        if new:
            return device


def _secret(device_id: UUID) -> bytes:
    """Follows from the deployment's own secret, so that who reads the database can make no codes."""
    return salted_hmac("zhiyin.payments.presented", str(device_id), algorithm="sha256").digest()


def _note_wrong_code(merchant_id: UUID, digits: Digits, *, at: datetime) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("delete from payments_wrongcode where merchant_id = %s and at < %s", [merchant_id, at - WRONG_CODES_WITHIN])
        cursor.execute(WRONG_SQL, [merchant_id, digits.number + digits.password, at])


def _tell(why: Refusal, row: models.Presented, *, at: datetime) -> None:
    """The payment's own telling was taken back with everything else that was done."""
    with transaction.atomic():
        outbox.publish(
            PaymentRefused(id=uuid7(at), at=at, payer_id=row.payer_id, reason=why.code, merchant_id=row.merchant_id, amount_minor=row.amount_minor)
        )
