"""Every rule there ever was: who proposed it, why, who agreed, and whether it counts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

from zhiyin.wallets import judging, models
from zhiyin.wallets.judging import OWN, Rule
from zhiyin.wallets.queries.limits.rules import told_rule

COUNTS, PLANNED, WAITING, REFUSED, PAST = ("counts", "planned", "waiting", "refused", "past")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A rule with its history. `state`: counts | planned | waiting (for somebody to agree) | refused | past. `proposed_by` None: the product."""

    rule: Rule
    state: str
    proposed_by: UUID | None
    proposed_at: datetime
    why: str
    decided_by: UUID | None
    decided_at: datetime | None
    decided_why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stood:
    """Who a person was for limits from a moment on, and who said so."""

    tier: str
    minor_until: date | None
    by: UUID
    at: datetime
    why: str
    agreed_by: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """A standing that allows more, as it was proposed. `agreed` None: it waits."""

    id: UUID
    person_id: UUID
    tier: str
    minor_until: date | None
    by: UUID
    at: datetime
    why: str
    agreed: bool | None
    decided_by: UUID | None
    decided_at: datetime | None
    decided_why: str


def history(*, at: datetime, person_id: UUID | None = None, limit: int = 200) -> tuple[Entry, ...]:
    """Rules for more than one person, or those for this one, the newest first; what people set for themselves is theirs alone. One statement."""
    rows = models.LimitRule.objects.select_related("decision").exclude(scope=OWN).filter(person_id=person_id)
    entries = sorted(_entries(rows.order_by("-id")[:limit], at), key=_alike)
    return tuple(sorted(entries, key=lambda each: each.proposed_at, reverse=True))


def waiting(*, at: datetime) -> tuple[Entry, ...]:
    """Proposals that somebody else has to decide on, the oldest first, those for one person among them. One statement."""
    rows = models.LimitRule.objects.select_related("decision").filter(Q(needs_another=True), decision=None)
    return _entries(rows.order_by("proposed_at", "id"), at)


def entry(rule_id: UUID, *, at: datetime) -> Entry | None:
    """One rule. One statement."""
    return next(iter(_entries(models.LimitRule.objects.select_related("decision").exclude(scope=OWN).filter(id=rule_id), at)), None)


def stood(person_id: UUID) -> tuple[Stood, ...]:
    """Who the person is for limits and was before, the newest first. Two statements."""
    rows = models.Standing.objects.filter(person_id=person_id).order_by("-at", "-id")
    others = dict(models.StandingDecision.objects.filter(person_id=person_id, agreed=True).values_list("proposal_id", "decided_by_id"))
    return tuple(
        Stood(tier=row.tier, minor_until=row.minor_until, by=row.by_id, at=row.at, why=row.why, agreed_by=others.get(row.id)) for row in rows
    )


def standings_waiting() -> tuple[Proposed, ...]:
    """Standings that somebody else has to decide on, the oldest first. One statement."""
    rows = models.StandingProposal.objects.filter(decision=None).order_by("proposed_at", "id")
    return tuple(_proposed(row, None) for row in rows)


def standings_refused(person_id: UUID) -> tuple[Proposed, ...]:
    """What was proposed for the person and not agreed to, the newest first. One statement."""
    rows = models.StandingProposal.objects.select_related("decision").filter(person_id=person_id, decision__agreed=False).order_by("-proposed_at")
    return tuple(_proposed(row, row.decision) for row in rows)


def _proposed(row: models.StandingProposal, decision: models.StandingDecision | None) -> Proposed:
    return Proposed(
        id=row.id,
        person_id=row.person_id,
        tier=row.tier,
        minor_until=row.minor_until,
        by=row.proposed_by_id,
        at=row.proposed_at,
        why=row.why,
        agreed=decision.agreed if decision else None,
        decided_by=decision.decided_by_id if decision else None,
        decided_at=decision.decided_at if decision else None,
        decided_why=decision.why if decision else "",
    )


def _alike(each: Entry) -> tuple[int, str, int, str]:
    """What was set at one moment stands by whom it is for, and of what."""
    rule = each.rule
    return judging.SCOPES.index(rule.scope), rule.tier, (judging.OUT, *judging.DEEDS).index(rule.deed), rule.measure


def _entries(rows: Iterable[models.LimitRule], at: datetime) -> tuple[Entry, ...]:
    told = [(row, told_rule(row)) for row in rows]
    now = {rule.id for rule in judging.in_force([rule for _, rule in told], at).rules}
    return tuple(_entry(row, rule, now, at) for row, rule in told)


def _entry(row: models.LimitRule, rule: Rule, now: set[UUID], at: datetime) -> Entry:
    decision = getattr(row, "decision", None)
    return Entry(
        rule=rule,
        state=_state(rule, decision, counts=rule.id in now, at=at),
        proposed_by=row.proposed_by_id,
        proposed_at=row.proposed_at,
        why=row.why,
        decided_by=decision.decided_by_id if decision else None,
        decided_at=decision.decided_at if decision else None,
        decided_why=decision.why if decision else "",
    )


def _state(rule: Rule, decision: models.LimitDecision | None, *, counts: bool, at: datetime) -> str:
    if rule.settled_at is None:
        return REFUSED if decision else WAITING
    if counts:
        return COUNTS
    return PLANNED if rule.effective_from > at else PAST
