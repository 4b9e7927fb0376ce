"""An experiment asks one thing, draws everybody once, and is read honestly."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from tests.experiments.trials import ABOUT, AT, DAY, HALVES, paid, people, running, wanted

from zhiyin.events.people import ConsentWithdrawn
from zhiyin.experiments import queries, services
from zhiyin.experiments.models import Experiment, Exposure, Outcome
from zhiyin.experiments.services import Arm
from zhiyin.kit.ids import uuid7

pytestmark = pytest.mark.django_db


def test_an_experiment_goes_from_draft_to_decided_and_tells_who_did_what() -> None:
    ada = uuid7()
    made = services.draft(wanted(), key=uuid7(), by=ada, at=AT)
    services.start(made, by=ada, at=AT + DAY)
    services.stop(made, by=None, at=AT + 30 * DAY)
    services.decide(made, "later", sentence="Later is better.", by=ada, at=AT + 31 * DAY)

    found = queries.experiment(made)
    assert found is not None
    assert (found.state, found.chosen) == ("decided", "later")
    assert found.ends_at == AT + DAY + timedelta(weeks=4, days=7)
    assert [(deed.what, deed.by) for deed in queries.deeds(made)] == [("decided", ada), ("stopped", None), ("started", ada), ("drafted", ada)]
    assert queries.deeds(made)[0].words == "Later is better."
    assert made in {each.id for each in queries.experiments()}


def test_doing_it_twice_changes_nothing() -> None:
    key, asked = uuid7(), wanted()
    assert services.draft(asked, key=key, by=None, at=AT) == services.draft(asked, key=key, by=None, at=AT)
    for _ in range(2):
        services.start(key, by=None, at=AT)
    for _ in range(2):
        services.stop(key, by=None, at=AT)
    services.decide(key, "now", sentence="No difference.", by=None, at=AT)
    services.decide(key, "later", sentence="Changed my mind.", by=None, at=AT)

    found = queries.experiment(key)
    assert found is not None
    assert found.chosen == "now"
    assert [deed.what for deed in queries.deeds(key)] == ["decided", "stopped", "started", "drafted"]


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"name": " "}, "name"),
        ({"hypothesis": ""}, "hypothesis"),
        ({"arms": HALVES[:1]}, "arms"),
        ({"arms": (HALVES[0], HALVES[0])}, "arms"),
        ({"arms": (HALVES[0], Arm(code="never", weight=0))}, "arms"),
        ({"arms": (HALVES[0], Arm(code="early", weight=1, wait_minutes=-5))}, "arms"),
        ({"metric": "happiness"}, "metric"),
        ({"method": "peeking"}, "metric"),
        ({"metric": "spend"}, "asset"),
        ({"asset": "USD"}, "asset"),
        ({"weeks": 0}, "time"),
        ({"window_days": 400}, "time"),
        ({"least": 0.0}, "effect"),
        ({"least": -0.1}, "effect"),
        ({"least": 1.0}, "effect"),
        ({"least": float("nan")}, "effect"),
        ({"people": 0}, "effect"),
    ],
)
def test_what_cannot_be_tried_is_refused(wrong: dict[str, object], why: str) -> None:
    with pytest.raises(services.BadExperiment) as refused:
        services.draft(wanted(**wrong), key=uuid7(), by=None, at=AT)

    assert refused.value.facts["why"] == why


def test_a_name_is_used_once() -> None:
    asked = wanted()
    services.draft(asked, key=uuid7(), by=None, at=AT)

    with pytest.raises(services.BadExperiment):
        services.draft(asked, key=uuid7(), by=None, at=AT)


def test_each_step_has_its_time() -> None:
    made = services.draft(wanted(), key=uuid7(), by=None, at=AT)
    with pytest.raises(services.NotNow):
        services.stop(made, by=None, at=AT)
    with pytest.raises(services.NotNow):
        services.decide(made, "now", sentence="So.", by=None, at=AT)
    services.start(made, by=None, at=AT)
    services.stop(made, by=None, at=AT)
    with pytest.raises(services.NotNow):
        services.start(made, by=None, at=AT)
    with pytest.raises(services.BadExperiment):
        services.decide(made, "nobody", sentence="So.", by=None, at=AT)
    with pytest.raises(services.NotNow):
        services.start(uuid7(), by=None, at=AT)


def test_two_experiments_about_one_thing_never_run_together() -> None:
    running()
    second = services.draft(wanted(), key=uuid7(), by=None, at=AT)

    with pytest.raises(services.NotNow) as refused:
        services.start(second, by=None, at=AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        Experiment.objects.filter(id=second).update(state="running", started_at=AT)

    assert refused.value.facts["why"] == "another"


@pytest.mark.parametrize("change", [{"metric": "payments"}, {"least": 0.5}, {"arms": []}, {"state": "draft"}, {"people": 1}])
def test_the_database_keeps_the_question_once_it_runs(change: dict[str, object]) -> None:
    made = running()

    with pytest.raises(DatabaseError), transaction.atomic():
        Experiment.objects.filter(id=made).update(**change)


def test_the_database_keeps_who_was_drawn_and_who_did_what() -> None:
    made = running()
    services.expose([(ABOUT, people(1)[0], AT)])

    for table in ("experiments_exposure", "experiments_experimentdeed"):
        for deed in (f"delete from {table}", f"update {table} set at = now()", f"truncate {table} cascade"):
            with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(deed)
    with pytest.raises(DatabaseError), transaction.atomic():
        Experiment.objects.filter(id=made).delete()


def test_a_person_is_drawn_once_and_stays_where_they_were_drawn() -> None:
    made, one = running(), people(1)[0]

    first = services.expose([(ABOUT, one, AT + DAY)])
    again = services.expose([(ABOUT, one, AT + 3 * DAY), (ABOUT, one, AT + 2 * DAY)])

    row = Exposure.objects.get(experiment_id=made)
    found = queries.experiment(made)
    assert found is not None
    assert first == again
    assert row.at == AT + DAY
    assert queries.variant(found.name, one) == row.arm


def test_chance_divides_people_by_weight_apart_from_every_holdout() -> None:
    made = running(arms=(Arm(code="now", weight=3), Arm(code="later", weight=1)))
    found = queries.experiment(made)
    assert found is not None
    everybody = people(4_000)
    services.expose([(ABOUT, person, AT) for person in everybody])

    later = set(Exposure.objects.filter(arm="later").values_list("person_id", flat=True))
    held = {person for person in everybody if queries.assigned("followups", person, percent=20).held_out}
    assert len(later) == pytest.approx(1_000, abs=120)
    assert len(later & held) == pytest.approx(len(later) * 0.2, abs=55)


def test_nobody_is_drawn_before_it_begins_or_after_it_ends() -> None:
    one, other = people(2)
    made = services.draft(wanted(), key=uuid7(), by=None, at=AT)
    assert services.expose([(ABOUT, one, AT)]) == {}
    services.start(made, by=None, at=AT)
    assert services.expose([(ABOUT, one, AT - DAY)]) == {}
    services.stop(made, by=None, at=AT + DAY)

    assert services.expose([(ABOUT, other, AT + 2 * DAY)]) == {}
    assert not Exposure.objects.exists()


def test_what_was_decided_holds_for_everybody() -> None:
    made, some = running(), people(20)
    services.stop(made, by=None, at=AT)
    services.decide(made, "later", sentence="Later is better.", by=None, at=AT)
    found = queries.experiment(made)
    assert found is not None

    assert {services.expose([(ABOUT, person, AT + DAY)])[ABOUT, person] for person in some} == {60}
    assert {queries.variant(found.name, person) for person in some} == {"later"}
    assert not Exposure.objects.exists()
    assert queries.variant("no experiment", some[0]) == ""


def test_a_group_that_does_better_is_told_when_it_is_sure() -> None:
    made = running()
    some = _drawn(made, 600, better=0.35)

    early, late = (_reading(made, days=days) for days in (6, 8))

    assert sum(early.drawn.values()) == len(some) == sum(late.over.values())
    assert early.comparisons[0].now is None  # nobody's seven days are over
    now = late.comparisons[0].now
    assert now is not None
    assert now.clear
    assert now.low > 0
    assert late.comparisons[0].mean - late.comparisons[0].control == pytest.approx(now.estimate, abs=0.02)


def test_of_two_equal_groups_no_difference_is_told() -> None:
    made = running()
    _drawn(made, 600, better=0.0)

    now = _reading(made, days=8).comparisons[0].now

    assert now is not None
    assert not now.clear


def test_planned_looks_are_the_only_days_with_a_reading() -> None:
    made = running(method="planned", looks=2, people=400)
    everybody = people(400)
    services.expose([(ABOUT, person, AT + (place // 40) * DAY) for place, person in enumerate(everybody)])
    services.note_outcomes([paid(person, days=place // 40 + 1) for place, person in enumerate(everybody) if place % 3])

    days = [seen.day for seen in _reading(made, days=30).comparisons[0].days]

    assert len(days) == 2
    assert days == [(AT + 11 * DAY).date(), (AT + 16 * DAY).date()]


def test_what_people_did_before_makes_the_interval_narrower() -> None:
    made = running(metric="spend", asset="USD", least=100.0)
    everybody = people(400)
    services.expose([(ABOUT, person, AT) for person in everybody])
    habits = [(person, 1_00 * (1 + place % 50)) for place, person in enumerate(everybody)]
    services.note_outcomes(
        [paid(person, days=day, amount_minor=minor + place * day % 70) for place, (person, minor) in enumerate(habits) for day in (-3, 2)]
    )

    comparison = _reading(made, days=8).comparisons[0]

    assert comparison.saved > 0.9
    assert comparison.now is not None
    assert not comparison.now.clear


def test_only_what_happens_after_the_drawing_and_within_the_days_counts() -> None:
    made = running(metric="payments", least=1.0)
    arms = _pair(made)
    one = arms["now"][0]
    services.note_outcomes([paid(one, days=0), paid(one, days=0.1), paid(one, days=7), paid(one, days=7.1)])

    assert _reading(made, days=9).comparisons[0].control == pytest.approx(2 / len(arms["now"]))


def test_spending_is_told_in_one_asset_and_less_what_was_given_back() -> None:
    made = running(metric="spend", asset="USD", least=100.0)
    arms = _pair(made)
    one = arms["now"][0]
    services.note_outcomes([paid(one, days=1, amount_minor=9_00), paid(one, days=2, amount_minor=-4_00), paid(one, days=2, asset="BTC")])

    assert _reading(made, days=9).comparisons[0].control == pytest.approx(5_00 / len(arms["now"]))
    assert queries.assets()[0] == "USD"


def test_a_consent_taken_back_counts_against_an_arm() -> None:
    made = running(metric="withdrew", least=0.02)
    arms = _pair(made)
    services.note_outcomes([ConsentWithdrawn(id=uuid7(), at=AT + DAY, person_id=arms["later"][0], purpose="feedback", channel="*")])

    found = _reading(made, days=9).comparisons[0]
    assert found.mean == pytest.approx(1 / len(arms["later"]))
    assert found.control == 0


def test_groups_of_the_wrong_size_stop_the_reading() -> None:
    made = running()
    _drawn(made, 400, better=0.3)
    Exposure.objects.bulk_create(Exposure(experiment_id=made, person_id=uuid7(), arm="later", at=AT) for _ in range(160))

    found = _reading(made, days=8)

    assert found.sizes.alarm
    assert found.comparisons == ()


def test_facts_told_again_are_learned_anew() -> None:
    one = people(1)[0]
    services.note_outcomes([paid(one, days=1)])

    services.forget_outcomes()
    services.note_outcomes([paid(one, days=1)])

    assert Outcome.objects.count() == 1


def test_before_it_begins_it_is_told_what_can_be_found() -> None:
    now = AT + 60 * DAY
    services.note_outcomes([paid(person, days=day) for person in people(300) for day in (10, 40, 50) if day == 10 or person.int % 4 == 0])
    measure = queries.measure("came_back", window_days=30)

    few = queries.outlook(_wish(measure, 0.02), reached={1: 50, 4: 200}, at=now)
    many = queries.outlook(_wish(measure, 0.02), reached={1: 20_000, 4: 80_000}, at=now)

    assert few.people == 300
    assert few.expected.mean == pytest.approx(0.25)
    assert few.week is None
    assert few.weeks[0].least > few.weeks[1].least > 0.02
    assert many.week == 4
    assert 20_000 < many.needed == few.needed < 80_000


def test_with_nobody_known_nothing_is_promised() -> None:
    found = queries.outlook(_wish(queries.measure("came_back", window_days=30), 0.02), reached={1: 0}, at=AT)

    assert (found.people, found.weeks, found.week, found.needed) == (0, (), None, 0)


def _wish(measure: queries.Measure, least: float) -> queries.Wish:
    return queries.Wish(measure=measure, weights=(1, 1), least=least, method="always", looks=4)


def _pair(made: UUID) -> dict[str, list[UUID]]:
    """A hundred and twenty people and their arms."""
    services.expose([(ABOUT, person, AT) for person in people(120)])
    arms: dict[str, list[UUID]] = {}
    for row in Exposure.objects.filter(experiment_id=made).order_by("person_id"):
        arms.setdefault(row.arm, []).append(row.person_id)
    return arms


def _drawn(made: UUID, number: int, *, better: float) -> list[UUID]:
    """So many people, of whom three in ten come back, and more of them in the second arm."""
    everybody = people(number)
    services.expose([(ABOUT, person, AT) for person in everybody])
    arms = dict(Exposure.objects.filter(experiment_id=made).values_list("person_id", "arm"))
    seen = {"now": 0, "later": 0}
    events = []
    for person in everybody:
        arm = arms[person]
        seen[arm] += 1
        if seen[arm] % 20 < 20 * (0.3 + (better if arm == "later" else 0)):
            events.append(paid(person, days=3))
    services.note_outcomes(events)
    return everybody


def _reading(made: UUID, *, days: int) -> queries.Reading:
    found = queries.experiment(made)
    assert found is not None
    return queries.reading(found, at=AT + days * DAY)
