"""Who may ask for which address. An address without a rule here fails; so does a rule without an address."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests import make
from tests.house import world
from tests.house.world import EVERYBODY, World
from zhiyin.identity import queries as identity
from zhiyin.identity.models import ROLES, STAFF_ROLES, User

ANYBODY, SIGNED_IN, PERSON, MERCHANT = set(EVERYBODY), set(ROLES), {"person"}, {"merchant"}
STAFF = set(STAFF_ROLES)
WATCHING = {"support", "risk", "auditor", "admin"}
REACHING = {"support", "marketing", "product", "auditor", "admin"}
HELPING, SHAPING, ASKING = {"support", "admin"}, {"product", "admin"}, {"marketing", "admin"}

RULES: dict[str, set[str]] = {}
for who, names in (
    (ANYBODY, "healthz readyz web:language account_login account_inactive account_reset_password account_password_reset_completed"),
    (ANYBODY, "account_signup account_signup_by_passkey identity_handle account_logout mfa_list_webauthn api-v1:openapi-json"),
    (SIGNED_IN, "web:home web:look account_security mfa_index account_email account_change_password account_set_password"),
    (SIGNED_IN, "account_reauthenticate mfa_reauthenticate mfa_reauthenticate_webauthn mfa_add_webauthn mfa_edit_webauthn mfa_remove_webauthn"),
    (SIGNED_IN, "mfa_activate_totp mfa_deactivate_totp mfa_view_recovery_codes mfa_generate_recovery_codes usersessions_list identity_end_sessions"),
    (PERSON, "web:hide_balance web:dismiss web:arrange web:activity web:receipt web:receipt_stars web:problem web:story web:spending"),
    (PERSON, "web:pay web:read web:confirm web:friend web:my_code web:top_up"),
    (PERSON, "web:inbox web:badge web:answer web:sentence web:why web:stop web:case web:help web:me web:privacy web:profile web:uses"),
    (PERSON, "identity_tokens identity_end_token api-v1:wallet api-v1:activity api-v1:pay api-v1:transfer api-v1:payment"),
    (MERCHANT, "merchant:shops merchant:till merchant:code merchant:takings merchant:counter"),
    (STAFF, "console:overview"),
    (WATCHING, "console:people console:person console:payments console:payment"),
    (REACHING, "console:followups console:followup console:policy console:themes console:theme console:improvement"),
    (ASKING, "console:policy_change"),
    (REACHING - ASKING | {"admin"}, "console:cases console:case"),
    (HELPING, "console:case_take console:case_reply console:case_close console:case_reopen"),
    (HELPING | SHAPING, "console:case_file console:case_unfile"),
    (SHAPING, "console:theme_create console:improvement_open console:improvement_start console:improvement_ship console:improvement_decline"),
):
    RULES |= dict.fromkeys(names.split(), who)
# Only in the browser that took the step before: everybody else is led to where it begins.
STEPS = set(
    "mfa_login_webauthn mfa_authenticate account_confirm_password_reset_code account_complete_password_reset mfa_signup_webauthn "
    "account_email_verification_sent".split()
)
NOWHERE = {"api-v1:api-root": "ninja counts it among its addresses and answers 404 to everybody"}
DEEDS = set(
    "web:hide_balance web:dismiss web:read web:answer web:stop web:language identity_end_sessions identity_end_token api-v1:pay api-v1:transfer "
    "console:policy_change console:case_take console:case_reply console:case_close console:case_reopen console:case_file console:case_unfile "
    "console:theme_create console:improvement_open console:improvement_start console:improvement_ship console:improvement_decline".split()
)
NOBODYS = {"web:dismiss": "the name of a thing", "identity_end_token": "ends only one's own, see below"}
OUT, IN = {401, 403, 404}, {200, 302, 400, 409, 422}


def _addresses(resolver: URLResolver, spaces: tuple[str, ...] = (), before: str = "") -> Iterator[tuple[str, str]]:
    for each in resolver.url_patterns:
        if isinstance(each, URLPattern):
            yield ":".join((*spaces, str(each.name))), before + str(each.pattern)
        else:
            yield from _addresses(each, (*spaces, each.namespace) if each.namespace else spaces, before + str(each.pattern))


PATTERNS = dict(_addresses(get_resolver()))
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
    role = next(role for role in EVERYBODY if role in RULES[name])

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
