"""A program hears of limits in the form of every no, and can ask for them."""

from uuid import uuid4

import pytest
from tests import make
from tests.api.test_interface import Program
from tests.payments.rulebook import limited

from zhiyin.kit import clock
from zhiyin.wallets.queries import wallet

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.api.addresses")]


def test_a_program_is_told_of_the_limit_and_what_is_left() -> None:
    program, lin = Program(), make.person("lin")
    limited(8_00, measure="month", deed="out")
    program.post("/transfers", {"to": lin.handle, "amount": "5.00", "key": str(uuid4())})

    status, problem = program.post("/transfers", {"to": lin.handle, "amount": "5.00", "key": str(uuid4())})

    assert (status, problem["code"], wallet(lin.id).balance_minor) == (422, "over_limit", 5_00)
    assert "$8.00 a month. No money has moved. $3.00 is left until" in problem["detail"]


def test_a_program_reads_the_limits_of_its_person() -> None:
    program = Program()
    limited(8_00, measure="month", deed="out")
    program.post("/transfers", {"to": make.person().handle, "amount": "5.00", "key": str(uuid4())})

    status, told = program.get("/limits")

    assert (status, told["asset"], told["blocked"]) == (200, "USD", [])
    (month,) = (each for each in told["limits"] if each["measure"] == "month")
    assert (month["deed"], month["most"], month["used"], month["left"], month["own"]) == ("out", "8.00", "5.00", "3.00", False)
    assert month["renewed_at"] > clock.now().isoformat()
