"""A journal line as the bytes of its leaf. Big-endian; moments in microseconds since 2000-01-01 UTC, as PostgreSQL sends them.

transfer  version 1 · kind 1 · id 16 · code 2 · amount 8 · asset 12 · scale 1 · moment 8 · debit account 16 · credit account 16
          · SHA-256 of: debit side, credit side, rest
side      nonce 16 · number 8 (0: none) · balance 8
rest      nonce 16 · ledger 4 · group 16 · reference 16 · effective moment 8 · SHA-256 of meta's text (each 0: none)
change    version 1 · kind 1 · id 16 · asset 12 · scale 1 · moment 8 · account 16 · SHA-256 of: nonce 16 · number 8 · before · after (9 each)

An account is named by HMAC-SHA256 of its number with the salt, cut to 16 bytes; nonces are HMAC-SHA512 of the line's id with the salt, in 16-byte
pieces. So a published leaf tells nobody whose it is, and its owner can show it without showing the other side's balance.
"""

import hashlib
import hmac
import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

VERSION = 1
ASSET_BYTES = 12


class TransferLine(NamedTuple):
    """A row of ledger.transfer as `ledger.unsealed` and the checks read it; ids and moments as PostgreSQL's own bytes."""

    id: bytes
    kind: int
    code: int
    amount: int
    debit: int
    credit: int
    at: bytes
    debit_number: int
    debit_balance: int
    credit_number: int
    credit_balance: int
    ledger: int
    group: bytes
    reference: bytes
    effective: bytes
    meta: bytes


class ChangeLine(NamedTuple):
    """A row of ledger.account_change."""

    id: bytes
    kind: int
    account: int
    at: bytes
    number: int
    before: int | None
    after: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A leaf, and the parts of which it only holds the hashes."""

    leaf: bytes
    debit_side: bytes
    credit_side: bytes


class Writer:
    """Writes leaves under one salt. `asset_of` tells an account's asset in its 13 bytes."""

    def __init__(self, salt: bytes, asset_of: Callable[[int], bytes]) -> None:
        self._salt = salt
        self._asset_of = asset_of
        self._names: dict[int, bytes] = {}

    def transfer(self, line: TransferLine) -> bytes:
        """The leaf of a transfer, hold, capture, void or reversal."""
        return self.opened(line).leaf

    def opened(self, line: TransferLine) -> Opened:
        """The same, with the two sides that can be shown beside it."""
        nonces = hmac.digest(self._salt, b"leaf" + line.id, "sha512")
        debit_side = nonces[:16] + struct.pack(">qq", line.debit_number, line.debit_balance)
        credit_side = nonces[16:32] + struct.pack(">qq", line.credit_number, line.credit_balance)
        rest = b"".join((nonces[32:48], struct.pack(">i", line.ledger), line.group, line.reference, line.effective, line.meta))
        leaf = b"".join(
            (
                struct.pack(">BB16shq", VERSION, line.kind, line.id, line.code, line.amount),
                self._asset_of(line.debit),
                line.at,
                self._name(line.debit),
                self._name(line.credit),
                hashlib.sha256(debit_side).digest(),
                hashlib.sha256(credit_side).digest(),
                hashlib.sha256(rest).digest(),
            )
        )
        return Opened(leaf=leaf, debit_side=debit_side, credit_side=credit_side)

    def change(self, line: ChangeLine) -> bytes:
        """The leaf of a changed limit, a freeze or its end."""
        nonce = hmac.digest(self._salt, b"leaf" + line.id, "sha512")[:16]
        values = b"".join((nonce, struct.pack(">q", line.number), _limit(line.before), _limit(line.after)))
        return b"".join(
            (
                struct.pack(">BB16s", VERSION, line.kind, line.id),
                self._asset_of(line.account),
                line.at,
                self._name(line.account),
                hashlib.sha256(values).digest(),
            )
        )

    def _name(self, account: int) -> bytes:
        name = self._names.get(account)
        if name is None:
            name = self._names[account] = hmac.digest(self._salt, b"account" + struct.pack(">q", account), "sha256")[:16]
        return name


def asset(code: str, scale: int) -> bytes:
    """An asset's 13 bytes. Raises `ValueError` for a code that is too long."""
    text = code.encode()
    if len(text) > ASSET_BYTES:
        raise ValueError(f"asset {code}: a leaf has room for {ASSET_BYTES} bytes")
    return text.ljust(ASSET_BYTES, b"\0") + bytes([scale])


def fingerprint(salt: bytes) -> bytes:
    """What tells a salt from another without telling it."""
    return hashlib.sha256(b"zhiyin salt" + salt).digest()[:8]


def _limit(value: int | None) -> bytes:
    return bytes(9) if value is None else struct.pack(">Bq", 1, value)
