"""A replay decides what live decided: the same facts, the same clock, row for row."""

import json
from collections.abc import Iterator
from datetime import datetime, time
from random import Random
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from tests import make
from tests.followups import story
from tests.followups.story import AT, DAY, HOUR, MINUTE

from zhiyin.channels import services as channels
from zhiyin.events import Event
from zhiyin.events.money import PaymentCompleted, PaymentRefused, TopUpCompleted, TopUpStarted
from zhiyin.experiments import queries as tried
from zhiyin.experiments import services as experiments
from zhiyin.followups import services
from zhiyin.followups.decide import MARKETING, SURVEY, Cap
from zhiyin.followups.models import Decision, Enrolment, FollowUp
from zhiyin.followups.replaying.world import World
from zhiyin.followups.services import reaching, snapshots
from zhiyin.followups.services.trials import replaying
from zhiyin.identity import services as identity
from zhiyin.kit.ids import uuid7
from zhiyin.outbox import services as outbox
from zhiyin.outbox.listening import JOBS
from zhiyin.privacy import services as privacy
from zhiyin.surveys import services as surveys

pytestmark = pytest.mark.django_db

ZONES = ("America/New_York", "Asia/Shanghai", "Europe/Berlin", "Australia/Lord_Howe", "Asia/Kolkata", "Pacific/Apia")
PEOPLE, DAYS, STEP = 18, 8, 3 * HOUR
LEFT_ALONE = 2
JOURNEYS = """
journey: rung
name: {en: Rung, zh: 铃}
start: {event: PaymentCompleted, where: {amount_minor: {at_least: 700}}}
purpose: feedback
class: survey
value: 0.7
steps:
  - {step: ask, wait: 2 hours, deadline: 3 days, message: payment_stars, survey: stars, channels: [sms, email], remind_after: 20 hours}
---
journey: chain
name: {en: Chain, zh: 链}
start: {event: PaymentRefused}
again: {after: 4 days}
purpose: feedback
class: survey
value: 0.5
steps:
  - step: ask
    wait: 1 hour
    until_local: "10:00"
    deadline: 2 days
    message: payment_help
    survey: stars
    channels: [inapp]
    answer_within: 6 hours
    then: {low: sorry, answered: sorry, silent: paid}
  - {step: paid, wait_for: PaymentCompleted, deadline: 3 days, then: {happened: thanks}}
  - {step: sorry, wait: 5 hours, deadline: 2 days, message: payment_help, channels: [email]}
  - {step: thanks, deadline: 1 day, message: happy, channels: [email]}
---
journey: offer
name: {en: Offer, zh: 优惠}
start: {event: TopUpCompleted}
cancel_on: [PaymentCompleted]
purpose: feedback
class: marketing
value: 0.2
steps:
  - {step: tell, wait: 4 hours, deadline: 2 days, message: happy, channels: [push, inapp]}
---
journey: daily
name: {en: Daily, zh: 每天}
start: {schedule: {every: week, day: 3, at: "09:30"}}
purpose: feedback
class: marketing
value: 0.1
steps:
  - {step: tell, wait: 1 hour, deadline: 1 day, message: happy, channels: [email, inapp]}
"""


@pytest.fixture(autouse=True)
def _everybody_can_be_rung(monkeypatch: pytest.MonkeyPatch) -> None:
    def send_many(messages: list[channels.Sending], *, at: datetime) -> dict[UUID, UUID]:
        return channels.send_many([each for each in messages if each.channel == "inapp"], at=at)

    for module in (snapshots, replaying):
        monkeypatch.setattr(module, "reachable", lambda people: dict.fromkeys(people, frozenset({"inapp", "email", "sms"})))
    monkeypatch.setattr(reaching, "send_many", send_many)


