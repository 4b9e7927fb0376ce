"""What is answered when nothing else fits: a program gets a problem, a person a page; a database that is away is 503, with a time to try again."""

import pytest
from django.contrib.auth import get_user_model
from django.db import OperationalError
from django.test import Client

from tests import make
from zhiyin.identity import services as identity
from zhiyin.wallets import queries as wallets

pytestmark = pytest.mark.django_db


@pytest.fixture
def program() -> Client:
    token = identity.issue_token(make.person(balance_minor=1_00).id, "program", at=make.AT)
    return Client(raise_request_exception=False, headers={"Authorization": f"Bearer {token}"})


@pytest.fixture
def away(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever asks for a wallet meets a database that is not there."""

    def gone(*_: object, **__: object) -> None:
        raise OperationalError("the connection is closed")

    monkeypatch.setattr(wallets, "wallet", gone)


@pytest.mark.usefixtures("away")
def test_a_program_is_told_to_ask_again_while_the_database_is_away(program: Client) -> None:
    answer = program.get("/api/v1/wallet")

    assert (answer.status_code, answer["Retry-After"], answer.json()["code"]) == (503, "5", "unavailable")
    assert "whole or not there at all" in answer.json()["detail"]


@pytest.mark.usefixtures("away")
def test_a_person_is_told_to_press_the_same_button_again() -> None:
    client = Client(raise_request_exception=False)
    client.force_login(get_user_model().objects.get(id=make.person().id))

    answer = client.get("/withdraw/")

    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert "press the same button again" in answer.content.decode()
    assert "再按一次同一个按钮" in answer.content.decode()


def test_our_own_fault_is_a_problem_for_programs(program: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wallets, "wallet", lambda *_: 1 / 0)

    answer = program.get("/api/v1/wallet")

    assert (answer.status_code, answer.json()["code"]) == (500, "broken")


def test_an_address_of_the_interface_that_does_not_exist_is_a_problem_in_the_callers_language(program: Client) -> None:
    answer = program.get("/api/v1/nothing", headers={"Accept-Language": "zh-CN"})

    assert (answer.status_code, answer["Content-Type"], answer.json()["code"]) == (404, "application/problem+json", "not_found")
    assert "钱没有变动" in answer.json()["detail"]
