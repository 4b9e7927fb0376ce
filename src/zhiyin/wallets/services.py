"""Opening wallets."""

from collections.abc import Iterable
from datetime import datetime
from enum import IntEnum
from uuid import UUID

from django.db import transaction

from zhiyin.kit.errors import Refusal
from zhiyin.ledger import services as ledger
from zhiyin.ledger.services import NewAccount
from zhiyin.wallets.models import Wallet
from zhiyin.wallets.queries import accounts, default_asset


class Code(IntEnum):
    """What a ledger transfer is for: the `code` of each command. Numbers stay for ever, they are in the journal."""

    PAYMENT = 1
    TRANSFER = 2
    TOP_UP = 3


class NoWallet(Refusal):
    """The owner has no wallet in that asset."""

    code = "no_wallet"


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
    return known | dict(zip(missing, opened, strict=True))


def account_to_debit(owner_id: UUID, *, asset: str = "") -> int:
    """The ledger account that money may leave. Changes nothing.

    Raises `NoWallet`. Repeats: the same answer.
    """
    account = accounts((owner_id,), asset=asset).get(owner_id)
    if account is None:
        raise NoWallet
    return account


def system_account(name: str, asset: str = "") -> int:
    """The deployment's own account of that name ("issuer": where all money comes from), which may go below zero.

    Repeats: the same account.
    """
    unit = asset or default_asset()
    return ledger.open_accounts([NewAccount(path=f"system:{name}:{unit}", asset=unit, owner=None, floor=None)])[0]