def _launched() -> None:
    by = make.staff("marketing").id
    for text in JOURNEYS.split("---\n"):
        code = text.split("journey: ")[1].split("\n")[0]
        services.publish(code, number=services.draft(code, text, by=by, at=AT), choice="finish", by=by, at=AT)
    caps = [
        Cap(message_class=SURVEY, interrupting=True, most=1, hours=48),
        Cap(message_class=SURVEY, interrupting=False, most=2, hours=24),
        Cap(message_class=MARKETING, most=1, hours=48),
        Cap(most=5, hours=24 * 7),
    ]
    services.set_policy(caps=caps, quiet_from=time(22), quiet_until=time(8), by=by, at=AT)
    experiments.set_holdout("followups", 8, by=by, at=AT)
    experiments.set_holdout("followups:rung", 15, by=by, at=AT)


def _left_alone() -> UUID:
    """Somebody who is held out of everything."""
    while not tried.assignment("followups", person := story.willing(balance_minor=0)).held_out:
        pass
    return person


def _crowd(chance: Random) -> list[UUID]:
    people = []
    for number in range(PEOPLE):
        person = _left_alone() if number < LEFT_ALONE else story.willing(balance_minor=0)
        identity.set_timezone(person, ZONES[number % len(ZONES)])
        if number % 5 == 0:
            services.set_budget(person, services.Wishes(most=4, quiet=(time(12), time(14))), at=AT)
        people.append(person)
    chance.shuffle(people)
    return people


def _facts(people: list[UUID], chance: Random, since: datetime) -> list[Event]:
    """What happens in one step of the clock, in its order."""
    moments = sorted(since + chance.random() * STEP for _ in range(chance.randrange(6)))
    return [_fact(chance.choice(people), chance, at) for at in moments]


def _fact(person: UUID, chance: Random, at: datetime) -> Event:
    kind, amount = chance.randrange(5), chance.randrange(100, 1500)
    if kind < 2:
        return PaymentCompleted(id=uuid7(at), at=at, payer_id=person, merchant_id=uuid7(at), amount_minor=amount, asset="USD")
    if kind == 2:
        return PaymentRefused(id=uuid7(at), at=at, payer_id=person, reason="lacking_funds", merchant_id=uuid7(at))
    topping_up = TopUpStarted if kind == 3 else TopUpCompleted
    return topping_up(id=uuid7(at), at=at, person_id=person, amount_minor=amount, asset="USD")


def _react(chance: Random, since: datetime, stopped: set[UUID]) -> None:
    """Some answer what they were asked, and now and then somebody has had enough."""
    for row in FollowUp.objects.filter(state="sent", invitation_id__isnull=False).order_by("id"):
        if row.invitation_id and chance.random() < 0.12:
            surveys.answer(row.invitation_id, person_id=row.person_id, value=chance.choice([2, 4, 5, 5, 5, 5]), at=since + 1 * MINUTE)
    if chance.random() < 0.05:
        last = FollowUp.objects.order_by("-id").first()
        if last and last.person_id not in stopped:
            stopped.add(last.person_id)
            services.stop(last.person_id, "feedback", at=since + 2 * MINUTE)


def _live(seed: int) -> list[datetime]:
    """The live listeners and jobs have met the stream; when they looked."""
    chance, moments = Random(seed), []
    people, moment = _crowd(chance), AT + HOUR
    stopped = {people[0]}
    privacy.withdraw(people[0], "feedback", source="settings", at=AT + MINUTE)
    outbox.drain(at=AT + HOUR)
    while moment < AT + DAYS * DAY:
        _react(chance, moment, stopped)
        with transaction.atomic():
            outbox.publish(*_facts(people, chance, moment + 5 * MINUTE))
        moment += STEP + 5 * MINUTE
        outbox.drain(at=moment)
        for name in ("reach_people", "follow_journeys", "begin_by_calendar"):
            JOBS[f"followups.{name}"].run(moment)
        moments.append(moment)
    return moments


