"""What this room wants to know."""

from collections.abc import Sequence

from zhiyin.events import Event
from zhiyin.events.money import BankOrderEnded, PaymentCompleted, PaymentRefunded, SettlementPaid, SettlementReturned
from zhiyin.outbox.listening import listens_to
from zhiyin.payments.services import settlements, webhooks


@listens_to(PaymentCompleted, PaymentRefunded, SettlementPaid, SettlementReturned)
def tell_merchants_programs(events: Sequence[Event]) -> None:
    """Each address that a merchant wrote down is to be told."""
    webhooks.tell_merchants(events)


@listens_to(BankOrderEnded)
def follow_the_bank(events: Sequence[Event]) -> None:
    """A settlement is paid, or back in its merchant's wallet."""
    for event in events:
        if isinstance(event, BankOrderEnded):
            settlements.follow_the_bank(event)
