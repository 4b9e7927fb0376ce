"""Staff see what left, or would have left, as the person would see it; nothing they tap counts."""

from html import unescape
from uuid import UUID

import pytest
from allauth.account.models import EmailAddress
from allauth.account.signals import email_confirmed
from django.contrib.auth import get_user_model
from django.test import Client
from tests import make
from tests.channels.post import AT, STARS, reader, written

from zhiyin.channels import queries, services
from zhiyin.channels.models import Message
from zhiyin.events.reach import SuppressionLifted
from zhiyin.privacy import queries as privacy

pytestmark = pytest.mark.django_db


def test_a_demo_catches_every_mail_and_shows_it_to_staff_with_links_that_lead_nowhere() -> None:
    mei = reader("mei@example.org")
    letter = written(mei, choices=STARS)
    services.carry("email", at=AT)
    agent = make.person(roles=("support",)).id
    browser = Client()
    browser.force_login(get_user_model().objects.get(id=agent))

    assert "Caught: nothing left" in browser.get("/console/letters/").content.decode()
    assert "How did your payment go?" in browser.get(f"/console/letters/{letter.id}/").content.decode()
    mail = browser.get(f"/console/letters/{letter.id}/rendered/")

    assert "5 stars" in mail.content.decode()
    assert "/m/" not in mail.content.decode()
    assert "sandbox" in mail["Content-Security-Policy"]
    assert "script-src" not in mail["Content-Security-Policy"]
    assert [use.what for use in privacy.uses_of(mei, 9)] == ["followup", "followup"]


def test_a_letter_that_is_none_is_not_found() -> None:
    browser = Client()
    browser.force_login(get_user_model().objects.get(id=make.person(roles=("support",)).id))

    assert browser.get(f"/console/letters/{make.person().id}/").status_code == 404
    assert browser.get("/console/letters/?before=nonsense").status_code == 200


def _agent(role: str = "support") -> Client:
    browser = Client()
    browser.force_login(get_user_model().objects.get(id=make.person(roles=(role,)).id))
    return browser


def _came_back() -> tuple[UUID, Message]:
    mei = reader("mei@example.org")
    letter = written(mei)
    services.carry("email", at=AT)
    services.note(provider="sandbox", reference=f"sandbox:{letter.key}", kind="bounced", at=AT)
    return mei, letter


def test_every_mail_can_be_read_in_both_languages_before_anybody_gets_it_and_names_nothing() -> None:
    browser = _agent("marketing")
    page = browser.get("/console/letters/looks/").content.decode()

    for template in queries.mail_templates():
        for language in ("en", "zh"):
            letter = queries.preview(template, language)
            assert letter is not None
            assert letter.title in unescape(page)
            assert letter.title != {"en": "Something waits for you in Zhiyin", "zh": "知音里有一条新消息"}[language], template
            for word in ("4.50", "Anna", "安娜", "Wei Zhang"):
                assert word not in letter.title + letter.body + letter.html, template
    shown = browser.get("/console/letters/looks/payment_stars/en/")
    assert ("5 stars" in shown.content.decode(), "sandbox" in shown["Content-Security-Policy"]) == (True, True)
    assert browser.get("/console/letters/looks/payment_stars/zh/?plain=1")["Content-Type"] == "text/plain; charset=utf-8"
    assert browser.get("/console/letters/looks/payment_stars/fr/").status_code == 404


def test_support_lets_an_address_be_written_to_again_and_says_why() -> None:
    mei, letter = _came_back()
    browser = _agent()
    assert "email" not in queries.reachable([mei])[mei]
    assert "Nothing goes to this address any more" in browser.get(f"/console/letters/{letter.id}/").content.decode()

    assert browser.post(f"/console/letters/{letter.id}/lift/", {"why": "because"}).status_code == 400
    assert [browser.post(f"/console/letters/{letter.id}/lift/", {"why": "mended"}).status_code for _ in range(2)] == [302, 302]

    assert "email" in queries.reachable([mei])[mei]
    assert [(fact.why, fact.person_id, fact.staff_id is None) for fact in make.published(SuppressionLifted)] == [("mended", mei, False)]
    assert "Nothing goes to this address any more" not in browser.get(f"/console/letters/{letter.id}/").content.decode()


def test_an_address_that_its_owner_confirms_again_is_written_to_again_but_a_complaint_stays() -> None:
    mei, _ = _came_back()
    services.suppress(mei, "email", hashed=queries.address_hash("email", "mei@example.org"), reason="complaint", at=AT)

    email_confirmed.send(sender=EmailAddress, request=None, email_address=EmailAddress.objects.get(user_id=mei))

    assert "email" in queries.reachable([mei])[mei]
    assert [(fact.why, fact.staff_id) for fact in make.published(SuppressionLifted)] == [("confirmed", None)]
    assert [way.stopped for way in queries.ways(mei) if way.channel == "email"] == ["complaint"]
