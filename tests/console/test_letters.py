"""Staff see what left, or would have left, as the person would see it; nothing they tap counts."""

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from tests import make
from tests.channels.post import AT, STARS, reader, written

from zhiyin.channels import services
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
