"""What this room wants to know."""

from collections.abc import Sequence

from zhiyin.events import Event
from zhiyin.events.money import PaymentCompleted, PaymentRefunded, SettlementPaid
from zhiyin.outbox.listening import listens_to
from zhiyin.payments.services import webhooks


@listens_to(PaymentCompleted, PaymentRefunded, SettlementPaid)
def tell_merchants_programs(events: Sequence[Event]) -> None:
    """Each address that a merchant wrote down is to be told."""
    webhooks.tell_merchants(events)
