"""What this room hears."""

from collections.abc import Sequence

from zhiyin.events import Event
from zhiyin.events.money import PaymentCompleted, PaymentRefunded, TopUpCompleted, TransferCompleted
from zhiyin.events.people import ConsentWithdrawn
from zhiyin.events.voice import AnswerGiven
from zhiyin.experiments import services
from zhiyin.outbox.listening import listens_to


@listens_to(PaymentCompleted, PaymentRefunded, TransferCompleted, TopUpCompleted, AnswerGiven, ConsentWithdrawn, reset=services.forget_outcomes)
def note_outcomes(events: Sequence[Event]) -> None:
    """What people did is known to every experiment that they are part of, and so is what they did before."""
    services.note_outcomes(events)
