"""Who joins the staff, and who leaves it."""

import pytest
from django.test import Client
from tests import make

from zhiyin.events.people import RoleGiven, RoleTaken
from zhiyin.identity import queries, services
from zhiyin.identity.models import User
from zhiyin.kit.errors import Refusal
from zhiyin.kit.ids import uuid7

pytestmark = pytest.mark.django_db


def browser_of(person: queries.Person) -> Client:
    client = Client()
    client.force_login(User.objects.get(id=person.id))
    client.get("/")
    return client


def test_who_is_given_a_role_may_what_it_may_from_the_next_click_on() -> None:
    mei = make.person()
    browser = browser_of(mei)
    assert browser.get("/console/").status_code == 403

    services.give_role(mei.id, "support", at=make.AT)

    assert browser.get("/console/").status_code == 200
    assert [(fact.person_id, fact.role) for fact in make.published(RoleGiven)] == [(mei.id, "support")]


def test_a_role_is_given_and_taken_once() -> None:
    mei = make.person()

    given = [services.give_role(mei.id, "risk", at=make.AT).roles for _ in range(2)]
    taken = [services.take_role(mei.id, "risk", at=make.AT).roles for _ in range(2)]

    assert (given, taken) == ([("person", "risk")] * 2, [("person",)] * 2)
    assert (len(make.published(RoleGiven)), len(make.published(RoleTaken))) == (1, 1)


@pytest.mark.parametrize(("role", "left"), [("admin", 0), ("merchant", 1)])
def test_who_leaves_the_staff_is_signed_out(role: str, left: int) -> None:
    mei = make.person(roles=("person", role))
    browser = browser_of(mei)

    services.take_role(mei.id, role, at=make.AT)

    assert queries.security_state(mei.id).sessions == left
    assert browser.get("/me/").status_code == (200 if left else 302)


@pytest.mark.parametrize("role", ["person", "king", ""])
def test_a_role_that_cannot_be_given_is_refused(role: str) -> None:
    mei = make.person()

    with pytest.raises(Refusal, match="unknown_role"):
        services.give_role(mei.id, role, at=make.AT)

    assert queries.person(mei.id) == mei


def test_nobody_gets_no_role() -> None:
    with pytest.raises(Refusal, match="nobody_there"):
        services.give_role(uuid7(), "support", at=make.AT)


def test_anybody_who_has_joined_is_found_whatever_their_roles() -> None:
    agent = make.person("agent", roles=("support",))

    assert [queries.anybody(spelling) for spelling in ("@agent", " AGENT ", "agent\x00")] == [agent] * 3
    assert (queries.by_handle("agent"), queries.anybody("nobody")) == (None, None)
