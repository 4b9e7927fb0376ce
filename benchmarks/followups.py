"""Coming back: finding what is due among a million that wait, deciding in full, planning in bulk, and what a follow-up weighs with its decisions."""

import json
import os
import statistics
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from benchmarks import people
from benchmarks.ground import SECONDS, Ground
from benchmarks.registry import Sample, figure
from zhiyin.followups import services
from zhiyin.followups.journeys import kept
from zhiyin.followups.services import running
from zhiyin.kit import clock
from zhiyin.kit.ids import uuid7
from zhiyin.outbox import worker

PENDING = int(os.environ.get("BENCH_PENDING", "1000000"))
FEW = PENDING // 100
MEMBERS, LOT, PLANS = 400, 100, 5_000
LATER = timedelta(days=300)
take = running._taken  # noqa: SLF001  the statement alone is measured, not what follows it
DAY = timedelta(days=1)
DELAYS_SQL = """
select 1000 * extract(epoch from coalesce((select min(at) from followups_log where follow_up_id = f.id), min(d.at)) - f.triggered_at) - %s
  from followups_followup f join followups_decision d on d.follow_up_id = f.id where f.about_id = any(%s) group by f.id
"""
CONTEXT = json.dumps({"merchant_id": str(uuid7()), "amount_minor": 500, "asset": "USD"})
FILL_SQL = """
insert into followups_followup (person_id, journey, version, purpose, message_class, occasion, about_kind, about_id, context, triggered_at, state,
                                due_at, not_after, value, attempt, channel, tried)
select (%(people)s::uuid[])[1 + n %% %(members)s], 'payment_stars', 1, 'feedback', 'survey', payment, 'payment', payment,
       %(context)s::jsonb, %(at)s, 'planned', %(due)s + n * interval '1 millisecond', %(due)s + interval '400 days', 0.3, 0, '', ''
  from (select n, uuidv7() as payment from generate_series(1, %(count)s) n) as paid  -- a payment's id follows its time
"""
EFFECT_SQL = "insert into bench_effect (follow_up_id) values (%s) on conflict do nothing"
DONE_SQL = "update followups_followup set state = 'cancelled' where id = any(%s)"


