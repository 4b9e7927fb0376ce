"""Facts that staff must hear of at once."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from django.conf import settings

from zhiyin.channels import services
from zhiyin.events import Event
from zhiyin.events.money import BooksAudited
from zhiyin.events.voice import CasePromiseEnds
from zhiyin.outbox.listening import listens_to


@listens_to(BooksAudited, CasePromiseEnds)
def alert_staff(events: Sequence[Event]) -> None:
    """An audit that found a difference, and a case that keeps somebody waiting, are told where the operator wants to hear of it."""
    for event in events:
        if isinstance(event, BooksAudited) and event.problems:
            services.alert_staff("books_differ", event.id, facts={"problems": event.problems}, at=event.at)
        elif isinstance(event, CasePromiseEnds):
            until = event.due_at.astimezone(ZoneInfo(settings.CONFIG.timezone))
            facts = {"id": str(event.case_id), "number": event.number, "until": f"{until:%Y-%m-%d %H:%M}"}
            services.alert_staff("case_late" if event.late else "case_at_risk", event.id, facts=facts, at=event.at)
