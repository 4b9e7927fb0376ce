"""What is known of a person, for the rooms above."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection
from django.db.models import Max, Sum

from zhiyin.kit.asking import Question, Row
from zhiyin.learning.frequency import usual_range
from zhiyin.profiles import habits, models

NAMED_HABITS_SQL = """
select h.item_id, i.{name} as name, i.category, h.n, h.last_day, h.weight, h.gaps from profiles_personitem h join profiles_item i using (item_id)
 where h.person_id = %s and h.n > 1 order by h.weight desc, h.item_id limit %s
"""

POPULAR_SQL = """
select p.item_id, p.people, coalesce(i.{name}, ''), coalesce(i.category, '') from profiles_popularitem p left join profiles_item i using (item_id)
 order by p.place limit %s
"""

MONTHS_SQL = """
select month, category, asset, amount_minor, payments from profiles_spendmonth where person_id = %s and month between %s and %s
 order by month desc, amount_minor desc, category
"""

# Of the asset that most went out in during the year: what the month and the one before it took.
BESIDE_SQL = """
select coalesce(sum(amount_minor) filter (where month = %s), 0) as total, coalesce(sum(amount_minor) filter (where month = %s), 0) as previous
  from profiles_spendmonth where person_id = %s and month between %s and %s group by asset order by sum(amount_minor) desc, asset limit 1
"""

RHYTHM_SQL = """
select s.timezone, s.payments, s.transfers, c.gaps from profiles_personstate s
  left join profiles_personcategory c on c.person_id = s.person_id and c.category = '*' where s.person_id = %s
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class HabitState:
    """How often a person comes back to `key` (an item or a category). A day counts once; `gaps` are the last twelve in days, newest first."""

    key: str
    n: int
    first_at: datetime
    last_at: datetime
    last_day: date
    weight: int
    gaps: tuple[int, ...]
    spend_minor: int

    def decayed_at(self, day: date) -> float:
        """The count in which a purchase is worth half as much every 28 days, as of `day`."""
        return habits.decayed(self.weight, day)

    @property
    def usual_days(self) -> tuple[int, int] | None:
        """The usual distance in days, from–to; None while fewer than four gaps are known."""
        return usual_range(self.gaps)


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthSpend:
    """What a person spent in one category in one month (its first day names it). `payments` touched the category."""

    month: date
    category: str
    asset: str
    amount_minor: int
    payments: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonFacts:
    """The figures of a person. `shopping` and `usual_hours` (most frequent first) are empty while habits may not be learned."""

    timezone: str
    learning: bool
    payments: int
    transfers: int
    first_at: datetime | None
    last_at: datetime | None
    spend_minor: int
    asset: str
    usual_hours: tuple[int, ...]
    shopping: HabitState | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """What a first page needs: how often a person pays shops and sends to people, how often they shop at all, and what their day is."""

    timezone: str
    payments: int
    transfers: int
    shopping_gaps: tuple[int, ...]

    @property
    def shops_every(self) -> tuple[int, int] | None:
        """From how many to how many days usually lie between two days of shopping; None while fewer than four gaps are known."""
        return usual_range(self.shopping_gaps)

    def day(self, at: datetime) -> date:
        """The day that moment belongs to, where the person lives."""
        return habits.local(at, self.timezone).date()


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedHabit:
    """What a first page needs of an item that a person comes back to; `usual_days` and the decayed count are worked out above."""

    item_id: str
    name: str
    category: str
    n: int
    last_day: date
    weight: int
    gaps: tuple[int, ...]

    def decayed_at(self, day: date) -> float:
        """As `HabitState.decayed_at`."""
        return habits.decayed(self.weight, day)


@dataclass(frozen=True, slots=True, kw_only=True)
class Popular:
    """An item that many people buy now; `name` is empty when nobody has listed it."""

    item_id: str
    people: int
    name: str = ""
    category: str = ""


def item_states(person_id: UUID, limit: int) -> tuple[HabitState, ...]:
    """The person's items, those bought most often of late first."""
    return tuple(_habit(row.item_id, row) for row in models.PersonItem.objects.filter(person_id=person_id).order_by("-weight", "item_id")[:limit])


def category_states(person_id: UUID) -> tuple[HabitState, ...]:
    """The person's categories, those bought most often of late first; without "*", shopping at all."""
    rows = models.PersonCategory.objects.filter(person_id=person_id).exclude(category="*").order_by("-weight", "category")
    return tuple(_habit(row.category, row) for row in rows)


def months(person_id: UUID, *, months: int, until: date | None = None) -> tuple[MonthSpend, ...]:
    """What the person spent by month and category in the last `months` months up to `until` (without it: up to their last payment), newest first."""
    last = until.replace(day=1) if until else models.SpendMonth.objects.filter(person_id=person_id).aggregate(last=Max("month"))["last"]
    if last is None:
        return ()
    years, month = divmod(last.year * 12 + last.month - months, 12)
    with connection.cursor() as cursor:
        cursor.execute(MONTHS_SQL, [person_id, date(years, month + 1, 1), last])
        return tuple(MonthSpend(month=first, category=category, asset=asset, amount_minor=amount, payments=payments)
                     for first, category, asset, amount, payments in cursor.fetchall())  # fmt: skip


