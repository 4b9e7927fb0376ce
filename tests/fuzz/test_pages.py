"""Every page and form of people, shops and staff, asked with words, amounts, ids, cursors and files that make no sense."""

import re
from functools import cache
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import NoReverseMatch, reverse

from tests import make
from tests.fuzz.bad import Draw, minor_of
from tests.fuzz.watch import Watch, journal, taken_back
from tests.house.rules import PATTERNS, RULES
from tests.house.world import World, world
from zhiyin.funding import services as funding
from zhiyin.kit.ids import uuid7

pytestmark = pytest.mark.django_db
FACES = Path(__file__).parents[2] / "src" / "zhiyin"
FIELD = re.compile(r"""(?:\.get|\.getlist|\.pop)\(\s*"([a-z_]{1,30})\"""")
OF_SIGN_IN = (
    "login",
    "password",
    "password1",
    "password2",
    "oldpassword",
    "email",
    "username",
    "code",
    "name",
    "handle",
    "remember",
    "credential",
    "next",
    "action_add",
)
LEFT_OUT = {"web:demo_card", "healthz", "readyz", "api-v1:api-root"}
IBAN = "DE89370400440532013000"
AMOUNTS = ("amount", "total", "each", "share")
# Here an amount that was set before moves, whatever the form says beside.
SET_BEFORE = {f"web:{name}" for name in ("approve", "claim_take", "code_answer", "gift", "money_link", "red_packet", "request", "tab", "withdrawal")}


@cache
def fields_of(face: str) -> tuple[str, ...]:
    """The names that its pages ask a form or an address for."""
    found = {name for file in (FACES / face).rglob("*.py") for name in FIELD.findall(file.read_text())}
    return (*sorted(found), *OF_SIGN_IN) if face == "identity" else tuple(sorted(found))


def address(draw: Draw, here: World, name: str) -> str:
    """The page's own, or one with something in it that is not there."""
    wanted = re.findall(r"<(?:\w+:)?(\w+)>", PATTERNS[name])
    kwargs = {key: here.names[key] for key in wanted}
    if wanted and draw.random() < 0.4:
        kwargs[draw.choice(wanted)] = _sendable(str(draw.choice((draw.uuid(), draw.text(), here.names["payment_id"], uuid7()))))
    try:
        return reverse(name, kwargs=kwargs)
    except NoReverseMatch:
        path = re.sub(r"<(?:\w+:)?(\w+)>", lambda found: str(kwargs[found[1]]), PATTERNS[name])
        return "/" + quote(path.encode("utf-8", "surrogatepass"))


def filled(draw: Draw, here: World, face: str) -> dict[str, Any]:
    """A form or a query, each field with something that may be right, or not at all."""
    found: dict[str, Any] = {}
    names = fields_of(face)
    for name in draw.sample(names, min(len(names), draw.randint(0, 7))) + (["key"] if "key" in names and draw.random() < 0.8 else []):
        good = [str(here.names[key]) for key in (f"{name}_id", name) if key in here.names]
        if name == "key":
            good = [str(uuid7())]
        if name in AMOUNTS:
            good = ["1.00", "0.01", "2"]
        found[name] = draw.choice(good) if good and draw.random() < 0.6 else draw.choice((draw.amount, draw.text, draw.uuid, lambda: "1"))()
        if draw.random() < 0.05:
            found[name] = [found[name], draw.text()]
    return {name: _sendable(value) for name, value in found.items()}


def _sendable(value: Any) -> Any:
    # A form's bytes are what a browser can put on the wire; half a sign of UTF-16 is no such byte.
    return [_sendable(each) for each in value] if isinstance(value, list) else value.encode("utf-8", "replace").decode()


def recipes(here: World) -> dict[str, tuple[str, dict[str, str]]]:
    """Forms that move money, as they should be: whose they are, and what is in them."""
    friend, account = (
        make.person().handle,
        str(funding.add_bank_account(key=uuid7(), person_id=here.people["person"], iban=IBAN, holder="Mei", at=make.AT).id),
    )
    money = {"amount": "1.00", "note": "", "key": ""}
    return {
        "web:friend": ("person", money | {"to": friend}),
        "web:confirm": ("person", money | {"code": str(here.names["shop"]), "method": ""}),
        "web:top_up": ("person", money),
        "web:withdraw": ("person", money | {"method": account}),
        "web:red_packet_new": ("person", money | {"count": "2", "way": "lucky", "greeting": "", "guests": ""}),
        "web:money_link_new": ("person", money),
        "web:card_top_up": ("person", money | {"method": str(here.names["method_id"])}),
        "web:red_packet": ("person", {}),
        "web:ask": ("person", money | {"of": friend}),
        "merchant:payment": ("merchant", money),
    }


