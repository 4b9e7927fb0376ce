"""Who sends slowly keeps only themselves waiting, what breaks off does nothing, and what is too large is not read."""

import http.client
import io
import socket
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from django.test import Client, RequestFactory

from tests import make
from tests.site.running import running
from zhiyin.identity.models import User
from zhiyin.site.edge import door
from zhiyin.site.edge.door import Door
from zhiyin.site.edge.sizes import FORM, LARGEST, Sizes

HELD_UP = 40  # more than all processes answer at once


class Slow:
    """A body whose end does not come until it is let go, or breaks off."""

    def __init__(self, rest: bytes = b"") -> None:
        self.rest, self.begun, self.go = [b"amount=10", rest], threading.Event(), threading.Event()

    def read(self, _: int) -> bytes:
        if len(self.rest) == 1:
            self.begun.set()
            self.go.wait(20)
        return self.rest.pop(0) if self.rest else b""


def echo(asked: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    start("200 OK", [])
    return [asked["wsgi.input"].read()]


def asked(body: bytes | Slow, *, length: int | None = None, address: str = "10.0.0.1", **more: str) -> dict[str, Any]:
    known = length if length is not None else len(body) if isinstance(body, bytes) else 12
    return {"CONTENT_LENGTH": str(known), "wsgi.input": io.BytesIO(body) if isinstance(body, bytes) else body, "REMOTE_ADDR": address} | more


def answer(entered: Door, request: dict[str, Any]) -> tuple[str, bytes]:
    said: list[str] = []
    body = b"".join(entered(request, lambda status, _: said.append(status)))
    return said[0], body


def held_up(entered: Door, bodies: list[Slow], *, address: str = "10.0.0.1") -> list[threading.Thread]:
    threads = [threading.Thread(target=answer, args=(entered, asked(body, address=address))) for body in bodies]
    for thread in threads:
        thread.start()
    for body in bodies:
        assert body.begun.wait(20)
    return threads


def let_go(bodies: list[Slow], threads: list[threading.Thread]) -> None:
    for body in bodies:
        body.go.set()
    for thread in threads:
        thread.join(20)


def test_what_is_sent_comes_in_whole_and_what_has_no_body_too() -> None:
    entered = Door(echo, inside=1)

    assert answer(entered, asked(b"amount=10.00")) == ("200 OK", b"amount=10.00")
    assert answer(entered, asked(b"not announced", length=0)) == ("200 OK", b"")
    assert answer(entered, {"REQUEST_METHOD": "GET", "wsgi.input": io.BytesIO()}) == ("200 OK", b"")


def test_a_form_that_breaks_off_is_not_read_as_if_it_ended_there() -> None:
    status, says = answer(Door(echo, inside=1), asked(b"amount=10", length=12))

    assert status == "400 Bad Request"
    assert b"Nothing was done" in says


def test_whoever_sends_slowly_keeps_nobody_else_waiting() -> None:
    entered, bodies = Door(echo, inside=1), [Slow(b".00") for _ in range(HELD_UP)]
    threads = held_up(entered, bodies)

    assert answer(entered, asked(b"at once")) == ("200 OK", b"at once")
    let_go(bodies, threads)
    assert (entered.crowd.requests, entered.crowd.bytes, entered.crowd.by_address) == (0, 0, {})


def test_whoever_sends_too_slowly_is_sent_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "SECONDS_MAX", 0.05)
    monkeypatch.setattr(door, "ON_THE_SPOT", 1)
    entered, patient, late = Door(echo, inside=1), Slow(b".00"), Slow(b".00")
    threads = held_up(entered, [patient])

    assert answer(entered, asked(late))[0] == "408 Request Timeout"
    let_go([patient, late], threads)


