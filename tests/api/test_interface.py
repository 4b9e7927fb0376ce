"""A program speaks for a person with a token, and is told yes or no in one form."""

import json
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from tests import make

from zhiyin.identity import services as identity
from zhiyin.kit import clock
from zhiyin.payments import queries
from zhiyin.payments import services as payments
from zhiyin.wallets.queries import wallet

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.api.addresses")]


class Program:
    """A client of the interface."""

    def __init__(self, balance_minor: int = 20_00) -> None:
        self.person = make.person(balance_minor=balance_minor)
        self.token = identity.issue_token(self.person.id, "my program", at=make.AT)

    def get(self, path: str, **parameters: str) -> tuple[int, Any]:
        response = Client().get(f"/api/v1{path}", parameters, headers={"Authorization": f"Bearer {self.token}"})
        return response.status_code, response.json()

    def post(self, path: str, body: object, **headers: str) -> tuple[int, Any]:
        text = body if isinstance(body, str) else json.dumps(body)
        sent = {"Authorization": f"Bearer {self.token}", **{name.replace("_", "-"): value for name, value in headers.items()}}
        response = Client(enforce_csrf_checks=True).post(f"/api/v1{path}", text, content_type="application/json", headers=sent)
        return response.status_code, response.json()


def test_a_program_pays_by_code_and_reads_the_receipt() -> None:
    program, shop = Program(), make.merchant("Anna's Bakery")

    status, paid = program.post("/payments", {"code": shop.short_code, "amount": "5.00"}, Idempotency_Key=str(uuid4()))

    assert (status, paid["amount"]) == (201, "5.00")
    receipt = program.get(f"/payments/{paid['id']}")[1]
    assert (receipt["merchant_name_en"], receipt["balance_after"]) == ("Anna's Bakery", "15.00")
    assert program.get("/wallet") == (200, {"asset": "USD", "balance": "15.00", "available": "15.00"})


def test_the_same_request_again_moves_nothing() -> None:
    program, shop = Program(), make.merchant()
    body = {"code": shop.slug, "amount": "5.00", "key": str(uuid4())}

    first, second = program.post("/payments", body), program.post("/payments", body)

    assert first == second
    assert wallet(shop.id).balance_minor == 5_00


def test_a_code_that_says_the_amount_needs_none() -> None:
    program, shop = Program(), make.merchant()
    now = clock.now()
    code = payments.make_code(shop.id, amount_minor=3_20, at=now)

    assert program.post("/payments", {"code": code.payload, "key": str(uuid4())})[1]["amount"] == "3.20"


def test_a_program_sends_money_and_reads_the_account_book() -> None:
    program, lin = Program(), make.person("lin", name="Lin")

    status, sent = program.post("/transfers", {"to": "@Lin", "amount": "2.50", "note": "tea", "key": str(uuid4())})

    assert (status, sent["recipient_id"]) == (201, str(lin.id))
    rows = program.get("/activity", kind="transfer")[1]["rows"]
    assert [(row["amount"], row["balance"], row["title_en"], row["note"]) for row in rows] == [("-2.50", "17.50", "Lin", "tea")]


@pytest.mark.parametrize("amount", ["0", "-1", "NaN", "1.234", "1" + "0" * 30, "", "1e3", "Infinity"])
def test_a_strange_amount_is_refused_and_nothing_moves(amount: str) -> None:
    program, lin = Program(), make.person()

    status, problem = program.post("/transfers", {"to": lin.handle, "amount": amount, "key": str(uuid4())})

    assert (status, problem["code"]) == (422, "bad_amount")
    assert wallet(program.person.id).balance_minor == 20_00


@pytest.mark.parametrize(
    ("body", "headers", "status", "code"),
    [
        ({"to": "lin", "amount": "1.00"}, {}, 400, "bad_key"),
        ({"to": "lin", "amount": "1.00"}, {"Idempotency_Key": "seven"}, 400, "bad_key"),
        ({"to": "lin", "amount": "1.00", "key": str(uuid4())}, {"Idempotency_Key": str(uuid4())}, 400, "bad_key"),
        ({"to": "nobody_here", "amount": "1.00", "key": str(uuid4())}, {}, 422, "unknown_person"),
        ({"to": "lin", "amount": 1.0, "key": str(uuid4())}, {}, 422, "bad_request"),
        ({"to": "lin", "amount": "99.00", "key": str(uuid4())}, {}, 422, "insufficient_funds"),
        ({"amount": "1.00"}, {}, 422, "bad_request"),
        ("{", {}, 400, "bad_request"),
    ],
)
def test_what_is_wrong_is_said_by_status_and_code(body: object, headers: dict[str, str], status: int, code: str) -> None:
    program = Program()
    make.person("lin")

    answer, problem = program.post("/transfers", body, **headers)

    assert (answer, problem["status"], problem["code"]) == (status, status, code)
    assert wallet(program.person.id).balance_minor == 20_00


def test_a_key_used_for_something_else_is_a_conflict() -> None:
    program, lin = Program(), make.person()
    key = str(uuid4())
    program.post("/transfers", {"to": lin.handle, "amount": "1.00", "key": key})

    assert program.post("/transfers", {"to": lin.handle, "amount": "2.00", "key": key})[0] == 409


@pytest.mark.parametrize(("language", "words"), [("en", "No money has moved."), ("zh-CN,zh;q=0.9", "钱没有转出")])
def test_a_refusal_speaks_the_callers_language(language: str, words: str) -> None:
    program = Program()

    problem = program.post("/payments", {"code": "NOSUCH", "amount": "1.00", "key": str(uuid4())}, Accept_Language=language)[1]

    assert words in problem["detail"]


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer zy_wrong"}, {"Authorization": "Basic bWVpOm1laQ=="}])
def test_without_a_working_token_nothing_is_told(headers: dict[str, str]) -> None:
    response = Client().get("/api/v1/wallet", headers=headers)

    assert (response.status_code, response["WWW-Authenticate"], response["Content-Type"]) == (401, "Bearer", "application/problem+json")


def test_a_signed_in_browser_is_not_a_token() -> None:
    client = Client()
    client.force_login(get_user_model().objects.get(id=make.person().id))

    assert client.get("/api/v1/wallet").status_code == 401


def test_another_persons_receipt_is_not_found() -> None:
    mei, program, shop = make.person(balance_minor=9_00), Program(), make.merchant()

    assert program.get(f"/payments/{make.payment(mei.id, shop.id).id}")[0] == 404


def test_the_interface_describes_itself() -> None:
    described = Client().get("/api/v1/openapi.json").json()

    own = {"/api/v1/wallet", "/api/v1/activity", "/api/v1/payments", "/api/v1/payments/{payment_id}", "/api/v1/transfers"}
    assert own | {"/api/v1/transfers/{transfer_id}", "/api/v1/merchant/orders", "/api/v1/merchant/orders/{order_id}"} <= set(described["paths"])
    for path in described["paths"].values():
        for operation in path.values():
            assert {"400", "401", "422"} <= set(operation["responses"])
    assert tuple(described["webhooks"]) == queries.KINDS
