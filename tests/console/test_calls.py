"""Agents at the queue of calls."""

import pytest
from django.urls import reverse
from tests import make
from tests.console import stage
from tests.console.stage import address
from tests.followups.talks.stage import NUMBER
from tests.web.browser import words

from zhiyin.followups.queries import calls
from zhiyin.followups.services import calls as calling
from zhiyin.kit import clock
from zhiyin.kit.ids import uuid7
from zhiyin.privacy import queries as privacy

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_never_quiet")]


@pytest.fixture
def _never_quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pages read the clock, and it may be night where the tests run."""
    monkeypatch.setattr(calls, "quiet_ends", lambda moment, **_: moment)


def test_an_agent_takes_the_next_call_sees_number_and_script_and_says_what_came_of_it() -> None:
    mei, agent = make.person(name="Mei Lin"), stage.browser("support")
    calling.ask(key=uuid7(), person_id=mei.id, topic="My card", number=NUMBER, chosen_at=None, at=clock.now())
    assert "Mei Lin" in words(agent.get(reverse("console:calls")))

    page = agent.post(reverse("console:call_next"), follow=True)
    call = calls.calls_of(mei.id)[0]
    done = agent.post(reverse("console:call_outcome", args=[call.id]), {"outcome": "reached", "note": "All is well."}, follow=True)

    assert NUMBER in words(page)
    assert "What to say" in words(page)
    assert "All is well." in words(done)
    assert NUMBER not in words(done)
    assert [use.what for use in privacy.uses_of(mei.id, 9)] == ["call", "call"]


def test_the_number_is_shown_only_to_who_has_the_call() -> None:
    mei, agent, other = make.person(), stage.browser("support"), stage.browser("support")
    call = calling.ask(key=uuid7(), person_id=mei.id, topic="", number=NUMBER, chosen_at=None, at=clock.now())
    agent.post(reverse("console:call_claim", args=[call]))

    refused = other.post(reverse("console:call_claim", args=[call]), follow=True)

    assert NUMBER not in words(refused)
    assert "Somebody else has this call" in words(refused)
    agent.post(reverse("console:call_release", args=[call]))
    other.post(reverse("console:call_claim", args=[call]))
    assert NUMBER in words(other.get(reverse("console:call", args=[call])))


def test_a_case_leads_to_a_call_unless_we_know_no_number() -> None:
    world, agent = stage.world(), stage.browser("support")

    page = agent.post(address("case_call", world), follow=True)

    assert "no number" in words(page)
