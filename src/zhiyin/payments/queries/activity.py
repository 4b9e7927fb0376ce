"""A person's account book: what came, what went, and what was left after each."""

import heapq
from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from typing import TypeVar
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from zhiyin.funding import queries as funding
from zhiyin.funding.queries import TopUp, WithdrawalLine
from zhiyin.identity import queries as identity
from zhiyin.kit.formats import money
from zhiyin.kit.ids import derived
from zhiyin.ledger.queries import Entry
from zhiyin.payments import models
from zhiyin.payments.queries.merchants import named
from zhiyin.payments.queries.paging import AnyModel, cursor, page, parsed
from zhiyin.payments.queries.searching import Wanted, words_only
from zhiyin.payments.queries.together import book
from zhiyin.wallets import queries as wallets
from zhiyin.wallets.queries import OwnLeg

KINDS = ("payment", "transfer_out", "transfer_in", "top_up", "refund", "withdrawal", "withdrawal_back", "exchange", *book.TITLES)
PEOPLE_MAX = 50
MOVED_PAGE = 50
TOP_UP_WORDS = "top-up 充值"
WITHDRAWAL_WORDS = "withdrawal 提现"
EXCHANGE_WORDS = "exchange 兑换"
FIRST_ID = UUID(int=0)
Moved = TypeVar("Moved", TopUp, WithdrawalLine, OwnLeg)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of the account book: `amount_minor` is signed, `balance_minor` is just after it. `kind`: one of KINDS.

    A top-up has no title: the page has a word for it.
    """

    id: UUID
    kind: str
    title_en: str
    title_zh: str
    amount_minor: int
    asset: str
    balance_minor: int | None = None
    at: datetime
    note: str

    def title(self, language: str) -> str:
        """The title in that language; the English one when there is no Chinese."""
        return self.title_zh or self.title_en if language.lower().startswith("zh") else self.title_en


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Some lines, the newest first. `next_before` asks for the next page; empty on the last one."""

    rows: tuple[Row, ...]
    next_before: str


@dataclass(frozen=True, slots=True)
class _Search:
    wanted: Wanted
    before: tuple[datetime, UUID] | None
    limit: int

    @property
    def words(self) -> str:
        return self.wanted.words


def activity(person_id: UUID, *, words: str | Wanted = "", before: str | None = "", kind: str = "", limit: int = 25) -> Page:
    """A page of a person's account book: lines with these words (in names of merchants, people, things and categories, in notes) or of that amount.

    `words`: a plain text, or what `wanted` has understood of one: then ranges of amounts and days narrow the lines too.
    `kind`: payment, transfer for both ways or one of them, top_up, refund, withdrawal (what came back, too), exchange, together (red packets and
    links), or "" for all.
    `before` is the last page's `next_before`.
    Twelve statements at most, however many lines, and two for each other currency among them; an amount is one of the deployment's currency.
    Raises `BadCursor`.
    """
    asked = words if isinstance(words, Wanted) else words_only(words, wallets.default_asset())
    search = _Search(wanted=asked, before=parsed(before or ""), limit=limit + 1)
    sources = [rows for name, rows in _sources(person_id, search) if kind in ("", name, name.partition("_")[0])]
    found = list(islice(heapq.merge(*sources, key=lambda row: (row.at, row.id), reverse=True), limit + 1))
    rows = _with_balances(person_id, found[:limit])
    return Page(rows=rows, next_before=cursor(rows[-1].at, rows[-1].id) if len(found) > limit else "")


def _with_balances(person_id: UUID, shown: list[Row]) -> tuple[Row, ...]:
    """The rows, each with what was in the wallet of its own currency just after it."""
    made_by = [(row, _transfer_id(row)) for row in shown]
    entries: dict[UUID, Entry] = {}
    for asset in {wallets.default_asset(), *(row.asset for row in shown)}:
        entries |= wallets.entries(person_id, [transfer for row, transfer in made_by if row.asset == asset], asset=asset)
    return tuple(replace(row, balance_minor=entry.balance_minor if (entry := entries.get(transfer)) else None) for row, transfer in made_by)


