"""The page where a person switches notifications on and off."""

import pytest
from django.test import Client
from tests import make
from tests.channels.push.browser import Browser
from tests.web.browser import client_of

from zhiyin.channels import queries
from zhiyin.channels.providers.push import webpush
from zhiyin.kit import calling
from zhiyin.kit.ids import uuid7

pytestmark = pytest.mark.django_db
ENDPOINT = "http://127.0.0.1:9/push/abc"


@pytest.fixture(autouse=True)
def _at_home(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webpush, "reach", lambda: calling.LOOPBACK)


def test_a_device_is_switched_on_named_tried_and_switched_off() -> None:
    mei = make.person()
    client, agent = client_of(mei), "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36"

    assert client.post("/me/notifications/", {"endpoint": ENDPOINT, **Browser().keys}, headers={"User-Agent": agent}).status_code == 302

    [device] = queries.devices(mei.id)
    page = client.get("/me/notifications/").text
    assert device.name == "Chrome · Android"
    assert device.digest in page
    assert queries.push_key() in page
    key = uuid7()
    for _ in range(2):
        assert client.post("/me/notifications/", {"deed": "try", "key": str(key)}).status_code == 302
    assert client.post("/me/notifications/", {"deed": "off", "device": str(device.id)}).status_code == 302
    assert queries.devices(mei.id) == ()


def test_what_is_no_subscription_is_refused_in_words() -> None:
    answer = client_of(make.person()).post("/me/notifications/", {"endpoint": "ftp://x", "p256dh": "", "auth": ""})

    assert answer.status_code == 422
    assert "no address that we can send notifications to" in answer.text


def test_somebody_elses_device_stays() -> None:
    mei, lin = make.person(), make.person()
    client_of(mei).post("/me/notifications/", {"endpoint": ENDPOINT, **Browser().keys})
    [device] = queries.devices(mei.id)

    client_of(lin).post("/me/notifications/", {"deed": "off", "device": str(device.id)})
    client_of(lin).post("/me/notifications/", {"deed": "off", "device": "nothing"})

    assert len(queries.devices(mei.id)) == 1


def test_the_worker_stands_at_the_top_and_is_asked_for_anew() -> None:
    answer = Client().get("/worker.js")

    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/javascript")
    assert answer["Cache-Control"] == "no-cache"
    assert b"notificationclick" in answer.content
