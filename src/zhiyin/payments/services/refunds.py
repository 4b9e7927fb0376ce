"""A merchant gives a payment back, whole or in parts."""

from datetime import datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection

from zhiyin.events.money import Line, PaymentRefunded
from zhiyin.kit.errors import Refusal
from zhiyin.kit.formats import money
from zhiyin.ledger.services import Command, Op, Status, post_in
from zhiyin.outbox import services as outbox
from zhiyin.payments import models
from zhiyin.payments.notes import checked_note
from zhiyin.payments.queries.refunds import Refund, given_back, told_refund
from zhiyin.payments.queries.staff import OWNER, refundable_today
from zhiyin.payments.services.staff import NotAtThisTill, check_works_here
from zhiyin.wallets import queries as wallet_queries
from zhiyin.wallets import services as wallets
from zhiyin.wallets.services import AccountFrozen, Code, KeyReused, NoWallet, OverCeiling, check_amount


class UnknownPayment(Refusal):
    """No payment has that number."""

    code = "unknown_payment"
    status = 404


class RefundTooLarge(Refusal):
    """Less than that is left of the payment."""

    code = "refund_too_large"


class TakingsTooSmall(Refusal):
    """The merchant's wallet has less than that."""

    code = "takings_too_small"


class OverRefundLimit(Refusal):
    """A cashier gives back no more than so much a day; an owner does the rest."""

    code = "over_refund_limit"


def refund(  # noqa: PLR0913  a refund has this many terms, all by name
    *, key: UUID, payment_id: UUID, by_id: UUID, amount_minor: int, at: datetime, note: str = ""
) -> Refund:
    """The payer has that much of the payment back; `PaymentRefunded` is told in the same commit. Or nothing of it.

    Any number of parts, together never more than the payment. `by_id`: an owner of the shop, or a cashier within a limit of the day.
    Units: minor, of the payment. Raises `UnknownPayment`, `NotAtThisTill`, `BadAmount`, `RefundTooLarge`, `OverRefundLimit`, `TakingsTooSmall`,
    `AccountFrozen`, `OverCeiling`, `NoWallet`, `BadNote`, `KeyReused`.
    Repeats: the same key with the same content answers the first refund and moves nothing; with other content it is refused.
    """
    check_amount(amount_minor)
    text = checked_note(note)
    return wallets.together(lambda: _refund(key, payment_id, by_id, amount_minor=amount_minor, at=at, note=text))


def _refund(  # noqa: PLR0913  as `refund`
    key: UUID, payment_id: UUID, by_id: UUID, *, amount_minor: int, at: datetime, note: str
) -> Refund:
    _one_after_the_other(payment_id)
    paid = models.Payment.objects.filter(id=payment_id).first()
    if paid is None:
        raise UnknownPayment
    role = check_works_here(paid.merchant_id, by_id)
    wanted = models.Refund(
        id=key,
        payment=paid,
        payer_id=paid.payer_id,
        merchant_id=paid.merchant_id,
        by_id=by_id,
        amount_minor=amount_minor,
        asset=paid.asset,
        note=note,
        at=at,
    )
    if first := models.Refund.objects.filter(id=key).first():
        return told_refund(_same(first, wanted))
    before = given_back([paid.id]).get(paid.id, 0)
    if before + amount_minor > paid.amount_minor:
        raise RefundTooLarge(left=money(paid.amount_minor - before, paid.asset))
    if role != OWNER:
        _check_limit(wanted)
    wanted.save(force_insert=True)
    outbox.publish(_fact(wanted, paid, before=before))
    _move(wanted)
    return told_refund(wanted)


def _one_after_the_other(payment_id: UUID) -> None:
    """Parts of one payment are given back one after the other: each knows what those before it took. The ledger's budget holds in any case."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 4))", [str(payment_id)])


def _check_limit(wanted: models.Refund) -> None:
    place = models.Staff.objects.select_for_update().filter(merchant_id=wanted.merchant_id, person_id=wanted.by_id, ended_at=None).first()
    if place is None or place.accepted_at is None:
        raise NotAtThisTill  # it was closed a moment ago
    left = refundable_today(wanted.merchant_id, wanted.by_id, since=beginning_of_day(wanted.at))
    if left is not None and wanted.amount_minor > left:
        raise OverRefundLimit(left=money(left, wanted.asset), most=money(place.refund_max_minor, wanted.asset))


def beginning_of_day(at: datetime) -> datetime:
    """When that day began where the deployment is. Changes nothing. Repeats: the same answer."""
    place = ZoneInfo(settings.CONFIG.timezone)
    return datetime.combine(at.astimezone(place).date(), time.min, place)


def _same(first: models.Refund, wanted: models.Refund) -> models.Refund:
    if any(getattr(first, name) != getattr(wanted, name) for name in ("payment_id", "by_id", "amount_minor", "note")):
        raise KeyReused
    return first


def _move(wanted: models.Refund) -> None:
    accounts = wallet_queries.accounts((wanted.payer_id, wanted.merchant_id), asset=wanted.asset)
    debit, credit = accounts.get(wanted.merchant_id), accounts.get(wanted.payer_id)
    if debit is None or credit is None:
        raise NoWallet
    command = Command(
        id=wanted.id, op=Op.REVERSE, debit=debit, credit=credit, amount_minor=wanted.amount_minor, code=Code.REFUND, ref=wanted.payment_id
    )
    outcome = post_in([command])[0]
    if outcome.status not in (Status.OK, Status.DUPLICATE):
        raise _refusal(outcome.status, wanted)


def _refusal(status: Status, wanted: models.Refund) -> Refusal:
    return {
        Status.INSUFFICIENT: TakingsTooSmall(amount=money(wanted.amount_minor, wanted.asset)),
        Status.ALREADY_REVERSED: RefundTooLarge(left=money(0, wanted.asset)),
        Status.FROZEN: AccountFrozen(),
        Status.CEILING: OverCeiling(),
        Status.KEY_REUSED: KeyReused(),
    }.get(status) or UnknownPayment()


def _fact(wanted: models.Refund, paid: models.Payment, *, before: int) -> PaymentRefunded:
    return PaymentRefunded(
        id=wanted.id,
        at=wanted.at,
        payment_id=paid.id,
        paid_at=paid.at,
        payer_id=wanted.payer_id,
        merchant_id=wanted.merchant_id,
        amount_minor=wanted.amount_minor,
        asset=wanted.asset,
        lines=_lines(paid, before=before, after=before + wanted.amount_minor),
    )


def _lines(paid: models.Payment, *, before: int, after: int) -> tuple[Line, ...]:
    """The refund's part of each line of the receipt, so that all parts of a payment given back in full are all of each line."""
    rows = models.Line.objects.filter(payment_id=paid.id).order_by("number")
    parts = ((row.item_id, row.amount_minor * after // paid.amount_minor - row.amount_minor * before // paid.amount_minor) for row in rows)
    return tuple(Line(item_id=item, quantity=0, amount_minor=part) for item, part in parts if part)
