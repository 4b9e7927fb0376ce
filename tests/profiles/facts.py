"""Made-up facts for tests of what is learned."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db import transaction

from zhiyin.events import Event
from zhiyin.events.money import ItemListed, Line, MerchantOpened, PaymentCompleted
from zhiyin.events.people import ConsentGiven, ConsentWithdrawn, PersonJoined
from zhiyin.kit.ids import uuid7
from zhiyin.outbox import services as outbox

AT = datetime(2026, 11, 20, 17, tzinfo=UTC)
SHOP = UUID(int=7)


def person(person_id: UUID | None = None, *, zone: str = "UTC", learning: bool = True) -> tuple[Event, ...]:
    """Somebody joined, and allowed habits to be learned unless `learning` is false."""
    mine = person_id or uuid7()
    joined = PersonJoined(id=uuid7(), at=AT, person_id=mine, language="en", timezone=zone)
    return (joined, consent(mine)) if learning else (joined,)


def consent(person_id: UUID) -> ConsentGiven:
    """They allow suggestions."""
    return ConsentGiven(id=uuid7(), at=AT, person_id=person_id, purpose="personalisation", channel="*")


def withdrawal(person_id: UUID) -> ConsentWithdrawn:
    """They take it back."""
    return ConsentWithdrawn(id=uuid7(), at=AT, person_id=person_id, purpose="personalisation", channel="*")


def paid(person_id: UUID, *items: str, days_ago: float = 0, each_minor: int = 250, fee_minor: int = 0) -> PaymentCompleted:
    """They bought one of each item; without items a payment of `each_minor` without lines."""
    lines = tuple(Line(item_id=item, quantity=1, amount_minor=each_minor) for item in items)
    amount = (len(lines) or 1) * each_minor + fee_minor
    at = AT - timedelta(days=days_ago)
    return PaymentCompleted(id=uuid7(), at=at, payer_id=person_id, merchant_id=SHOP, amount_minor=amount, asset="USD", lines=lines)


def catalogue(*items: str, category: str = "dairy") -> tuple[Event, ...]:
    """A corner shop and its items."""
    shop = MerchantOpened(id=uuid7(), at=AT, merchant_id=SHOP, name_en="Corner shop", name_zh="街角小店", category="groceries")
    return shop, *(ItemListed(id=uuid7(), at=AT, item_id=item, name_en=item.title(), name_zh=f"{item}中文", category=category) for item in items)


def tell(events: Sequence[Event]) -> None:
    """The facts are published and heard."""
    with transaction.atomic():
        outbox.publish(*events)
    outbox.drain(at=AT, listeners=["profiles.learn"])
