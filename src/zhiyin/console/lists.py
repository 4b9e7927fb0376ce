"""What all lists of the console share: words, chips and place in the URL, one page at a time, the same rows as CSV."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.functional import Promise

PAGE = 25
CSV_ROWS_MAX = 5_000
ORDER = "order"
# Who orders a list another way looks at its beginning: pages of it are counted, and this far.
SKIP_MAX = 10_000
WORDS_MAX = 80
# Spreadsheets run cells that begin like this as formulas.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")

Label = str | Promise
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter in the URL: `name=code`. The first of `options` is what is shown when nothing was chosen."""

    name: str
    label: Label
    options: Mapping[str, Label]

    @property
    def default(self) -> str:
        """The code that needs no mention."""
        return next(iter(self.options))


@dataclass(frozen=True, slots=True)
class Chip:
    """One choice of a filter: where it leads, and whether it is the one chosen."""

    label: Label
    href: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Group:
    """The chips of one filter."""

    label: Label
    chips: tuple[Chip, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the URL asks a list for. `before` is the place that the page begins after, as the last page gave it."""

    words: str
    chosen: Mapping[str, str]
    defaults: Mapping[str, str]
    before: str
    as_csv: bool

    @property
    def limit(self) -> int:
        """How many rows to read."""
        return CSV_ROWS_MAX if self.as_csv else PAGE

    @property
    def order(self) -> str:
        """By which column the rows stand; empty: as the list stands by itself."""
        return self.chosen.get(ORDER, "")

    @property
    def skip(self) -> int:
        """How many rows stand on the pages before this one, in a list that is ordered another way."""
        return min(int(self.before), SKIP_MAX) if self.order and self.before.isdecimal() else 0

    def next_skip(self, more: object) -> str:
        """The place of the next page in such a list; empty when there is none."""
        return str(self.skip + self.limit) if more and self.skip + self.limit <= SKIP_MAX else ""

    @property
    def reach(self) -> int:
        """How many rows to read to know whether there are more than are shown."""
        return self.limit + 1

    def shown(self, rows: Sequence[Row]) -> tuple[Sequence[Row], Row | None]:
        """The rows of this page, and the last of them when another page follows."""
        page = rows[: self.limit]
        return page, page[-1] if len(rows) > self.limit else None

    @property
    def narrowed(self) -> bool:
        """Whether words or a choice leave rows out."""
        return bool(self.words) or any(code != self.defaults[name] for name, code in self.chosen.items() if name != ORDER)

    @property
    def kept(self) -> dict[str, str]:
        """The choices that a link or form must carry on."""
        return {name: code for name, code in self.chosen.items() if code != self.defaults[name]}

    def href(self, **changes: str) -> str:
        """The list with other words, another choice or another place; what is empty is left out."""
        query = QueryDict(mutable=True)
        query.update({name: value for name, value in {"q": self.words, **self.chosen, **changes}.items() if value != self.defaults.get(name, "")})
        return f"?{query.urlencode()}"


def order(*codes: str) -> Filter:
    """The orders a list may stand in; its headings are the links to them. Of two codes that differ by a "-", each is the other way round."""
    return Filter(ORDER, "", dict.fromkeys(("", *codes), ""))


def asked(request: HttpRequest, *filters: Filter) -> Asked:
    """The URL, read: unknown choices count as not given."""
    given = request.GET
    return Asked(
        words=given.get("q", "").replace("\x00", "").strip()[:WORDS_MAX],
        chosen={one.name: given[one.name] if given.get(one.name) in one.options else one.default for one in filters},
        defaults={one.name: one.default for one in filters},
        before=given.get("before", "").replace("\x00", "")[:WORDS_MAX],
        as_csv=given.get("format") == "csv",
    )


def groups(ask: Asked, *filters: Filter) -> tuple[Group, ...]:
    """The chips of a list, each a link that keeps the words and the other choices."""
    return tuple(
        Group(one.label, tuple(Chip(label, ask.href(**{one.name: code}), ask.chosen[one.name] == code) for code, label in one.options.items()))
        for one in filters
    )


def csv_of(name: str, head: Sequence[Label], rows: Iterable[Sequence[object]]) -> HttpResponse:
    """The rows as a file that spreadsheets open: UTF-8 with its mark, no cell that runs as a formula."""
    answer = HttpResponse(content_type="text/csv; charset=utf-8", headers={"Content-Disposition": f'attachment; filename="{name}.csv"'})
    answer.write("\ufeff")
    writer = csv.writer(answer)
    writer.writerow([str(cell) for cell in head])
    writer.writerows([[_harmless(cell) for cell in row] for row in rows])
    return answer


def _harmless(cell: object) -> str:
    text = "" if cell is None else cell.isoformat(timespec="seconds") if isinstance(cell, datetime) else str(cell)
    return f"'{text}" if text.startswith(FORMULA_STARTS) and not _is_number(text) else text


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
