"""The caller's wallet and account book."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from zhiyin.api.auth import caller
from zhiyin.api.problems import PROBLEMS
from zhiyin.kit import clock
from zhiyin.kit.money import major
from zhiyin.payments import queries as payments
from zhiyin.wallets import queries as wallets
from zhiyin.wallets.queries.limits import Limit, limits_of

router = Router(tags=["wallet"])


class WalletOut(Schema):
    """Amounts are decimal strings of major units."""

    asset: str
    balance: str
    available: str


class LimitOut(Schema):
    """A limit that binds the caller. `deed`: payment, transfer, withdrawal, payout, exchange, or out for the first four together.

    `measure`: each (one amount), day, month (sums), hourly, daily (how often). Amounts are decimal strings of major units, counts whole numbers;
    `renewed_at` is when all of it is there again. `own`: the caller set it.
    """

    deed: str
    measure: str
    most: str
    used: str
    left: str
    renewed_at: datetime | None
    own: bool


class LimitsOut(Schema):
    """Every limit of the caller in the deployment's currency. `blocked` and `allowed`: merchant category codes (ISO 18245); none allowed: all are."""

    asset: str
    limits: list[LimitOut]
    blocked: list[str]
    allowed: list[str]


class ActivityIn(Schema):
    """Which lines of the account book. `before` is the last page's `next_before`."""

    words: str = Field("", max_length=100)
    kind: Literal["", "payment", "transfer", "transfer_in", "transfer_out", "top_up", "refund", "withdrawal", "exchange"] = ""
    before: str = Field("", max_length=100)
    limit: int = Field(25, ge=1, le=100)


class RowOut(Schema):
    """One line of the account book: `amount` has a minus when money left; `balance` is what was there just after it."""

    id: UUID
    kind: str
    title_en: str
    title_zh: str
    amount: str
    asset: str
    balance: str | None
    at: datetime
    note: str


class ActivityOut(Schema):
    """A page of the account book; `next_before` is empty on the last one."""

    rows: list[RowOut]
    next_before: str


@router.get("/wallet", response={200: WalletOut, **PROBLEMS}, operation_id="wallet", summary="Your wallet")
def wallet(request: HttpRequest) -> WalletOut:
    """What is in the caller's wallet."""
    found = wallets.wallet(caller(request).id)
    return WalletOut(asset=found.asset, balance=major(found.balance_minor, found.asset), available=major(found.available_minor, found.asset))


@router.get("/limits", response={200: LimitsOut, **PROBLEMS}, operation_id="limits", summary="Your limits, and what is left of them")
def limits(request: HttpRequest) -> LimitsOut:
    """What binds the caller, and what they have used of it."""
    mine = limits_of(caller(request).id, asset=wallets.default_asset(), at=clock.now())
    return LimitsOut(asset=mine.asset, limits=[_limit(each) for each in mine.limits], blocked=list(mine.blocked), allowed=list(mine.allowed))


@router.get("/activity", response={200: ActivityOut, **PROBLEMS}, operation_id="activity", summary="Your account book, the newest first")
def activity(request: HttpRequest, wanted: Query[ActivityIn]) -> ActivityOut:
    """A page of the caller's account book."""
    page = payments.activity(caller(request).id, words=wanted.words, kind=wanted.kind, before=wanted.before, limit=wanted.limit)
    return ActivityOut(rows=[_row(row) for row in page.rows], next_before=page.next_before)


def _limit(each: Limit) -> LimitOut:
    most, used, left = (str(number) if each.is_count else major(number, each.asset) for number in (each.most, each.used, each.left))
    return LimitOut(deed=each.deed, measure=each.measure, most=most, used=used, left=left, renewed_at=each.free_at, own=each.is_own)


def _row(row: payments.Row) -> RowOut:
    return RowOut(
        id=row.id,
        kind=row.kind,
        title_en=row.title_en,
        title_zh=row.title_zh,
        amount=major(row.amount_minor, row.asset),
        asset=row.asset,
        balance=None if row.balance_minor is None else major(row.balance_minor, row.asset),
        at=row.at,
        note=row.note,
    )
