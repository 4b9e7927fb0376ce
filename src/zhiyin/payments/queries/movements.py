"""What each movement of a wallet was: named from the rooms' records where they have one, from the journal's code where they have not."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Sum

from zhiyin.ledger.queries import Entry
from zhiyin.payments import models
from zhiyin.wallets import queries as wallets
from zhiyin.wallets.queries import Exchange

# Every number of `wallets.services.Code`, also of those whose records lie in rooms that this one does not ask.
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
}
UNKNOWN = ("other", "Movement", "资金变动")


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a movement is called: who was at its other end, or what it was. `kind`: of CODES; a transfer is transfer_in or transfer_out."""

    kind: str
    title_en: str
    title_zh: str
    handle: str = ""
    note: str = ""
    category: str = ""

    def title(self, language: str) -> str:
        """The name in that language; the English one when there is no Chinese."""
        return self.title_zh or self.title_en if language.lower().startswith("zh") else self.title_en


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """One movement of a wallet, explained. Amounts in minor units: `amount_minor` signed, `balance_minor` just after it was booked.

    `number` counts the wallet's movements from 1; `discount_minor` is what coupons and offers took off before; `exchange` is what was given for what
    at which rate, when it was one. A person pays no fee within the wallet: a fee is always a movement of its own.
    """

    id: UUID
    told: Told
    asset: str
    amount_minor: int
    balance_minor: int
    discount_minor: int
    at: datetime
    booked_at: datetime
    number: int
    exchange: Exchange | None


def movement(person_id: UUID, transfer_id: UUID) -> Movement | None:
    """What that transfer did to one of the person's wallets, explained; None when it did nothing to any. At most six statements, and two for each
    other currency that the person has.
    """
    for asset in _assets(person_id):
        entry = wallets.entries(person_id, (transfer_id,), asset=asset).get(transfer_id)
        if entry:
            return _explained(person_id, entry, asset)
    return None


def _assets(person_id: UUID) -> Iterator[str]:
    own = wallets.default_asset()
    yield own
    yield from (each.asset for each in wallets.holdings(person_id) if each.account_id and each.asset != own)


def _explained(person_id: UUID, entry: Entry, asset: str) -> Movement:
    transfer_id = entry.transfer_id
    discount = models.Line.objects.filter(payment_id=transfer_id).aggregate(off=Sum("discount_minor"))["off"] or 0 if entry.code == 1 else 0
    return Movement(
        id=transfer_id,
        told=told((entry,))[transfer_id],
        asset=asset,
        amount_minor=entry.amount_minor,
        balance_minor=entry.balance_minor,
        discount_minor=discount,
        at=entry.at,
        booked_at=entry.booked_at,
        number=entry.n,
        exchange=wallets.exchange(entry.ref or transfer_id, person_id) if entry.code == 8 else None,
    )


def told(entries: Iterable[Entry]) -> dict[UUID, Told]:
    """What those movements of one wallet are called, each by its transfer's id. One statement for each kind that is among them; for this room."""
    every = {entry.transfer_id: entry for entry in entries}
    found = {key: _by_code(entry) for key, entry in every.items()}
    for code, asked in ((1, _payments), (2, _transfers), (4, _refunds), (11, _links), (12, _red_packets)):
        if mine := {key: entry for key, entry in every.items() if entry.code == code}:
            found |= dict(asked(mine))
    return found


def _by_code(entry: Entry) -> Told:
    kind, en, zh = CODES.get(entry.code, UNKNOWN)
    return Told(kind=kind, title_en=en, title_zh=zh)


def _payments(mine: dict[UUID, Entry]) -> Iterator[tuple[UUID, Told]]:
    for row in models.Payment.objects.filter(id__in=list(mine)).select_related("merchant"):
        shop = row.merchant
        yield row.id, Told(kind="payment", title_en=shop.name_en, title_zh=shop.name_zh, note=row.note, category=shop.category)


def _refunds(mine: dict[UUID, Entry]) -> Iterator[tuple[UUID, Told]]:
    for row in models.Refund.objects.filter(id__in=list(mine)).select_related("merchant"):
        shop = row.merchant
        en, zh = f"Refund from {shop.name_en}", f"{shop.name_zh or shop.name_en} 退款"
        yield row.id, Told(kind="refund", title_en=en, title_zh=zh, note=row.note, category=shop.category)


def _transfers(mine: dict[UUID, Entry]) -> Iterator[tuple[UUID, Told]]:
    for row in models.Transfer.objects.filter(id__in=list(mine)).select_related("sender", "recipient"):
        sent = mine[row.id].amount_minor < 0
        other = row.recipient if sent else row.sender
        kind = "transfer_out" if sent else "transfer_in"
        yield row.id, Told(kind=kind, title_en=other.name, title_zh=other.name, handle=other.handle, note=row.note)


def _red_packets(mine: dict[UUID, Entry]) -> Iterator[tuple[UUID, Told]]:
    opened = models.RedPacketShare.objects.filter(id__in=list(mine)).select_related("packet__sender")
    for row in opened:
        name = row.packet.sender.name
        yield row.id, Told(kind="red_packet", title_en=f"Red packet from {name}", title_zh=f"{name}的红包", note=row.packet.greeting)


def _links(mine: dict[UUID, Entry]) -> Iterator[tuple[UUID, Told]]:
    for row in models.ClaimLink.objects.filter(end_id__in=list(mine), state=models.ClaimLink.CLAIMED).select_related("sender"):
        if row.end_id:
            name = row.sender.name
            yield row.end_id, Told(kind="claim", title_en=f"Money link from {name}", title_zh=f"{name}的转账链接", note=row.note)
