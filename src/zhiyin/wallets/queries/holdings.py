"""What is in a wallet, and how it came there. Everything about money is read from the ledger."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from zhiyin.kit.asking import Question
from zhiyin.kit.statements import Prepared
from zhiyin.ledger import queries as ledger
from zhiyin.ledger.queries import Entry
from zhiyin.wallets import models


@dataclass(frozen=True, slots=True, kw_only=True)
class Wallet:
    """An owner's money in one asset, in minor units. `available_minor` is the balance less what is held.

    Somebody who has just joined has `account_id` None and nothing in it: their wallet opens within moments.
    """

    owner_id: UUID
    asset: str
    account_id: int | None
    balance_minor: int
    available_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A room's record that money moved. `payer_id` None: it came from the deployment itself; `payee_id` None: it went there."""

    id: UUID
    payer_id: UUID | None
    payee_id: UUID | None
    asset: str
    amount_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A record and the journal disagree. `kind`: record_without_money | money_without_record | record_differs."""

    kind: str
    id: UUID


DIFFERENCES_MAX = 100
ACCOUNTS_SQL = Prepared("select owner_id, account_id from wallets_wallet where asset = %s and owner_id = any(%s::uuid[])")

# The payer first: the last column is about them.
SIDES_SQL = Prepared("""
select owner_id, account_id, owner_id = %s and (exists (select from wallets_limitrule r where r.person_id = owner_id)
                                             or exists (select from wallets_standing s where s.person_id = owner_id))
  from wallets_wallet where asset = %s and owner_id = any(%s::uuid[])
""")


def default_asset() -> str:
    """The currency of this deployment, as its operator set it. No SQL."""
    return str(settings.CONFIG.asset)


def wallet(owner_id: UUID, *, asset: str = "") -> Wallet:
    """The wallet of a person or merchant. Two statements."""
    return wallets((owner_id,), asset=asset)[owner_id]


def account(owner_id: UUID, *, asset: str = "") -> Question[int | None]:
    """The ledger account of a person or merchant, None without a wallet; to be asked together with other questions."""
    asked = (ACCOUNTS_SQL, (asset or default_asset(), [owner_id]))
    return Question((asked,), lambda rows: rows[0]["account_id"] if rows else None)


def wallet_of(owner_id: UUID, account_id: int | None, *, asset: str = "") -> Wallet:
    """The wallet of an owner whose `account` is known. One statement, none without an account."""
    return _wallet(owner_id, asset or default_asset(), account_id, ledger.balances([account_id]) if account_id else {})


def wallets(owner_ids: Iterable[UUID], *, asset: str = "") -> dict[UUID, Wallet]:
    """The wallets of these owners, each with its balance; every id gets one. Two statements."""
    kind, owners = asset or default_asset(), set(owner_ids)
    of_owner = accounts(owners, asset=kind)
    balances = ledger.balances(list(of_owner.values())) if of_owner else {}
    return {owner: _wallet(owner, kind, of_owner.get(owner), balances) for owner in owners}


def accounts(owner_ids: Iterable[UUID], *, asset: str = "") -> dict[UUID, int]:
    """The ledger account of each owner who has a wallet. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(ACCOUNTS_SQL, [asset or default_asset(), list(owner_ids)])
        return dict(cursor.fetchall())


def sides(payer_id: UUID, payee_id: UUID, *, asset: str) -> tuple[dict[UUID, int], bool]:
    """The ledger accounts of those of the two who have a wallet, and whether limits were set for the payer alone. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(SIDES_SQL, [payer_id, asset, [payer_id, payee_id]])
        rows = cursor.fetchall()
    return {owner: account for owner, account, _ in rows}, any(is_ruled for *_, is_ruled in rows)


def statement(owner_id: UUID, *, before: datetime | None = None, limit: int = 50, asset: str = "") -> tuple[Entry, ...]:
    """The newest entries of a wallet, each with the balance after it; empty for an owner without one. Two statements."""
    account = accounts((owner_id,), asset=asset).get(owner_id)
    return ledger.statement(account, before=before, limit=limit) if account else ()


def entries(owner_id: UUID, transfer_ids: Sequence[UUID], *, asset: str = "") -> dict[UUID, Entry]:
    """What these transfers did to a wallet, by transfer. Two statements."""
    account = accounts((owner_id,), asset=asset).get(owner_id)
    found = ledger.entries_of(account, transfer_ids) if account and transfer_ids else ()
    return {entry.transfer_id: entry for entry in found}


def differences(code: int, claims: Callable[[], Iterable[Claim]]) -> tuple[Difference, ...]:
    """Where a room's records of one code (`claims`) and the journal disagree; at most a hundred. Empty when all is well.

    Safe beside traffic: all of it is read in one snapshot. One statement for 5,000 movements, and those of `claims`.
    """
    return _compared(lambda: _movements(code), claims)


def held_differences(code: int, claims: Callable[[], Iterable[Claim]]) -> tuple[Difference, ...]:
    """Where a room's records of what is set aside under one code (`claims`: by the hold's id) and the journal's open holds disagree.

    As `differences`, with one statement for all holds.
    """
    return _compared(lambda: ledger.held(code), claims)


def _compared(moved: Callable[[], Iterable[ledger.Moved]], claims: Callable[[], Iterable[Claim]]) -> tuple[Difference, ...]:
    found: list[Difference] = []
    with _one_snapshot():
        account = {(owner, asset): number for owner, asset, number in models.Wallet.objects.values_list("owner_id", "asset", "account_id")}
        money = {each.transfer_id: (each.debit, each.credit, each.amount_minor) for each in moved()}
        for claim in claims():
            booked = money.pop(claim.id, None)
            if booked is None:
                found.append(Difference(kind="record_without_money", id=claim.id))
            elif booked != _as_claimed(claim, account, booked):
                found.append(Difference(kind="record_differs", id=claim.id))
    return tuple([*found, *(Difference(kind="money_without_record", id=key) for key in money)][:DIFFERENCES_MAX])


def _wallet(owner_id: UUID, asset: str, account_id: int | None, balances: dict[int, ledger.Balance]) -> Wallet:
    balance = balances.get(account_id) if account_id else None
    posted, available = (balance.posted, balance.available) if balance else (0, 0)
    return Wallet(owner_id=owner_id, asset=asset, account_id=account_id, balance_minor=posted, available_minor=available)


def _as_claimed(claim: Claim, account: dict[tuple[UUID, str], int], booked: tuple[int, int, int]) -> tuple[int | None, int | None, int]:
    """What the journal should say; where the deployment's own account stands, whatever it says."""
    debit = account.get((claim.payer_id, claim.asset)) if claim.payer_id else booked[0]
    credit = account.get((claim.payee_id, claim.asset)) if claim.payee_id else booked[1]
    return debit, credit, claim.amount_minor


def _movements(code: int) -> Iterator[ledger.Moved]:
    page = ledger.moved(code)
    while page:
        yield from page
        page = ledger.moved(code, after=page[-1].transfer_id)


@contextmanager
def _one_snapshot() -> Iterator[None]:
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if outermost:  # inside somebody's transaction the reader sees what that one sees
            with connection.cursor() as cursor:
                cursor.execute("set transaction isolation level repeatable read, read only")
        yield
