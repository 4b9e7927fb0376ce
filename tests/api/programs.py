"""A merchant's program, for tests that speak for one."""

import json
from typing import Any
from uuid import UUID, uuid4

from django.test import Client
from tests import make

from zhiyin.kit import clock
from zhiyin.kit.ids import uuid7
from zhiyin.payments import queries, services

LINES = [
    {"name": "Rye bread", "quantity": 2, "unit_price": "3.50"},
    {"name": "Coffee", "unit_price": "4.00", "discount": "1.00", "category": "drinks"},
]
BODY = {"amount": "10.00", "reference": "A-17", "note": "table 4", "lines": LINES}


class Shop:
    """A merchant's program."""

    def __init__(self, *scopes: str) -> None:
        self.merchant = make.merchant("Anna's Bakery")
        self.key = services.issue_merchant_key(
            self.merchant.id, name="the till", scopes=scopes or queries.SCOPES, by=self.merchant.owner_id, at=make.AT
        )

    def get(self, path: str, **parameters: str) -> tuple[int, Any]:
        response = Client().get(f"/api/v1/merchant{path}", parameters, headers={"Authorization": f"Bearer {self.key}"})
        return response.status_code, response.json()

    def post(self, path: str, body: object = None, *, key: str = "", **headers: str) -> tuple[int, Any]:
        sent = {"Authorization": f"Bearer {self.key}", "Idempotency-Key": key or str(uuid4()), **headers}
        response = Client(enforce_csrf_checks=True).post(f"/api/v1/merchant{path}", json.dumps(body), content_type="application/json", headers=sent)
        return response.status_code, response.json()

    def pay(self, order: dict[str, Any], payer_id: UUID, **facts: Any) -> queries.Payment:
        return services.pay(key=uuid7(), payer_id=payer_id, code=order["code"], at=facts.get("at") or clock.now())
