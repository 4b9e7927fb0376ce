"""What people set for themselves: lower at once, higher again only after a day has gone by."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection

from zhiyin.kit.money import AMOUNT_MINOR_MAX
from zhiyin.wallets import judging, models
from zhiyin.wallets.judging import DAY, EACH, MONTH, OUT, OWN, PAYMENT, TRANSFER
from zhiyin.wallets.queries.currencies import offered
from zhiyin.wallets.queries.limits import rules as known
from zhiyin.wallets.services.limits.setting import BadLimit, tell
from zhiyin.wallets.services.moving import KeyReused, together

COOLING_OFF = timedelta(hours=24)
# What people can limit for themselves: deed and measure.
OWN_LIMITS = ((PAYMENT, EACH), (TRANSFER, EACH), (OUT, DAY), (OUT, MONTH))


def set_own_limit(  # noqa: PLR0913  a limit has this many terms, all by name
    *, key: UUID, person_id: UUID, deed: str, measure: str, asset: str, amount_minor: int | None, at: datetime
) -> datetime:
    """The person's own limit counts: at once when it is lower than theirs was, else (None: no own limit) after 24 hours; answers from when.

    What was set before for later is dropped. `LimitSet` is told. Units: minor. Raises `BadLimit`, `KeyReused`.
    Repeats: the same key with the same content sets it once; with other content it is refused.
    """
    wrong = {
        "deed": (deed, measure) not in OWN_LIMITS,
        "asset": offered(asset[:8]) is None,
        "amount": amount_minor is not None and not 0 <= amount_minor <= AMOUNT_MINOR_MAX,
    }
    for field, is_wrong in wrong.items():
        if is_wrong:
            raise BadLimit(field=field)
    wanted = models.LimitRule(
        id=key, measure=measure, deed=deed, asset=asset, scope=OWN, person_id=person_id, amount=amount_minor, proposed_by_id=person_id,
        proposed_at=at, effective_from=at, why="own", needs_another=False,
    )  # fmt: skip
    return together(lambda: _set(wanted))


def _set(wanted: models.LimitRule) -> datetime:
    # Whoever holds the row of what was used is alone with the person's limits: payments wait too, so "at once" means before the next one.
    with connection.cursor() as cursor:
        cursor.execute("select wallets_usage_row(%s, %s, %s)", [wanted.person_id, wanted.asset, wanted.deed])
    first = models.LimitRule.objects.filter(id=wanted.id).first()
    if first:
        if any(getattr(first, name) != getattr(wanted, name) for name in ("person_id", "scope", "deed", "measure", "asset", "amount")):
            raise KeyReused
        return first.effective_from
    new, at = known.told_rule(wanted), wanted.proposed_at
    rows = models.LimitRule.objects.filter(person_id=wanted.person_id, scope=OWN)
    now = next((rule for rule in judging.in_force(map(known.told_rule, rows), at).rules if rule.slot == new.slot), None)
    if now is not None and judging.loosens(new, now):
        wanted.effective_from = at + COOLING_OFF
    wanted.save(force_insert=True)
    tell(wanted, at=at)
    return wanted.effective_from
