"""A chain that is not one: for demos and tests. It forgets, re-organises and drops like a real one, and its coins are worth nothing."""

import hashlib
from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q, QuerySet

from zhiyin.funding.chains import bech32
from zhiyin.funding.chains.protocol import ChainRefused, Received, Sent
from zhiyin.funding.models.chain import SimulatedOutput, SimulatedTip
from zhiyin.kit.ids import uuid7

# Addresses of Bitcoin's private test networks: no wallet with real coins sends to them.
PREFIX = "bcrt"
FIRST_HEIGHT, FEE_MINOR = 800_000, 1_000


class SimulatedChain:
    """One per asset, kept in the database so that every process sees the same one."""

    simulated = True

    def __init__(self, asset: str) -> None:
        self.asset = asset
        self.scheme = "bitcoin" if asset == "BTC" else asset.lower()

    def address(self, label: UUID) -> str:
        """Follows from the label."""
        return bech32.encode(PREFIX, hashlib.sha256(f"{self.asset} {label}".encode()).digest()[:20])

    def canonical(self, text: str) -> str | None:
        """In small letters, when prefix and checksum are right."""
        return text.lower() if bech32.decode(PREFIX, text) else None

    def tip(self) -> int:
        """The height of the newest block."""
        return SimulatedTip.objects.get_or_create(asset=self.asset, defaults={"height": FIRST_HEIGHT})[0].height

    def received(self, *, since: int) -> Sequence[Received]:
        """What lies in blocks from there on, and in none yet."""
        rows = self._outputs().filter(Q(height__gte=since) | Q(height=None), key=None, dropped=False).order_by("id")
        told = rows.values_list("txid", "vout", "address", "amount_minor", "height")
        return tuple(Received(txid=txid, vout=vout, address=to, amount_minor=amount, height=height) for txid, vout, to, amount, height in told)

    def fee_minor(self) -> int:
        """Always the same."""
        return FEE_MINOR

    def send(self, *, key: UUID, address: str, amount_minor: int) -> str:
        """Lies in no block until one is mined."""
        if self.canonical(address) is None:
            raise ChainRefused(address)
        row, _made = self._outputs().get_or_create(
            key=key, defaults={"asset": self.asset, "txid": _txid(key), "vout": 0, "address": address, "amount_minor": amount_minor}
        )
        return row.txid

    def sent(self, key: UUID) -> Sent | None:
        """As the newest block has it."""
        row = self._outputs().filter(key=key).first()
        if row is None:
            return None
        return Sent(txid=row.txid, confirmations=0 if row.height is None else self.tip() - row.height + 1, failed=row.dropped)

    # What only a simulated chain can be told.

    def pay(self, address: str, amount_minor: int, *, vouts: int = 1) -> str:
        """Somebody sends coins to the address; the txid."""
        txid = _txid(uuid7())
        for vout in range(vouts):
            self._outputs().create(asset=self.asset, txid=txid, vout=vout, address=address, amount_minor=amount_minor)
        return txid

    @transaction.atomic
    def mine(self, blocks: int = 1) -> None:
        """So many blocks are found; what was waiting lies in the first of them."""
        tip = self.tip()
        self._outputs().filter(height=None, dropped=False).update(height=tip + 1)
        SimulatedTip.objects.filter(asset=self.asset).update(height=F("height") + blocks)

    @transaction.atomic
    def reorganise(self, depth: int, *, drop: Sequence[str] = ()) -> None:
        """The newest blocks are replaced by others: their outputs wait again, and those to be dropped are gone for good."""
        tip = self.tip()
        self._outputs().filter(txid__in=drop).update(dropped=True, height=None)
        self._outputs().filter(height__gt=tip - depth).update(height=None)

    def restore(self, txid: str) -> None:
        """What was thrown away waits for a block once more."""
        self._outputs().filter(txid=txid).update(dropped=False)

    def _outputs(self) -> QuerySet[SimulatedOutput]:
        return SimulatedOutput.objects.filter(asset=self.asset)


def _txid(key: UUID) -> str:
    return hashlib.sha256(b"simulated" + key.bytes).hexdigest()
