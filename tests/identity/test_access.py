"""Who may enter: every role against every kind of page, whole pages and fragments."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.test import RequestFactory

from zhiyin.identity import access
from zhiyin.identity.models import ROLES, STAFF_ROLES, User

Guard = Callable[[access.View[[]]], access.View[[]]]
OPEN_TO: dict[str, tuple[Guard, set[str]]] = {
    "signed in": (access.sign_in_required, set(ROLES)),
    "person": (access.person_required, {"person"}),
    "merchant": (access.merchant_required, {"merchant"}),
    "any staff": (access.staff_required(), set(STAFF_ROLES)),
    "support": (access.staff_required("support"), {"support", "admin"}),
    "marketing or product": (access.staff_required("marketing", "product"), {"marketing", "product", "admin"}),
}


def visit(guard: Guard, user: User | AnonymousUser, **headers: str) -> Any:
    request = RequestFactory().get("/pay/?code=1", headers=headers)
    request.user = user
    return guard(lambda _: HttpResponse("in"))(request)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("page", OPEN_TO)
def test_a_page_opens_for_its_roles_and_for_no_other(page: str, role: str) -> None:
    guard, wanted = OPEN_TO[page]
    user = User(handle="x", roles=[role])

    if role in wanted:
        assert visit(guard, user).content == b"in"
    else:
        with pytest.raises(PermissionDenied):
            visit(guard, user)


@pytest.mark.parametrize("page", OPEN_TO)
def test_who_is_not_signed_in_is_sent_to_sign_in_and_comes_back(page: str) -> None:
    answer = visit(OPEN_TO[page][0], AnonymousUser())

    assert answer.status_code == 302
    assert answer.headers["Location"] == "/sign-in/?next=/pay/%3Fcode%3D1"


def test_a_fragment_sends_the_whole_page_to_sign_in_and_back_to_where_it_was() -> None:
    headers = {"HX-Request": "true", "HX-Current-URL": "https://evil.example/activity/?q=tea"}

    answer = visit(access.person_required, AnonymousUser(), **headers)

    assert answer.status_code == 401
    assert answer.headers["HX-Redirect"] == "/sign-in/?next=%2Factivity%2F%3Fq%3Dtea"


def test_a_role_that_does_not_exist_is_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="no such staff role"):
        access.staff_required("boss")
