"""What happened to money, and to what it buys."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from zhiyin.events.base import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a receipt. `quantity` is in units, `amount_minor` is what the line cost after discount."""

    item_id: str
    quantity: int
    amount_minor: int
    discount_minor: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentCompleted(Event):
    """A person paid a merchant. `id` is the payment's id; `lines` may be empty (a wallet without receipts)."""

    payer_id: UUID
    merchant_id: UUID
    amount_minor: int
    asset: str
    lines: tuple[Line, ...] = ()
    imported: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentRefused(Event):
    """A person tried to pay and could not. `reason` is the refusal's code."""

    payer_id: UUID
    reason: str
    merchant_id: UUID | None = None
    amount_minor: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentRefunded(Event):
    """A merchant gave a payment back, or a part of it. `id` is the refund's id; `lines`: the refund's part of each line of the receipt."""

    payment_id: UUID
    paid_at: datetime
    payer_id: UUID
    merchant_id: UUID
    amount_minor: int
    asset: str
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SettlementDue(Event):
    """What a merchant took has left its wallet and is owed to its bank account. `id` is the settlement's id."""

    merchant_id: UUID
    amount_minor: int
    asset: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SettlementPaid(Event):
    """The bank has what was owed to a merchant. `settlement_id`: which settlement."""

    settlement_id: UUID
    merchant_id: UUID
    amount_minor: int
    asset: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookDisabled(Event):
    """An address of a merchant took nothing for days and is told nothing more. `person_id` is the merchant's owner."""

    endpoint_id: UUID
    merchant_id: UUID
    person_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferCompleted(Event):
    """A person sent money to another person. `id` is the transfer's id."""

    sender_id: UUID
    recipient_id: UUID
    amount_minor: int
    asset: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TopUpStarted(Event):
    """A person asked a card for money. `id` is the charge's id, and the top-up's once it is paid."""

    person_id: UUID
    amount_minor: int
    asset: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TopUpCompleted(Event):
    """A person put money into their wallet. `id` is the top-up's id."""

    person_id: UUID
    amount_minor: int
    asset: str
    imported: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawalPaid(Event):
    """The bank paid a person's withdrawal: the money has left their wallet. `id` is the withdrawal's id."""

    person_id: UUID
    amount_minor: int
    asset: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawalReturned(Event):
    """A withdrawal that was paid came back from the bank: the money is in the wallet again. `id` is the withdrawal's id."""

    person_id: UUID
    amount_minor: int
    asset: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BankOrderEnded(Event):
    """What became of money that the deployment owed to a bank account. `state`: paid | refused | returned (it was paid and came back).

    `order_id`: whose maker's own id it is (a settlement's); `reason`: the bank's code or ours.
    """

    order_id: UUID
    owner_id: UUID
    amount_minor: int
    asset: str
    state: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SettlementReturned(Event):
    """What was owed to a merchant's bank did not arrive, and is in its wallet again. `reason`: the bank's code or ours."""

    settlement_id: UUID
    merchant_id: UUID
    amount_minor: int
    asset: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MerchantOpened(Event):
    """A merchant can take payments. `id` is new; names are public."""

    merchant_id: UUID
    name_en: str
    name_zh: str
    category: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemListed(Event):
    """Merchants sell this item from now on (or it has new labels). `item_id` is the catalogue's id."""

    item_id: str
    name_en: str
    name_zh: str
    category: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BooksAudited(Event):
    """The books were read from the journal's first line to its last. `id` follows from the day; `findings`: "kind: detail" of the first hundred
    differences, ids and amounts only; none when everything agrees.
    """

    accounts: int
    transfers: int
    seals: int
    problems: int
    findings: tuple[str, ...] = ()
