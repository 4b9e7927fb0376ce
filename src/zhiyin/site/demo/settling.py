"""A year of Mondays on which a shop's takings went to its bank."""

from datetime import datetime, timedelta
from uuid import UUID

from zhiyin.payments import queries, services
from zhiyin.payments.services import cut_off

MONDAY = 0
WEEKS = 52
BASIS_POINTS, FIXED_MINOR = 120, 5
MINIMUM_MINOR = 10_00
HOLDER, IBAN = "Anna Holm", "DE89370400440532013000"


def settle_year(merchant_id: UUID, *, at: datetime) -> None:
    """The shop's takings of each week are settled, and all but the newest are at the bank. Repeats: nothing more."""
    if queries.plan(merchant_id):
        return
    services.set_terms(
        merchant_id, basis_points=BASIS_POINTS, fixed_minor=FIXED_MINOR, by=None, since=cut_off(None, at=at - timedelta(weeks=60)), at=at
    )
    services.set_plan(merchant_id, weekday=MONDAY, minimum_minor=MINIMUM_MINOR, holder=HOLDER, iban=IBAN, at=at)
    for weeks in range(WEEKS, -1, -1):
        until = cut_off(MONDAY, at=at - timedelta(weeks=weeks))
        made = services.settle(merchant_id, until=until, at=until + timedelta(minutes=1))
        if made and weeks:
            services.mark_settlement_paid(made.id, at=until + timedelta(days=1, hours=9))
