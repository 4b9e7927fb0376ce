"""A small world for follow-ups: one shop, people who allowed everything and are not held out, and the worker's round in one call."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import count
from uuid import UUID

from django.db import connection
from tests import make

from zhiyin.experiments import services as experiments
from zhiyin.followups import services
from zhiyin.kit.ids import uuid7
from zhiyin.outbox import services as outbox
from zhiyin.privacy import services as privacy
from zhiyin.surveys import queries as surveys
from zhiyin.surveys.queries import InvitationDetail

AT = make.AT
SECOND, MINUTE, HOUR, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
_numbers = count(1)


def nobody_held_out() -> None:
    """Everybody may be asked."""
    experiments.set_holdout("followups", 0, by=make.staff("admin").id, at=AT)


def willing(*, language: str = "en", balance_minor: int = 100_00) -> UUID:
    """Somebody with money who allowed what sign-up asks."""
    person = make.person(balance_minor=balance_minor, language=language)
    privacy.grant_defaults([person.id], at=AT, source="demo")
    return person.id


def planned(person_id: UUID, *, at: datetime = AT, occasion: UUID | None = None) -> UUID:
    """A question about a payment is planned, without the payment; the payment's id."""
    payment_id = occasion or uuid7(at)
    context = {"merchant_id": str(uuid7(at)), "amount_minor": 5_00, "asset": "USD"}
    services.plan([services.Plan(journey="payment_stars", person_id=person_id, occasion=payment_id, about_id=payment_id, at=at, context=context)])
    return payment_id


def worker(at: datetime) -> None:
    """What the worker does: facts are heard, what is due is decided, and again until nothing moves."""
    while outbox.drain(at=at) + services.run_due(at):
        pass


def at_once(work: Callable[[], object], *, workers: int = 4) -> None:
    """So many workers do it, each in a thread with a connection of its own."""
    together = threading.Barrier(workers)

    def run() -> None:
        together.wait()
        try:
            work()
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def question(person_id: UUID, invitation_id: str) -> InvitationDetail:
    """The question that a card puts."""
    found = surveys.invitation(UUID(invitation_id), person_id)
    assert found is not None
    return found
