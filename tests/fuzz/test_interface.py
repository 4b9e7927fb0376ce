"""The interface for programs: JSON of every make, odd encodings, methods, headers, keys used again; at the WSGI door, the short way included."""

import io
import json
import sys
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import pytest
from django.core.signals import got_request_exception, request_finished, request_started
from django.db import close_old_connections

from tests import make
from tests.fuzz.bad import Draw, minor_of
from tests.fuzz.watch import Watch, journal, taken_back
from zhiyin.api import limits
from zhiyin.identity import services as identity
from zhiyin.kit.ids import uuid7
from zhiyin.payments import services as payments
from zhiyin.site.wsgi import application

pytestmark = pytest.mark.django_db
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "PROPFIND", "get", "")
LANGUAGES = ("en", "zh-CN,zh;q=0.9", "", "*", "x" * 500, "zh;q=nan", "en;q=1e999", "\xff", "-", ";;;")
TYPES = (
    "application/json",
    "text/plain",
    "multipart/form-data",
    "multipart/form-data; boundary=x",
    "application/x-www-form-urlencoded",
    "application/json; charset=utf-7",
    "",
    "\xff",
)
HOSTS = ("localhost", "evil.example", "", "localhost:99999", "[::1", "a@localhost", "localhost\x00", "x" * 300)


class Door:
    """The WSGI door, asked without a server in front of it."""

    def __init__(self) -> None:
        mei, shop = make.person(balance_minor=5_000_00), make.merchant()
        token = identity.issue_token(mei.id, "program", at=make.AT)
        key = payments.issue_merchant_key(
            shop.id, name="till", scopes=("payments:read", "payments:write", "refunds:write"), by=shop.owner_id, at=make.AT
        )
        paid, lin = make.payment(mei.id, shop.id, 50_00), make.person("lin")
        self.used = payments.transfer(key=uuid7(), sender_id=mei.id, to_handle="lin", amount_minor=1_00, at=make.AT).id
        line = {"name": "Tea", "quantity": 2, "unit_price": "1.00"}
        own, theirs = {"Authorization": f"Bearer {token}"}, {"Authorization": f"Bearer {key}"}
        self.roads: tuple[tuple[str, str, dict[str, str], dict[str, Any], dict[str, str]], ...] = (
            ("POST", "/transfers", own, {"to": lin.handle, "amount": "1.00", "note": "tea", "key": ""}, {}),
            ("POST", "/transfers", own, {"to": lin.handle, "amount": "1.00", "key": ""}, {}),
            ("POST", "/payments", own, {"code": shop.slug, "amount": "1.00", "note": "", "key": ""}, {}),
            ("POST", "/merchant/orders", theirs, {"amount": "2.00", "reference": "A1", "lines": [line], "expires_in": 60}, {}),
            ("POST", f"/merchant/payments/{paid.id}/refunds", theirs, {"amount": "1.00", "note": ""}, {}),
            ("POST", f"/merchant/orders/{uuid4()}/cancel", theirs, {}, {}),
            ("POST", f"/merchant/deliveries/{uuid4()}/replay", theirs, {}, {}),
            ("GET", "/activity", own, {}, {"words": "", "kind": "", "before": "", "limit": "10"}),
            ("GET", "/merchant/orders", theirs, {}, {"state": "", "reference": "", "cursor": "", "limit": "10"}),
            ("GET", "/merchant/deliveries", theirs, {}, {"cursor": "", "limit": "10"}),
            ("GET", f"/payments/{paid.id}", own, {}, {}),
            ("GET", f"/transfers/{self.used}", own, {}, {}),
            ("GET", "/wallet", own, {}, {}),
            ("GET", "/merchant/settlements", theirs, {}, {}),
        )  # fmt: skip
        self.error: BaseException | None = None
        got_request_exception.connect(self._note)
        for signal in (request_started, request_finished):  # the connection is the test's
            signal.disconnect(close_old_connections)

    def shut(self) -> None:
        """Everything is as it was."""
        got_request_exception.disconnect(self._note)
        for signal in (request_started, request_finished):
            signal.connect(close_old_connections)

    def _note(self, **_: Any) -> None:

        self.error = sys.exc_info()[1]

    def ask(self, asked: dict[str, Any]) -> tuple[int, dict[str, str], bytes]:
        """Status, headers and body."""
        said: list[Any] = []
        self.error = None
        answer = application(
            asked, lambda status, headers, *_: said.extend((int(status.split()[0]), {name.lower(): value for name, value in headers}))
        )
        body = b"".join(answer)
        if hasattr(answer, "close"):
            answer.close()
        return said[0], said[1], body


def asked(draw: Draw, door: Door) -> tuple[dict[str, Any], bytes]:
    """A request with at least one thing wrong, and its body."""
    method, path, headers, body, query = draw.choice(door.roads)
    fields, query, headers = json.loads(json.dumps(body)), dict(query), {"Content-Type": "application/json", "Host": "localhost"} | headers
    if method == "POST":
        headers["Idempotency-Key"] = str(uuid7())
        if "key" in fields:
            fields["key"] = headers["Idempotency-Key"]
    spoils: list[Callable[[], None]] = [lambda: _spoil_head(draw, headers, door)]
    if fields:
        spoils += [lambda: _spoil_field(draw, fields)] * 5
    if query:
        spoils += [lambda: query.update({draw.choice(list(query)): draw.text()})] * 5
    for _ in range(draw.choice((1, 1, 1, 2, 3))):
        draw.choice(spoils)()
    content = draw.document(fields) if method == "POST" else b""
    if draw.random() < 0.1:
        path = path + draw.choice(("/", "/x", "%00", "/../wallet", "\x00", "/" + draw.uuid(), "?", "/é", "/\udc80"))
    if draw.random() < 0.08:
        method = draw.choice(METHODS)
    return _environment(method, f"/api/v1{path}", headers, content, query, draw), content


