"""A person pays a merchant, or sends money to another person."""

import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TypeVar
from uuid import UUID

import structlog
from django.db import DatabaseError, connection, transaction

from zhiyin.events.money import PaymentCompleted, PaymentRefused, TransferCompleted
from zhiyin.identity import queries as identity
from zhiyin.kit.errors import Refusal
from zhiyin.kit.ids import uuid7
from zhiyin.kit.money import AMOUNT_MINOR_MAX
from zhiyin.kit.statements import Prepared
from zhiyin.outbox import services as outbox
from zhiyin.payments import codes, models
from zhiyin.payments.codes import Found
from zhiyin.payments.notes import checked_note
from zhiyin.payments.queries.receipts import Payment, Transfer, told_payment, told_transfer
from zhiyin.payments.services.orders import receipt_lines
from zhiyin.payments.services.proof import ConfirmationNeeded, asks, check_confirmed, terms_of, worth_of
from zhiyin.wallets import queries as wallet_queries
from zhiyin.wallets import services as wallets
from zhiyin.wallets.services import Code, InsufficientFunds, KeyReused, NoWallet, check_amount
from zhiyin.wallets.services.limits import PAYMENT, TRANSFER, Deed, obey

log = structlog.get_logger()
Row = TypeVar("Row", models.Payment, models.Transfer)

TRANSFER_SQL = Prepared("""
insert into payments_transfer (id, sender_id, recipient_id, amount_minor, asset, note, at) values (%s, %s, %s, %s, %s, %s, %s)
on conflict (id) do nothing
""")


class PayingYourself(Refusal):
    """Payer and payee are one."""

    code = "paying_yourself"


class UnknownPerson(Refusal):
    """Nobody has that handle."""

    code = "unknown_person"


class CardDidNotPay(Refusal):
    """The card that was to pay all of it has said no, or nothing yet."""

    code = "card_did_not_pay"


class _Judged(Exception):
    """The payment could be made as far as anybody can know before a card is asked; nothing of it stays."""


@dataclass(frozen=True, slots=True)
class CardFirst:
    """A card brings all of the payment, whatever the wallet has: it is asked before any money moves, once everything else has been judged."""

    bring: Callable[[], bool]

    def __call__(self) -> bool:
        """Whether it has."""
        return self.bring()


def pay(  # noqa: PLR0913  a payment has this many terms, all by name
    *,
    key: UUID,
    payer_id: UUID,
    code: str | UUID,
    amount_minor: int | None = None,
    at: datetime,
    note: str = "",
    confirmation: UUID | None = None,
    cover: Callable[[], bool] | None = None,
) -> Payment:
    """The merchant has the money and the payer has that much less; `PaymentCompleted` is told in the same commit. Or nothing of it.

    `code`: a scanned payload, a typed short code or slug, or the merchant's id. Units: minor, of the deployment's currency; None: the code says it.
    Raises `InsufficientFunds`, `BadAmount`, `AmountDiffers`, `UnknownPayee`, `CodeTampered`, `CodeNotOurs`, `CodeExpired`, `CodeUsed`,
    `CodeCancelled`, `WrongCurrency`, `PayingYourself`, `NoWallet`, `OverLimit`, `AccountFrozen`, `OverCeiling`, `BadNote`, `KeyReused`;
    `PaymentRefused` is told of each.
    `ConfirmationNeeded` above the operator's limits, until `confirmation` names what the payer confirmed (`identity.stepup`);
    `ConfirmationDiffers` and `ConfirmationOver` when that does not fit. `cover` is called, outside any transaction, when only money is lacking;
    when it answers True it is tried once more (`funding.services.cover`). A `CardFirst` is called in any case; `CardDidNotPay` when it answers False.
    Repeats: the same key with the same content answers the first payment and moves nothing; with other content it is refused.
    """
    try:
        text = checked_note(note)
        deed = partial(_pay, key=key, payer_id=payer_id, given=amount_minor, at=at, note=text, confirmation=confirmation)
        if isinstance(cover, CardFirst):
            _bring_all(key, lambda: deed(codes.found(code)), cover)
        return _covered(lambda: wallets.together(lambda: deed(codes.found(code))), cover)
    except ConfirmationNeeded:
        raise  # a question, not a refusal: nobody hears of it
    except Refusal as refusal:
        _tell(refusal, payer_id=payer_id, code=code, amount_minor=amount_minor, at=at)
        raise