def _transfer_id(row: Row) -> UUID:
    """The ledger's transfer that made the line."""
    if row.kind in ("withdrawal", "withdrawal_back"):
        return derived("withdrawal paid" if row.kind == "withdrawal" else "withdrawal returned", row.id)
    return wallets.second_leg(row.id) if row.kind == "exchange" and row.amount_minor > 0 else row.id


def _fitting(rows: QuerySet[AnyModel], search: _Search) -> QuerySet[AnyModel]:
    """One page of the rows within the days and amounts that are asked for."""
    asked = search.wanted
    bounds = {"amount_minor__gte": asked.least_minor, "amount_minor__lte": asked.most_minor, "at__gte": asked.since, "at__lt": asked.until}
    rows = rows.filter(**{name: bound for name, bound in bounds.items() if bound is not None})
    return page(rows, before=search.before, limit=search.limit)


def _sources(person_id: UUID, search: _Search) -> Iterable[tuple[str, Iterable[Row]]]:
    people = [each.id for each in identity.search_people(search.words, limit=PEOPLE_MAX)] if search.words else []
    yield "payment", _payments(person_id, search)
    yield "transfer_out", _transfers(search, person_id, people, sent=True)
    yield "transfer_in", _transfers(search, person_id, people, sent=False)
    yield "top_up", _top_ups(person_id, search)
    yield "refund", _refunds(person_id, search)
    yield "together", _together(person_id, search, people)
    yield "withdrawal", _withdrawals(person_id, search)
    yield "exchange", _exchanges(person_id, search)


def _payments(person_id: UUID, search: _Search) -> Iterable[Row]:
    rows = models.Payment.objects.filter(payer_id=person_id).select_related("merchant")
    if search.words:
        merchants = Q(merchant_id__in=named(search.words).values("id"))
        rows = rows.filter(merchants | Q(note__icontains=search.words) | _of_amount(search) | _of_category(search))
    for row in _fitting(rows, search):
        yield Row(
            id=row.id,
            kind="payment",
            title_en=row.merchant.name_en,
            title_zh=row.merchant.name_zh,
            amount_minor=-row.amount_minor,
            asset=row.asset,
            at=row.at,
            note=row.note,
        )


def _refunds(person_id: UUID, search: _Search) -> Iterable[Row]:
    rows = models.Refund.objects.filter(payer_id=person_id).select_related("merchant")
    if search.words:
        merchants = Q(merchant_id__in=named(search.words).values("id"))
        rows = rows.filter(merchants | Q(note__icontains=search.words) | _of_amount(search))
    for row in _fitting(rows, search):
        yield Row(
            id=row.id,
            kind="refund",
            title_en=row.merchant.name_en,
            title_zh=row.merchant.name_zh,
            amount_minor=row.amount_minor,
            asset=row.asset,
            at=row.at,
            note=row.note,
        )


def _transfers(search: _Search, person_id: UUID, people: list[UUID], *, sent: bool) -> Iterable[Row]:
    mine, other = ("sender", "recipient") if sent else ("recipient", "sender")
    rows = models.Transfer.objects.filter(**{f"{mine}_id": person_id}).select_related(other)
    if (search.wanted.least_minor, search.wanted.most_minor) != (None, None):
        rows = rows.filter(asset=wallets.default_asset())
    if search.words:
        rows = rows.filter(Q(**{f"{other}_id__in": people}) | Q(note__icontains=search.words) | _of_amount(search))
    for row in _fitting(rows, search):
        name = getattr(row, other).name
        yield Row(
            id=row.id,
            kind="transfer_out" if sent else "transfer_in",
            title_en=name,
            title_zh=name,
            amount_minor=-row.amount_minor if sent else row.amount_minor,
            asset=row.asset,
            at=row.at,
            note=row.note,
        )


def _together(person_id: UUID, search: _Search, people: list[UUID]) -> Iterable[Row]:
    """Red packets and links."""
    asked = search.wanted
    wanted = book.Asked(
        before=search.before,
        since=asked.since,
        until=asked.until,
        least_minor=asked.least_minor,
        most_minor=asked.most_minor,
        exact_minor=asked.exact_minor,
        words=asked.words,
        people=tuple(people),
        limit=search.limit,
    )
    for line in book.lines(person_id, wanted):
        yield Row(
            id=line.id,
            kind=line.kind,
            title_en=line.title_en,
            title_zh=line.title_zh,
            amount_minor=line.amount_minor,
            asset=line.asset,
            at=line.at,
            note=line.note,
        )


