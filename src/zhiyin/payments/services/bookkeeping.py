"""How a person keeps their books."""

from uuid import UUID

from zhiyin.kit.errors import Refusal
from zhiyin.payments import models


class UnknownMonth(Refusal):
    """Months are numbered from 1 to 12."""

    code = "unknown_month"


def set_tax_year(person_id: UUID, *, first_month: int) -> None:
    """The person's tax years begin in that month (1 to 12). Raises `UnknownMonth`. Repeats: nothing more happens."""
    if not 1 <= first_month <= 12:
        raise UnknownMonth(month=str(first_month)[:10])
    models.Bookkeeping.objects.update_or_create(person_id=person_id, defaults={"tax_year_first_month": first_month})