def transfer(  # noqa: PLR0913  as `pay`
    *, key: UUID, sender_id: UUID, to_handle: str, amount_minor: int, at: datetime, note: str = "", confirmation: UUID | None = None, asset: str = ""
) -> Transfer:
    """The person of that handle has the money and the sender has that much less; `TransferCompleted` is told in the same commit. Or nothing of it.

    Units: minor, of `asset`; "": of the deployment's currency.
    Raises `UnknownAsset`, `InsufficientFunds`, `BadAmount`, `UnknownPerson`, `PayingYourself`, `NoWallet`,
    `OverLimit`, `AccountFrozen`, `OverCeiling`, `BadNote`, `KeyReused`; what it raises about `confirmation`, as `pay`.
    Repeats: the same key with the same content answers the first transfer and moves nothing; with other content it is refused.
    """
    text = checked_note(note)
    check_amount(amount_minor)
    recipient = identity.by_handle(to_handle[:60])
    if recipient is None:
        raise UnknownPerson(handle=to_handle.strip().lstrip("@")[:30])
    unit = wallets.check_offered(asset).asset.code if asset else wallet_queries.default_asset()
    wanted = models.Transfer(id=key, sender_id=sender_id, recipient_id=recipient.id, amount_minor=amount_minor, asset=unit, note=text, at=at)
    return wallets.together(lambda: _transfer(wanted, payee=recipient.name, confirmation=confirmation))


def _bring_all(key: UUID, deed: Callable[[], Payment], cover: CardFirst) -> None:
    """The card has paid for a deed that nothing but money stands in the way of: no card is asked for what was done before, or would be refused."""

    def judge() -> None:
        if models.Payment.objects.filter(id=key).exists():
            return
        with contextlib.suppress(InsufficientFunds):
            deed()
        raise _Judged

    try:
        wallets.together(judge)
    except _Judged:
        if not cover():
            raise CardDidNotPay from None


def _covered(deed: Callable[[], Payment], cover: Callable[[], bool] | None) -> Payment:
    try:
        return deed()
    except InsufficientFunds:
        if cover is None or not cover():
            raise
    return deed()


def _pay(  # noqa: PLR0913  as `pay`
    found: Found, *, key: UUID, payer_id: UUID, given: int | None, at: datetime, note: str, confirmation: UUID | None
) -> Payment:
    amount = codes.agreed_amount(found.amount_minor, given, found.asset)
    wanted = models.Payment(
        id=key,
        payer_id=payer_id,
        merchant=found.merchant,
        code=found.code,
        amount_minor=amount,
        asset=found.asset,
        note=note or (found.code.note if found.code else ""),
        at=at,
    )
    if first := models.Payment.objects.filter(id=key).first():
        return told_payment(_same(first, wanted, "payer_id", "merchant_id", "code_id", "amount_minor", "asset", "note"))
    check_amount(amount)
    codes.check_usable(found.code, at=at)
    if found.merchant.owner_id == payer_id:
        raise PayingYourself
    deed = Deed(person_id=payer_id, kind=PAYMENT, asset=found.asset, amount_minor=amount, category=found.merchant.mcc)
    debit, credit = _accounts(deed, found.merchant.id, at=at)
    if confirmation or asks(amount):
        _check_payment(wanted, confirmation)
    wanted.save(force_insert=True)
    lines = receipt_lines(wanted)
    outbox.publish(
        PaymentCompleted(id=key, at=at, payer_id=payer_id, merchant_id=found.merchant.id, amount_minor=amount, asset=found.asset, lines=lines)
    )
    wallets.move(key=key, debit=debit, credit=credit, amount_minor=amount, asset=found.asset, code=Code.PAYMENT)
    return told_payment(wanted)


def _check_payment(wanted: models.Payment, confirmation: UUID | None) -> None:
    shop = wanted.merchant
    terms = terms_of(kind="payment", key=wanted.id, payee=(shop.id, shop.name_en, shop.name_zh), amount_minor=wanted.amount_minor, asset=wanted.asset)
    known = models.Payment.objects.filter(payer_id=wanted.payer_id, merchant_id=shop.id)
    check_confirmed(
        payer_id=wanted.payer_id,
        terms=terms,
        amount_minor=wanted.amount_minor,
        is_new_payee=not known.exists(),
        confirmation=confirmation,
        at=wanted.at,
    )


