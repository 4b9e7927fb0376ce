"""What is in a wallet, and how it came there. Everything about money is read from the ledger."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings

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


def default_asset() -> str:
    """The currency of this deployment, as its operator set it. No SQL."""
    return str(settings.CONFIG.asset)


def wallet(owner_id: UUID, *, asset: str = "") -> Wallet:
    """The wallet of a person or merchant. Two statements."""
    return wallets((owner_id,), asset=asset)[owner_id]


def wallets(owner_ids: Iterable[UUID], *, asset: str = "") -> dict[UUID, Wallet]:
    """The wallets of these owners, each with its balance; every id gets one. Two statements."""
    kind, owners = asset or default_asset(), set(owner_ids)
    of_owner = accounts(owners, asset=kind)
    balances = ledger.balances(list(of_owner.values())) if of_owner else {}
    found = {}
    for owner in owners:
        account = of_owner.get(owner)
        balance = balances.get(account) if account else None
        posted, available = (balance.posted, balance.available) if balance else (0, 0)
        found[owner] = Wallet(owner_id=owner, asset=kind, account_id=account, balance_minor=posted, available_minor=available)
    return found


def accounts(owner_ids: Iterable[UUID], *, asset: str = "") -> dict[UUID, int]:
    """The ledger account of each owner who has a wallet. One statement."""
    rows = models.Wallet.objects.filter(owner_id__in=set(owner_ids), asset=asset or default_asset())
    return dict(rows.values_list("owner_id", "account_id"))


def statement(owner_id: UUID, *, before: datetime | None = None, limit: int = 50, asset: str = "") -> tuple[Entry, ...]:
    """The newest entries of a wallet, each with the balance after it; empty for an owner without one. Two statements."""
    account = accounts((owner_id,), asset=asset).get(owner_id)
    return ledger.statement(account, before=before, limit=limit) if account else ()


def entries(owner_id: UUID, transfer_ids: Sequence[UUID], *, asset: str = "") -> dict[UUID, Entry]:
    """What these transfers did to a wallet, by transfer. Two statements."""
    account = accounts((owner_id,), asset=asset).get(owner_id)
    found = ledger.entries_of(account, transfer_ids) if account and transfer_ids else ()
    return {entry.transfer_id: entry for entry in found}
