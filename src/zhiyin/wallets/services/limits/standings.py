"""Who people are for limits: their tier, and whether they are of age."""

from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import IntegrityError, connection, transaction

from zhiyin.events.limits import StandingSet
from zhiyin.identity import queries as identity
from zhiyin.kit.errors import Refusal
from zhiyin.outbox import services as outbox
from zhiyin.wallets import models
from zhiyin.wallets.judging import TIERS
from zhiyin.wallets.judging import Standing as Stands
from zhiyin.wallets.queries.limits.rules import standing, zone
from zhiyin.wallets.services.limits.setting import WHY_CHARACTERS_MAX, BadLimit, DecidedAlready, NoSuchProposal, OwnProposal
from zhiyin.wallets.services.moving import KeyReused, together

AGE_YEARS = 18
FORGET_SQL = "update wallets_limitusage set basis = -1 where person_id = %s"


class OwnStanding(Refusal):
    """Nobody changes their own tier."""

    code = "own_standing"
    status = 403


def set_standing(  # noqa: PLR0913  who, what, by whom, when and why
    *, key: UUID, person_id: UUID, tier: str, minor_until: date | None, by: UUID, why: str, at: datetime
) -> bool:
    """From now on the person is in that tier, and not of age before `minor_until` (None: of age); `StandingSet` is told. No date of birth is kept.

    A higher tier, or to be of age sooner, waits for somebody else to agree: whether it waits.
    Raises `OwnStanding`, `BadLimit`, `KeyReused`. Repeats: the same key with the same content sets it once; with other content it is refused.
    """
    reason, today = why.strip(), at.astimezone(ZoneInfo(zone())).date()
    wrong = {
        "tier": tier not in TIERS,
        "minor_until": minor_until is not None and not today < minor_until < date(today.year + AGE_YEARS + 1, 1, 1),
        "person": identity.person(person_id) is None,
        "why": not 0 < len(reason) <= WHY_CHARACTERS_MAX or not reason.isprintable(),
    }
    for field, is_wrong in wrong.items():
        if is_wrong:
            raise BadLimit(field=field)
    if person_id == by:
        raise OwnStanding
    wanted = models.Standing(id=key, person_id=person_id, tier=tier, minor_until=minor_until, by_id=by, at=at, why=reason)
    return together(lambda: _propose(wanted))


def decide_standing(proposal_id: UUID, *, by: UUID, agreed: bool, at: datetime, why: str = "") -> None:
    """The proposed standing holds from now on and `StandingSet` is told; or it never will.

    Raises `NoSuchProposal`, `OwnProposal`, `OwnStanding`, `DecidedAlready`, `BadLimit`. Repeats: `DecidedAlready`, whoever asks.
    """
    if len(why) > WHY_CHARACTERS_MAX:
        raise BadLimit(field="why")
    together(lambda: _decide(proposal_id, by, agreed=agreed, why=why.strip(), at=at))


def _propose(wanted: models.Standing) -> bool:
    first = models.StandingProposal.objects.filter(id=wanted.id).first()
    if first:
        same = ("person_id", "tier", "minor_until", "why")
        if first.proposed_by_id != wanted.by_id or any(getattr(first, name) != getattr(wanted, name) for name in same):
            raise KeyReused
        return True
    if models.Standing.objects.filter(id=wanted.id).exists() or not _allows_more(wanted):
        _set(wanted)
        return False
    models.StandingProposal(
        id=wanted.id, person_id=wanted.person_id, tier=wanted.tier, minor_until=wanted.minor_until, proposed_by_id=wanted.by_id,
        proposed_at=wanted.at, why=wanted.why,
    ).save(force_insert=True)  # fmt: skip
    return True


def _allows_more(wanted: models.Standing) -> bool:
    before = models.Standing.objects.filter(person_id=wanted.person_id).order_by("-at", "-id").first()
    now = standing(wanted.person_id, wanted.at) if before else Stands()
    sooner = now.is_minor and before and (wanted.minor_until is None or (before.minor_until and wanted.minor_until < before.minor_until))
    return TIERS.index(wanted.tier) > TIERS.index(now.tier) or bool(sooner)


def _decide(proposal_id: UUID, by: UUID, *, agreed: bool, why: str, at: datetime) -> None:
    row = models.StandingProposal.objects.filter(id=proposal_id).first()
    if row is None:
        raise NoSuchProposal
    if by == row.proposed_by_id:
        raise OwnProposal
    if by == row.person_id:
        raise OwnStanding
    decision = models.StandingDecision(
        proposal=row, proposed_by_id=row.proposed_by_id, person_id=row.person_id, decided_by_id=by, decided_at=at, agreed=agreed, why=why
    )
    try:
        with transaction.atomic():
            decision.save(force_insert=True)
    except IntegrityError as known_already:
        raise DecidedAlready from known_already
    if agreed:
        wanted = models.Standing(
            id=row.id, person_id=row.person_id, tier=row.tier, minor_until=row.minor_until, by_id=row.proposed_by_id, at=at, why=row.why
        )
        _set(wanted, agreed_by=by)


def _set(wanted: models.Standing, *, agreed_by: UUID | None = None) -> None:
    first = models.Standing.objects.filter(id=wanted.id).first()
    if first:
        if any(getattr(first, name) != getattr(wanted, name) for name in ("person_id", "tier", "minor_until", "by_id", "why")):
            raise KeyReused
        return
    wanted.save(force_insert=True)
    # What was used is counted anew: while other rules held for the person, nobody may have counted for these.
    with connection.cursor() as cursor:
        cursor.execute(FORGET_SQL, [wanted.person_id])
    is_minor = wanted.minor_until is not None
    told = StandingSet(
        id=wanted.id, at=wanted.at, person_id=wanted.person_id, tier=wanted.tier, is_minor=is_minor, by=wanted.by_id, agreed_by=agreed_by
    )
    outbox.publish(told)
