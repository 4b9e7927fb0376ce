"""What each movement of a wallet was: named from the rooms' records where they have one, from the journal's code where they have not."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from zhiyin.ledger.queries import Entry
from zhiyin.payments.queries.explaining import outside, shops, within
from zhiyin.payments.queries.explaining.words import Mine, Told
from zhiyin.wallets import queries as wallets
from zhiyin.wallets.services import Code

# Every number of `wallets.services.Code`.
CODES = {
    1: ("payment", "Payment", "付款"),
    2: ("transfer", "Transfer", "转账"),
    3: ("top_up", "Top-up", "充值"),
    4: ("refund", "Refund", "退款"),
    5: ("fee", "Fee", "手续费"),
    6: ("settlement", "Settlement", "结算"),
    7: ("withdrawal", "Withdrawal to your bank", "提现到银行卡"),
    8: ("exchange", "Exchange", "兑换"),
    9: ("deposit", "Deposit", "存入"),
    10: ("payout", "Payout", "转出"),
    11: ("claim", "Money link", "收款链接"),
    12: ("red_packet", "Red packet", "红包"),
    13: ("gift", "Group gift", "合送礼物"),
    20: ("given", "From those who run this wallet", "运营方发放"),
}
UNKNOWN = ("other", "Movement", "资金变动")
TELLERS: dict[int, Callable[[Mine], Iterable[tuple[UUID, Told]]]] = {
    Code.PAYMENT: within.payments,
    Code.TRANSFER: within.transfers,
    Code.TOP_UP: outside.top_ups,
    Code.REFUND: within.refunds,
    Code.FEE: shops.settlements,
    Code.SETTLEMENT: shops.settlements,
    Code.EXCHANGE: outside.exchanges,
    Code.DEPOSIT: outside.deposits,
    Code.PAYOUT: outside.payouts,
    Code.CLAIM: within.links,
    Code.RED_PACKET: within.red_packets,
    Code.GIFT: within.gifts,
    Code.ISSUE: outside.given,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """One movement of a wallet, explained. Amounts in minor units: `amount_minor` signed, `balance_minor` just after it was booked.

    `number` counts the wallet's movements from 1. `told` says from whom, to whom, how, and what of it was a fee or taken off.
    """

    id: UUID
    told: Told
    asset: str
    amount_minor: int
    balance_minor: int
    at: datetime
    booked_at: datetime
    number: int


def movement(owner_id: UUID, transfer_id: UUID) -> Movement | None:
    """What that transfer did to one of the wallets of a person or shop, explained; None when it did nothing to any. At most eight statements, and
    two for each other currency that they have.
    """
    for asset in _assets(owner_id):
        entry = wallets.entries(owner_id, (transfer_id,), asset=asset).get(transfer_id)
        if entry:
            return _explained(entry, told((entry,), owner_id=owner_id)[transfer_id], asset)
    return None


def account_book(owner_id: UUID, *, asset: str = "", limit: int = 50) -> tuple[Movement, ...]:
    """The newest movements of one currency of a wallet, each explained. Two statements, and those of `told`."""
    unit = asset or wallets.default_asset()
    found = wallets.statement(owner_id, asset=unit, limit=limit)
    names = told(found, owner_id=owner_id)
    return tuple(_explained(entry, names[entry.transfer_id], unit) for entry in found)


def told(entries: Iterable[Entry], *, owner_id: UUID) -> dict[UUID, Told]:
    """What those movements of an owner's wallet are called, each by its transfer's id. At most four statements for each kind that is among them; for
    this room.
    """
    every = {entry.transfer_id: entry for entry in entries}
    found = {key: _by_code(entry) for key, entry in every.items()}
    of_code: dict[int, Mine] = {}
    for key, entry in every.items():
        of_code.setdefault(entry.code, {})[key] = entry
    for code, mine in of_code.items():
        if code == Code.WITHDRAWAL:
            found |= dict(outside.withdrawals(mine, owner_id))
        elif code in TELLERS:
            found |= dict(TELLERS[code](mine))
    return found


def _assets(owner_id: UUID) -> Iterator[str]:
    own = wallets.default_asset()
    yield own
    yield from (each.asset for each in wallets.holdings(owner_id) if each.account_id and each.asset != own)


def _explained(entry: Entry, name: Told, asset: str) -> Movement:
    return Movement(
        id=entry.transfer_id,
        told=name,
        asset=asset,
        amount_minor=entry.amount_minor,
        balance_minor=entry.balance_minor,
        at=entry.at,
        booked_at=entry.booked_at,
        number=entry.n,
    )


def _by_code(entry: Entry) -> Told:
    kind, en, zh = CODES.get(entry.code, UNKNOWN)
    return Told(kind=kind, title_en=en, title_zh=zh)
