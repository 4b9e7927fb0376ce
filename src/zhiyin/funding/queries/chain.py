"""What came in over chains, what goes out, and whether the journal agrees."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, F, QuerySet, Sum

from zhiyin.funding import chains
from zhiyin.funding.chains import Chain, bip21
from zhiyin.funding.models import chain as models
from zhiyin.kit.ids import derived
from zhiyin.kit.money import Asset
from zhiyin.wallets import queries as wallets
from zhiyin.wallets.queries import Claim, Difference, Offered
from zhiyin.wallets.services import Code


@dataclass(frozen=True, slots=True, kw_only=True)
class Deposit:
    """Coins on their way in, or in. `state`: seen | credited | gone; it is credited at so many confirmations (`needed`)."""

    id: UUID
    asset: str
    txid: str
    amount_minor: int
    confirmations: int
    needed: int
    state: str
    seen_at: datetime
    credited_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Payout:
    """Coins on their way out, or out. `state`: held | sent | done | failed. The person pays amount and fee, minor units both."""

    id: UUID
    asset: str
    address: str
    amount_minor: int
    fee_minor: int
    txid: str
    confirmations: int
    needed: int
    state: str
    asked_at: datetime
    ended_at: datetime | None

    @property
    def transfer_id(self) -> UUID:
        """The ledger's transfer that paid it, once it lay deep enough."""
        return captured(self.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """How an asset comes in and goes out here: so deep, at that fee (minor units). `simulated`: its coins are worth nothing."""

    asset: Asset
    confirmations: int
    simulated: bool
    fee_minor: int


@dataclass(frozen=True, slots=True)
class Open:
    """So many deposits and pay-outs of an asset under way, and how much of it, in minor units (with the chain's fees)."""

    deposits: int = 0
    deposits_minor: int = 0
    payouts: int = 0
    payouts_minor: int = 0


def described(asset: str) -> Way | None:
    """How the asset comes in and goes out here; None when it does neither. One statement. Raises `ChainAway`."""
    found = way(asset)
    if found is None:
        return None
    offer, chain = found
    return Way(asset=offer.asset, confirmations=offer.confirmations, simulated=chain.simulated, fee_minor=chain.fee_minor())


def payment_link(asset: str, address: str, *, amount_minor: int | None = None) -> str:
    """The address as a BIP-21 link, for a QR. One statement."""
    found = way(asset)
    return bip21.link(found[1].scheme, address, asset=asset, amount_minor=amount_minor) if found else address


def way(asset: str) -> tuple[Offered, Chain] | None:
    """How the asset comes in and goes out here; None when it does neither. One statement."""
    offer = wallets.offered(asset)
    chain = chains.of(offer.chain, asset) if offer and offer.chain else None
    return (offer, chain) if offer and chain else None


def ways() -> tuple[tuple[Offered, Chain], ...]:
    """Every asset that comes in and goes out over a chain here. One statement."""
    offers = ((offer, chains.of(offer.chain, offer.asset.code)) for offer in wallets.assets() if offer.chain)
    return tuple((offer, chain) for offer, chain in offers if chain)


def deposits(person_id: UUID, asset: str, *, needed: int, limit: int = 20) -> tuple[Deposit, ...]:
    """The person's newest deposits of the asset. One statement."""
    rows = models.Deposit.objects.filter(person_id=person_id, asset=asset).order_by("-seen_at", "-id")[:limit]
    return tuple(
        Deposit(
            id=row.id, asset=row.asset, txid=row.txid, amount_minor=row.amount_minor, confirmations=row.confirmations, needed=needed,
            state=row.state, seen_at=row.seen_at, credited_at=row.credited_at,
        )
        for row in rows
    )  # fmt: skip


def payouts(person_id: UUID, asset: str, *, needed: int, limit: int = 20) -> tuple[Payout, ...]:
    """The person's newest pay-outs of the asset. One statement."""
    rows = models.Payout.objects.filter(person_id=person_id, asset=asset).order_by("-asked_at", "-id")[:limit]
    return tuple(told(row, needed=needed) for row in rows)


def open_by_asset() -> dict[str, Open]:
    """What is on its way in and out of each asset. Two statements."""
    coming = dict(_sums(models.Deposit.objects.filter(state=models.Deposit.SEEN), Sum("amount_minor")))
    going = dict(_sums(models.Payout.objects.filter(state__in=[models.Payout.HELD, models.Payout.SENT]), Sum(F("amount_minor") + F("fee_minor"))))
    nothing = (0, 0)
    return {asset: Open(*coming.get(asset, nothing), *going.get(asset, nothing)) for asset in {*coming, *going}}


def _sums(rows: QuerySet[Any], total: Sum) -> Iterator[tuple[str, tuple[int, int]]]:
    for asset, count, minor in rows.values_list("asset").annotate(count=Count("pk"), minor=total):
        yield asset, (int(count), int(minor))


def deposits_by_id(deposit_ids: Iterable[UUID]) -> dict[UUID, Deposit]:
    """Those deposits that exist among the ids. One statement."""
    return {
        row.id: Deposit(
            id=row.id, asset=row.asset, txid=row.txid, amount_minor=row.amount_minor, confirmations=row.confirmations, needed=row.confirmations,
            state=row.state, seen_at=row.seen_at, credited_at=row.credited_at,
        )
        for row in models.Deposit.objects.filter(id__in=list(deposit_ids))
    }  # fmt: skip


def payouts_by_id(payout_ids: Iterable[UUID]) -> tuple[Payout, ...]:
    """Those pay-outs that exist among the ids. One statement."""
    return tuple(told(row) for row in models.Payout.objects.filter(id__in=list(payout_ids)))


def told(row: models.Payout, *, needed: int = 1) -> Payout:
    """A pay-out as the other rooms know it. No SQL."""
    return Payout(
        id=row.id, asset=row.asset, address=row.address, amount_minor=row.amount_minor, fee_minor=row.fee_minor, txid=row.txid,
        confirmations=row.confirmations, needed=needed, state=row.state, asked_at=row.asked_at, ended_at=row.ended_at,
    )  # fmt: skip


def chain_differences() -> tuple[Difference, ...]:
    """Where deposits, pay-outs and what is set aside for these disagree with the journal; empty when all is well. See `wallets.queries`."""
    moved = wallets.differences(Code.DEPOSIT, _deposits) + wallets.differences(Code.PAYOUT, _payouts)
    return moved + wallets.held_differences(Code.PAYOUT, _under_way)


def captured(payout_id: UUID) -> UUID:
    """The id of the transfer that pays a pay-out; its hold has the pay-out's own. No SQL."""
    return derived("payout", payout_id, "captured")


def _deposits() -> Iterator[Claim]:
    for row in models.Deposit.objects.filter(state=models.Deposit.CREDITED).iterator(chunk_size=5_000):
        yield Claim(id=row.id, payer_id=None, payee_id=row.person_id, asset=row.asset, amount_minor=row.amount_minor)


def _payouts() -> Iterator[Claim]:
    for row in models.Payout.objects.filter(state=models.Payout.DONE).iterator(chunk_size=5_000):
        total = row.amount_minor + row.fee_minor
        yield Claim(id=captured(row.id), payer_id=row.person_id, payee_id=None, asset=row.asset, amount_minor=total)


def _under_way() -> Iterator[Claim]:
    for row in models.Payout.objects.filter(state__in=[models.Payout.HELD, models.Payout.SENT]).iterator(chunk_size=5_000):
        yield Claim(id=row.id, payer_id=row.person_id, payee_id=None, asset=row.asset, amount_minor=row.amount_minor + row.fee_minor)