def merchant_names(merchant_ids: Collection[UUID]) -> dict[UUID, tuple[str, str]]:
    """The names of those of the merchants that are known, in English and in Chinese. At most one statement."""
    if not merchant_ids:
        return {}
    rows = models.MerchantFact.objects.filter(merchant_id__in=merchant_ids).values_list("merchant_id", "name_en", "name_zh")
    return {merchant_id: (name_en, name_zh) for merchant_id, name_en, name_zh in rows}


def item_label(item_ids: Collection[str], language: str) -> dict[str, str]:
    """The items' names in the language; an item that nobody has listed is left out."""
    return dict(models.Item.objects.filter(item_id__in=item_ids).values_list("item_id", _name(language)))


def named_habits(person_id: UUID, *, language: str, limit: int) -> Question[tuple[NamedHabit, ...]]:
    """The listed items the person bought on at least two days, those bought most often of late first. One statement."""
    return Question(((NAMED_HABITS_SQL.format(name=_name(language)), (person_id, limit)),), lambda rows: tuple(map(_named, rows)))


def popular_items(limit: int, language: str) -> tuple[Popular, ...]:
    """What many people buy now, most first; each by at least five people. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(POPULAR_SQL.format(name=_name(language)), [limit])
        return tuple(Popular(item_id=key, people=people, name=name, category=category) for key, people, name, category in cursor.fetchall())


def dismissed(person_id: UUID) -> dict[str, str]:
    """What the person last said of suggestions: item → not_mine | less | off."""
    return dict(models.Dismissal.objects.filter(person_id=person_id).values_list("item_id", "kind"))


def facts(person_id: UUID) -> PersonFacts:
    """The person's figures; all zero for somebody of whom nothing has been heard."""
    state = models.PersonState.objects.filter(person_id=person_id).first() or models.PersonState(person_id=person_id)
    spent = models.SpendMonth.objects.filter(person_id=person_id).values("asset").annotate(sum=Sum("amount_minor")).order_by("-sum").first()
    shopping = models.PersonCategory.objects.filter(person_id=person_id, category="*").first()
    hours = models.PersonHour.objects.filter(person_id=person_id).order_by("-n", "hour").values_list("hour", flat=True)[:3]
    return PersonFacts(
        timezone=state.timezone,
        learning=state.learning,
        payments=state.payments,
        transfers=state.transfers,
        first_at=state.first_at,
        last_at=state.last_at,
        spend_minor=spent["sum"] if spent else 0,
        asset=spent["asset"] if spent else "",
        usual_hours=tuple(hours),
        shopping=_habit("*", shopping) if shopping else None,
    )


def rhythm(person_id: UUID) -> Question[Rhythm]:
    """How often the person pays, sends and shops; all zero for somebody of whom nothing has been heard. One statement."""
    return Question(((RHYTHM_SQL, (person_id,)),), _rhythm)


def month_beside(person_id: UUID, *, month: date, before: date, since: date) -> Question[tuple[int, int]]:
    """What the person spent in two months (their first days), in minor units of the asset in which most was spent since then. One statement."""
    asked = (BESIDE_SQL, (month, before, person_id, since, month))
    return Question((asked,), lambda rows: (rows[0]["total"], rows[0]["previous"]) if rows else (0, 0))


def paying(person_ids: Collection[UUID], *, payments: tuple[int | None, int | None], last: tuple[datetime | None, datetime | None]) -> set[UUID]:
    """Those of the people who paid from so many times to so many times, and last up to the first moment and from the second one on; None: any.

    One statement.
    """
    least, most = payments
    until, since = last
    wanted = {"payments__gte": least, "payments__lte": most, "last_at__lte": until, "last_at__gte": since}
    rows = models.PersonState.objects.filter(person_id__in=person_ids, **{name: value for name, value in wanted.items() if value is not None})
    return set(rows.values_list("person_id", flat=True))


def fingerprint() -> str:
    """One line per learned table: its rows and a sum over the hashes of all of them. Equal text means equal state, bit for bit."""
    return "\n".join(_fingerprint(f"profiles_{table}") for table in models.LEARNED_TABLES)


def _name(language: str) -> str:
    return "name_zh" if language.startswith("zh") else "name_en"


def _rhythm(rows: list[Row]) -> Rhythm:
    if not rows:
        return Rhythm(timezone="UTC", payments=0, transfers=0, shopping_gaps=())
    row = rows[0]
    return Rhythm(timezone=row["timezone"], payments=row["payments"], transfers=row["transfers"], shopping_gaps=tuple(row["gaps"] or ()))


def _named(row: Row) -> NamedHabit:
    last_day, gaps = date.fromisoformat(row["last_day"]), tuple(row["gaps"])
    return NamedHabit(
        item_id=row["item_id"], name=row["name"], category=row["category"], n=row["n"], last_day=last_day, weight=row["weight"], gaps=gaps
    )


def _fingerprint(table: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"select count(*), coalesce(sum(('x' || left(md5(t::text), 16))::bit(64)::bigint::numeric), 0) from {table} t")  # noqa: S608  our own table's name
        rows, total = cursor.fetchall()[0]
    return f"{table} {rows} {total}"


def _habit(key: str, row: models.PersonItem | models.PersonCategory) -> HabitState:
    return HabitState(
        key=key,
        n=row.n,
        first_at=row.first_at,
        last_at=row.last_at,
        last_day=row.last_day,
        weight=int(row.weight),
        gaps=tuple(row.gaps),
        spend_minor=row.spend_minor,
    )
