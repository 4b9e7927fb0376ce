"""Experiments, people drawn into them, and what they did: as facts tell it."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from tests import make

from zhiyin.events.money import PaymentCompleted
from zhiyin.experiments import services
from zhiyin.experiments.services import Arm, Draft
from zhiyin.kit.ids import uuid7

AT = make.AT
DAY = timedelta(days=1)
ABOUT = "followups.payment_stars"
HALVES = (Arm(code="now", weight=1), Arm(code="later", weight=1, wait_minutes=60))


def wanted(**other: Any) -> Draft:
    """A question about coming back within seven days."""
    plain: dict[str, Any] = {"name": f"Later {uuid7()}", "hypothesis": "Asked an hour later, more come back.", "about": ABOUT}
    plain |= {"metric": "came_back", "arms": HALVES, "least": 0.05, "people": 400, "window_days": 7}
    return Draft(**plain | other)


def running(**other: Any) -> UUID:
    """It has begun."""
    made = services.draft(wanted(**other), key=uuid7(), by=None, at=AT)
    services.start(made, by=None, at=AT)
    return made


def people(number: int) -> list[UUID]:
    """So many people, always the same ones."""
    return [UUID(int=place + 1) for place in range(number)]


def paid(person_id: UUID, *, days: float, amount_minor: int = 5_00, asset: str = "USD") -> PaymentCompleted:
    """A payment so many days after the beginning (before it, when less than zero)."""
    at = AT + timedelta(days=days)
    return PaymentCompleted(id=uuid7(at), at=at, payer_id=person_id, merchant_id=uuid7(at), amount_minor=amount_minor, asset=asset)


def waiting() -> UUID:
    """It is written down and not started."""
    return services.draft(wanted(), key=uuid7(), by=None, at=AT)
