"""A person's statement: what there was, every movement, and what was left; the figures are the ledger's own."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from zhiyin.kit.categories import CATEGORIES
from zhiyin.payments import models
from zhiyin.payments.queries.explaining.words import Told
from zhiyin.payments.queries.movements import told
from zhiyin.wallets import queries as wallets

FIRST_MONTH = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementLine:
    """A movement in a statement. Minor units: `amount_minor` signed, `balance_minor` counted line by line from the opening."""

    id: UUID
    told: Told
    amount_minor: int
    balance_minor: int
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CategorySum:
    """What went to one category of shops, in minor units."""

    category: str
    amount_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A wallet from `since` until just before `until`, the oldest line first; opening + in − out = closing, in minor units."""

    asset: str
    since: datetime
    until: datetime
    opening_minor: int
    in_minor: int
    out_minor: int
    closing_minor: int
    lines: tuple[StatementLine, ...]
    categories: tuple[CategorySum, ...]


def statement(person_id: UUID, *, since: datetime, until: datetime, asset: str = "") -> Statement:
    """Everything that counted in a person's wallet in that time. Four statements, and those of `told`, however many lines."""
    found = wallets.period(person_id, since=since, until=until, asset=asset)
    names = told(found.entries, owner_id=person_id)
    lines = tuple(
        StatementLine(id=each.transfer_id, told=names[each.transfer_id], amount_minor=each.amount_minor, balance_minor=each.balance_minor, at=each.at)
        for each in found.entries
    )
    return Statement(
        asset=asset or wallets.default_asset(),
        since=since,
        until=until,
        opening_minor=found.opening_minor,
        in_minor=sum(line.amount_minor for line in lines if line.amount_minor > 0),
        out_minor=sum(-line.amount_minor for line in lines if line.amount_minor < 0),
        closing_minor=lines[-1].balance_minor if lines else found.opening_minor,
        lines=lines,
        categories=_by_category(lines),
    )


def tax_year_first_month(person_id: UUID) -> int:
    """The month, 1 to 12, in which the person's tax year begins; January until they say otherwise. One statement."""
    return models.Bookkeeping.objects.filter(person_id=person_id).values_list("tax_year_first_month", flat=True).first() or FIRST_MONTH


def _by_category(lines: tuple[StatementLine, ...]) -> tuple[CategorySum, ...]:
    sums: dict[str, int] = {}
    for line in lines:
        if line.told.kind in ("payment", "refund"):
            code = line.told.category if line.told.category in CATEGORIES else "other"
            sums[code] = sums.get(code, 0) - line.amount_minor
    return tuple(CategorySum(category=code, amount_minor=amount) for code, amount in sorted(sums.items(), key=lambda each: (-each[1], each[0])))
