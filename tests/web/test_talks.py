"""Asking to be called, on the pages."""

from datetime import UTC, datetime

import pytest
from django.test import Client
from tests.web.browser import hidden, words

from zhiyin.followups.queries import calls
from zhiyin.identity.queries import Person

pytestmark = pytest.mark.django_db


def _ask(browser: Client, **given: str) -> object:
    form = {"number": "+16145550100", "topic": "My card", **given}
    return browser.post("/talks/call/", {"key": hidden(browser.get("/talks/call/"), "key"), **form}, follow=True)


def test_somebody_asks_for_a_call_reads_when_it_comes_and_calls_it_off(browser: Client, mei: Person) -> None:
    chosen = calls.times(mei.id, datetime.now(UTC))[5]

    page = _ask(browser, chosen_at=chosen.isoformat())

    assert "My card" in words(page)
    line = calls.calls_of(mei.id)[0]
    assert (line.chosen_at, line.state) == (chosen, "waiting")
    browser.post(f"/talks/call/{line.id}/cancel/")
    assert calls.calls_of(mei.id)[0].state == "cancelled"


@pytest.mark.parametrize(
    ("given", "said"), [({"number": ""}, "no number"), ({"chosen_at": "soon"}, "no longer be chosen"), ({"topic": "x" * 501}, "longer than 500")]
)
def test_what_cannot_be_asked_stays_on_the_form_with_its_reason(browser: Client, mei: Person, given: dict[str, str], said: str) -> None:
    assert said in words(_ask(browser, **given))
    assert calls.calls_of(mei.id) == ()
