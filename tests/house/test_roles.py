"""Who may ask for which address. An address without a rule here fails; so does a rule without an address."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.db import transaction
from django.test import Client
from django.urls import reverse

from tests import make
from tests.house import world
from tests.house.rules import DEEDS, MERCHANT, NOWHERE, PATTERNS, PERSON, RULES, STEPS
from tests.house.world import ANONYMOUS, EVERYBODY, World
from zhiyin.identity import queries as identity
from zhiyin.identity.models import User

NOBODYS = {
    "web:dismiss": "the name of a thing",
    "web:red_packet": "whoever has the link",
    "web:claim_take": "whoever has the link",
    "identity_end_token": "ends only one's own, see below",
}
NOBODYS |= dict.fromkeys(("web:statement", "web:statement_pdf", "web:statement_csv"), "a month: everybody's shows their own")
NOBODYS |= dict.fromkeys(("web:book", "web:receive", "web:pretend_deposit", "web:send_out"), "a currency: everybody's shows their own")
OUT, IN = {401, 403, 404}, {200, 302, 400, 409, 422}
OWNED = sorted(name for name, who in RULES.items() if who in (PERSON, MERCHANT) and "<" in PATTERNS[name] and name not in NOBODYS)


@pytest.fixture(scope="module")
def one_world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """Made once, for everybody asks for every address: each test takes back what it did."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield world.world()
        transaction.set_rollback(True)


@pytest.fixture
def here(one_world: World, django_db_blocker: Any) -> Iterator[World]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield one_world
        transaction.set_rollback(True)


def test_every_address_has_a_rule_and_every_rule_an_address() -> None:
    assert set(PATTERNS) == {*RULES, *STEPS, *NOWHERE}


@pytest.mark.parametrize("name", RULES)
def test_only_those_named_may_enter(here: World, name: str) -> None:
    entered = {role for role in EVERYBODY if _enters(here.client(role), name, _address(here, name))}

    assert entered == RULES[name]


@pytest.mark.parametrize("name", sorted(STEPS))
def test_a_step_is_taken_only_after_the_one_before(here: World, name: str) -> None:
    answers = [here.client(role).get(_address(here, name)) for role in EVERYBODY]

    assert {answer.status_code for answer in answers} == {302}


@pytest.mark.parametrize("name", sorted(DEEDS))
def test_a_deed_is_never_done_by_a_link(here: World, name: str) -> None:
    role = next((role for role in EVERYBODY if role in RULES[name]), ANONYMOUS)

    assert here.client(role).get(_address(here, name)).status_code == 405


@pytest.mark.parametrize("name", OWNED)
def test_what_is_somebodys_does_not_exist_for_anybody_else(here: World, name: str) -> None:
    role = "person" if RULES[name] is PERSON else "merchant"

    assert _ask(here.client(role), name, _address(here, name)).status_code != 404
    assert _ask(world.client_of(make.person(roles=(role,))), name, _address(here, name)).status_code == 404


def test_a_top_up_does_not_exist_for_anybody_else(here: World) -> None:
    there = f"/activity/top_up/{world.topped_up(here.people['person'])}/"

    assert here.client("person").get(there).status_code == 200
    assert world.client_of(make.person()).get(there).status_code == 404


@pytest.mark.parametrize("name", ["mfa_edit_webauthn", "mfa_remove_webauthn"])
def test_a_passkey_does_not_exist_for_anybody_else(here: World, name: str) -> None:
    there = reverse(name, args=[world.passkey(here.people["person"])])
    clients = here.client("person"), world.client_of(make.person())
    for client in clients:
        client.post("/me/security/confirm/", {"password": "secret password"})

    assert [client.get(there).status_code for client in clients] == [200, 404]


def test_nobody_ends_another_persons_key_or_browser(here: World) -> None:
    victim = here.client("person")
    assert victim.get("/me/").status_code == 200
    session = UserSession.objects.get(user_id=here.people["person"])
    token = identity.tokens(here.people["person"])[0].id

    stranger = world.client_of(make.person())
    stranger.post(reverse("identity_end_token", args=[token]))
    stranger.post(reverse("identity_end_sessions"), {"session": session.pk})

    assert victim.get("/api/v1/wallet").status_code == 200
    assert victim.get("/me/").status_code == 200


def test_a_signed_in_browser_opens_nothing_of_the_interface(here: World) -> None:
    client = Client()
    client.force_login(User.objects.get(id=here.people["person"]))

    assert client.get("/api/v1/wallet").status_code == 401


def _address(here: World, name: str) -> str:
    return reverse(name, kwargs={key: here.names[key] for key in re.findall(r"<(?:\w+:)?(\w+)>", PATTERNS[name])})


def _ask(client: Client, name: str, there: str) -> Any:
    return client.post(there) if name in DEEDS else client.get(there)


def _enters(client: Client, name: str, there: str) -> bool:
    answer = _ask(client, name, there)
    assert answer.status_code in OUT | IN
    return answer.status_code not in OUT and not answer.headers.get("Location", "").startswith("/sign-in/?next=")
