"""Trying a journey on a year of the past, as large as the demo's."""

import time
from datetime import timedelta
from typing import Any

from django.db import connection

from benchmarks.ground import Ground
from benchmarks.registry import Sample, figure
from zhiyin.followups import services
from zhiyin.identity import services as identity
from zhiyin.identity.services import NewPerson
from zhiyin.kit import clock
from zhiyin.kit.ids import uuid7
from zhiyin.privacy import services as privacy

PEOPLE, BASKETS, YEAR = 2_469, 155_848, timedelta(days=365)
FILL_SQL = """
with baskets as (
  select gen_random_uuid() as id, (%(people)s::uuid[])[1 + (n * 7919) %% %(count)s] as person, %(since)s + n * %(seconds)s * interval '1 second' as at
    from generate_series(1, %(baskets)s) n
)
insert into outbox_event (event_id, name, at, person_id, payload)
select id, 'PaymentCompleted', at, person, jsonb_build_object('id', id, 'at', to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"'),
       'payer_id', person, 'merchant_id', gen_random_uuid(), 'amount_minor', 500, 'asset', 'USD', 'imported', true) from baskets
"""


@figure("replay.year", unit="s", at_most=120)
def year(ground: Ground) -> Sample:
    """The question after a payment, tried on a year of 155,848 payments of 2,469 people."""
    _lived(ground)
    until, began = clock.now() + timedelta(minutes=1), time.perf_counter()
    found = services.replay("payment_stars", since=until - YEAR - timedelta(days=2), until=until)
    spent = time.perf_counter() - began
    if found.entries != BASKETS:
        raise RuntimeError(f"{found.entries} entries of {BASKETS}")
    return Sample(spent)


def _lived(ground: Ground) -> None:
    def make() -> None:
        at = clock.now()
        people = [NewPerson(id=uuid7(), handle=f"r{uuid7().hex[-12:]}", name="Past") for _ in range(PEOPLE)]
        identity.join_many(people, at=at - YEAR)
        ids = [person.id for person in people if person.id]
        privacy.grant_defaults(ids, at=at - YEAR - timedelta(days=3), source="demo")
        with connection.cursor() as cursor:
            facts: dict[str, Any] = {
                "people": ids,
                "count": PEOPLE,
                "since": at - YEAR,
                "seconds": YEAR.total_seconds() / BASKETS,
                "baskets": BASKETS,
            }
            cursor.execute(FILL_SQL, facts)

    ground.once("a year lived", make)
