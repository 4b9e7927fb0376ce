"""Who may enter which page of the console. An address without a rule here fails."""

import re
from dataclasses import asdict

import pytest
from django.test import Client
from django.urls import reverse
from tests.console import stage

from zhiyin.console.urls import urlpatterns

pytestmark = pytest.mark.django_db

ANYBODY_OF_STAFF = {"support", "marketing", "product", "risk", "auditor"}
FOLLOW_UPS = {"support", "marketing", "product", "auditor"}
RULES = {
    "overview": ANYBODY_OF_STAFF,
    "people": {"support", "risk", "auditor"},
    "person": {"support", "risk", "auditor"},
    "payments": {"support", "risk", "auditor"},
    "payment": {"support", "risk", "auditor"},
    "followups": FOLLOW_UPS,
    "followup": FOLLOW_UPS,
    "policy": FOLLOW_UPS,
    "policy_change": {"marketing"},
    "cases": {"support", "product", "auditor"},
    "case": {"support", "product", "auditor"},
    "case_take": {"support"},
    "case_reply": {"support"},
    "case_close": {"support"},
    "case_reopen": {"support"},
    "case_file": {"support", "product"},
    "case_unfile": {"support", "product"},
    "themes": FOLLOW_UPS,
    "theme": FOLLOW_UPS,
    "theme_create": {"product"},
    "improvement": FOLLOW_UPS,
    "improvement_open": {"product"},
    "improvement_start": {"product"},
    "improvement_ship": {"product"},
    "improvement_decline": {"product"},
}
DEEDS = {
    "policy_change", "case_take", "case_reply", "case_close", "case_reopen", "case_file", "case_unfile",
    "theme_create", "improvement_open", "improvement_start", "improvement_ship", "improvement_decline",
}  # fmt: skip
NAMES = [str(pattern.name) for pattern in urlpatterns]


def address(name: str, world: stage.World) -> str:
    pattern = next(str(each.pattern) for each in urlpatterns if each.name == name)
    wanted = re.findall(r"<\w+:(\w+)>", pattern)
    return reverse(f"console:{name}", kwargs={key: value for key, value in asdict(world).items() if key in wanted})


def test_every_address_has_a_rule() -> None:
    assert set(NAMES) == set(RULES)


@pytest.mark.parametrize("name", NAMES)
def test_only_those_named_may_enter(name: str) -> None:
    there = address(name, stage.world())

    entered = {role for role in stage.ROLES if _asks(stage.browser(role), name, there) != 403}

    assert entered == RULES[name] | {"admin"}


@pytest.mark.parametrize("name", NAMES)
def test_strangers_are_sent_to_sign_in(name: str) -> None:
    client, there = Client(), address(name, stage.world())

    answer = client.post(there) if name in DEEDS else client.get(there)

    assert answer.status_code == 302
    assert answer["Location"].startswith("/sign-in/")


@pytest.mark.parametrize("name", sorted(DEEDS))
def test_a_deed_is_never_done_by_a_link(name: str) -> None:
    assert stage.browser("admin").get(address(name, stage.world())).status_code == 405


def _asks(client: Client, name: str, there: str) -> int:
    answer = client.post(there) if name in DEEDS else client.get(there)
    assert answer.status_code in (200, 302, 403)
    return answer.status_code
