"""Behind a letter's links: looking records nothing, a tap counts once, and one click stops a kind of letter without a sign-in."""

import re
from datetime import timedelta
from uuid import UUID

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from tests import make
from tests.channels.post import AT, QUESTION, reader

from zhiyin.channels import links, queries, services
from zhiyin.channels.models import Message
from zhiyin.events.people import ConsentWithdrawn
from zhiyin.events.voice import AnswerGiven
from zhiyin.kit.ids import uuid7
from zhiyin.privacy import queries as allowed
from zhiyin.privacy import services as privacy
from zhiyin.surveys import queries as asked
from zhiyin.surveys import services as surveys

pytestmark = pytest.mark.django_db


def _letter(mei: UUID, *, purpose: str = "feedback") -> Message:
    privacy.grant(mei, "feedback", source="test", at=AT)
    invitation = surveys.invite(mei, "stars", about_kind="payment", about_id=uuid7(), key=uuid7(), at=AT)
    sent = services.send(
        key=uuid7(),
        person_id=mei,
        channel="email",
        template="payment_stars",
        params=QUESTION | {"invitation_id": str(invitation)},
        terms=services.Terms(purpose=purpose),
        at=AT,
    )
    return Message.objects.get(id=sent)


def _path(letter: Message, rest: str = "") -> str:
    return "/" + links.to(letter.id, rest).split("/", 3)[3]


def _answered(mei: UUID) -> list[int]:
    return [fact.value for fact in make.published(AnswerGiven) if fact.person_id == mei]


def test_a_program_that_follows_every_link_of_a_mail_answers_nothing() -> None:
    mei = reader()
    letter = _letter(mei)

    for value in range(1, 6):
        page = Client().get(_path(letter, f"?value={value}"))
        assert page.status_code == 200
    Client().get(_path(letter, "stop/"))

    assert _answered(mei) == []
    assert allowed.allows(mei, "feedback", channel="email").allowed


@pytest.mark.scenario(7)
def test_a_tap_is_chosen_on_the_page_counts_once_sent_and_may_be_changed() -> None:
    mei = reader()
    path, browser = _path(_letter(mei)), Client(enforce_csrf_checks=True)
    assert re.search(r'<button class="button wide" name="value" value="4">', browser.get(f"{path}?value=4").content.decode())

    for _ in range(2):
        assert browser.post(path, {"value": "4"}).status_code == 200
    assert _answered(mei) == [4]
    assert "Good. Change it?" in browser.get(f"{path}?value=4").content.decode()

    browser.post(path, {"value": "2"})
    assert _answered(mei) == [4, 2]


@pytest.mark.parametrize("value", ["6", "-1", "", "five", "99999999999"])
def test_an_answer_that_is_none_is_refused(value: str) -> None:
    mei = reader()

    assert Client().post(_path(_letter(mei)), {"value": value}).status_code == 422

    assert _answered(mei) == []


def test_a_question_that_is_closed_takes_no_answer() -> None:
    mei = reader()
    letter = _letter(mei)
    surveys.close([UUID(letter.params["invitation_id"])], at=AT)

    page = Client().get(_path(letter)).content.decode()

    assert "This is not asked any more." in page
    assert Client().post(_path(letter), {"value": "4"}).status_code == 409
    assert asked.invitation(UUID(letter.params["invitation_id"]), mei) is not None
    assert _answered(mei) == []


@pytest.mark.scenario(9)
def test_one_click_stops_the_purpose_on_this_channel_without_cookies_and_what_is_owed_goes_on() -> None:
    mei = reader()
    letter = _letter(mei)

    for _ in range(2):
        answer = Client(enforce_csrf_checks=True).post(
            _path(letter, "stop/"), "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded"
        )
        assert answer.status_code == 200

    assert not allowed.allows(mei, "feedback", channel="email").allowed
    assert allowed.allows(mei, "feedback", channel="inapp").allowed
    assert [(fact.purpose, fact.channel) for fact in make.published(ConsentWithdrawn)] == [("feedback", "email")]
    owed = _owed(mei)
    services.carry("email", at=AT)
    letter.refresh_from_db()
    owed.refresh_from_db()
    assert (letter.reason, owed.state) == ("no_consent", "sent")


def _owed(mei: UUID) -> Message:
    sent = services.send(key=uuid7(), person_id=mei, channel="email", template="case_answered", params={"case_number": 7}, at=AT)
    return Message.objects.get(id=sent)


def test_what_is_owed_cannot_be_stopped() -> None:
    owed = _owed(reader())

    assert Client().post(_path(owed, "stop/")).status_code == 404
    assert "No more letters like this" not in Client().get(_path(owed)).content.decode()


def test_a_link_that_was_never_given_out_or_is_old_leads_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    letter = _letter(reader())
    good = _path(letter)
    forged = good.replace(letter.id.hex, uuid7().hex)

    assert Client().get(forged).status_code == 404
    assert Client().post("/m/nonsense/stop/").status_code == 404
    monkeypatch.setattr(links, "GOOD_FOR", timedelta(seconds=-1))
    assert Client().get(good).status_code == 404


def test_a_person_sees_where_they_may_be_reached_and_switches_one_purpose_on_one_channel() -> None:
    mei = reader("mei@example.org")
    privacy.grant(mei, "feedback", source="test", at=AT)
    browser = Client()
    browser.force_login(get_user_model().objects.get(id=mei))

    page = browser.get("/me/channels/").content.decode()
    assert "m…@example.org" in page
    assert "mei@example.org" not in page

    browser.post("/me/channels/", {"purpose": "feedback", "channel": "email", "allow": "0"})
    assert not allowed.allows(mei, "feedback", channel="email").allowed
    assert allowed.allows(mei, "feedback", channel="inapp").allowed
    for wrong in ({"purpose": "service", "channel": "email"}, {"purpose": "feedback", "channel": "pigeon"}):
        assert browser.post("/me/channels/", wrong).status_code == 302
    assert len(make.published(ConsentWithdrawn)) == 1


def test_a_person_reads_that_their_address_sent_a_letter_back() -> None:
    mei = reader("mei@example.org")
    services.suppress(mei, "email", hashed=queries.address_hash("email", "mei@example.org"), reason="bounce", at=AT)
    browser = Client()
    browser.force_login(get_user_model().objects.get(id=mei))

    assert "The last letter came back" in browser.get("/me/channels/").content.decode()