def _live_rows() -> Iterator[tuple[object, ...]]:
    rows = list(Decision.objects.select_related("follow_up", "follow_up__reminds").order_by("id"))
    names = {row.follow_up_id: _name(row.follow_up, row.follow_up.reminds) for row in rows}
    for row in rows:
        gates = [(gate["gate"], gate["ok"], gate["facts"]) for gate in row.gates]
        yield (row.at, *names[row.follow_up_id], row.verdict, row.reason, row.channel, row.until, _named(gates, names), row.policy_id)


def _replayed_rows(world: World) -> Iterator[tuple[object, ...]]:
    names = {row.follow_up.id: _name(row.follow_up, world.originals.get(row.follow_up.reminds_id or 0)) for row in world.rows}
    for row in world.rows:
        gates, made = [(gate.name, gate.ok, gate.facts) for gate in row.decision.gates], row.decision
        facts = (made.verdict.value, made.reason, made.channel, made.until, _named(gates, names), world.policy.id)
        yield (row.at, *names[row.follow_up.id], *facts)


def _name(row: FollowUp, original: FollowUp | None) -> tuple[object, ...]:
    """What a follow-up is, whatever its number."""
    occasion = ("reminder", original.occasion) if original else ("contact", row.occasion)
    return (str(row.person_id), row.journey, row.version, row.context.get("step", ""), *map(str, occasion), row.triggered_at, row.not_after)


def _named(gates: list[tuple[str, bool, dict[str, Any]]], names: dict[int, tuple[object, ...]]) -> str:
    """The gates with what each looked at; other follow-ups by what they are."""
    told = []
    for gate, ok, facts in gates:
        shown = dict(facts)
        if "lost_to" in shown:
            shown["lost_to"] = names[shown["lost_to"]]
        if "beat" in shown:
            shown["beat"] = [(names[number], value) for number, value in shown["beat"]]
        told.append((gate, ok, shown))
    return json.dumps(told, sort_keys=True, default=str)


@pytest.mark.scenario(14)
@pytest.mark.parametrize("seed", [1, 2])
def test_the_decisions_of_a_replay_are_those_of_live_row_for_row(seed: int) -> None:
    _launched()
    moments = _live(seed)
    live = list(_live_rows())

    world = replaying.stage("rung")
    replaying.rehearse(world, since=AT, until=moments[-1] + MINUTE, moments=moments)

    replayed = list(_replayed_rows(world))
    assert sorted(map(repr, replayed)) == sorted(map(repr, live))
    assert len(world.active) == Enrolment.objects.filter(state="active").count()
    seen = {row[9] for row in live} | {row[10] for row in live}
    assert {"sent", "deferred", "held_out", "cancelled", "suppressed", "cap"} <= seen


@pytest.mark.scenario(14)
def test_a_draft_is_tried_on_the_past_and_ahead_and_nothing_is_written() -> None:
    story.nobody_held_out()
    by, people = make.staff("marketing").id, [story.willing(balance_minor=0) for _ in range(3)]
    for code in ("rung", "daily"):
        services.draft(code, next(text for text in JOURNEYS.split("---\n") if f"journey: {code}\n" in text), by=by, at=AT)
    for person in people:
        at = AT + 2 * HOUR
        outbox.publish(PaymentCompleted(id=uuid7(at), at=at, payer_id=person, merchant_id=uuid7(at), amount_minor=900, asset="USD", imported=True))

    past = services.replay("rung", since=AT, until=AT + 2 * DAY)
    ahead = services.dry_run("daily", at=AT, days=8)

    assert (past.facts, past.entries, past.contacts, past.people, past.answers.asked) == (3, 3, 3, 3, 3)
    assert past.per_day == {(AT + 4 * HOUR).date(): {"sms": 3}}
    assert [(example.verdict, example.channel) for example in past.examples][:1] == [("sent", "sms")]
    assert ahead.people == 3
    assert ahead.contacts >= 3
    assert not FollowUp.objects.exists()
    assert not Enrolment.objects.exists()
