"""A journey that only waits, for stories about versions."""

from uuid import UUID

from tests import make
from tests.followups import story
from tests.followups.story import AT

from zhiyin.followups import services
from zhiyin.kit.ids import uuid7

TEXT = """
journey: waiting
name: {{en: Waiting, zh: 等待}}
start: {{event: PaymentCompleted}}
purpose: feedback
class: survey
value: 0.5
steps:
  - step: ask
    wait: {wait}
    deadline: {deadline}
    message: payment_stars
    survey: stars
"""


def published(*, wait: str = "1 day", deadline: str = "7 days", choice: str = "finish", more: str = "") -> int:
    """The journey "waiting" is published in a new version; its number."""
    by = make.staff("marketing").id
    number = services.draft("waiting", TEXT.format(wait=wait, deadline=deadline) + more, by=by, at=AT)
    services.publish("waiting", number=number, choice=choice, by=by, at=AT)
    return number


def enrolled(people: int = 1) -> list[UUID]:
    """So many people wait in it."""
    who = [story.willing() for _ in range(people)]
    services.plan([planned(person_id) for person_id in who])
    return who


def planned(person_id: UUID) -> services.Plan:
    """Somebody is to begin it, after a payment."""
    payment = uuid7(AT)
    context = {"merchant_id": str(uuid7(AT)), "amount_minor": 100, "asset": "USD"}
    return services.Plan(journey="waiting", person_id=person_id, occasion=payment, about_id=payment, at=AT, context=context)
