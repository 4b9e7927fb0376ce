"""Money for somebody who may not have a wallet yet: it waits behind a link for a week."""

import hashlib
from base64 import urlsafe_b64encode
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from django.utils.crypto import salted_hmac

from zhiyin.events.together import MoneyLeft, MoneyLeftEnded
from zhiyin.kit.errors import Refusal
from zhiyin.kit.ids import derived
from zhiyin.outbox import services as outbox
from zhiyin.payments.models import ClaimLink
from zhiyin.payments.notes import checked_note
from zhiyin.payments.services.together.confirming import check_left
from zhiyin.payments.services.together.rounds import round_of
from zhiyin.wallets import queries as wallet_queries
from zhiyin.wallets import services as wallets
from zhiyin.wallets.services import Code, KeyReused, NoWallet, check_amount
from zhiyin.wallets.services.limits import TRANSFER, Deed, obey

log = structlog.get_logger()
WAITS = timedelta(days=7)
NAME = "Money link 转账链接"  # as the sender confirms it
TOKEN_CHARACTERS_MAX = 64


class NoSuchLink(Refusal):
    """There is no money behind that link, or it is somebody else's to take back."""

    code = "no_such_link"
    status = 404


class LinkEnded(Refusal):
    """The money was claimed or taken back, or its week is over."""

    code = "link_ended"
    status = 409


class OwnLink(Refusal):
    """Who left the money opened the link."""

    code = "own_link"


def leave_money(  # noqa: PLR0913  as a transfer
    *, key: UUID, sender_id: UUID, amount_minor: int, at: datetime, note: str = "", confirmation: UUID | None = None
) -> UUID:
    """The money has left the sender and waits a week behind a link (`link_token`); `MoneyLeft` is told; answers the link's id.

    Units: minor, of the deployment's currency. Raises `BadAmount`, `BadNote`, `OverLimit`, `InsufficientFunds`, `NoWallet`, `AccountFrozen`,
    `KeyReused`; `ConfirmationNeeded` above the operator's limit, until `confirmation` names what the sender confirmed.
    Repeats: the same key with the same content leaves money once; with other content it is refused.
    """
    check_amount(amount_minor)
    wanted = ClaimLink(
        id=key,
        sender_id=sender_id,
        digest=_digest(_token(key)),
        amount_minor=amount_minor,
        asset=wallet_queries.default_asset(),
        note=checked_note(note),
        at=at,
        expires_at=at + WAITS,
    )
    return wallets.together(lambda: _leave(wanted, confirmation))


def link_token(claim_id: UUID, *, sender_id: UUID) -> str:
    """The secret of the link, for who left the money; empty when it waits no longer, or the deployment's secret has changed since. One statement.

    It is worked out from the id and the deployment's secret, so that neither the database nor a backup can open a link. Repeats: the same.
    """
    row = ClaimLink.objects.filter(id=claim_id, sender_id=sender_id, state=ClaimLink.WAITING).first()
    token = _token(claim_id)
    return token if row and bytes(row.digest) == _digest(token) else ""


def claim_money(token: str, *, person_id: UUID, at: datetime) -> UUID:
    """The money is in the wallet of this person, who came with the link; `MoneyLeftEnded` is told; answers the link's id.

    Raises `NoSuchLink`, `OwnLink`, `LinkEnded`, `AccountFrozen`, `OverCeiling`. Repeats: who has claimed it is answered the same, nothing moves.
    """
    return wallets.together(lambda: _claim(_digest(token[:TOKEN_CHARACTERS_MAX]), person_id, at))


def take_money_back(claim_id: UUID, *, sender_id: UUID, at: datetime) -> None:
    """The money is in the sender's wallet again; `MoneyLeftEnded` is told. Raises `NoSuchLink`, `LinkEnded`. Repeats: nothing moves."""
    wallets.together(lambda: _take_back(claim_id, sender_id, at))


def return_expired_money(at: datetime) -> int:
    """What nobody claimed within its week is with its senders again; `MoneyLeftEnded` is told of each. How many ended.

    Repeats: a link ends once, also when somebody claims it, or another worker ends it, at the same moment.
    """
    due = ClaimLink.objects.filter(state=ClaimLink.WAITING, expires_at__lte=at).order_by("expires_at").values_list("id", flat=True)
    return round_of(list(due), lambda claim_id: _returned(claim_id, at))


