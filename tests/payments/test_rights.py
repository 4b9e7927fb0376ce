"""What was paid is written once, whatever a page might be talked into."""

import pytest
from django.db import ProgrammingError, connection, transaction

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "table", ["payments_payment", "payments_line", "payments_transfer", "payments_paymentcode", "funding_topup", "wallets_wallet"]
)
@pytest.mark.parametrize("statement", ["update {} set asset = asset", "delete from {}", "truncate {}"])
def test_the_app_cannot_change_the_record_of_money(table: str, statement: str) -> None:
    column = "quantity" if table == "payments_line" else "asset"

    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.replace("asset", column).format(table))


@pytest.mark.parametrize(
    "statement", ["payments_merchantkey set scopes = scopes", "payments_claimlink set amount_minor = 1", "payments_redpacket set total_minor = 1"]
)
def test_the_app_cannot_change_what_a_key_may_do_nor_what_lies_behind_a_link(statement: str) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"update {statement}")


@pytest.mark.parametrize("table", ["charge", "providerevent", "withdrawal", "bankfile", "bankline", "deposit", "payout", "chainaddress", "method"])
def test_the_app_cannot_remove_what_a_company_or_a_bank_was_asked(table: str) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"delete from funding_{table}")
