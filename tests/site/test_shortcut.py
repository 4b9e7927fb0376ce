"""A transfer by the short way and by the ordinary one are the same transfer, and the same "no"."""

import io
import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.urls import reverse

from tests import make
from tests.payments.rulebook import limited
from zhiyin.api import limits, plainly
from zhiyin.identity import queries as people
from zhiyin.identity import services as identity
from zhiyin.kit import clock
from zhiyin.site import wsgi
from zhiyin.site.edge import shortcut
from zhiyin.wallets.queries import wallet

pytestmark = pytest.mark.django_db

# What tells of the request itself, and of the languages that a transfer's answer is not written in.
OWN_HEADERS = {"X-Request-ID", "Content-Language", "Vary"}
KEY = "01890000-0000-7000-8000-00000000000a"
GOOD = {"to": "lin", "amount": "1.50"}

Said = tuple[str, dict[str, str], bytes]


@pytest.fixture(autouse=True)
def one_connection() -> Iterator[None]:
    """The test's transaction outlives its requests, as under Django's own test client."""
    ends = (request_started, request_finished)
    for signal in ends:
        signal.disconnect(close_old_connections)
    yield
    for signal in ends:
        signal.connect(close_old_connections)


@pytest.fixture
def token() -> str:
    make.person("lin", name="Lin")
    return identity.issue_token(make.person("mei", balance_minor=20_00).id, "my program", at=make.AT)


def asked(body: bytes, token: str, **more: str) -> dict[str, Any]:
    """A request as a server hands it over."""
    return {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": "/api/v1/transfers",
        "QUERY_STRING": "",
        "CONTENT_TYPE": "application/json",
        "CONTENT_LENGTH": str(len(body)),
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "localhost",
        "HTTP_AUTHORIZATION": f"Bearer {token}",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
        **more,
    }


def said(way: Any, request: dict[str, Any]) -> Said:
    heads: list[tuple[str, dict[str, str]]] = []
    content = b"".join(way(request, lambda status, headers, _error=None: heads.append((status, dict(headers)))))
    ((status, headers),) = heads
    return status, {name: value for name, value in headers.items() if name not in OWN_HEADERS}, content


def both(body: bytes, token: str, **more: str) -> tuple[Said, Said]:
    """What the ordinary way says, and what the short one."""
    return said(wsgi.ordinary, asked(body, token, **more)), said(wsgi.application, asked(body, token, **more))