def _leave(wanted: ClaimLink, confirmation: UUID | None) -> UUID:
    if first := ClaimLink.objects.filter(id=wanted.id).first():
        if any(getattr(first, name) != getattr(wanted, name) for name in ("sender_id", "amount_minor", "asset", "note")):
            raise KeyReused
        return first.id
    obey(Deed(person_id=wanted.sender_id, kind=TRANSFER, asset=wanted.asset, amount_minor=wanted.amount_minor), at=wanted.at)
    check_left(wanted.id, NAME, sender_id=wanted.sender_id, amount_minor=wanted.amount_minor, confirmation=confirmation, at=wanted.at)
    debit = wallet_queries.accounts((wanted.sender_id,), asset=wanted.asset).get(wanted.sender_id)
    if debit is None:
        raise NoWallet
    credit = wallets.open_wallet(wanted.id, asset=wanted.asset, kind="holding", at=wanted.at)
    wanted.save(force_insert=True)
    outbox.publish(MoneyLeft(id=wanted.id, at=wanted.at, sender_id=wanted.sender_id, amount_minor=wanted.amount_minor, asset=wanted.asset))
    wallets.move(key=wanted.id, debit=debit, credit=credit, amount_minor=wanted.amount_minor, asset=wanted.asset, code=Code.CLAIM)
    return wanted.id


def _claim(digest: bytes, person_id: UUID, at: datetime) -> UUID:
    row = ClaimLink.objects.select_for_update(no_key=True).filter(digest=digest).first()
    if row is None:
        raise NoSuchLink
    if row.claimer_id == person_id:
        return row.id
    if row.state != ClaimLink.WAITING or at >= row.expires_at:
        raise LinkEnded
    if row.sender_id == person_id:
        raise OwnLink
    row.claimer_id = person_id
    _end(row, ClaimLink.CLAIMED, payee_id=person_id, at=at)
    return row.id


def _take_back(claim_id: UUID, sender_id: UUID, at: datetime) -> None:
    row = ClaimLink.objects.select_for_update(no_key=True).filter(id=claim_id, sender_id=sender_id).first()
    if row is None:
        raise NoSuchLink
    if row.state == ClaimLink.CLAIMED:
        raise LinkEnded
    if row.state == ClaimLink.WAITING:
        _end(row, ClaimLink.TAKEN_BACK, payee_id=sender_id, at=at)


def _returned(claim_id: UUID, at: datetime) -> bool:
    try:
        return wallets.together(lambda: _return(claim_id, at))
    except Refusal as refusal:  # the sender's wallet is frozen: the money waits where it is, and the other links go on
        log.warning("money left not returned", claim_id=str(claim_id), reason=refusal.code)
        return False


def _return(claim_id: UUID, at: datetime) -> bool:
    row = ClaimLink.objects.select_for_update(no_key=True).get(id=claim_id)
    if row.state != ClaimLink.WAITING or at < row.expires_at:
        return False
    _end(row, ClaimLink.RETURNED, payee_id=row.sender_id, at=at)
    return True


def _end(row: ClaimLink, state: str, *, payee_id: UUID, at: datetime) -> None:
    credit = wallets.open_wallet(payee_id, asset=row.asset, at=at)
    debit = wallet_queries.accounts((row.id,), asset=row.asset)[row.id]
    end_id = derived("money left ended", row.id)
    row.state, row.ended_at, row.end_id = state, at, end_id
    row.save(update_fields=["state", "claimer", "ended_at", "end_id"])
    outbox.publish(
        MoneyLeftEnded(
            id=end_id,
            at=at,
            claim_id=row.id,
            sender_id=row.sender_id,
            amount_minor=row.amount_minor,
            asset=row.asset,
            state=state,
            claimer_id=row.claimer_id,
        )
    )
    wallets.move(key=end_id, debit=debit, credit=credit, amount_minor=row.amount_minor, asset=row.asset, code=Code.CLAIM)


def _token(claim_id: UUID) -> str:
    return urlsafe_b64encode(salted_hmac("zhiyin money link", str(claim_id), algorithm="sha256").digest()).rstrip(b"=").decode()


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
