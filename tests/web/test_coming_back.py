"""The question after a payment, its answer, the case and what came of it: all on the person's own pages, without JavaScript."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from tests import make
from tests.web.browser import HTMX, client_of, words

from zhiyin.channels import queries as channels
from zhiyin.experiments import services as experiments
from zhiyin.followups import services as followups
from zhiyin.identity.queries import Person
from zhiyin.kit import clock
from zhiyin.outbox import services as outbox
from zhiyin.payments.queries import Merchant, Payment
from zhiyin.privacy import queries as allowances
from zhiyin.privacy import services as privacy
from zhiyin.support import queries as support
from zhiyin.support import services as helping

pytestmark = pytest.mark.django_db


def _worker() -> None:
    for _ in range(3):
        outbox.drain(at=clock.now())
        followups.run_due(clock.now())


@pytest.fixture
def asked(mei: Person, bakery: Merchant) -> Payment:
    """Mei allows questions, has paid, and has been asked."""
    now = clock.now()
    experiments.set_holdout("followups", 0, by=None, at=now)
    privacy.grant(mei.id, "feedback", source="test", at=now - timedelta(days=1))
    paid = make.payment(mei.id, bakery.id, 12_50, at=now - timedelta(seconds=2))
    _worker()
    return paid


def _answer_address(page: str) -> str:
    found = re.search(r'action="(/inbox/answers/[0-9a-f-]+/)"', page)
    assert found
    return found[1]


@pytest.mark.usefixtures("asked")
def test_a_card_asks_one_question_and_the_badge_counts_it_until_it_is_seen(browser: Client) -> None:
    assert "1" in words(browser.get("/inbox/badge/", headers=HTMX))

    page = words(browser.get("/inbox/"))

    assert "How did it go at Anna's Bakery?" in page
    assert "Very good" in page
    assert words(browser.get("/inbox/badge/", headers=HTMX)).strip() == ""


def test_stars_stand_on_the_receipt_after_what_went_wrong(browser: Client, asked: Payment) -> None:
    page = words(browser.get(f"/activity/{asked.id}/"))

    assert page.index("Something wrong?") < page.index("How did it go?")


def test_an_answer_on_the_receipt_leaves_nothing_unread(browser: Client, asked: Payment) -> None:
    browser.post(_answer_address(browser.get(f"/activity/{asked.id}/").content.decode()), {"value": "4"})
    _worker()

    assert words(browser.get("/inbox/badge/", headers=HTMX)).strip() == ""


@pytest.mark.usefixtures("asked")
def test_one_star_and_a_sentence_open_a_case_that_the_person_can_read(browser: Client, mei: Person) -> None:
    address = _answer_address(browser.get("/inbox/").content.decode())
    second = browser.post(address, {"value": "1"}, follow=True)
    assert "Would you like to say why?" in words(second)

    thanks = browser.post(f"{address}sentence/", {"text": "The bread was stale."})
    _worker()

    assert "Thank you. A person reads it." in words(thanks)
    case = support.cases_of(mei.id)[0]
    assert "The bread was stale." in words(browser.get(f"/cases/{case.id}/"))


@pytest.mark.usefixtures("asked")
def test_an_answer_of_support_comes_to_the_inbox_and_asks_whether_it_helped(browser: Client, mei: Person) -> None:
    browser.post(_answer_address(browser.get("/inbox/").content.decode()), {"value": "1"})
    _worker()
    case = support.cases_of(mei.id)[0]

    helping.reply(case.id, agent_id=make.staff("support").id, text="We have spoken with the bakery.", at=clock.now())
    _worker()

    page = words(browser.get("/inbox/"))
    assert "We have spoken with the bakery." in page
    assert "Did this help?" in page
    assert "Write back" in words(browser.get(f"/cases/{case.id}/"))


@pytest.mark.usefixtures("asked")
def test_a_tap_by_htmx_answers_on_the_card(browser: Client) -> None:
    address = _answer_address(browser.get("/inbox/").content.decode())

    card = browser.post(address, {"value": "5"}, headers=HTMX)

    assert "<html" not in card.content.decode()
    assert "Kept: Very good" in words(card)


@pytest.mark.usefixtures("asked")
def test_a_card_says_why_it_came_and_stops_at_once(browser: Client, mei: Person) -> None:
    message = channels.inbox(mei.id)[0]
    why = words(browser.get(f"/inbox/{message.id}/why/"))
    assert "A question after a payment" in why
    assert "Because you paid Anna's Bakery" in why

    stopped = browser.post(f"/inbox/{message.id}/stop/", headers=HTMX)

    assert "Stopped." in words(stopped)
    assert "What you have switched off: A short question after a payment." in words(stopped)
    assert not allowances.allows(mei.id, "feedback", channel="inapp").allowed
    assert "What you have stopped" in words(browser.get("/me/contacts/"))
    again = browser.post("/me/contacts/", {"again": "feedback"}, follow=True)
    assert "Allowed again, from now on." in words(again)
    assert "What you have stopped" not in words(again)
    assert allowances.allows(mei.id, "feedback", channel="inapp").allowed
    assert "This question is no longer asked." in words(browser.get("/inbox/"))


@pytest.mark.usefixtures("asked")
def test_nobody_answers_or_reads_for_somebody_else(browser: Client, mei: Person) -> None:
    address = _answer_address(browser.get("/inbox/").content.decode())
    message = channels.inbox(mei.id)[0]
    stranger = client_of(make.person("stranger"))

    answers = [stranger.post(address, {"value": "1"}), stranger.get(f"/inbox/{message.id}/why/"), stranger.post(f"/inbox/{message.id}/stop/")]

    assert [answer.status_code for answer in answers] == [404, 404, 404]


def test_something_wrong_with_a_payment_becomes_a_case_once(browser: Client, mei: Person, asked: Payment) -> None:
    page = browser.get(f"/activity/{asked.id}/problem/").content.decode()
    key = re.search(r'name="key" value="([^"]+)"', page)
    assert key

    for _ in range(2):
        case = browser.post(f"/activity/{asked.id}/problem/", {"key": key[1], "words": "Paid twice"}, follow=True)

    assert "Paid twice" in words(case)
    assert len(support.cases_of(mei.id)) == 1


def test_an_empty_question_is_refused_and_asked_again(browser: Client, mei: Person) -> None:
    page = browser.get("/me/help/").content.decode()
    key = re.search(r'name="key" value="([^"]+)"', page)
    assert key

    answer = browser.post("/me/help/", {"key": key[1], "words": "  "})

    assert answer.status_code == 422
    assert support.cases_of(mei.id) == ()