@pytest.fixture
def shortly(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How often the short way led there."""
    led, transfer = list[int](), plainly.transfer

    def counted(*arguments: Any) -> Any:
        answer = transfer(*arguments)
        led.append(1)
        return answer

    monkeypatch.setattr(plainly, "transfer", counted)
    return led


def test_the_short_way_stands_where_the_route_stands() -> None:
    assert reverse("api-v1:transfer") == shortcut.PATH


@pytest.mark.parametrize("headers", [{"HTTP_IDEMPOTENCY_KEY": KEY}, {}])
def test_a_transfer_is_answered_alike_and_its_repetition_by_the_other_way_too(token: str, shortly: list[int], headers: dict[str, str]) -> None:
    body = json.dumps(GOOD | ({} if headers else {"key": KEY}) | {"note": "茶"}).encode()

    ordinary, short = both(body, token, **headers)

    assert ordinary == short
    assert (ordinary[0], json.loads(ordinary[2])["note"], len(shortly)) == ("201 Created", "茶", 1)
    assert said(wsgi.ordinary, asked(body, token, **headers)) == short


def test_a_limit_says_no_alike_by_both_ways(token: str, shortly: list[int]) -> None:
    limited(1_00, measure="each", deed="transfer", at=clock.now() - timedelta(minutes=1))

    ordinary, short = both(json.dumps(GOOD | {"key": KEY}).encode(), token)

    assert ordinary == short
    assert (short[0], json.loads(short[2])["code"], shortly) == ("422 Unprocessable Entity", "over_limit", [])


def test_money_moves_by_the_short_way_and_once(token: str, shortly: list[int]) -> None:
    request = json.dumps(GOOD | {"key": KEY}).encode()

    first, second = said(wsgi.application, asked(request, token)), said(wsgi.application, asked(request, token))

    assert first == second
    assert len(shortly) == 2
    assert wallet(UUID(json.loads(first[2])["recipient_id"])).balance_minor == 1_50


@pytest.mark.parametrize(
    ("body", "more", "status"),
    [
        (b"{", {}, "400 Bad Request"),
        (b"[]", {}, "422 Unprocessable Entity"),
        (b"[" * 4_000, {}, "400 Bad Request"),
        (b'{"to": "lin", "amount": 1.5, "key": "%s"}' % KEY.encode(), {}, "422 Unprocessable Entity"),
        (b'{"to": null, "amount": "1.50"}', {}, "422 Unprocessable Entity"),
        (json.dumps(GOOD).encode(), {}, "400 Bad Request"),
        (json.dumps(GOOD | {"key": "seven"}).encode(), {}, "422 Unprocessable Entity"),
        (json.dumps(GOOD).encode(), {"HTTP_IDEMPOTENCY_KEY": "seven"}, "400 Bad Request"),
        (json.dumps(GOOD | {"key": "28a911eb-cc00-4206-a0db-f5b9ddb9ff15"}).encode(), {"HTTP_IDEMPOTENCY_KEY": KEY}, "400 Bad Request"),
        (json.dumps(GOOD | {"amount": "1" + "0" * 30, "key": KEY}).encode(), {}, "422 Unprocessable Entity"),
        (json.dumps(GOOD | {"amount": "99.00", "key": KEY}).encode(), {}, "422 Unprocessable Entity"),
        (json.dumps(GOOD | {"to": "nobody_here", "key": KEY}).encode(), {}, "422 Unprocessable Entity"),
        (json.dumps(GOOD | {"to": "mei", "key": KEY}).encode(), {}, "422 Unprocessable Entity"),
        (json.dumps(GOOD | {"note": "a" * 401, "key": KEY}).encode(), {}, "422 Unprocessable Entity"),
        (json.dumps(GOOD | {"note": "\ud800", "key": KEY}).encode(), {}, "422 Unprocessable Entity"),
        (json.dumps(GOOD | {"key": KEY}).encode(), {"HTTP_AUTHORIZATION": "Bearer zy_wrong"}, "401 Unauthorized"),
        (json.dumps(GOOD | {"key": KEY}).encode(), {"HTTP_AUTHORIZATION": ""}, "401 Unauthorized"),
        (json.dumps(GOOD | {"key": KEY}).encode(), {"REQUEST_METHOD": "PUT"}, "405 Method Not Allowed"),
    ],
)
def test_what_is_wrong_is_said_alike_and_nothing_moves(token: str, shortly: list[int], body: bytes, more: dict[str, str], status: str) -> None:
    ordinary, short = both(body, token, **more)

    assert ordinary == short
    assert (ordinary[0], shortly) == (status, [])


@pytest.mark.parametrize("host", ["elsewhere.example", "localhost@elsewhere.example", "localhost/elsewhere", "localhost:port", "[", ""])
def test_another_deployments_host_is_not_ours_on_either_way(token: str, shortly: list[int], host: str) -> None:
    ordinary, short = both(json.dumps(GOOD | {"key": KEY}).encode(), token, HTTP_HOST=host, SERVER_NAME="elsewhere.example")

    assert (ordinary[0], short[0], shortly) == ("400 Bad Request", "400 Bad Request", [])


@pytest.mark.parametrize("more", [{"CONTENT_TYPE": "text/plain"}, {"CONTENT_TYPE": "application/json; charset=utf-8"}, {"QUERY_STRING": "a=1"}])
def test_what_is_only_unusual_is_answered_alike(token: str, shortly: list[int], more: dict[str, str]) -> None:
    ordinary, short = both(json.dumps(GOOD | {"key": KEY, "more": "words"}).encode(), token, **more)

    assert ordinary == short
    assert (ordinary[0], shortly) == ("201 Created", [])


def test_a_key_used_for_something_else_is_a_conflict_on_both_ways(token: str) -> None:
    said(wsgi.application, asked(json.dumps(GOOD | {"key": KEY}).encode(), token))

    ordinary, short = both(json.dumps(GOOD | {"amount": "2.00", "key": KEY}).encode(), token)

    assert ordinary == short
    assert ordinary[0] == "409 Conflict"


def test_an_ended_token_ends_both_ways(token: str) -> None:
    person = make.person("gone", balance_minor=5_00)
    ended = identity.issue_token(person.id, "old", at=make.AT)
    identity.end_token(people.tokens(person.id)[0].id, person_id=person.id, at=clock.now())

    ordinary, short = both(json.dumps(GOOD | {"key": KEY}).encode(), ended)

    assert ordinary == short
    assert ordinary[0] == "401 Unauthorized"


def test_both_ways_count_in_one_bucket_and_a_request_once(token: str, shortly: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "BUCKETS", limits.Buckets(3))
    wrong = json.dumps(GOOD | {"to": "nobody_here", "key": KEY}).encode()  # tried by the short way, answered by the ordinary one
    right = json.dumps(GOOD | {"key": KEY}).encode()

    answers = [said(wsgi.application, asked(body, token)) for body in (wrong, right, right, right)]

    assert [status for status, *_ in answers] == ["422 Unprocessable Entity", "201 Created", "201 Created", "429 Too Many Requests"]
    assert int(answers[-1][1]["Retry-After"]) >= 1
    assert len(shortly) == 2
