"""What may leave a wallet: rules, what was used of them, and the judge. Pure: no database, no clock."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from uuid import UUID
from zoneinfo import ZoneInfo

# What money leaves for. "out" in a rule: the first four together; an exchange changes what the money is, not whose, and has rules of its own.
DEEDS = PAYMENT, TRANSFER, WITHDRAWAL, PAYOUT, EXCHANGE = ("payment", "transfer", "withdrawal", "payout", "exchange")
OUT = "out"
# What a rule measures: one deed's amount, a day's or month's sum, how often in an hour or a day, and which kinds of shops.
AMOUNTS = EACH, DAY, MONTH = ("each", "day", "month")
COUNTS = HOURLY, DAILY = ("hourly", "daily")
CATEGORIES = BLOCKED, ALLOWED = ("blocked", "allowed")
MEASURES = (*AMOUNTS, *COUNTS, *CATEGORIES)
WINDOWED = frozenset((DAY, MONTH, *COUNTS))
# Whom a rule is for. Of the first four the narrowest counts; what people set for themselves counts beside it.
SCOPES = EVERYBODY, TIER, MINORS, PERSON, OWN = ("everybody", "tier", "minors", "person", "own")
TIERS = BASIC, STANDARD, PLUS = ("basic", "standard", "plus")
QUARTER = 900  # seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A limit as somebody set it. `amount`: minor units of `asset`, or how many times; None: no limit. `categories`: merchant category codes.

    `settled_at`: when it was agreed (None: it waits for a second person, or was refused). It counts from `effective_from`.
    """

    id: UUID
    measure: str
    deed: str
    asset: str = ""
    scope: str = EVERYBODY
    tier: str = ""
    person_id: UUID | None = None
    amount: int | None = None
    categories: tuple[str, ...] = ()
    effective_from: datetime
    settled_at: datetime | None

    @property
    def slot(self) -> tuple[str, str, str, str, str, UUID | None]:
        """What the rule says something about: of two rules on one thing, what was settled later counts."""
        return self.measure, self.deed, self.asset, self.scope, self.tier, self.person_id

    @property
    def is_windowed(self) -> bool:
        """Whether it has to be known what was done before."""
        return self.measure in WINDOWED and self.amount is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What is known of a person for limits: their tier, and whether they are not of age yet."""

    tier: str = STANDARD
    is_minor: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """Money is about to leave a person's wallet. `category`: the merchant's code, for payments. Units: minor."""

    person_id: UUID
    kind: str
    asset: str
    amount_minor: int
    category: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Windows:
    """The hour, day and month that a moment lies in: from … until just before."""

    hour: tuple[datetime, datetime]
    day: tuple[datetime, datetime]
    month: tuple[datetime, datetime]

    def of(self, measure: str) -> tuple[datetime, datetime]:
        """The one that the measure counts in."""
        return {HOURLY: self.hour, MONTH: self.month}.get(measure, self.day)


@dataclass(frozen=True, slots=True, kw_only=True)
class Used:
    """What was done of one thing in the present hour, day and month: how often, and how much in minor units of one asset."""

    hourly: int = 0
    daily: int = 0
    day: int = 0
    month: int = 0


NOTHING = Used()
# What was used of each deed, and of "out".
Usage = Mapping[str, Used]


@dataclass(frozen=True, slots=True, kw_only=True)
class Breach:
    """Why a deed may not be: the rule, and how much of it is left (minor units or times). `free_at`: when all of it is there again, if ever."""

    rule: Rule
    left: int = 0
    free_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class InForce:
    """The rules that count from `since` until just before `until`, one for each thing they speak of. None: from ever, for ever."""

    rules: tuple[Rule, ...]
    since: datetime | None
    until: datetime | None
    _found: dict[tuple[str, str, str, bool], tuple[Rule, ...]] = field(default_factory=dict)

    def general(self, kind: str, asset: str, standing: Standing) -> tuple[Rule, ...]:
        """Those for such a deed of somebody in that standing, as `binding`; kept, because most people stand alike."""
        key = (kind, asset, standing.tier, standing.is_minor)
        if key not in self._found:
            self._found[key] = binding(self.rules, kind=kind, asset=asset, standing=standing)
        return self._found[key]


def in_force(rules: Iterable[Rule], at: datetime) -> InForce:
    """What counts at that moment: of the rules on one thing that have begun, the one that was settled last."""
    last: dict[object, Rule] = {}
    settled = [(rule.settled_at, rule.id, rule) for rule in rules if rule.settled_at is not None]
    for _, _, rule in sorted(settled, key=lambda each: each[:2]):
        if rule.effective_from <= at:
            last[rule.slot] = rule
    begun = max((rule.effective_from for *_, rule in settled if rule.effective_from <= at), default=None)
    until = min((rule.effective_from for *_, rule in settled if rule.effective_from > at), default=None)
    return InForce(tuple(last.values()), begun, until)


def binding(rules: Iterable[Rule], *, kind: str, asset: str, standing: Standing) -> tuple[Rule, ...]:
    """Those of the rules in force (a person's own included) that bind such a deed.

    Of what was set on one thing for everybody, a tier, minors and the person, the narrowest counts, also when it says "no limit".
    What a person set for themselves counts beside it, and what is blocked for anybody among them stays blocked.
    """
    chosen: dict[tuple[object, ...], Rule] = {}
    for rule in sorted((rule for rule in rules if _concerns(rule, kind, asset, standing)), key=lambda each: SCOPES.index(each.scope)):
        apart = rule.scope if rule.scope == OWN or rule.measure == BLOCKED else ""
        chosen[rule.measure, rule.deed, apart] = rule
    return tuple(rule for rule in chosen.values() if rule.amount is not None or rule.categories)


def judge(rules: Iterable[Rule], usage: Usage, deed: Deed, windows: Windows) -> Breach | None:
    """Why the deed may not be: the kind of shop, else the rule that leaves least; None: it may.

    `rules`: those that bind it; `usage`: before it, in its asset.
    """
    found = [breach for rule in rules if (breach := _breach(rule, usage, deed, windows))]
    return min(found, key=lambda each: (each.rule.measure not in CATEGORIES, each.left), default=None)


def left(rule: Rule, usage: Usage) -> int:
    """How much (minor units) or how often the rule still allows."""
    assert rule.amount is not None  # noqa: S101  rules that bind have a limit
    return rule.amount if rule.measure == EACH else max(rule.amount - used(rule, usage), 0)


def used(rule: Rule, usage: Usage) -> int:
    """How much or how often was done in the rule's present window."""
    number: int = getattr(usage.get(rule.deed, NOTHING), rule.measure)
    return number


def counted_as(kind: str) -> tuple[str, ...]:
    """What a deed of that kind is counted as."""
    return (kind,) if kind == EXCHANGE else (kind, OUT)


def after(usage: Usage, deed: Deed) -> Usage:
    """What is used once the deed is done, within the same windows."""
    more = dict(usage)
    for each in counted_as(deed.kind):
        was = more.get(each, NOTHING)
        more[each] = Used(hourly=was.hourly + 1, daily=was.daily + 1, day=was.day + deed.amount_minor, month=was.month + deed.amount_minor)
    return more


def windows(at: datetime, zone: str) -> Windows:
    """The windows around a moment. Days and months are those of the zone, with 23 or 25 hours when the clocks change; hours are UTC's."""
    return _windows(int(at.timestamp()) // QUARTER, zone)


def loosens(new: Rule, old: Rule) -> bool:
    """Whether the new rule allows something that the old one on the same thing does not."""
    if new.measure == BLOCKED:
        return not set(old.categories) <= set(new.categories)
    if new.measure == ALLOWED:
        return bool(old.categories) and not (new.categories and set(new.categories) <= set(old.categories))
    return old.amount is not None and (new.amount is None or new.amount > old.amount)


def _concerns(rule: Rule, kind: str, asset: str, standing: Standing) -> bool:
    whose = {TIER: rule.tier == standing.tier, MINORS: standing.is_minor}.get(rule.scope, True)
    return whose and rule.asset in ("", asset) and rule.deed in counted_as(kind)


def _breach(rule: Rule, usage: Usage, deed: Deed, at: Windows) -> Breach | None:
    if rule.measure in CATEGORIES:
        known = bool(deed.category) and deed.category in rule.categories
        return Breach(rule=rule) if deed.kind == PAYMENT and known == (rule.measure == BLOCKED) else None
    remains = left(rule, usage)
    if (1 if rule.measure in COUNTS else deed.amount_minor) <= remains:
        return None
    return Breach(rule=rule, left=remains, free_at=None if rule.measure == EACH else at.of(rule.measure)[1])


def _midnight(day: date, zone: str) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)).astimezone(UTC)


@lru_cache(64)  # everybody's windows are the same, and no zone is off by less than a quarter of an hour
def _windows(quarter: int, zone: str) -> Windows:
    at = datetime.fromtimestamp(quarter * QUARTER, UTC)
    local, hour = at.astimezone(ZoneInfo(zone)), at.replace(minute=0)
    first = local.date().replace(day=1)
    return Windows(
        hour=(hour, hour + timedelta(hours=1)),
        day=(_midnight(local.date(), zone), _midnight(local.date() + timedelta(days=1), zone)),
        month=(_midnight(first, zone), _midnight((first + timedelta(days=32)).replace(day=1), zone)),
    )
