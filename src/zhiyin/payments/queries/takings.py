"""Payments seen from the other side: a merchant's day, the console's lists and figures."""

import contextlib
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Count, Max, Min, Q, QuerySet, Sum
from django.db.models.functions import ExtractHour, TruncDate

from zhiyin.identity import queries as identity
from zhiyin.kit.money import BadAmount, parse_amount
from zhiyin.payments import models
from zhiyin.payments.queries.activity import PEOPLE_MAX
from zhiyin.payments.queries.merchants import Merchant, named, told
from zhiyin.payments.queries.paging import cursor, page, parsed
from zhiyin.payments.queries.refunds import given_back
from zhiyin.wallets import queries as wallets

ORDERS = {"-at": ("at", "id"), "amount": ("-amount_minor", "-at", "-id"), "-amount": ("amount_minor", "-at", "-id")}


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentRow:
    """A payment in a list of staff or of a merchant. `amount_minor` is positive; `refunded_minor` of it was given back."""

    id: UUID
    payer_id: UUID
    payer_name: str
    merchant: Merchant
    amount_minor: int
    asset: str
    at: datetime
    note: str
    refunded_minor: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentPage:
    """Some payments, the newest first. `next_before` asks for the next page; empty on the last one."""

    rows: tuple[PaymentRow, ...]
    next_before: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Takings:
    """What a merchant took on one day. `hours`: the minor units taken in each of the 24 hours. `rows`: the newest payments of the day.

    `refunds` of `refunded_minor` were given back on that day, whenever they were paid.
    """

    day: date
    payments: int
    people: int
    amount_minor: int
    asset: str
    hours: tuple[int, ...]
    rows: tuple[PaymentRow, ...]
    refunds: int
    refunded_minor: int

    @property
    def kept_minor(self) -> int:
        """What was taken less what was given back; below zero when more was given back."""
        return self.amount_minor - self.refunded_minor


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Payments of a span of time: how many, of how much, by how many people."""

    payments: int
    amount_minor: int
    people: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """The overview's figures. `days`: the last 14 days up to today as (day, payments, minor units), days without payments too."""

    asset: str
    today: Figures
    week: Figures
    days: tuple[tuple[date, int, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonSummary:
    """A person's money in one look, for the page of support. `balance_minor` is the wallet's."""

    payments: int
    spend_minor: int
    first_at: datetime | None
    last_at: datetime | None
    sent: int
    received: int
    balance_minor: int
    asset: str


def takings(merchant_id: UUID, day: date, *, zone: str = "", limit: int = 50) -> Takings:
    """What the merchant took on that day at that place (the deployment's, without `zone`). Six statements."""
    place = ZoneInfo(zone or settings.CONFIG.timezone)
    start = datetime.combine(day, time.min, place)
    end = datetime.combine(day + timedelta(days=1), time.min, place)
    rows = models.Payment.objects.filter(merchant_id=merchant_id, at__gte=start, at__lt=end)
    sums = rows.aggregate(count=Count("id"), total=Sum("amount_minor"), people=Count("payer_id", distinct=True))
    back = models.Refund.objects.filter(merchant_id=merchant_id, at__gte=start, at__lt=end).aggregate(count=Count("id"), total=Sum("amount_minor"))
    by_hour = dict(rows.annotate(hour=ExtractHour("at", tzinfo=place)).values_list("hour").annotate(total=Sum("amount_minor")))
    return Takings(
        day=day,
        payments=sums["count"],
        people=sums["people"],
        amount_minor=int(sums["total"] or 0),
        asset=wallets.default_asset(),
        hours=tuple(int(by_hour.get(hour, 0)) for hour in range(24)),
        rows=_told(list(rows.select_related("merchant").order_by("-at", "-id")[:limit])),
        refunds=back["count"],
        refunded_minor=int(back["total"] or 0),
    )


def daily_takings(merchant_id: UUID, *, until: date, days: int, zone: str = "") -> tuple[tuple[date, int, int], ...]:
    """What the merchant took on each of the `days` days up to `until`: (day, payments, minor units), days without payments too. One statement."""
    place = ZoneInfo(zone or settings.CONFIG.timezone)
    wanted = [until - timedelta(days=back) for back in range(days - 1, -1, -1)]
    start, end = datetime.combine(wanted[0], time.min, place), datetime.combine(until + timedelta(days=1), time.min, place)
    rows = models.Payment.objects.filter(merchant_id=merchant_id, at__gte=start, at__lt=end).annotate(day=TruncDate("at", tzinfo=place))
    found = {day: (count, int(total)) for day, count, total in rows.values_list("day").annotate(count=Count("id"), total=Sum("amount_minor"))}
    return tuple((day, *found.get(day, (0, 0))) for day in wanted)


def recent_payments(*, limit: int = 25, words: str = "", since: datetime | None = None, before: str | None = "") -> PaymentPage:
    """A page of everybody's payments, for the console: by words (merchants, people, notes), an exact amount, or a payment's id; `since` a moment.

    Four statements. Raises `BadCursor`.
    """
    rows = _found(words, since).select_related("merchant")
    return _page(list(page(rows, before=parsed(before or ""), limit=limit + 1)), limit)


def ordered_payments(order: str, *, limit: int, words: str = "", since: datetime | None = None, skip: int = 0) -> tuple[PaymentRow, ...]:
    """The same payments in another order, less the first `skip`: the oldest ("-at"), the largest ("amount") or the smallest ("-amount") first.

    Three statements. Raises `KeyError` for an order that there is not.
    """
    rows = _found(words, since).select_related("merchant").order_by(*ORDERS[order])
    return _told(list(rows[skip : skip + limit]))


def paid_last(payer_id: UUID, merchant_id: UUID, *, amount_minor: int, since: datetime) -> datetime | None:
    """When the person last paid exactly so much there, if it was not before that moment. One statement."""
    same = models.Payment.objects.filter(payer_id=payer_id, merchant_id=merchant_id, amount_minor=amount_minor, at__gte=since)
    return same.order_by("-at").values_list("at", flat=True).first()


def payments_in_all(*, words: str = "", since: datetime | None = None) -> tuple[int, int]:
    """How many payments those words and that moment find, and what they come to in minor units. One statement."""
    sums = _found(words, since).aggregate(count=Count("id"), total=Sum("amount_minor"))
    return sums["count"], int(sums["total"] or 0)


def _found(words: str, since: datetime | None) -> QuerySet[models.Payment]:
    text = words.replace("\x00", "").strip()
    rows = models.Payment.objects.all()
    if text:
        rows = rows.filter(_search(text))
    return rows.filter(at__gte=since) if since else rows


def totals(at: datetime, *, zone: str = "") -> Totals:
    """The figures of today and of the last seven days, today with them, at that place (the deployment's, without `zone`). Three statements."""
    place = ZoneInfo(zone or settings.CONFIG.timezone)
    today = at.astimezone(place).date()
    start = [datetime.combine(today - timedelta(days=days), time.min, place) for days in range(14)]
    rows = models.Payment.objects.filter(at__gte=start[13], at__lte=at).annotate(day=TruncDate("at", tzinfo=place))
    found = {day: (count, int(total)) for day, count, total in rows.values_list("day").annotate(count=Count("id"), total=Sum("amount_minor"))}
    days = [today - timedelta(days=back) for back in range(13, -1, -1)]
    return Totals(
        asset=wallets.default_asset(),
        today=_figures(start[0], at),
        week=_figures(start[6], at),
        days=tuple((day, *found.get(day, (0, 0))) for day in days),
    )


def person_summary(person_id: UUID) -> PersonSummary:
    """A person's money in one look. Five statements."""
    mine = models.Payment.objects.filter(payer_id=person_id)
    sums = mine.aggregate(count=Count("id"), total=Sum("amount_minor"), first=Min("at"), last=Max("at"))
    wallet = wallets.wallet(person_id)
    return PersonSummary(
        payments=sums["count"],
        spend_minor=int(sums["total"] or 0),
        first_at=sums["first"],
        last_at=sums["last"],
        sent=models.Transfer.objects.filter(sender_id=person_id).count(),
        received=models.Transfer.objects.filter(recipient_id=person_id).count(),
        balance_minor=wallet.balance_minor,
        asset=wallet.asset,
    )


def recent_people(person_id: UUID, *, limit: int = 6) -> tuple[identity.Person, ...]:
    """Whom a person sent money to, the latest first. Two statements."""
    latest = models.Transfer.objects.filter(sender_id=person_id).values("recipient_id").annotate(last=Max("at")).order_by("-last")[:limit]
    ids = [row["recipient_id"] for row in latest]
    people = identity.people(ids) if ids else {}
    return tuple(people[each] for each in ids if each in people)


def _figures(start: datetime, end: datetime) -> Figures:
    sums = models.Payment.objects.filter(at__gte=start, at__lte=end).aggregate(
        count=Count("id"), total=Sum("amount_minor"), people=Count("payer_id", distinct=True)
    )
    return Figures(payments=sums["count"], amount_minor=int(sums["total"] or 0), people=sums["people"])


def _search(text: str) -> Q:
    people = [each.id for each in identity.search_people(text, limit=PEOPLE_MAX)]
    wanted = Q(merchant_id__in=named(text).values("id")) | Q(payer_id__in=people) | Q(note__icontains=text)
    with contextlib.suppress(BadAmount):
        wanted |= Q(amount_minor=parse_amount(text, wallets.default_asset()))
    with contextlib.suppress(ValueError):
        wanted |= Q(id=UUID(text))
    return wanted


def _page(rows: list[models.Payment], limit: int) -> PaymentPage:
    shown = rows[:limit]
    return PaymentPage(rows=_told(shown), next_before=cursor(shown[-1].at, shown[-1].id) if len(rows) > limit else "")


def _told(rows: list[models.Payment]) -> tuple[PaymentRow, ...]:
    people = identity.people({row.payer_id for row in rows}) if rows else {}
    back = given_back(row.id for row in rows) if rows else {}
    return tuple(
        PaymentRow(
            id=row.id,
            payer_id=row.payer_id,
            payer_name=people[row.payer_id].name if row.payer_id in people else "",
            merchant=told(row.merchant),
            amount_minor=row.amount_minor,
            asset=row.asset,
            at=row.at,
            note=row.note,
            refunded_minor=back.get(row.id, 0),
        )
        for row in rows
    )