def _spoil_field(draw: Draw, fields: dict[str, Any]) -> None:
    name = draw.choice(list(fields))
    if name == "lines" and isinstance(fields[name], list) and fields[name] and isinstance(fields[name][0], dict) and draw.random() < 0.8:
        fields[name][0][draw.choice(("name", "quantity", "unit_price", "discount", "item", "category"))] = draw.value()
    elif name in ("amount", "unit_price") and draw.random() < 0.8:
        fields[name] = draw.amount()
    elif draw.random() < 0.1:
        del fields[name]
    else:
        fields[name] = draw.value()


def _spoil_head(draw: Draw, headers: dict[str, str], door: Door) -> None:
    token = headers["Authorization"]
    kinds: tuple[tuple[str, tuple[str, ...]], ...] = (
        ("Idempotency-Key", (str(door.used), draw.uuid(), "", draw.text())),
        (
            "Authorization",
            (
                "",
                "Bearer",
                "Bearer ",
                token[:-1],
                token + "a",
                token.upper(),
                "Basic " + token,
                "Bearer zy_" + draw.text(),
                "Bearer zm_" + "a" * 5_000,
                token + "\x00",
            ),
        ),
        ("Content-Type", TYPES),
        ("Accept-Language", LANGUAGES),
        ("Host", HOSTS),
        ("Content-Length", ("0", "-1", "1", "99999999", "1e3", "", "٣", "abc")),
        ("Content-Encoding", ("gzip", "deflate", "br")),
        ("X-Forwarded-Proto", ("https", "http, https", draw.text())),
        ("X-Forwarded-For", (draw.text(),)),
        ("Cookie", ("zhiyin_session=" + draw.text(), "a" * 9_000, "=;=;", "zhiyin_csrf=\x00")),
    )
    name, values = draw.choice(kinds)
    headers[name] = draw.choice(values)


def _environment(method: str, path: str, headers: dict[str, str], content: bytes, query: dict[str, str], draw: Draw) -> dict[str, Any]:
    text = "&".join(f"{name}={quote(value.encode('utf-8', 'surrogatepass'))}" for name, value in query.items())
    found: dict[str, Any] = {
        "REQUEST_METHOD": method, "PATH_INFO": path.encode("utf-8", "surrogatepass").decode("latin-1"),
        "QUERY_STRING": text + draw.choice(("", "", "", "&%ff=%00", "&limit=")),
        "SERVER_NAME": "localhost", "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1", "wsgi.input": io.BytesIO(content),
        "wsgi.url_scheme": "http",
        "wsgi.errors": io.StringIO(), "REMOTE_ADDR": "127.0.0.1", "CONTENT_LENGTH": str(len(content)), "SCRIPT_NAME": "",
    }  # fmt: skip
    for name, value in headers.items():
        key = name.upper().replace("-", "_")
        found[key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{key}"] = value.encode("utf-8", "replace").decode("latin-1")
    return found


@pytest.fixture
def door(monkeypatch: pytest.MonkeyPatch) -> Iterator[Door]:
    monkeypatch.setattr(limits, "BUCKETS", limits.Buckets(10**9))  # what is refused for coming too often would prove nothing
    made = Door()
    yield made
    made.shut()


def test_no_request_of_a_program_is_answered_with_a_fault_or_moves_what_it_may_not(door: Door) -> None:
    watch = Watch("interface")
    before = journal()
    for number in watch.times(1_500):
        draw = Draw(number)
        sent, content = asked(draw, door)
        told = {name: value for name, value in sent.items() if isinstance(value, str)} | {"body": content}
        with taken_back():
            try:
                status, headers, body = door.ask(sent)
            except Exception as error:  # noqa: BLE001  whatever comes through the door is a fault
                watch.fault(error, told)
                continue
            watch.answers[f"{status}"] += 1
            if status >= 500:
                watch.fault(door.error, told)
                continue
            after = journal()
        if after != before:
            watch.moved += 1
            if status != 201 or after != (before[0] + 1, before[1] + (_worth(content) or 0)):
                watch.blame(f"moved {after[1] - before[1]} with {status}", told)
        if status >= 400 and not _reason(status, headers, body):
            watch.blame(f"no reason with {status} {headers.get('content-type')}", (told, body))
    assert not watch.wrong


def _worth(content: bytes) -> int | None:
    fields = json.loads(content)
    return minor_of(fields.get("amount")) if isinstance(fields, dict) else None


def _reason(status: int, headers: dict[str, str], body: bytes) -> bool:
    if status == 405:
        return "allow" in headers
    if headers.get("content-length") == "0" or not body:
        return False
    if headers.get("content-type", "").startswith("application/problem+json"):
        problem = json.loads(body)
        return bool(problem["code"] and problem["detail"] and problem["status"] == status)
    return b"<title>" in body
