"""What the ledger can be told, and what it answers."""

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import Any, NamedTuple
from uuid import UUID


class Op(IntEnum):
    """What a command does. CAPTURE and VOID name their hold in `ref`, REVERSE its transfer."""

    POST = 0
    HOLD = 1
    CAPTURE = 2
    VOID = 3
    REVERSE = 4


class Status(IntEnum):
    """What became of a command. Only OK moved anything; DUPLICATE repeats the first answer."""

    OK = 0
    DUPLICATE = 1
    INVALID = 2
    INSUFFICIENT = 3
    UNKNOWN_ACCOUNT = 4
    ASSET_MISMATCH = 5
    FROZEN = 6
    KEY_REUSED = 7
    CEILING = 8
    HOLD_NOT_OPEN = 9
    LINK_FAILED = 10
    ALREADY_REVERSED = 11


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One two-leg command; `id` is made by the client and is its idempotency key for ever.

    Money leaves `debit` and enters `credit` (a capture repeats its hold's two accounts, a reversal has its transfer's swapped).
    Commands beside each other with the same `link` happen together or not at all. A VOID's amount is not looked at: it frees all that is left.
    `effective_at` back-dates an entry; `expires_at` is a hold's. `meta` is kept and never read.
    """

    id: UUID
    op: Op = Op.POST
    debit: int
    credit: int
    amount_minor: int
    code: int = 0
    ref: UUID | None = None
    link: int | None = None
    effective_at: datetime | None = None
    expires_at: datetime | None = None
    meta: dict[str, Any] | None = None


class Outcome(NamedTuple):
    """The answer to one command. Balances (minor units, just after it) and `at` (booked) are given for OK and DUPLICATE, else None.

    A named tuple, because a batch makes a thousand at a time: a frozen dataclass takes four times as long.
    """

    status: Status
    debit_balance: int | None
    credit_balance: int | None
    at: datetime | None