def _top_ups(person_id: UUID, search: _Search) -> Iterable[Row]:
    for row in _moved(funding.top_ups_of, person_id, search, words=TOP_UP_WORDS):
        yield Row(
            id=row.id,
            kind="top_up",
            title_en="",
            title_zh="",
            amount_minor=row.amount_minor,
            asset=row.asset,
            at=row.at,
            note="",
        )


def _withdrawals(person_id: UUID, search: _Search) -> Iterable[Row]:
    """What is set aside for the bank, or was paid by it, and what it sent back; what was called off never left."""
    for row in _moved(funding.withdrawal_lines_of, person_id, search, words=WITHDRAWAL_WORDS):
        account = row.withdrawal.method.name
        yield Row(
            id=row.id,
            kind="withdrawal_back" if row.is_back else "withdrawal",
            title_en=f"Came back from {account}" if row.is_back else account,
            title_zh=f"{account} 退回" if row.is_back else account,
            amount_minor=row.amount_minor if row.is_back else -row.amount_minor,
            asset=row.withdrawal.asset,
            at=row.at,
            note="",
        )


def _exchanges(person_id: UUID, search: _Search) -> Iterable[Row]:
    for row in _moved(wallets.own_exchanges_of, person_id, search, words=EXCHANGE_WORDS):
        yield Row(
            id=row.id,
            kind="exchange",
            title_en="Exchange",
            title_zh="兑换",
            amount_minor=-row.amount_minor if row.sold else row.amount_minor,
            asset=row.asset,
            at=row.at,
            note=money(-row.other[1] if not row.sold else row.other[1], row.other[0], sign=True),
        )


def _moved(source: Callable[..., tuple[Moved, ...]], person_id: UUID, search: _Search, *, words: Container[str]) -> Iterator[Moved]:
    """As many of another room's rows as are wanted. They have no text of their own: words find them only by naming their kind (`words`)."""
    asked = search.wanted
    if asked.words and asked.exact_minor is None and asked.words.casefold() not in words:
        return
    yield from islice((each for each in _all(source, person_id, search) if _fits(each, asked)), search.limit)


def _all(source: Callable[..., tuple[Moved, ...]], person_id: UUID, search: _Search) -> Iterator[Moved]:
    """Page by page: those rooms know nothing of ranges, and people have few such rows. A page's first is asked for when it is needed."""
    asked = search.wanted
    before = min(filter(None, (search.before, (asked.until, FIRST_ID) if asked.until else None)), default=None)
    while rows := source(person_id, before=before, limit=MOVED_PAGE, amount_minor=asked.exact_minor):
        yield from rows
        before = (rows[-1].at, rows[-1].id)
        if len(rows) < MOVED_PAGE or (asked.since and before[0] < asked.since):
            return


def _fits(row: TopUp | WithdrawalLine | OwnLeg, asked: Wanted) -> bool:
    enough = asked.least_minor is None or row.amount_minor >= asked.least_minor
    not_too_much = asked.most_minor is None or row.amount_minor <= asked.most_minor
    return enough and not_too_much and (asked.since is None or row.at >= asked.since)


def _of_amount(search: _Search) -> Q:
    return Q(amount_minor=search.wanted.exact_minor, asset=wallets.default_asset()) if search.wanted.exact_minor is not None else Q(pk__in=())


def _of_category(search: _Search) -> Q:
    """Payments to shops of the categories that the words name, or with such a thing, or one of that name, on the receipt."""
    named_so = Q(name_en__icontains=search.words) | Q(name_zh__icontains=search.words) | Q(category__in=search.wanted.categories)
    things = models.Item.objects.filter(named_so).values("item_id")
    on_receipt = models.Line.objects.filter(payment_id=OuterRef("pk"), item_id__in=things)
    return Q(merchant__category__in=search.wanted.categories) | Q(Exists(on_receipt))
