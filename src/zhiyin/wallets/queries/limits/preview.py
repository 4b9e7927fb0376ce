"""What a limit would have done to last month: the journal, judged by the same judge, in bounded time."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import OperationalError, connection, transaction

from zhiyin.wallets import judging
from zhiyin.wallets.codes import Code
from zhiyin.wallets.judging import CATEGORIES, DEEDS, EXCHANGE, HOURLY, MONTH, OUT, PAYMENT, PAYOUT, TRANSFER, WITHDRAWAL, Deed, Rule
from zhiyin.wallets.queries.limits.rules import zone

SQL = (Path(__file__).parents[2] / "sql" / "preview.sql").read_text()
SECONDS_MAX, DEEDS_MAX, EXAMPLES = 5, 50_000, 5
CODES: dict[str, tuple[Code, ...]] = {
    PAYMENT: (Code.PAYMENT,),
    TRANSFER: (Code.TRANSFER, Code.CLAIM, Code.RED_PACKET, Code.GIFT),
    WITHDRAWAL: (Code.WITHDRAWAL,),
    PAYOUT: (Code.PAYOUT,),
    EXCHANGE: (Code.EXCHANGE,),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A deed that the limit would have stopped."""

    person_id: UUID
    transfer_id: UUID
    at: datetime
    amount_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What a limit would have stopped from `since` until just before `until`. `examples`: one each of some people.

    `is_whole` False: there were more than could be counted in time.
    """

    since: datetime
    until: datetime
    touched: int
    people: int
    examples: tuple[Example, ...]
    is_whole: bool


def preview(rule: Rule, *, at: datetime, payees: Collection[int] | None = None) -> Preview:
    """What the rule alone would have stopped last month. `payees`: for kinds of shops, the ledger accounts of those it forbids.

    At most five seconds and 50,000 deeds are looked at. Two statements.
    """
    since, until = judging.windows(judging.windows(at, zone()).month[0] - timedelta(days=1), zone()).month
    told = {"since": since, "until": until}
    if rule.amount is None and rule.measure not in CATEGORIES:
        return Preview(**told, touched=0, people=0, examples=(), is_whole=True)
    asked: dict[str, Any] = told | {
        "unit": {HOURLY: "hour", MONTH: "month"}.get(rule.measure, "day"), "zone": zone(), "today": at.astimezone(ZoneInfo(zone())).date(),
        "assets": [rule.asset] if rule.asset else _assets(), "codes": _codes(rule.deed), "payees": None if payees is None else list(payees),
        "scope": rule.scope, "person": rule.person_id, "tier": rule.tier, "measure": rule.measure, "most": rule.amount, "limit": DEEDS_MAX + 1,
    }  # fmt: skip
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"set local statement_timeout = '{SECONDS_MAX}s'")
            cursor.execute(SQL, asked)
            rows = cursor.fetchall()
            cursor.execute("set local statement_timeout = 0")
    except OperationalError:
        return Preview(**told, touched=0, people=0, examples=(), is_whole=False)
    found = _stopped(rule, rows[:DEEDS_MAX])
    of_each = {each.person_id: each for each in reversed(found)}
    return Preview(**told, touched=len(found), people=len(of_each), examples=tuple(of_each.values())[-EXAMPLES:], is_whole=len(rows) <= DEEDS_MAX)


def _stopped(rule: Rule, rows: list[tuple[Any, ...]]) -> list[Example]:
    """What the judge says no to, one after the other: what was stopped does not count against what came after it."""
    found = []
    for _, bucket in groupby(rows, key=lambda row: (row[0], row[5])):
        usage: judging.Usage = {}
        for person_id, transfer_id, at, amount, code, *_ in bucket:
            deed = Deed(person_id=person_id, kind=_kind(code), asset=rule.asset, amount_minor=amount)
            if rule.measure in CATEGORIES or judging.judge([rule], usage, deed, judging.windows(at, zone())):
                found.append(Example(person_id=person_id, transfer_id=transfer_id, at=at, amount_minor=amount))
            else:
                usage = judging.after(usage, deed)
    return found


def _codes(deed: str) -> list[int]:
    return [int(code) for kind in DEEDS if deed == kind or (deed == OUT and kind != EXCHANGE) for code in CODES[kind]]


def _kind(code: int) -> str:
    return next(kind for kind, codes in CODES.items() if code in codes)


def _assets() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("select distinct asset from wallets_wallet where kind = 'person'")
        return [asset for (asset,) in cursor.fetchall()]
