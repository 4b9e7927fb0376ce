"""Staff try something out in the console: what it could find is told before, what it tells is told in plain words."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from tests.console import stage
from tests.experiments import trials

from zhiyin.experiments import queries, services
from zhiyin.experiments.models import Exposure
from zhiyin.kit import clock
from zhiyin.kit.ids import uuid7

pytestmark = pytest.mark.django_db
TYPED = {
    "name": "Ask later",
    "hypothesis": "Asked an hour later, more come back.",
    "journey": "payment_stars",
    "wait_minutes": "60",
    "share": "50",
    "metric": "came_back",
    "window_days": "7",
    "weeks": "4",
    "method": "always",
    "looks": "4",
    "least": "2",
}


def _page(client: Client, name: str, **places: object) -> str:
    answer = client.get(reverse(f"console:{name}", kwargs=places))
    assert answer.status_code == 200
    return answer.content.decode()


def test_what_cannot_be_found_is_said_before_anybody_is_drawn() -> None:
    today = (clock.now() - trials.AT).days
    for person in trials.people(40):
        services.note_outcomes([trials.paid(person, days=today - ago) for ago in (20, 3)[: 1 + person.int % 2]])

    page = stage.browser("marketing").get(reverse("console:experiment_new"), TYPED).content.decode()

    assert "Not detectable with your people within 4 weeks" in page
    assert "this journey has met nobody yet" in page
    assert "Smallest difference found" in page
    assert not queries.experiments()


def test_spending_needs_its_currency() -> None:
    page = stage.browser("marketing").get(reverse("console:experiment_new"), {**TYPED, "metric": "spend"}).content.decode()

    assert "Choose the currency in which spending is measured." in page


def test_marketing_writes_it_down_starts_stops_and_decides() -> None:
    client, key = stage.browser("marketing"), uuid7()
    for _ in range(2):
        client.post(reverse("console:experiment_create"), {**TYPED, "key": str(key)})
    there = reverse("console:experiment_deed", args=[key])

    draft = _page(client, "experiment", experiment_id=key)
    assert "not started" in draft
    assert "Nobody yet: nothing can be found until this journey meets people." in draft
    client.post(there, {"start": "1"})
    assert "running" in _page(client, "experiments")
    client.post(there, {"stop": "1"})
    client.post(there, {"arm": "later_1", "sentence": "Later is better."})

    page = _page(client, "experiment", experiment_id=key)
    assert "Later is better." in page
    assert [each.chosen for each in queries.experiments()] == ["later_1"]


def test_a_refusal_is_told_and_changes_nothing() -> None:
    client, made = stage.browser("marketing"), trials.waiting()

    page = client.post(reverse("console:experiment_deed", args=[made]), {"stop": "1"}, follow=True).content.decode()

    assert "The experiment is at another point already." in page
    assert [each.state for each in queries.experiments()] == ["draft"]


@pytest.mark.parametrize(("better", "words"), [(0.35, "It is better."), (0.0, "No difference can be said yet.")])
def test_a_page_says_what_can_be_said(better: float, words: str) -> None:
    made = _with_people(better)

    page = _page(stage.browser("product"), "experiment", experiment_id=made)

    assert words in page
    assert "<svg" in page
    assert "The true difference lies between" in page


def test_groups_of_the_wrong_size_ring_and_nothing_else_is_told() -> None:
    made = _with_people(0.35)
    Exposure.objects.bulk_create(Exposure(experiment_id=made, person_id=uuid7(), arm="later", at=trials.AT) for _ in range(200))

    page = _page(stage.browser("product"), "experiment", experiment_id=made)

    assert "The groups have the wrong sizes" in page
    assert "It is better." not in page


def test_more_people_of_a_journey_are_left_alone() -> None:
    client, there = stage.browser("marketing"), reverse("console:journey_holdout")

    client.post(there, {"journey": "payment_stars", "percent": "10"})
    refused = client.post(there, {"journey": "payment_stars", "percent": "80"}, follow=True).content.decode()

    assert queries.percent("followups:payment_stars") == 10
    assert "80 %" in refused
    assert client.post(there, {"journey": "nothing", "percent": "10"}).status_code == 400
    assert client.post(there, {"journey": "case_answered", "percent": "10"}).status_code == 400, "an answer is nobody's to hold back"


def test_what_coming_back_came_to_is_also_a_file() -> None:
    stage.world()
    client, there = stage.browser("product"), reverse("console:measured")

    steps = client.get(there, {"format": "csv", "days": "365"}).content.decode()
    weeks = client.get(there, {"format": "csv", "what": "weeks", "days": "365"}).content.decode()

    assert "payment_stars,answered,,1" in steps
    assert weeks.splitlines()[1].startswith("1,")
    assert "too few people yet" in client.get(there, {"days": "365"}).content.decode()


def _with_people(better: float) -> UUID:
    """Four hundred people, three in ten of whom come back, and more of them in the second arm; their days are over."""
    made, everybody = trials.running(), trials.people(400)
    services.expose([(trials.ABOUT, person, trials.AT + timedelta(hours=place % 48)) for place, person in enumerate(everybody)])
    arms = dict(Exposure.objects.filter(experiment_id=made).values_list("person_id", "arm"))
    seen = {"now": 0, "later": 0}
    for person in everybody:
        seen[arms[person]] += 1
        if seen[arms[person]] % 20 < 20 * (0.3 + (better if arms[person] == "later" else 0)):
            services.note_outcomes([trials.paid(person, days=4)])
    return made
