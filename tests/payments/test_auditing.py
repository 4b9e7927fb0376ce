"""Every night the books are read as `zhiyin verify` reads them; staff and the log hear of a row that somebody changed."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from tests import make
from tests.console.stage import browser

from zhiyin.events.money import BooksAudited
from zhiyin.payments import queries, services

pytestmark = pytest.mark.django_db
NIGHT = datetime(2026, 10, 13, 8, 10, tzinfo=UTC)  # ten past four in New York, where the deployment is
DAY = datetime(2026, 10, 13, 18, 0, tzinfo=UTC)


def tamper() -> None:
    """Somebody with the owner's rights gives themselves a cent."""
    with connection.cursor() as cursor:
        cursor.execute("reset role")
        cursor.execute("update ledger.balance set posted = posted + 1 where account_id = (select max(account_id) from ledger.balance)")
        cursor.execute("set role zhiyin_app")


def test_it_is_due_once_a_night() -> None:
    assert (services.is_audit_due(DAY), services.is_audit_due(NIGHT)) == (False, True)

    services.audit(NIGHT)

    assert not services.is_audit_due(NIGHT + timedelta(hours=1))
    assert services.is_audit_due(NIGHT + timedelta(days=1))


def test_one_that_somebody_asked_for_at_noon_does_not_stand_for_the_nights() -> None:
    services.audit(NIGHT - timedelta(hours=16))

    assert services.is_audit_due(NIGHT)


def test_books_that_agree_are_told_as_such() -> None:
    make.payment(make.person(balance_minor=10_00).id, make.merchant().id)

    found = services.audit(NIGHT)

    assert found
    assert found.problems == ()
    assert [(each.problems, each.transfers) for each in make.published(BooksAudited)] == [(0, found.transfers)]


def test_a_row_that_was_changed_is_told_to_staff_and_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    make.payment(make.person(balance_minor=10_00).id, make.merchant().id)
    tamper()

    services.audit(NIGHT)

    last = queries.last_audit()
    assert last
    assert last.problems >= 1
    assert any(each.startswith("balance_differs") for each in last.findings)
    assert any("books_differ" in record.getMessage() for record in caplog.records)
    assert "in the books" in browser("auditor").get("/console/").content.decode()
    assert "in the books" not in browser("marketing").get("/console/").content.decode()
