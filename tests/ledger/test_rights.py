"""The app's role reads the ledger and calls its functions; nothing else, and nobody rewrites the journal by accident."""

import pytest
from django.db import DatabaseError, connection, transaction
from tests.ledger.worlds import move, open_some

from zhiyin.ledger import services

pytestmark = pytest.mark.django_db
SEALING = ("begin_sealing", "unsealed", "seal", "sealed_up_to")
ANCHORING = ("begin_anchor", "claim_stamps", "keep_stamp", "note_calendar")
JOURNAL = ("transfer", "account_change")
FOLLOWS = ("account", "balance", "hold", "refund_budget", "asset")
COLUMN = {"refund_budget": "amount", "asset": "scale", "account": "path", "account_change": "kind", "balance": "n"}


def refused(statement: str) -> str:
    with pytest.raises(DatabaseError) as caught, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    return str(caught.value)


@pytest.mark.parametrize("table", JOURNAL + FOLLOWS)
def test_the_app_cannot_write_the_tables_of_the_ledger(table: str) -> None:
    column = COLUMN.get(table, "amount")

    assert "permission denied" in refused(f"insert into ledger.{table} default values")
    assert "permission denied" in refused(f"update ledger.{table} set {column} = {column}")
    assert "permission denied" in refused(f"delete from ledger.{table}")
    assert "permission denied" in refused(f"truncate ledger.{table}")


def test_the_app_cannot_reach_around_the_functions() -> None:
    assert "permission denied" in refused("create function ledger.mine() returns int language sql as 'select 1'")
    assert "permission denied" in refused("select nextval('ledger.account_change_n_seq')")
    assert "permission denied" in refused("set session_replication_role = replica")
    assert "must be" in refused("alter table ledger.transfer disable trigger all")


@pytest.mark.parametrize("table", JOURNAL)
def test_even_the_owner_does_not_rewrite_the_journal_by_accident(table: str) -> None:
    services.post([move(*open_some(2, floor=None), 5)])
    with connection.cursor() as cursor:
        cursor.execute("reset role")

    for statement in (f"update ledger.{table} set kind = kind", f"delete from ledger.{table}", f"truncate ledger.{table}"):
        assert "is a journal" in refused(statement)


def test_the_functions_run_with_a_pinned_search_path() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """select proname, prosecdef, proconfig from pg_proc
            where pronamespace = 'ledger'::regnamespace and has_function_privilege(%s, oid, 'execute')""",
            ["zhiyin_app"],
        )
        functions = {name: (definer, config) for name, definer, config in cursor.fetchall()}

    assert set(functions) == {"post", "post_one", "post_plain", "open_accounts", "change_account", "add_asset", *SEALING, *ANCHORING}
    for definer, config in functions.values():
        assert definer
        assert "search_path=ledger, pg_catalog, pg_temp" in config
