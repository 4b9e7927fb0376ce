"""Notifications reach the devices that a person switched on, and nobody else's; a device that is gone is forgotten."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest
from tests import make
from tests.channels.push import browser as browsers
from tests.channels.push.browser import Browser, Service

from zhiyin.channels import queries, services
from zhiyin.channels.providers.base import Kind, Letter, Link
from zhiyin.channels.providers.push import webpush
from zhiyin.channels.providers.push.webpush import WebPush
from zhiyin.kit import calling
from zhiyin.kit.ids import uuid7

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at_home(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webpush, "reach", lambda: calling.LOOPBACK)


@pytest.fixture(scope="module")
def started() -> Iterator[Service]:
    with browsers.service() as running:
        yield running


@pytest.fixture
def service(started: Service) -> Service:
    started.calls.clear()
    started.answers.clear()
    return started


def on(person_id: UUID, service: Service, name: str = "one", *, minutes: int = 0, browser: Browser | None = None) -> UUID:
    keys = (browser or Browser()).keys
    return services.add_device(person_id, endpoint=service.endpoint(name), **keys, name="Chrome · Android", at=make.AT + timedelta(minutes=minutes))


def letter(person_id: UUID, **fields: object) -> Letter:
    facts = {"title": "A question for you", "body": "One tap answers it.", "links": (Link(label="Open", url="https://wallet.example/m/abc?x=1"),)}
    return Letter(key=uuid7(), address=str(person_id), language="en", **facts | fields)  # type: ignore[arg-type]  # a test's own words


def test_a_notification_is_sealed_named_and_read_only_by_its_browser(service: Service) -> None:
    mei, browser = make.person().id, Browser()
    on(mei, service, browser=browser)

    sent = letter(mei)
    outcome = WebPush().deliver(sent)

    [call] = service.calls
    assert outcome.kind == Kind.ACCEPTED
    assert (call.headers["topic"], call.headers["content-encoding"], call.headers["ttl"]) == (sent.key.hex, "aes128gcm", "86400")
    assert call.headers["authorization"].startswith("vapid t=")
    assert call.headers["authorization"].endswith(f"k={queries.push_key()}")
    assert b"question" not in call.body
    assert browser.read(call.body) == {
        "title": "A question for you",
        "body": "One tap answers it.",
        "lang": "en",
        "tag": sent.key.hex,
        "path": "/m/abc?x=1",
    }


def test_every_device_shows_it_and_one_that_is_gone_is_forgotten(service: Service) -> None:
    mei = make.person().id
    for name in ("one", "two", "three"):
        on(mei, service, name)
    service.answers = {"one": [(410, {})], "two": [(404, {})]}

    assert WebPush().deliver(letter(mei)).kind == Kind.ACCEPTED

    assert sorted(call.path for call in service.calls) == ["/one", "/three", "/two"]
    assert len(queries.devices(mei)) == 1
    assert WebPush().deliver(letter(mei)).kind == Kind.ACCEPTED
    assert service.calls[-1].path == "/three"


def test_when_the_last_device_is_gone_the_letter_is_refused_and_the_person_is_not_reachable_so(service: Service) -> None:
    mei = make.person().id
    on(mei, service)
    assert "push" in queries.reachable([mei])[mei]
    service.answers = {"one": [(410, {})]}

    refused = WebPush().deliver(letter(mei))

    assert (refused.kind, refused.reason) == (Kind.REFUSED, "HTTP 410")
    assert "push" not in queries.reachable([mei])[mei]
    assert WebPush().deliver(letter(mei)).reason == "no_device"


@pytest.mark.parametrize(("status", "kind"), [(429, Kind.LATER), (503, Kind.LATER), (413, Kind.REFUSED), (200, Kind.ACCEPTED), (202, Kind.ACCEPTED)])
def test_a_busy_service_is_asked_again_and_a_refusal_is_one(service: Service, status: int, kind: Kind) -> None:
    mei = make.person().id
    on(mei, service)
    service.answers = {"one": [(status, {"Retry-After": "30"})]}

    assert WebPush().deliver(letter(mei)).kind == kind
    assert len(queries.devices(mei)) == 1


def test_a_service_that_cannot_be_reached_is_tried_later(service: Service) -> None:
    mei = make.person().id
    services.add_device(mei, endpoint="http://127.0.0.1:1/x", **Browser().keys, name="Firefox", at=make.AT)

    outcome = WebPush().deliver(letter(mei))

    assert (outcome.kind, outcome.reason) == (Kind.LATER, "refused")


def test_the_courier_carries_a_message_to_the_device(service: Service) -> None:
    mei, browser = make.person(language="zh-hans").id, Browser()
    on(mei, service, browser=browser)

    services.send(key=uuid7(), person_id=mei, channel="push", template="push_tried", params={}, at=make.AT)
    assert services.carry("push", at=make.AT) == 1

    [call] = service.calls
    said = browser.read(call.body)
    assert said["lang"] == "zh-hans"
    assert said["title"] == "通知已经打开"
    assert said["path"].startswith("/")


def test_a_browser_is_one_device_of_whoever_used_it_last(service: Service) -> None:
    mei, lin = make.person().id, make.person().id
    first = on(mei, service)

    assert on(mei, service, minutes=1) == first
    taken = on(lin, service, minutes=2)

    assert queries.devices(mei) == ()
    assert [device.id for device in queries.devices(lin)] == [taken]


def test_five_devices_are_enough_and_the_oldest_makes_room(service: Service) -> None:
    mei = make.person().id
    ids = [on(mei, service, str(minute), minutes=minute) for minute in range(6)]

    assert [device.id for device in queries.devices(mei)] == ids[:0:-1]


def test_nobody_switches_off_somebody_elses_device(service: Service) -> None:
    mei, lin = make.person().id, make.person().id
    device = on(mei, service)

    services.forget_device(device, person_id=lin)
    assert len(queries.devices(mei)) == 1
    services.forget_device(device, person_id=mei)
    services.forget_device(device, person_id=mei)
    assert queries.devices(mei) == ()


@pytest.mark.parametrize(
    "endpoint",
    [
        "",
        "javascript:alert(1)",
        "http://push.example/x",
        "https://127.0.0.1/x",
        "https://10.0.0.7/x",
        "https://[::1]/x",
        "https://a.example/" + "x" * 1_000,
    ],
)
def test_an_address_that_must_not_be_called_is_refused(endpoint: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webpush, "reach", lambda: calling.PUBLIC)

    with pytest.raises(services.BadDevice):
        services.add_device(make.person().id, endpoint=endpoint, **Browser().keys, name="Chrome", at=make.AT)


def test_keys_that_are_none_are_refused(service: Service) -> None:
    with pytest.raises(services.BadDevice):
        services.add_device(make.person().id, endpoint=service.endpoint("one"), p256dh="x", auth="y", name="Chrome", at=make.AT)