def test_one_address_cannot_take_all_the_room_and_large_ones_have_little(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "AT_ONCE_FROM_ONE_ADDRESS", 2)
    monkeypatch.setattr(door, "BYTES_AT_ONCE", 50)
    entered, bodies = Door(echo, inside=1), [Slow(b".00"), Slow(b".00")]
    threads = held_up(entered, bodies, address="10.0.0.66")

    assert answer(entered, asked(b"me too", address="10.0.0.66"))[0] == "503 Service Unavailable"
    assert answer(entered, asked(b"me", address="10.0.0.1"))[0] == "200 OK"
    assert answer(entered, asked(b"m" * 40, address="10.0.0.1"))[0] == "503 Service Unavailable"
    let_go(bodies, threads)
    assert answer(entered, asked(b"me too", address="10.0.0.66"))[0] == "200 OK"


def test_behind_a_proxy_the_address_is_the_one_that_it_adds(settings: Any) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1

    assert door._address(asked(b"", address="127.0.0.1", HTTP_X_FORWARDED_FOR="6.6.6.6, 192.0.2.7")) == "192.0.2.7"


def test_no_more_are_inside_than_there_are_connections_and_each_is_given_back() -> None:
    inside, most, lock = [0], [0], threading.Lock()
    used = set()

    def slow(_: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        with lock:
            inside[0] += 1
            most[0] = max(most[0], inside[0])
            used.add(id(connections["default"]))
        threading.Event().wait(0.01)
        with lock:
            inside[0] -= 1
        start("200 OK", [])
        return [b"ok"]

    entered = Door(slow, inside=3)
    threads = [threading.Thread(target=answer, args=(entered, asked(b"x"))) for _ in range(30)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)

    assert most[0] <= 3
    assert len(used) <= 3


def test_a_connection_is_given_back_when_the_application_falls_over() -> None:
    def falls(_: dict[str, Any], __: Callable[..., Any]) -> Iterable[bytes]:
        raise RuntimeError("over")

    entered = Door(falls, inside=1)
    for _ in range(3):
        with pytest.raises(RuntimeError, match="over"):
            answer(entered, asked(b"x"))


@pytest.mark.parametrize(
    ("kind", "most"), [("application/x-www-form-urlencoded", FORM), ("application/json", FORM), ("multipart/form-data", LARGEST)]
)
def test_what_is_too_large_is_refused_by_its_head(rf: RequestFactory, kind: str, most: int) -> None:
    class Unread:
        def read(self, *_: Any) -> bytes:
            raise AssertionError("it was read")

    for path in ("/api/v1/transfers", "/pay/read/"):
        request = rf.generic("POST", path, b"", content_type=kind, CONTENT_LENGTH=str(most + 1))
        vars(request).update(_stream=Unread(), user=AnonymousUser())
        assert Sizes(lambda _: pytest.fail("it went on"))(request).status_code == 413


@pytest.mark.django_db
def test_who_sends_a_picture_that_is_too_large_is_told_so_in_their_language(client: Client) -> None:
    client.force_login(User.objects.get(id=make.person(language="zh-hans").id))

    said = client.post("/pay/read/", {"picture": SimpleUploadedFile("code.png", bytes(LARGEST))}, headers={"Accept-Language": "zh-hans"})

    assert said.status_code == 413
    assert "不要超过 10 MB" in said.content.decode()


def test_forty_who_never_finish_sending_do_not_stop_the_product(deployed: Path) -> None:
    with running(deployed) as product:
        head = b"POST /sign-in/ HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n\r\na"
        slow = [socket.create_connection(("127.0.0.1", product.port)) for _ in range(HELD_UP)]
        for each in slow:
            each.sendall(head)
        try:
            for _ in range(20):
                assert product.get("/healthz")[0] == 200
            line = http.client.HTTPConnection("127.0.0.1", product.port, timeout=10)
            line.request("POST", "/sign-in/", "login=mei", {"Content-Type": "application/x-www-form-urlencoded"})
            assert line.getresponse().status == 403  # it has no proof of its origin
        finally:
            for each in slow:
                each.close()
