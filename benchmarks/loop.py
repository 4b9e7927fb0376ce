"""How soon the wallet comes back to somebody who paid."""

import statistics
import threading
import time
from uuid import UUID

from benchmarks.ground import Ground
from benchmarks.people import crowd, shop
from benchmarks.registry import Sample, figure
from zhiyin.channels import queries as channels
from zhiyin.kit import clock
from zhiyin.kit.ids import uuid7
from zhiyin.outbox import services as outbox
from zhiyin.outbox import worker
from zhiyin.payments import services as payments

PAYERS = 40
SECONDS_BETWEEN = 0.05
SECONDS_MAX = 10
POLL_SECONDS = 0.02


@figure("loop.event_to_card_p95", unit="s", at_most=2)
def event_to_card(ground: Ground) -> Sample:
    """From the committed payment to the question in the inbox, 95th percentile of 40 people who pay 20 a second, with one worker in this process."""
    merchant = ground.once("loop shop", shop)
    people = crowd(PAYERS)
    outbox.drain(at=clock.now())
    stop = threading.Event()
    hand = threading.Thread(target=worker.run, kwargs={"stop": stop})
    hand.start()
    try:
        return Sample(statistics.quantiles(_delays(people, merchant), n=20)[18])
    finally:
        stop.set()
        hand.join()


def _delays(people: list[UUID], merchant: UUID) -> list[float]:
    paid: dict[UUID, float] = {}
    waiting, delays = list(people), list[float]()
    until = time.monotonic() + SECONDS_MAX
    while len(delays) < len(people):
        if time.monotonic() > until:
            raise RuntimeError(f"{len(people) - len(delays)} of {len(people)} got no question within {SECONDS_MAX} s")
        if waiting and (not paid or time.monotonic() - max(paid.values(), default=0) >= SECONDS_BETWEEN):
            person = waiting.pop()
            payments.pay(key=uuid7(), payer_id=person, code=merchant, amount_minor=2_50, at=clock.now())
            paid[person] = time.monotonic()
        for person in [person for person in paid if channels.unread(person)]:
            delays.append(time.monotonic() - paid.pop(person))
        time.sleep(POLL_SECONDS)
    return delays
