"""One person's limits: what binds them, what they have used of it, and what they set themselves."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from zhiyin.wallets import judging, models
from zhiyin.wallets.judging import ALLOWED, BLOCKED, CATEGORIES, DEEDS, EACH, OWN, Rule, Standing
from zhiyin.wallets.queries.limits import rules as known


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """A limit that binds somebody, in minor units of `asset` or (`is_count`) in times. `free_at`: when all of it is there again, if it is used up."""

    deed: str
    measure: str
    asset: str
    is_count: bool
    is_own: bool
    for_minors: bool
    most: int
    used: int
    left: int
    free_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnLimit:
    """What somebody set themselves, or could: `most` None: nothing. `later`: the change that waits, as (amount or None, from when)."""

    deed: str
    measure: str
    most: int | None
    later: tuple[int | None, datetime] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mine:
    """Everything about one person's limits. `blocked`, `allowed`: kinds of shops by their code; `minor_until`: the day they come of age."""

    asset: str
    zone: str
    standing: Standing
    minor_until: date | None
    limits: tuple[Limit, ...]
    blocked: tuple[str, ...]
    allowed: tuple[str, ...]


def limits_of(person_id: UUID, *, asset: str, at: datetime) -> Mine:
    """What binds the person in that asset, and what they have used of it. Six statements at most."""
    standing, personal = known.personal(person_id, at)
    every = [*known.general(at).rules, *personal]
    bound: dict[UUID, Rule] = {}
    for kind in DEEDS:
        bound |= {rule.id: rule for rule in judging.binding(every, kind=kind, asset=asset, standing=standing)}
    rules = sorted(bound.values(), key=lambda each: (_place(each.deed), judging.MEASURES.index(each.measure), each.scope == OWN))
    usage, when = known.used(person_id, rules, asset=asset, at=at), judging.windows(at, known.zone())
    return Mine(
        asset=asset,
        zone=known.zone(),
        standing=standing,
        minor_until=_minor_until(person_id) if standing.is_minor else None,
        limits=tuple(_limit(rule, usage, asset, when) for rule in rules if rule.measure not in CATEGORIES),
        blocked=tuple(sorted({code for rule in rules if rule.measure == BLOCKED for code in rule.categories})),
        allowed=tuple(sorted({code for rule in rules if rule.measure == ALLOWED for code in rule.categories})),
    )


def own_limits_of(person_id: UUID, things: tuple[tuple[str, str], ...], *, asset: str, at: datetime) -> tuple[OwnLimit, ...]:
    """What the person set themselves for each of these (deed and measure). One statement."""
    rows = models.LimitRule.objects.filter(person_id=person_id, scope=OWN, asset=asset)
    rules = [known.told_rule(row) for row in rows]
    now = {(rule.deed, rule.measure): rule for rule in judging.in_force(rules, at).rules}
    last = {(rule.deed, rule.measure): rule for rule in sorted(rules, key=lambda each: (each.settled_at or at, each.id))}
    told = []
    for deed, measure in things:
        rule, newest = now.get((deed, measure)), last.get((deed, measure))
        later = (newest.amount, newest.effective_from) if newest and newest.effective_from > at else None
        told.append(OwnLimit(deed=deed, measure=measure, most=rule.amount if rule else None, later=later))
    return tuple(told)


def _limit(rule: Rule, usage: judging.Usage, asset: str, when: judging.Windows) -> Limit:
    left = judging.left(rule, usage)
    return Limit(
        deed=rule.deed,
        measure=rule.measure,
        asset=asset,
        is_count=rule.measure in judging.COUNTS,
        is_own=rule.scope == OWN,
        for_minors=rule.scope == judging.MINORS,
        most=rule.amount or 0,
        used=0 if rule.measure == EACH else judging.used(rule, usage),
        left=left,
        free_at=None if rule.measure == EACH else when.of(rule.measure)[1],
    )


def _place(deed: str) -> int:
    return (judging.OUT, *DEEDS).index(deed)


def _minor_until(person_id: UUID) -> date | None:
    return models.Standing.objects.filter(person_id=person_id).order_by("-at", "-id").values_list("minor_until", flat=True).first()
