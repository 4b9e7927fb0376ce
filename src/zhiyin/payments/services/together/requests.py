"""Asking a person for money, and what becomes of it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection

from zhiyin.events.together import MoneyRequested, RequestReminded, RequestSettled
from zhiyin.identity import queries as identity
from zhiyin.kit.errors import Refusal
from zhiyin.kit.ids import derived
from zhiyin.outbox import services as outbox
from zhiyin.payments.models import MoneyRequest
from zhiyin.payments.notes import checked_note
from zhiyin.payments.queries.receipts import Transfer
from zhiyin.payments.services.pay import UnknownPerson, transfer
from zhiyin.wallets import queries as wallet_queries
from zhiyin.wallets import services as wallets
from zhiyin.wallets.services import KeyReused, check_amount

REMINDED_EVERY = timedelta(days=1)
OPEN_BETWEEN_TWO_MAX = 20


class AskingYourself(Refusal):
    """Who asks and who is asked are one."""

    code = "asking_yourself"


class NoSuchRequest(Refusal):
    """The person neither made nor received that request."""

    code = "no_such_request"
    status = 404


class RequestClosed(Refusal):
    """The request was paid, declined or cancelled before."""

    code = "request_closed"
    status = 409


class TooManyRequests(Refusal):
    """As many requests as may lie open between two people lie open already."""

    code = "too_many_requests"


class RemindedAlready(Refusal):
    """Less than a day has gone by since the request, or since the last reminder."""

    code = "reminded_already"


def ask(  # noqa: PLR0913  a request has this many terms, all by name
    *, key: UUID, asker_id: UUID, of_handle: str, amount_minor: int, at: datetime, note: str = ""
) -> UUID:
    """The person of that handle is asked for the money, and `MoneyRequested` is told; answers the request's id. No money moves.

    Units: minor, of the deployment's currency. Raises `UnknownPerson`, `AskingYourself`, `BadAmount`, `BadNote`, `TooManyRequests`, `KeyReused`.
    Repeats: the same key with the same content asks once; with other content it is refused.
    """
    check_amount(amount_minor)
    text = checked_note(note)
    payer = identity.by_handle(of_handle[:60])
    if payer is None:
        raise UnknownPerson(handle=of_handle.strip().lstrip("@")[:30])
    wanted = MoneyRequest(
        id=key, asker_id=asker_id, payer_id=payer.id, amount_minor=amount_minor, asset=wallet_queries.default_asset(), note=text, at=at
    )
    return wallets.together(lambda: _ask(wanted))


def pay_request(request_id: UUID, *, payer_id: UUID, at: datetime, confirmation: UUID | None = None) -> Transfer:
    """Who was asked has sent the money, and the request is paid: `TransferCompleted` and `RequestSettled` are told in one commit. Or nothing of it.

    Raises `NoSuchRequest`, `RequestClosed`, and what `transfer` raises. Repeats: the first transfer is answered and nothing moves.
    """
    return wallets.together(lambda: _pay(request_id, payer_id, at, confirmation=confirmation))


def decline_request(request_id: UUID, *, payer_id: UUID, at: datetime) -> None:
    """Who was asked has said no; `RequestSettled` is told. Raises `NoSuchRequest`, `RequestClosed`. Repeats: nothing changes."""
    wallets.together(lambda: _close(request_id, MoneyRequest.DECLINED, at, whose=lambda row: row.payer_id == payer_id))


def cancel_request(request_id: UUID, *, asker_id: UUID, at: datetime) -> None:
    """Who asked asks no longer; `RequestSettled` is told. Raises `NoSuchRequest`, `RequestClosed`. Repeats: nothing changes."""
    wallets.together(lambda: _close(request_id, MoneyRequest.CANCELLED, at, whose=lambda row: row.asker_id == asker_id))


def remind(request_id: UUID, *, asker_id: UUID, at: datetime) -> None:
    """Who was asked is reminded: `RequestReminded` is told. The first time a day after the request, then once a day at most.

    Raises `NoSuchRequest`, `RequestClosed`, `RemindedAlready`. Repeats: refused until a day has gone by.
    """
    wallets.together(lambda: _remind(request_id, asker_id, at))


def may_be_reminded(asked_at: datetime, reminded_at: datetime | None) -> datetime:
    """The first moment at which a request may be reminded of again. No SQL. Repeats: the same."""
    return (reminded_at or asked_at) + REMINDED_EVERY


def put(row: MoneyRequest) -> None:
    """The request is written down and `MoneyRequested` told, inside the caller's transaction: for this room's own services.

    Raises `AskingYourself`, `TooManyRequests`. Repeats: as the caller.
    """
    if row.asker_id == row.payer_id:
        raise AskingYourself
    with connection.cursor() as cursor:  # one at a time for each asker, so that the count below holds
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 6))", [str(row.asker_id)])
    between = MoneyRequest.objects.filter(asker_id=row.asker_id, payer_id=row.payer_id, state=MoneyRequest.OPEN)
    if between.count() >= OPEN_BETWEEN_TWO_MAX:
        raise TooManyRequests(most=OPEN_BETWEEN_TWO_MAX)
    row.save(force_insert=True)
    outbox.publish(
        MoneyRequested(
            id=row.id,
            at=row.at,
            asker_id=row.asker_id,
            person_id=row.payer_id,
            amount_minor=row.amount_minor,
            asset=row.asset,
            bill_id=row.bill_id,
        )
    )


def _ask(wanted: MoneyRequest) -> UUID:
    if first := MoneyRequest.objects.filter(id=wanted.id).first():
        same = ("asker_id", "payer_id", "bill_id", "amount_minor", "asset", "note")
        if any(getattr(first, name) != getattr(wanted, name) for name in same):
            raise KeyReused
        return first.id
    put(wanted)
    return wanted.id


def _pay(request_id: UUID, payer_id: UUID, at: datetime, *, confirmation: UUID | None) -> Transfer:
    row = _locked(request_id, whose=lambda row: row.payer_id == payer_id)
    asker = identity.person(row.asker_id)
    if row.state not in (MoneyRequest.OPEN, MoneyRequest.PAID):
        raise RequestClosed
    if asker is None:
        raise UnknownPerson(handle="")
    if row.state == MoneyRequest.OPEN:
        _settle(row, MoneyRequest.PAID, at)
    return transfer(
        key=derived("request paid", row.id),
        sender_id=payer_id,
        to_handle=asker.handle,
        amount_minor=row.amount_minor,
        at=at,
        note=row.note,
        confirmation=confirmation,
    )


def _close(request_id: UUID, state: str, at: datetime, *, whose: Callable[[MoneyRequest], bool]) -> None:
    row = _locked(request_id, whose=whose)
    if row.state == state:
        return
    if row.state != MoneyRequest.OPEN:
        raise RequestClosed
    _settle(row, state, at)


def _remind(request_id: UUID, asker_id: UUID, at: datetime) -> None:
    row = _locked(request_id, whose=lambda row: row.asker_id == asker_id)
    if row.state != MoneyRequest.OPEN:
        raise RequestClosed
    if at < may_be_reminded(row.at, row.reminded_at):
        raise RemindedAlready
    row.reminded_at = at
    row.save(update_fields=["reminded_at"])
    outbox.publish(
        RequestReminded(
            id=derived("request reminded", row.id, at.isoformat()),
            at=at,
            request_id=row.id,
            asker_id=row.asker_id,
            person_id=row.payer_id,
            amount_minor=row.amount_minor,
            asset=row.asset,
        )
    )


def _locked(request_id: UUID, *, whose: Callable[[MoneyRequest], bool]) -> MoneyRequest:
    row = MoneyRequest.objects.select_for_update(no_key=True).filter(id=request_id).first()
    if row is None or not whose(row):
        raise NoSuchRequest
    return row


def _settle(row: MoneyRequest, state: str, at: datetime) -> None:
    row.state, row.settled_at = state, at
    row.save(update_fields=["state", "settled_at"])
    outbox.publish(
        RequestSettled(
            id=derived("request settled", row.id),
            at=at,
            request_id=row.id,
            asker_id=row.asker_id,
            person_id=row.payer_id,
            amount_minor=row.amount_minor,
            asset=row.asset,
            state=state,
        )
    )