def _check_transfer(wanted: models.Transfer, payee: str, confirmation: UUID | None, worth_minor: int) -> None:
    terms = terms_of(kind="transfer", key=wanted.id, payee=(wanted.recipient_id, payee), amount_minor=wanted.amount_minor, asset=wanted.asset)
    known = models.Transfer.objects.filter(sender_id=wanted.sender_id, recipient_id=wanted.recipient_id).exclude(id=wanted.id)
    check_confirmed(
        payer_id=wanted.sender_id,
        terms=terms,
        amount_minor=worth_minor,
        is_new_payee=not known.exists(),
        confirmation=confirmation,
        at=wanted.at,
    )


def _transfer(wanted: models.Transfer, *, payee: str, confirmation: UUID | None) -> Transfer:
    if wanted.sender_id == wanted.recipient_id:
        raise PayingYourself
    if not _is_new(wanted):
        first = models.Transfer.objects.get(id=wanted.id)
        return told_transfer(_same(first, wanted, "sender_id", "recipient_id", "amount_minor", "asset", "note"))
    _check_held(wanted)
    deed = Deed(person_id=wanted.sender_id, kind=TRANSFER, asset=wanted.asset, amount_minor=wanted.amount_minor)
    debit, credit = _accounts(deed, wanted.recipient_id, at=wanted.at)
    worth = worth_of(wanted.amount_minor, wanted.asset, at=wanted.at)
    if confirmation or asks(worth):
        _check_transfer(wanted, payee, confirmation, worth)
    outbox.publish(
        TransferCompleted(
            id=wanted.id,
            at=wanted.at,
            sender_id=wanted.sender_id,
            recipient_id=wanted.recipient_id,
            amount_minor=wanted.amount_minor,
            asset=wanted.asset,
        )
    )
    wallets.move(key=wanted.id, debit=debit, credit=credit, amount_minor=wanted.amount_minor, asset=wanted.asset, code=Code.TRANSFER)
    return told_transfer(wanted)


def _check_held(wanted: models.Transfer) -> None:
    """Who never had any of it lacks it, as does who spent it all: everybody has a wallet from the start only in the deployment's own currency."""
    if wanted.asset == wallet_queries.default_asset():
        return
    if wanted.sender_id not in wallet_queries.accounts((wanted.sender_id,), asset=wanted.asset):
        raise wallets.too_little(0, wanted.amount_minor, asset=wanted.asset) or NoWallet


def _is_new(wanted: models.Transfer) -> bool:
    """Writes the row down unless its key is there; waits for another request that is about to write the same key."""
    who = (wanted.id, wanted.sender_id, wanted.recipient_id)
    with connection.cursor() as cursor:
        cursor.execute(TRANSFER_SQL, (*who, wanted.amount_minor, wanted.asset, wanted.note, wanted.at))
        return bool(cursor.rowcount)


def _same(first: Row, wanted: Row, *names: str) -> Row:
    if any(getattr(first, name) != getattr(wanted, name) for name in names):
        raise KeyReused
    return first


def _accounts(deed: Deed, payee_id: UUID, *, at: datetime) -> tuple[int, int]:
    """The two ledger accounts, when the deed keeps to the payer's limits. Who is sent money may have joined a moment ago: their wallet opens now."""
    accounts, is_ruled = wallet_queries.sides(deed.person_id, payee_id, asset=deed.asset)
    if deed.kind == TRANSFER and payee_id not in accounts:
        accounts[payee_id] = wallets.open_wallet(payee_id, asset=deed.asset, at=at)
    if deed.person_id not in accounts or payee_id not in accounts:
        raise NoWallet
    obey(deed, at=at, is_ruled=is_ruled)
    return accounts[deed.person_id], accounts[payee_id]


def _tell(refusal: Refusal, *, payer_id: UUID, code: str | UUID, amount_minor: int | None, at: datetime) -> None:
    merchant_id = None
    with contextlib.suppress(Refusal):
        merchant_id = codes.found(code).merchant.id
    amount = amount_minor if isinstance(amount_minor, int) and 0 < amount_minor <= AMOUNT_MINOR_MAX else None
    try:
        with transaction.atomic():
            outbox.publish(PaymentRefused(id=uuid7(at), at=at, payer_id=payer_id, reason=refusal.code, merchant_id=merchant_id, amount_minor=amount))
    except DatabaseError:  # the person must hear why, whether or not anybody else does
        log.exception("refusal not told", payer_id=str(payer_id), reason=refusal.code)
