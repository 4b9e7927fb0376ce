"""A person answers a questionnaire one screen at a time, without a script and without signing in; a used link dies kindly."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from tests import make
from tests.surveys import shop
from tests.surveys.shop import CHOICES, STARS, THREE, invited
from tests.web.browser import client_of

from zhiyin.surveys.models import QuestionAnswer, Response
from zhiyin.surveys.queries import questionnaires
from zhiyin.surveys.services import building

pytestmark = pytest.mark.django_db


def _address(survey: object) -> str:
    found = questionnaires.by_id(survey)  # type: ignore[arg-type]  # the id of a questionnaire
    assert found
    return reverse("web:survey", args=[found.token])


def _answer(client: Client, there: str, value: str | list[str], **more: str) -> HttpResponse:
    """Answers the question that stands on the page, as its form does; the page that follows."""
    page = client.get(there).content.decode()
    form = dict(re.findall(r'name="(key|question)" value="([^"]+)"', page))
    return client.post(there, {**form, "value": value, **more}, follow=True)  # type: ignore[return-value]  # the test client's answer is one


def test_a_stranger_answers_one_question_a_screen() -> None:
    there, phone = _address(shop.published(*THREE)), Client()

    first = phone.get(there).content.decode()
    second = _answer(phone, there, "2").content.decode()
    third = _answer(phone, there, "speed").content.decode()
    last = _answer(phone, there, "The queue.").content.decode()

    assert ("How was it?" in first, "without your name" in first) == (True, True)
    assert "What was wrong?" in second
    assert "More about Speed?" in third
    assert "A person reads them" in last
    assert Response.objects.get().state == "complete"


def test_going_back_shows_what_was_given_and_changes_it() -> None:
    there, phone = _address(shop.published(*THREE)), Client()
    second = _answer(phone, there, "1").content.decode()
    [back] = re.findall(r'href="(\?[^"]+)"', second)

    page = phone.get(there + back.replace("&amp;", "&")).content.decode()
    key, question = parse_qs(urlsplit(back.replace("&amp;", "&")).query)["r"][0], "stars_given"
    phone.post(there, {"key": key, "question": question, "value": "5"})

    assert 'aria-pressed="true"' in page
    assert list(QuestionAnswer.objects.values_list("question", "value")) == [("stars_given", 5)]


def test_who_leaves_and_comes_back_goes_on() -> None:
    there, phone = _address(shop.published(*THREE)), Client()
    _answer(phone, there, "2")

    assert "What was wrong?" in phone.get(there).content.decode()
    assert "How was it?" in Client().get(there).content.decode()


def test_a_browser_answers_once() -> None:
    there, phone = _address(shop.published(STARS)), Client()
    _answer(phone, there, "5")

    assert "Thank you" in phone.get(there).content.decode()
    assert Response.objects.count() == 1


def test_a_link_for_one_answer_dies_kindly() -> None:
    [secret] = building.make_tickets(shop.published(STARS), 1, at=make.AT)
    there = reverse("web:survey_ticket", args=[secret])
    _answer(Client(), there, "4")

    page = Client().get(there)

    assert (page.status_code, "Already answered, thank you" in page.content.decode()) == (409, True)
    assert Client().get(reverse("web:survey_ticket", args=["guessed"])).status_code == 404


def test_what_is_missing_is_asked_again() -> None:
    there = _address(shop.published({**STARS, "required": True}))

    page = _answer(Client(), there, "")

    assert (page.status_code, "needs an answer" in page.content.decode()) == (422, True)
    assert not Response.objects.exists()


def test_an_order_needs_each_place_once() -> None:
    there = _address(shop.published({**STARS, "kind": "ranking", "options": CHOICES}))

    twice = _answer(Client(), there, "", place_speed="1", place_words="1", place_look="2")
    once = _answer(Client(), there, "", place_speed="3", place_words="1", place_look="2")

    assert (twice.status_code, "Choose again" in twice.content.decode()) == (422, True)
    assert "Thank you" in once.content.decode()
    assert QuestionAnswer.objects.filter(value=["words", "look", "speed"]).exists()


def test_a_closed_one_says_so_and_a_draft_is_nowhere() -> None:
    survey = shop.published(STARS)
    building.set_state(survey, "closed", at=make.AT)

    assert Client().get(_address(survey)).status_code == 409
    assert Client().get(_address(shop.draft(STARS))).status_code == 404


def test_only_the_sites_that_were_named_show_it_in_a_frame() -> None:
    survey = shop.published(STARS)
    building.set_frames(survey, ("https://shop.example",), at=make.AT)

    framed, plain = Client().get(_address(survey), {"frame": "1"}), Client().get(_address(survey))

    assert "frame-ancestors https://shop.example" in framed.headers["Content-Security-Policy"]
    assert "default-src 'none'" in framed.headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in framed.headers
    assert "frame-ancestors 'none'" in plain.headers["Content-Security-Policy"]
    assert plain.headers["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in Client().get(_address(shop.published(STARS)), {"frame": "1"}).headers["Content-Security-Policy"]


def test_in_a_frame_the_way_goes_on_without_cookies() -> None:
    survey = shop.published(*THREE)
    building.set_frames(survey, ("https://shop.example",), at=make.AT)
    there = _address(survey) + "?frame=1"

    second = _answer(Client(enforce_csrf_checks=True), there, "2")
    path = f"{second.request['PATH_INFO']}?{second.request['QUERY_STRING']}"  # type: ignore[attr-defined]  # the test client's
    third = _answer(Client(enforce_csrf_checks=True), path, "look").content.decode()

    assert "More about Look?" in third
    assert Response.objects.get().source == "embed"


def test_an_invited_person_answers_under_their_name() -> None:
    mei = make.person()
    door = invited(shop.published(*THREE), mei.id)
    there, phone = reverse("web:own_survey", args=[door.invitation_id]), client_of(mei)

    first = phone.get(there).content.decode()
    _answer(phone, there, "4")

    assert "kept with your name" in first
    assert Response.objects.get().person_id == mei.id
    assert client_of(make.person()).get(there).status_code == 404


def test_an_anonymous_invitation_is_answered_once_by_nobody() -> None:
    mei = make.person()
    door = invited(shop.published(*THREE, anonymous=True), mei.id)
    there, phone = reverse("web:own_survey", args=[door.invitation_id]), client_of(mei)

    first = phone.get(there).content.decode()
    second = _answer(phone, there, "1").content.decode()

    assert "nothing that says who you are" in first
    assert "What was wrong?" in second
    assert Response.objects.get().person_id is None


def test_nobody_reads_an_invited_persons_answers_at_the_public_address() -> None:
    mei, survey = make.person(), shop.published(*THREE)
    key = shop.walk(invited(survey, mei.id), stars_given=1)

    page = Client().get(_address(survey), {"r": str(key)}).content.decode()

    assert "How was it?" in page


def test_one_address_answers_no_faster_than_a_person_can() -> None:
    there, phone = _address(shop.published(STARS)), Client()

    answers = [phone.post(there, {"value": "x"}).status_code for _ in range(61)]

    assert answers[-1] == 429
    assert 429 not in answers[:60]
