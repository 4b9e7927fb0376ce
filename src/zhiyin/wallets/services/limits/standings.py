"""Who people are for limits: their tier, and whether they are of age."""

from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection

from zhiyin.events.limits import StandingSet
from zhiyin.identity import queries as identity
from zhiyin.kit.errors import Refusal
from zhiyin.outbox import services as outbox
from zhiyin.wallets import models
from zhiyin.wallets.judging import TIERS
from zhiyin.wallets.queries.limits.rules import zone
from zhiyin.wallets.services.limits.setting import WHY_CHARACTERS_MAX, BadLimit
from zhiyin.wallets.services.moving import KeyReused, together

AGE_YEARS = 18
FORGET_SQL = "update wallets_limitusage set basis = -1 where person_id = %s"


class OwnStanding(Refusal):
    """Nobody changes their own tier."""

    code = "own_standing"
    status = 403


def set_standing(  # noqa: PLR0913  who, what, by whom, when and why
    *, key: UUID, person_id: UUID, tier: str, minor_until: date | None, by: UUID, why: str, at: datetime
) -> None:
    """From now on the person is in that tier, and not of age before `minor_until` (None: of age); `StandingSet` is told. No date of birth is kept.

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
    together(lambda: _set(wanted))


def _set(wanted: models.Standing) -> None:
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
    outbox.publish(StandingSet(id=wanted.id, at=wanted.at, person_id=wanted.person_id, tier=wanted.tier, is_minor=is_minor, by=wanted.by_id))
