"""What this room hears."""

from collections.abc import Callable, Sequence
from itertools import groupby
from typing import Any

from zhiyin.events import Event
from zhiyin.events.money import ItemListed, MerchantOpened, PaymentCompleted, PaymentRefunded, TransferCompleted
from zhiyin.events.people import ConsentGiven, ConsentWithdrawn, PersonJoined, SuggestionDismissed
from zhiyin.outbox.listening import listens_to
from zhiyin.profiles import services

PURPOSE = "personalisation"
CHANNELS = ("*", "inapp")

TAUGHT_BY: dict[type[Event], Callable[[Sequence[Any]], None]] = {
    PersonJoined: services.know_people,
    MerchantOpened: services.know_merchants,
    ItemListed: services.know_items,
    PaymentCompleted: services.learn_payments,
    PaymentRefunded: services.take_back_refunds,
    TransferCompleted: services.learn_transfers,
    SuggestionDismissed: services.remember_dismissals,
    ConsentGiven: services.allow_learning,
    ConsentWithdrawn: services.forget_habits,
}


@listens_to(*TAUGHT_BY, reset=services.forget_everything)
def learn(events: Sequence[Event]) -> None:
    """One listener for all of it, so that the order between a consent and a payment is the order in which they became true."""
    for kind, run in groupby(filter(_matters, events), key=type):
        TAUGHT_BY[kind](list(run))


def _matters(event: Event) -> bool:
    return not isinstance(event, ConsentGiven | ConsentWithdrawn) or (event.purpose == PURPOSE and event.channel in CHANNELS)
