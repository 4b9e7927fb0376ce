"""What whoever runs a deployment is told of its ways to people."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.conf import settings
from tests.channels.post import AT, reader, written

from zhiyin.channels.models import Message
from zhiyin.channels.queries import health
from zhiyin.kit import clock
from zhiyin.site.launch import reaching

pytestmark = pytest.mark.django_db


def test_a_letter_that_waits_too_long_and_letters_to_nobody_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: AT + timedelta(minutes=10))
    mei = reader()
    for _ in range(50):
        written(mei)
    assert (reaching.queue().ok, reaching.came_back().ok) == (True, True)
    monkeypatch.setattr(clock, "now", lambda: AT + timedelta(minutes=16))

    assert (reaching.queue().ok, "email since" in reaching.queue().says) == (False, True)
    Message.objects.update(state="sending", lease_until=AT)
    Message.objects.update(state="sent", lease_until=None, due_at=None)
    Message.objects.filter(id__in=list(Message.objects.values_list("id", flat=True)[:3])).update(state="bounced")

    assert (reaching.queue().ok, reaching.came_back().says) == (True, "email: 3 of 50 in a week")
    assert [(way.left, way.came_back) for way in health(AT + timedelta(days=8))] == []


def test_what_is_set_wrong_in_the_open_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    at_home = replace(settings.CONFIG, mail_url="smtp://localhost", mail_receipts="", dkim="", sandbox=True, demo=0)
    monkeypatch.setattr(reaching, "CONFIG", at_home)
    assert [check().ok for check in reaching.ALWAYS] == [True] * 4

    monkeypatch.setattr(reaching, "CONFIG", replace(at_home, origin="https://wallet.example"))
    assert [finding.about for check in reaching.ALWAYS if not (finding := check()).ok] == ["sandbox", "mail's signature"]

    signs = replace(at_home, origin="https://wallet.example", sandbox=False, mail_receipts="postmark:name:a-password-of-its-own")
    monkeypatch.setattr(reaching, "CONFIG", signs)
    assert [check().ok for check in reaching.ALWAYS] == [True] * 4
