"""Limits for the stories about them."""

from datetime import datetime, timedelta
from uuid import UUID

from tests import make

from zhiyin.kit.ids import uuid7
from zhiyin.wallets.services import limits

LATER = make.AT + timedelta(minutes=1)


def limited(amount: int | None, *, measure: str = "day", deed: str = "payment", at: datetime = make.AT, **terms: object) -> UUID:
    """That limit counts a minute later: proposed by somebody of the risk team, and agreed to by another when it has to be."""
    key, first, second = uuid7(), make.staff("risk"), make.staff("admin")
    asset = str(terms.pop("asset", "" if measure in ("blocked", "allowed") else "USD"))
    new = limits.NewRule(measure=measure, deed=deed, asset=asset, amount=amount, **terms)  # type: ignore[arg-type]  # a table's terms
    if limits.propose(new, key=key, by=first.id, why="a story", at=at):
        limits.decide(key, by=second.id, agreed=True, at=at)
    return key


def minor(person_id: UUID, *, tier: str = "standard", until: datetime | None = None, at: datetime = make.AT) -> None:
    """The person is not of age for another two years (or until that day)."""
    end = (until or at + timedelta(days=730)).date()
    limits.set_standing(key=uuid7(), person_id=person_id, tier=tier, minor_until=end, by=make.staff("risk").id, why="a guardian said so", at=at)