@figure("followups.idle_claim", unit="ms", at_most=1.0)
def idle_claim(ground: Ground) -> Sample:
    """A look that finds nothing due among a million that wait."""
    _waiting(ground)
    spent = []
    for _ in range(200):
        began = time.perf_counter()
        take(clock.now() - LATER, LOT)
        spent.append(time.perf_counter() - began)
    return Sample(sorted(spent)[len(spent) // 2] * 1_000)


@figure("followups.idle_claim_buffers", unit="pages", at_most=20)
def idle_claim_buffers(ground: Ground) -> Sample:
    """The pages that such a look touches."""
    _waiting(ground)
    facts: dict[str, Any] = {"at": clock.now() - LATER, "limit": LOT}
    with connection.cursor() as cursor:
        for _ in range(2):
            cursor.execute("explain (analyze, buffers, timing off, format json) " + running.TAKE_SQL, facts)
            [[told]] = cursor.fetchall()
    plan = (json.loads(told) if isinstance(told, str) else told)[0]["Plan"]
    return Sample(plan["Shared Hit Blocks"] + plan["Shared Read Blocks"])


@figure("followups.item_by_item", unit="/s", at_least=2_500)
def item_by_item(ground: Ground) -> Sample:
    """Taken in hand, an effect written for each by itself, and finished, with a million waiting."""
    _waiting(ground)
    return Sample(_rate(_one_lot, ground, due=int(10_000 * SECONDS)))


@figure("followups.item_by_item_kept", unit="×", at_least=0.4)
def item_by_item_kept(ground: Ground) -> Sample:
    """The same, beside the rate with a hundredth of them waiting, measured before the million was there."""
    few = _waiting(ground)
    return Sample(_rate(_one_lot, ground, due=int(10_000 * SECONDS)) / few)


@figure("followups.decisions", unit="/s", at_least=1_500)
def decisions(ground: Ground) -> Sample:
    """Whole decisions: read, judged, sent or put off, and recorded."""
    return Sample(_rate(_decided, ground, due=int(2_500 * SECONDS)))


@figure("followups.due_to_decision_p95", unit="ms", at_most=100)
def due_to_decision(ground: Ground) -> Sample:
    """From the moment a contact is due until its decision is written: 95th percentile of 300 due over 15 seconds, one worker, a million waiting."""
    return Sample(statistics.quantiles(_delays(ground), n=100)[94])


@figure("followups.due_to_decision_p99", unit="ms", at_most=500)
def due_to_decision_at_worst(ground: Ground) -> Sample:
    """The same, 99th percentile."""
    return Sample(statistics.quantiles(_delays(ground), n=100)[98])


@figure("followups.planned", unit="/s", at_least=15_000)
def planned(ground: Ground) -> Sample:
    """Contacts planned in bulk, a thousand at a time."""
    members, at = _members(ground), clock.now() + LATER
    plans = [_plan(members[number % MEMBERS], at) for number in range(PLANS)]
    began = time.perf_counter()
    for start in range(0, PLANS, 1_000):
        services.plan(plans[start : start + 1_000])
    return Sample(PLANS / (time.perf_counter() - began))


@figure("followups.bytes", unit="B", at_most=1_024)
def weight(ground: Ground) -> Sample:
    """A decided follow-up with its decisions, its steps and all their indexes; vacuumed now and then, as the database does by itself."""
    tables = ("followups_followup", "followups_decision", "followups_log")
    before, lots, count = [_size(table) for table in tables], 20, 1_000
    for _ in range(lots):
        _due(ground, count)
        at = clock.now()
        while services.run_due(at, limit=LOT):
            pass
        ground.sql(f"vacuum {', '.join(tables)}")
    return Sample(sum(_size(table) - size for table, size in zip(tables, before, strict=True)) / (lots * count))


def _delays(ground: Ground) -> list[float]:
    """How many milliseconds each waited."""

    def measure() -> list[float]:
        _waiting(ground)
        people, begins, apart = _members(ground), clock.now() + timedelta(seconds=2), timedelta(seconds=15) / 300
        wait = kept.document("payment_stars", kept.present("payment_stars")).steps[0].wait
        plans = [_plan(people[number], begins + number * apart - wait) for number in range(300)]
        services.plan(plans)
        stop = threading.Event()
        hand = threading.Thread(target=worker.run, kwargs={"stop": stop})
        hand.start()
        try:
            time.sleep(20)
        finally:
            stop.set()
            hand.join()
        with connection.cursor() as cursor:
            cursor.execute(DELAYS_SQL, [1_000 * wait.total_seconds(), [each.about_id for each in plans]])
            delays = [float(delay) for (delay,) in cursor.fetchall()]
        if len(delays) != len(plans):
            raise RuntimeError(f"{len(delays)} of {len(plans)} were decided")
        return delays

    return ground.once_a_round("followups delays", measure)


def _one_lot(at: datetime) -> int:
    with transaction.atomic(), connection.cursor() as cursor:
        due = running._due(at).filter(person_id__in=take(at, LOT)).order_by("-value", "due_at", "id")  # noqa: SLF001  as the engine itself
        rows = list(due[:LOT])
        for row in rows:
            cursor.execute(EFFECT_SQL, [row.id])
        cursor.execute(DONE_SQL, [[row.id for row in rows]])
    return len(rows)


def _decided(at: datetime) -> int:
    """A round; who competes with what was due is decided with it, so the records are counted."""
    before = _last_decision()
    return _last_decision() - before if services.run_due(at, limit=LOT) else 0


def _last_decision() -> int:
    with connection.cursor() as cursor:
        cursor.execute("select coalesce(max(id), 0) from followups_decision")
        return int(cursor.fetchone()[0])


def _rate(work: Callable[[datetime], int], ground: Ground, *, due: int) -> float:
    """How many a second, of so many that are due, for as long as a figure may take."""
    _effects(ground)
    _due(ground, due)
    at, done, began = clock.now(), 0, time.perf_counter()
    while time.perf_counter() - began < SECONDS:
        lot = work(at)
        done += lot
        if not lot:
            break
    spent = time.perf_counter() - began
    while _one_lot(at):
        pass
    return done / spent


def _members(ground: Ground) -> list[UUID]:
    def make() -> list[UUID]:
        made = people.crowd(MEMBERS)
        services.plan([_plan(person, clock.now() - 3 * DAY) for person in made])  # they are known to the engine
        return made

    return ground.once("followups members", make)


def _plan(person: UUID, at: datetime) -> services.Plan:
    payment = uuid7(at)
    return services.Plan(journey="payment_stars", person_id=person, occasion=payment, about_id=payment, at=at)


def _due(ground: Ground, count: int) -> None:
    _fill(ground, count, clock.now() - DAY)


def _waiting(ground: Ground) -> float:
    """A million wait from now on; the rate item by item while there were few."""

    def make() -> float:
        _fill(ground, FEW, clock.now() + LATER)
        rate = _rate(_one_lot, ground, due=int(10_000 * SECONDS))
        _fill(ground, PENDING - FEW, clock.now() + LATER)
        return rate

    return ground.once("followups waiting", make)


def _fill(ground: Ground, count: int, due: datetime) -> None:
    members = _members(ground)
    facts: dict[str, Any] = {"people": members, "members": MEMBERS, "context": CONTEXT, "at": due - timedelta(minutes=1), "due": due, "count": count}
    with connection.cursor() as cursor:
        cursor.execute(FILL_SQL, facts)
    ground.sql("analyze followups_followup")


def _effects(ground: Ground) -> None:
    def make() -> None:
        with connection.cursor() as cursor:
            cursor.execute("create temp table bench_effect (follow_up_id bigint primary key)")

    ground.once("followups effects", make)


def _size(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute("select pg_total_relation_size(%s)", [table])
        return int(cursor.fetchone()[0])
