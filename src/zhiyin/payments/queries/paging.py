"""Lists by time, page by page: a page's end is the next one's beginning, also when rows are added meanwhile."""

from datetime import datetime
from typing import TypeVar
from uuid import UUID

from django.db.models import Model, Q, QuerySet

from zhiyin.kit.errors import Refusal

AnyModel = TypeVar("AnyModel", bound=Model)


class BadCursor(Refusal):
    """`before` is not what a page gave as `next_before`."""

    code = "bad_cursor"


def cursor(at: datetime, row_id: UUID) -> str:
    """The place of a row in a list by time: what `parsed` reads. No SQL."""
    return f"{at.isoformat()}~{row_id.hex}"


def parsed(before: str) -> tuple[datetime, UUID] | None:
    """The place that `cursor` wrote; None for none. Raises `BadCursor`. No SQL."""
    if not before:
        return None
    # A "+" in an address is read as a space unless it was escaped; the place is clear all the same.
    at, _, row_id = before.replace(" ", "+").partition("~")
    try:
        moment, key = datetime.fromisoformat(at), UUID(row_id)
    except ValueError as bad:
        raise BadCursor from bad
    if moment.tzinfo is None:
        raise BadCursor
    return moment, key


def page(rows: QuerySet[AnyModel], *, before: tuple[datetime, UUID] | None, limit: int) -> QuerySet[AnyModel]:
    """The newest of rows that have `at` and `id`, after that place; for this room's own queries. No SQL."""
    if before:
        rows = rows.filter(Q(at__lt=before[0]) | Q(at=before[0], id__lt=before[1]))
    return rows.order_by("-at", "-id")[:limit]
