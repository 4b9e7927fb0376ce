"""Staff propose a limit; what loosens one needs another pair of eyes. Nothing is ever changed: a newer rule on the same thing counts instead."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction

from zhiyin.events.limits import LimitSet
from zhiyin.identity import queries as identity
from zhiyin.kit.errors import Refusal
from zhiyin.kit.ids import derived
from zhiyin.kit.money import AMOUNT_MINOR_MAX
from zhiyin.outbox import services as outbox
from zhiyin.wallets import judging, models
from zhiyin.wallets.judging import AMOUNTS, CATEGORIES, COUNTS, DEEDS, EACH, MINORS, OUT, PAYMENT, PERSON, TIER, TIERS, Rule, Standing
from zhiyin.wallets.queries.currencies import offered
from zhiyin.wallets.queries.holdings import default_asset
from zhiyin.wallets.queries.limits import rules as known
from zhiyin.wallets.services.moving import KeyReused, together

TIMES_MAX, WHY_CHARACTERS_MAX, CATEGORIES_MAX = 10_000, 200, 50
AHEAD_MAX = timedelta(days=366)
PROPOSED_SCOPES = ("everybody", TIER, MINORS, PERSON)


class BadLimit(Refusal):
    """Not something that can be a limit; `field` says what is wrong with it."""

    code = "bad_limit"


class NoSuchProposal(Refusal):
    """No rule of that name waits for anybody."""

    code = "no_such_proposal"
    status = 404


class OwnProposal(Refusal):
    """Who proposed a rule cannot agree to it."""

    code = "own_proposal"
    status = 403


class DecidedAlready(Refusal):
    """Somebody has agreed to the rule, or refused it, before."""

    code = "decided_already"
    status = 409


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRule:
    """A limit to be. `amount`: minor units of `asset` or times, None for no limit any more. `tier` with scope tier, `person_id` with scope person."""

    measure: str
    deed: str
    asset: str = ""
    scope: str = "everybody"
    tier: str = ""
    person_id: UUID | None = None
    amount: int | None = None
    categories: tuple[str, ...] = ()


def propose(new: NewRule, *, key: UUID, by: UUID, why: str, at: datetime, since: datetime | None = None) -> bool:  # noqa: PLR0913  who, why, when
    """The rule counts from `since` (now, when that is past or None), or waits for somebody else: whether it waits. `LimitSet` is told when it counts.

    It waits when it allows more than what is in force, unless it is for one person and at most `ZHIYIN_FOUR_EYES_OVER`. Rules for more than one
    person count ten seconds after they are settled at the earliest. Units: minor.
    Raises `BadLimit`, `KeyReused`. Repeats: the same key with the same content proposes once; with other content it is refused.
    """
    check_rule(new)
    reason = why.strip()
    if not 0 < len(reason) <= WHY_CHARACTERS_MAX or not reason.isprintable():
        raise BadLimit(field="why")
    if since and since > at + AHEAD_MAX:
        raise BadLimit(field="from")
    begins = max(since or at, earliest(new.scope, at))
    return together(lambda: _propose(new, key=key, by=by, why=reason, at=at, begins=begins))


def decide(rule_id: UUID, *, by: UUID, agreed: bool, at: datetime, why: str = "") -> None:
    """The proposed rule counts from its moment on, or from now when that has passed, and `LimitSet` is told; or it never will.

    Raises `NoSuchProposal`, `OwnProposal`, `DecidedAlready`, `BadLimit`. Repeats: `DecidedAlready`, whoever asks.
    """
    if len(why) > WHY_CHARACTERS_MAX:
        raise BadLimit(field="why")
    together(lambda: _decide(rule_id, by, agreed=agreed, why=why.strip(), at=at))


def draft(new: NewRule, *, at: datetime) -> Rule:
    """The rule as it would be if it counted now. Changes nothing. Raises `BadLimit`. Repeats: the same."""
    check_rule(new)
    return Rule(
        id=derived("draft", new), measure=new.measure, deed=new.deed, asset=new.asset, scope=new.scope, tier=new.tier, person_id=new.person_id,
        amount=new.amount, categories=new.categories, effective_from=at, settled_at=at,
    )  # fmt: skip


def needs_another(new: NewRule, *, at: datetime) -> bool:
    """Whether somebody else has to agree to the rule before it counts (`at`: from when). Changes nothing. Raises `BadLimit`. Repeats: the same."""
    rule = draft(new, at=at)
    if not any(judging.loosens(rule, each) for each in _instead(rule, at)):
        return False
    small = new.amount is not None and new.measure in AMOUNTS and new.amount <= settings.CONFIG.four_eyes_over_minor
    return not (new.scope == PERSON and new.asset == default_asset() and small)


def earliest(scope: str, at: datetime) -> datetime:
    """From when a rule of that scope can count that is settled at that moment. Changes nothing. Repeats: the same."""
    return at if scope in (PERSON, judging.OWN) else at + timedelta(seconds=known.LEAD_SECONDS)


def check_rule(new: NewRule) -> None:
    """Raises `BadLimit` unless it can be a limit. Changes nothing. Repeats: the same."""
    is_list = new.measure in CATEGORIES
    wrong = {
        "measure": new.measure not in judging.MEASURES,
        "deed": new.deed not in (*DEEDS, OUT) or (is_list and new.deed != PAYMENT) or (new.deed == OUT and new.measure == EACH),
        "asset": bool(new.asset) if is_list else offered(new.asset[:8]) is None,
        "scope": new.scope not in PROPOSED_SCOPES,
        "tier": new.tier not in TIERS if new.scope == TIER else bool(new.tier),
        "person": (new.scope == PERSON) != bool(new.person_id and identity.person(new.person_id)),
        "amount": not _is_sensible(new),
        "categories": bool(new.categories) and (not is_list or not _are_codes(new.categories)),
    }
    field = next((name for name, is_wrong in wrong.items() if is_wrong), None)
    if field:
        raise BadLimit(field=field)


def tell(row: models.LimitRule, *, at: datetime, agreed_by: UUID | None = None, effective_from: datetime | None = None) -> None:
    """`LimitSet` is told of the rule, inside the caller's transaction, and this process reads the rules anew. For this room's own services.

    Repeats: as the caller.
    """
    assert row.proposed_by_id  # noqa: S101  only what came with the product was proposed by nobody
    outbox.publish(
        LimitSet(
            id=derived("limit set", row.id), at=at, rule_id=row.id, scope=row.scope, measure=row.measure, deed=row.deed, set_by=row.proposed_by_id,
            effective_from=effective_from or row.effective_from, agreed_by=agreed_by, person_id=row.person_id,
        )
    )  # fmt: skip
    known.forget()


def _propose(new: NewRule, *, key: UUID, by: UUID, why: str, at: datetime, begins: datetime) -> bool:  # noqa: PLR0913  as `propose`
    terms = {name: getattr(new, name) for name in NewRule.__slots__ if name != "categories"} | {"why": why, "proposed_by_id": by}
    first = models.LimitRule.objects.filter(id=key).first()
    if first:
        if tuple(first.categories) != new.categories or any(getattr(first, name) != value for name, value in terms.items()):
            raise KeyReused
        return first.needs_another
    waits = needs_another(new, at=begins)
    row = models.LimitRule(id=key, **terms, categories=list(new.categories), effective_from=begins, proposed_at=at, needs_another=waits)
    row.save(force_insert=True)
    if not waits:
        tell(row, at=at)
    return waits


def _decide(rule_id: UUID, by: UUID, *, agreed: bool, why: str, at: datetime) -> None:
    row = models.LimitRule.objects.filter(id=rule_id, needs_another=True).first()
    if row is None or row.proposed_by_id is None:
        raise NoSuchProposal
    if row.proposed_by_id == by:
        raise OwnProposal
    begins = max(row.effective_from, earliest(row.scope, at))
    decision = models.LimitDecision(
        rule=row, proposed_by_id=row.proposed_by_id, decided_by_id=by, decided_at=at, agreed=agreed, why=why, effective_from=begins
    )
    try:
        with transaction.atomic():
            decision.save(force_insert=True)
    except IntegrityError as known_already:
        raise DecidedAlready from known_already
    if agreed:
        tell(row, at=at, agreed_by=by, effective_from=begins)


def _instead(new: Rule, begins: datetime) -> list[Rule]:
    """What the new rule would replace: what binds the same people when it begins, and what was settled to bind them later."""
    standing = known.standing(new.person_id, begins) if new.person_id else _typical(new)
    every = known.rules_for(new.person_id)
    now = judging.in_force(every, begins).rules
    bound = judging.binding(now, kind=PAYMENT if new.deed == OUT else new.deed, asset=new.asset, standing=standing)
    scopes = (new.scope,) if new.measure == judging.BLOCKED else PROPOSED_SCOPES
    there = [rule for rule in bound if (rule.measure, rule.deed) == (new.measure, new.deed) and rule.scope in scopes]
    return there + [rule for rule in every if rule.slot == new.slot and rule.settled_at and rule.effective_from > begins]


def _typical(new: Rule) -> Standing:
    return Standing(tier=new.tier) if new.tier else Standing(is_minor=new.scope == MINORS)


def _is_sensible(new: NewRule) -> bool:
    if new.measure in CATEGORIES:
        return new.amount is None
    most = TIMES_MAX if new.measure in COUNTS else AMOUNT_MINOR_MAX
    return new.amount is None or (not isinstance(new.amount, bool) and 0 <= new.amount <= most)


def _are_codes(codes: tuple[str, ...]) -> bool:
    return len(codes) <= CATEGORIES_MAX and all(re.fullmatch(r"[0-9]{4}", code) for code in codes)
