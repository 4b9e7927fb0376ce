"""Opening wallets, and moving money between them."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from zhiyin.kit.errors import Refusal
from zhiyin.kit.formats import money
from zhiyin.kit.ids import derived
from zhiyin.kit.money import AMOUNT_MINOR_MAX, BadAmount
from zhiyin.ledger import queries as ledger_queries
from zhiyin.ledger import services as ledger
from zhiyin.ledger.services import Command, NewAccount, Outcome, Status
from zhiyin.wallets.codes import Code
from zhiyin.wallets.models import Freeze, Wallet
from zhiyin.wallets.queries.holdings import accounts, default_asset

Answer = TypeVar("Answer")


class NoWallet(Refusal):
    """The owner has no wallet in that asset."""

    code = "no_wallet"


class InsufficientFunds(Refusal):
    """The wallet that pays has less than that."""

    code = "insufficient_funds"


def too_little(available_minor: int, amount_minor: int | None, *, asset: str) -> InsufficientFunds | None:
    """What moving so much would be refused with, if no more than that is there. Minor units. No SQL. Repeats: the same answer."""
    if amount_minor is None or amount_minor <= available_minor:
        return None
    return _lacking(available_minor, amount_minor, asset)


class AccountFrozen(Refusal):
    """Nothing may leave or enter one of the two wallets."""

    code = "account_frozen"


class OverCeiling(Refusal):
    """The wallet that receives would hold more than it may."""

    code = "over_ceiling"


class WrongCurrency(Refusal):
    """The money asked for is of another currency than the wallet's."""

    code = "wrong_currency"


class HoldGone(Refusal):
    """The money that was held for this is held no longer."""

    code = "hold_gone"
    status = 409


class KeyReused(Refusal):
    """The key already names something else."""

    code = "key_reused"
    status = 409


def open_wallet(owner_id: UUID, *, asset: str = "", kind: str = Wallet.PERSON, at: datetime) -> int:
    """The owner has a wallet; answers its ledger account.

    Repeats: the same account, nothing new.
    """
    return open_wallets((owner_id,), asset=asset, kind=kind, at=at)[owner_id]


def open_wallets(owner_ids: Iterable[UUID], *, asset: str = "", kind: str = Wallet.PERSON, at: datetime) -> dict[UUID, int]:
    """Each of these owners (`kind`: person | merchant) has a wallet in the asset, which cannot go below zero; answers their ledger accounts.

    Repeats: the same accounts, nothing new, also when two callers race.
    """
    unit, owners = asset or default_asset(), list(dict.fromkeys(owner_ids))
    known = accounts(owners, asset=unit)
    missing = [owner for owner in owners if owner not in known]
    if not missing:
        return known
    with transaction.atomic():
        # The path is the account's name for ever, so whoever comes second is handed the same account.
        opened = ledger.open_accounts([NewAccount(path=f"{kind}:{owner}:{unit}", asset=unit, owner=owner) for owner in missing])
        rows = [
            Wallet(owner_id=owner, asset=unit, kind=kind, account_id=account, opened_at=at) for owner, account in zip(missing, opened, strict=True)
        ]
        Wallet.objects.bulk_create(rows, ignore_conflicts=True)
        if kind == Wallet.PERSON:
            _keep_frozen(dict(zip(missing, opened, strict=True)), at=at)
    return known | dict(zip(missing, opened, strict=True))


def together(work: Callable[[], Answer]) -> Answer:
    """What the work did is committed as one, or nothing of it; its answer.

    Raises what the work raises; `django.db.DatabaseError` when the database stays away.
    Repeats: when another request with the same key is faster, or the database is gone for a moment, the work is done once more, for about two
    seconds, and meets what was committed under its key. Inside somebody's transaction it is done once.
    """
    return _as_one(work) if connection.in_atomic_block else ledger.patiently(lambda: _looked_twice(work))


def move(  # noqa: PLR0913  a movement has this many terms, all by name
    *, key: UUID, debit: int, credit: int, amount_minor: int, asset: str, code: Code
) -> Outcome:
    """The money has left `debit` and entered `credit` (ledger accounts), when the caller's transaction commits: its last statement.

    Units: minor. Raises `InsufficientFunds`, `NoWallet`, `AccountFrozen`, `OverCeiling`, `WrongCurrency`, `KeyReused`, `BadAmount`.
    Repeats: the same key with the same content moves nothing and answers as the first time.
    """
    return book([Command(id=key, debit=debit, credit=credit, amount_minor=amount_minor, code=code)], asset=asset)[0]