def spoilt(draw: Draw, form: dict[str, str]) -> dict[str, Any]:
    """The form with a fresh key and one or two things wrong."""
    found = form | ({"key": str(uuid7())} if "key" in form else {})
    for name in draw.sample(sorted(found), min(len(found), draw.choice((1, 1, 2)))):
        found[name] = draw.amount() if name in AMOUNTS and draw.random() < 0.9 else draw.choice((draw.amount, draw.text, draw.uuid))()
    return {name: _sendable(value) for name, value in found.items()}


def test_no_page_is_answered_with_a_fault_or_moves_what_it_may_not() -> None:
    here, watch = world(), Watch("pages")
    clients = {role: here.client(role) for role in ("person", "merchant", "admin", "anonymous")}
    cookies = {role: client.cookies.output(header="", sep=";") for role, client in clients.items()}
    names = sorted(set(PATTERNS) - LEFT_OUT - {name for name in PATTERNS if name.startswith("api-v1")})
    money = recipes(here)
    funding.top_up(key=uuid7(), person_id=here.people["person"], amount_minor=500_00, at=make.AT)
    before = journal()
    for number in watch.times(600):
        draw = Draw(number)
        name = draw.choice(names)
        rule = RULES.get(name, {"anonymous"})
        role = (
            next((each for each in ("person", "merchant", "admin") if each in rule), "anonymous")
            if draw.random() < 0.9
            else draw.choice(list(clients))
        )
        face = name.split(":")[0] if ":" in name else "identity"
        there, form = address(draw, here, name), filled(draw, here, face)
        if draw.random() < 0.3:
            name = draw.choice(sorted(money))
            role, form = money[name][0], spoilt(draw, money[name][1])
            there = address(Draw(0), here, name)
        with taken_back():
            client = clients[role]
            client.cookies = SimpleCookie(cookies[role].strip())
            answer = _asked(client, draw, there, form)
            watch.answers[f"{answer.status_code}"] += 1
            if answer.status_code >= 500:
                watch.fault((getattr(answer, "exc_info", None) or (None, None))[1], (role, name, there, form))
                continue
            after = journal()
            said = b"".join(answer) if answer.streaming else answer.content
        if after != before:
            watch.moved += 1
            if name not in SET_BEFORE:
                _judge_money(watch, after[1] - before[1], (name, there, form), form)
        silent = answer.request["REQUEST_METHOD"] == "HEAD" or "HX-Redirect" in answer.headers
        if answer.status_code >= 400 and answer.status_code != 405 and not (said or silent):
            watch.blame(f"no reason with {answer.status_code}", (name, there, form))
    assert not watch.wrong


def _judge_money(watch: Watch, moved: int, by: object, form: dict[str, Any]) -> None:
    asked = [minor_of(form[name][-1] if isinstance(form[name], list) else form[name]) for name in AMOUNTS if name in form]
    if asked and moved not in asked:
        watch.blame(f"moved {moved} where {asked} was asked", by)


def _asked(client: Client, draw: Draw, there: str, form: dict[str, Any]) -> Any:
    client.raise_request_exception = False
    language = {"Accept-Language": draw.choice(("en", "zh-CN", "*", "x" * 300, "zh;q=1e9")), "HX-Request": draw.choice(("true", "", "\xff"))}
    draw_of = draw.random()
    if draw_of < 0.35:
        return client.get(there, form, headers=language)
    if draw_of < 0.85:
        if draw.random() < 0.15:
            form = form | {
                "picture": SimpleUploadedFile(
                    "a.png", draw.randbytes(draw.randrange(2_000)), content_type=draw.choice(("image/png", "", "text/html"))
                )
            }
        return client.post(there, form, headers=language)
    if draw_of < 0.93:
        kind = draw.choice(
            ("application/json", "text/plain", "multipart/form-data", "multipart/form-data; boundary=", "application/x-www-form-urlencoded", "\xff")
        )
        return client.post(there, draw.document(dict(form)), content_type=kind, headers=language)
    return client.generic(
        draw.choice(("PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE", "FOO")), there, draw.document(dict(form)), headers=language
    )
