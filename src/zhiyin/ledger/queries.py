"""What the ledger can tell: balances, statements, and whether it agrees with itself."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import connection

PROBLEMS_MAX = 100
CHECKS = tuple(file.read_text() for file in sorted((Path(__file__).parent / "sql" / "verify").glob("*.sql")))


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """What an account has, in minor units: `available` = posted − held. `floor` and `ceiling` are its limits, None: none."""

    posted: int
    held: int
    available: int
    asset: str
    floor: int | None
    ceiling: int | None
    frozen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of an account's statement: `amount_minor` signed (entered is positive), `balance_minor` just after it, `n` its number from 1.

    `booked_at` orders the statement; `at` is when it counts (a back-dated entry's effective time, else booked_at).
    """

    transfer_id: UUID
    at: datetime
    booked_at: datetime
    amount_minor: int
    balance_minor: int
    other_account: int
    code: int
    ref: UUID | None
    n: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """What counts in a stretch of time, the oldest first, and what the account had when it began. `balance_minor` is counted in that order."""

    opening_minor: int
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """Money that left `debit` and entered `credit`, in minor units."""

    transfer_id: UUID
    debit: int
    credit: int
    amount_minor: int


_SIDES = """(
  select id, coalesce(effective_at, at), at as booked, -amount, dr_bal, cr, code, ref, dr_n as n from ledger.transfer
  where dr = %(account)s and dr_n is not null {condition} {page}
) union all (
  select id, coalesce(effective_at, at), at as booked, amount, cr_bal, dr, code, ref, cr_n as n from ledger.transfer
  where cr = %(account)s and cr_n is not null {condition} {page}
) order by booked desc"""


OPENING_SQL = """
select coalesce(sum(amount), 0) from (
  select -amount from ledger.transfer where dr = %(account)s and dr_n is not null and coalesce(effective_at, at) < %(since)s
  union all
  select amount from ledger.transfer where cr = %(account)s and cr_n is not null and coalesce(effective_at, at) < %(since)s
) counted (amount)
"""


def balances(account_ids: Sequence[int]) -> dict[int, Balance]:
    """The present balances of those accounts that exist. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            """select b.account_id, b.posted, b.held, b.floor, b.ceiling, b.frozen, s.code
            from ledger.balance b join ledger.asset s on s.id = b.asset where b.account_id = any(%s)""",
            [list(account_ids)],
        )
        return {
            account: Balance(posted=posted, held=held, available=posted - held, asset=asset, floor=floor, ceiling=ceiling, frozen=frozen)
            for account, posted, held, floor, ceiling, frozen, asset in cursor.fetchall()
        }


def statement(account_id: int, *, before: datetime | None = None, limit: int = 25) -> tuple[Entry, ...]:
    """The account's latest entries, newest first; `before` = the last page's last `booked_at` gives the next page. One query, two index scans."""
    condition = "" if before is None else "and at < %(before)s"
    sql = _SIDES.format(condition=condition, page="order by at desc limit %(limit)s") + " limit %(limit)s"
    return _entries(sql, {"account": account_id, "before": before, "limit": limit})


def entries_of(account_id: int, transfer_ids: Sequence[UUID]) -> tuple[Entry, ...]:
    """That account's entries of these transfers, newest first. One query."""
    sql = _SIDES.format(condition="and ledger_id = 1 and id = any(%(ids)s)", page="")
    return _entries(sql, {"account": account_id, "ids": list(transfer_ids)})


def period(account_id: int, *, since: datetime, until: datetime) -> Period:
    """What counts from `since` until just before `until`, also what was booked later and back-dated into it. Two queries."""
    asked: dict[str, Any] = {"account": account_id, "since": since, "until": until}
    counts = "and coalesce(effective_at, at) >= %(since)s and coalesce(effective_at, at) < %(until)s"
    with connection.cursor() as cursor:
        cursor.execute(OPENING_SQL, asked)
        opening = balance = int(cursor.fetchone()[0])
    entries = []
    for entry in sorted(_entries(_SIDES.format(condition=counts, page=""), asked), key=lambda each: (each.at, each.n)):
        balance += entry.amount_minor
        entries.append(replace(entry, balance_minor=balance))
    return Period(opening_minor=opening, entries=tuple(entries))


def moved(code: int, *, after: UUID | None = None, limit: int = 5_000) -> tuple[Moved, ...]:
    """What moved under that code, by id; `after` = the last page's last id gives the next page. One query."""
    condition = "" if after is None else "and id > %(after)s"
    with connection.cursor() as cursor:
        cursor.execute(
            f"""select id, dr, cr, amount from ledger.transfer
            where ledger_id = 1 and code = %(code)s and dr_n is not null {condition} order by id limit %(limit)s""",  # noqa: S608  our own words
            {"code": code, "after": after, "limit": limit},
        )
        return tuple(Moved(transfer_id=key, debit=debit, credit=credit, amount_minor=amount) for key, debit, credit, amount in cursor.fetchall())


def held(code: int) -> tuple[Moved, ...]:
    """What is set aside under that code and neither captured nor free again: of each open hold what is left of it. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            """select h.id, h.dr, h.cr, h.amount - h.captured from ledger.hold h
            join ledger.transfer t on t.ledger_id = 1 and t.id = h.id where h.state = 0 and t.code = %s order by h.id""",
            [code],
        )
        return tuple(Moved(transfer_id=key, debit=debit, credit=credit, amount_minor=left) for key, debit, credit, left in cursor.fetchall())


def balance_at(account_id: int, at: datetime) -> int:
    """The account's booked balance at that moment, in minor units; 0 before its first entry. One query."""
    sql = _SIDES.format(condition="and at <= %(at)s", page="order by at desc limit 1") + " limit 1"
    entries = _entries(sql, {"account": account_id, "at": at})
    return entries[0].balance_minor if entries else 0


def _entries(sql: str, parameters: dict[str, Any]) -> tuple[Entry, ...]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return tuple(
            Entry(
                transfer_id=transfer_id,
                at=at,
                booked_at=booked_at,
                amount_minor=amount,
                balance_minor=balance,
                other_account=other,
                code=code,
                ref=ref,
                n=n,
            )
            for transfer_id, at, booked_at, amount, balance, other, code, ref, n in cursor.fetchall()
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One difference between the journal and what should follow from it. `kind` is stable, `detail` is English for the operator."""

    kind: str
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What `verify` found. `problems` is empty when everything agrees; at most `PROBLEMS_MAX` of each check are named."""

    problems: tuple[Problem, ...]
    accounts: int
    transfers: int
    holds: int
    changes: int


def verify() -> Report:
    """Recomputes balances, running balances, holds, refunds and limits from the journal alone and names each difference.

    Safe beside traffic: each check is one statement with one snapshot. One query per check (`sql/verify`), plus one for the counts.
    """
    problems: list[Problem] = []
    with connection.cursor() as cursor:
        for check in CHECKS:
            cursor.execute(f"select * from ({check}) found (kind, detail) limit {PROBLEMS_MAX}")  # noqa: S608  our own files
            problems += [Problem(kind=kind, detail=detail) for kind, detail in cursor.fetchall()]
        cursor.execute(
            """select (select count(*) from ledger.account), (select count(*) from ledger.transfer),
            (select count(*) from ledger.hold), (select count(*) from ledger.account_change)"""
        )
        accounts, transfers, holds, changes = cursor.fetchone()
    return Report(problems=tuple(problems), accounts=accounts, transfers=transfers, holds=holds, changes=changes)
