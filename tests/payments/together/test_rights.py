"""Who got what, and how something was split, is written once."""

import pytest
from django.db import ProgrammingError, connection, transaction

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("table", ["payments_redpacketshare", "payments_bill", "payments_billpart", "payments_tabentry"])
@pytest.mark.parametrize("statement", ["update {} set {} = {}", "delete from {}", "truncate {} cascade"])
def test_the_app_cannot_change_what_was_shared_out(table: str, statement: str) -> None:
    column = "total_minor" if table == "payments_bill" else "amount_minor"

    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(table, column, column))


@pytest.mark.parametrize(
    "table", ["payments_moneyrequest", "payments_redpacket", "payments_claimlink", "payments_tab", "payments_groupgift", "payments_giftpart"]
)
@pytest.mark.parametrize("statement", ["delete from {}", "truncate {} cascade"])
def test_the_app_cannot_remove_what_goes_from_state_to_state(table: str, statement: str) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(table))


@pytest.mark.parametrize(
    ("table", "column"), [("payments_groupgift", "receiver_id"), ("payments_groupgift", "asset"), ("payments_giftpart", "amount_minor")]
)
def test_the_app_cannot_change_whose_gift_it_is_or_what_was_put_in(table: str, column: str) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"update {table} set {column} = {column}")
