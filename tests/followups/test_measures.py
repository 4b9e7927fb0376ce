"""What coming back came to is counted as it was decided, and compared with those whom chance left alone."""

import json
from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

import pytest
from tests import make
from tests.followups import story
from tests.followups.story import AT, DAY, HOUR, MINUTE

from zhiyin.channels import queries as channels
from zhiyin.channels import services as sending
from zhiyin.events.money import PaymentCompleted
from zhiyin.experiments import queries as experiments
from zhiyin.experiments import services as trying
from zhiyin.followups import queries as followups
from zhiyin.followups import services
from zhiyin.followups.decide import Gate
from zhiyin.followups.queries import measures
from zhiyin.followups.services import reaching
from zhiyin.kit.ids import uuid7
from zhiyin.support import queries as support_queries
from zhiyin.support import services as support
from zhiyin.support.queries.closing import closing
from zhiyin.surveys import services as surveys

pytestmark = pytest.mark.django_db
STARS = "payment_stars"
RETURNING = experiments.measure("came_back", window_days=30)


def _steps() -> measures.Steps:
    return measures.steps(AT - DAY, AT + DAY, journeys=[STARS])[0]


def _answer(person_id: UUID, value: int) -> None:
    invitation = UUID(channels.inbox(person_id, limit=1)[0].params["invitation_id"])
    surveys.answer(invitation, person_id=person_id, value=value, at=AT + HOUR)
    story.worker(AT + HOUR)


@pytest.mark.scenario(2)
def test_each_step_counts_those_who_took_it() -> None:
    story.nobody_held_out()
    shop = make.merchant("Anna's Bakery").id
    silent, glad, sad = (story.willing() for _ in range(3))
    unasked = make.person(balance_minor=100_00).id
    for person in (silent, glad, sad, unasked):
        make.payment(person, shop, 5_00, at=AT)
    story.worker(AT + MINUTE)
    sending.mark_seen(glad, [channels.inbox(glad, limit=1)[0].id], at=AT + MINUTE)
    _answer(glad, 5)
    _answer(sad, 1)

    found = _steps()

    assert (found.planned, found.due, found.sent, found.delivered, found.asked, found.answered) == (4, 4, 3, 3, 3, 2)
    assert found.gated == {"no_consent": 1}
    assert found.resolved == 1  # a case is open about the other
    assert found.seen >= 1
    assert measures.steps(AT + DAY, AT + 2 * DAY, journeys=[STARS])[0].planned == 0

    [case] = support_queries.cases_of(sad)
    support.close(case.id, by=make.staff().id, at=AT + 5 * HOUR)
    assert _steps().resolved == 2
    closed = closing(AT, AT + DAY)
    assert (closed.closed, closed.half, closed.most) == (1, timedelta(hours=4), timedelta(hours=4))
    assert closing(AT + DAY, AT + 2 * DAY).closed == 0


def test_contacts_are_counted_by_person_and_week() -> None:
    story.nobody_held_out()
    one, other = story.willing(), story.willing()
    for person in (one, other):
        story.planned(person)
    story.worker(AT + MINUTE)

    assert measures.pressure(AT - DAY, AT + DAY) == {1: 2}
    assert measures.pressure(AT + DAY, AT + 2 * DAY) == {}


def test_people_met_are_counted_once_however_often() -> None:
    one, other = story.willing(), story.willing()
    for at, person in ((AT, one), (AT - 3 * DAY, one), (AT - 10 * DAY, other)):
        story.planned(person, at=at)

    found = measures.met(STARS, at=AT + HOUR)

    assert (found[1], found[2], found[26]) == (1, 2, 2)