def book(commands: Sequence[Command], *, asset: str) -> tuple[Outcome, ...]:
    """All these commands (holds, captures, linked legs too) take effect when the caller's transaction commits: its last statement.

    `asset` is what a refusal speaks in. Units: minor. Raises as `move`, for the first that cannot happen; `HoldGone` for a closed hold.
    Repeats: the same keys with the same content move nothing and answer as the first time.
    """
    outcomes = ledger.post_in(commands)
    refuse_unless_done(commands, outcomes, asset=asset)
    return outcomes


def refuse_unless_done(commands: Sequence[Command], outcomes: Sequence[Outcome], *, asset: str) -> None:
    """Raises the refusal of the first command that could not happen, if there is one. Changes nothing. Repeats: the same answer."""
    for command, outcome in zip(commands, outcomes, strict=True):
        if outcome.status not in (Status.OK, Status.DUPLICATE, Status.LINK_FAILED):
            raise _refusal(outcome.status, debit=command.debit, amount_minor=command.amount_minor, asset=asset)


def check_amount(amount_minor: int) -> None:
    """Raises `BadAmount` unless it is a whole number of minor units that a wallet can move. Changes nothing. Repeats: the same answer."""
    if not isinstance(amount_minor, int) or isinstance(amount_minor, bool):
        raise BadAmount(text=str(amount_minor)[:40], why="not_a_number")
    if amount_minor <= 0:
        raise BadAmount(text=str(amount_minor)[:40], why="not_positive")
    if amount_minor > AMOUNT_MINOR_MAX:
        raise BadAmount(text=f"{amount_minor:.3e}" if amount_minor < 10**300 else "…", why="too_large")


def system_account(name: str, asset: str = "") -> int:
    """The deployment's own account of that name ("issuer": where all money comes from), which may go below zero.

    Repeats: the same account.
    """
    unit = asset or default_asset()
    return ledger.open_accounts([NewAccount(path=f"system:{name}:{unit}", asset=unit, owner=None, floor=None)])[0]


def _keep_frozen(opened: dict[UUID, int], *, at: datetime) -> None:
    """Whoever is frozen is so in a currency that is new to them, too."""
    newest = Freeze.objects.filter(person_id__in=opened).order_by("person_id", "-at", "-id").distinct("person_id")
    for row in newest:
        if row.frozen:
            account = opened[row.person_id]
            ledger.freeze(account, key=derived("freeze", row.id, account), at=at)


def _looked_twice(work: Callable[[], Answer]) -> Answer:
    """A no is said once it was heard twice.

    Work looks for its key first and judges afterwards, and each statement sees what was committed before it. What stands in its way may be what
    another request with the same key has done in between; then that key is there for the second look. Only who is refused looks twice.
    """
    with suppress(Refusal):
        return _as_one(work)
    return _as_one(work)


def _as_one(work: Callable[[], Answer]) -> Answer:
    with transaction.atomic():
        return work()


def _lacking(available_minor: int, amount_minor: int, asset: str) -> InsufficientFunds:
    """What is said of it: money can be added only where it comes from somewhere, and another currency is exchanged."""
    config = settings.CONFIG
    comes_in = config.is_demo or config.stripe_key or config.bank_iban
    why = "other_asset" if asset != default_asset() else "" if comes_in else "nowhere"
    return InsufficientFunds(available=money(available_minor, asset), amount=money(amount_minor, asset), **({"why": why} if why else {}))


def _refusal(status: Status, *, debit: int, amount_minor: int, asset: str) -> Refusal:
    if status is Status.INSUFFICIENT:
        available = ledger_queries.balances([debit])[debit].available
        return _lacking(available, amount_minor, asset)
    return {
        Status.UNKNOWN_ACCOUNT: NoWallet(),
        Status.FROZEN: AccountFrozen(),
        Status.CEILING: OverCeiling(),
        Status.ASSET_MISMATCH: WrongCurrency(asset=asset, own=default_asset()),
        Status.KEY_REUSED: KeyReused(),
        Status.HOLD_NOT_OPEN: HoldGone(),
        Status.INVALID: BadAmount(text=str(amount_minor), why="too_large"),
    }[status]