@pytest.mark.parametrize("kept", ["now", "once"])
def test_those_left_alone_are_compared_with_the_others(kept: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if kept == "once":
        monkeypatch.setattr(reaching, "pack", _in_full)
    trying.set_holdout("followups", 50, by=None, at=AT)
    people = [story.willing(balance_minor=0) for _ in range(14)]
    services.plan([_plan(person) for person in people])
    story.worker(AT + MINUTE)
    left = {person for person in people if experiments.assigned("followups", person, percent=50).held_out}
    trying.note_outcomes([_paid(person, days=3) for person in people if person not in left] + [_paid(person, days=40) for person in left])

    for journey in (STARS, measures.EVERYTHING):
        found = measures.effect(RETURNING, journey=journey, since=AT - DAY, at=AT + 60 * DAY)
        assert (found.left.n, found.left.y) == (len(left), 0)
        assert (found.reached.n, found.reached.y) == (14 - len(left), 14 - len(left))
        assert found.interval is None  # fourteen people prove nothing
    assert measures.effect(RETURNING, journey="case_answered", since=AT - DAY, at=AT + 60 * DAY).reached.n == 0


def test_whom_one_journey_leaves_alone_still_hears_from_the_others() -> None:
    story.nobody_held_out()
    trying.set_holdout(f"followups:{STARS}", 50, by=None, at=AT)
    people = [story.willing(balance_minor=0) for _ in range(10)]
    services.plan([_plan(person) for person in people])
    story.worker(AT + MINUTE)
    left = [person for person in people if experiments.assigned(f"followups:{STARS}", person, percent=50).held_out]

    own = measures.effect(RETURNING, journey=STARS, since=AT - DAY, at=AT + 60 * DAY)
    whole = measures.effect(RETURNING, journey=measures.EVERYTHING, since=AT - DAY, at=AT + 60 * DAY)

    assert (own.left.n, whole.left.n) == (len(left), 0)


@pytest.mark.scenario(12)
def test_those_told_of_an_improvement_are_compared_with_those_of_the_same_theme_who_were_not() -> None:
    trying.set_holdout("followups:you_said_we_did", 50, by=None, at=AT)
    people, mended = [story.willing(balance_minor=0) for _ in range(14)], uuid7(AT)
    code, context = "you_said_we_did", {"improvement_id": str(mended)}
    services.plan([services.Plan(journey=code, person_id=each, occasion=mended, about_id=mended, at=AT, context=context) for each in people])
    story.worker(AT + MINUTE)
    left = {person for person in people if experiments.assigned("followups:you_said_we_did", person, percent=50).held_out}
    trying.note_outcomes([_paid(person, days=3) for person in people if person not in left])

    found = measures.effect(RETURNING, journey="you_said_we_did", since=AT - DAY, at=AT + 60 * DAY)

    assert {person for person in people if not channels.inbox(person)} == left
    assert (found.left.n, found.left.y, found.reached.n, found.reached.y) == (len(left), 0, 14 - len(left), 14 - len(left))
    assert all("because 50 of 100 people, drawn by chance, do not get it" in _reason(person) for person in left)


def _reason(person_id: UUID) -> str:
    found = followups.why(followups.follow_ups_of(person_id)[0].id, person_id, language="en")
    assert found is not None
    return found.sentences[0]


def _in_full(gates: Iterable[Gate]) -> str:
    """As decisions were kept before they were packed."""
    return json.dumps([{"gate": gate.name, "ok": gate.ok, "facts": gate.facts} for gate in gates])


def _plan(person_id: UUID) -> services.Plan:
    payment_id = uuid7(AT)
    context = {"merchant_id": str(uuid7(AT)), "amount_minor": 5_00, "asset": "USD"}
    return services.Plan(journey=STARS, person_id=person_id, occasion=payment_id, about_id=payment_id, at=AT, context=context)


def _paid(person_id: UUID, *, days: int) -> PaymentCompleted:
    at = AT + days * DAY
    return PaymentCompleted(id=uuid7(at), at=at, payer_id=person_id, merchant_id=uuid7(at), amount_minor=5_00, asset="USD")


def test_an_experiment_makes_half_of_the_people_wait_longer_and_counts_them_once() -> None:
    story.nobody_held_out()
    asked = trying.Draft(
        name="Later",
        hypothesis="Asked an hour later, more come back.",
        about=f"followups.{STARS}",
        metric="came_back",
        arms=(trying.Arm(code="now", weight=1), trying.Arm(code="later", weight=1, wait_minutes=60)),
        least=0.05,
        people=400,
    )
    made = trying.draft(asked, key=uuid7(AT), by=None, at=AT)
    trying.start(made, by=None, at=AT)
    people = [story.willing(balance_minor=0) for _ in range(12)]
    plans = [_plan(person) for person in people]
    for _ in range(2):
        services.plan(plans)

    waits = {person: 60 if experiments.variant("Later", person) == "later" else 0 for person in people}
    due = {person: followups.follow_ups_of(person)[0].due_at for person in people}
    at_once = min(due.values())
    found = experiments.experiment(made)

    assert found is not None
    assert set(waits.values()) == {0, 60}
    assert due == {person: at_once + timedelta(minutes=waits[person]) for person in people}
    assert sum(experiments.reading(found, at=AT + HOUR).drawn.values()) == 12
