"""The night's audit beside other workers, and beside the worker's other work."""

from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from django.db import connection
from tests import make

from zhiyin.events.money import BooksAudited
from zhiyin.outbox.listening import Beside
from zhiyin.payments import services
from zhiyin.payments.services import auditing

NIGHT = datetime(2026, 10, 13, 8, 10, tzinfo=UTC)  # ten past four in New York, where the deployment is


def test_only_one_worker_is_about_it(fresh_database: str) -> None:
    settings = connection.settings_dict
    with psycopg.connect(host=settings["HOST"], user=settings["USER"], dbname=fresh_database, autocommit=True) as other:
        other.execute("select pg_advisory_lock(%s)", [auditing.ALONE])

        assert services.audit(NIGHT) is None
        other.execute("select pg_advisory_unlock(%s)", [auditing.ALONE])
        assert services.audit(NIGHT) is not None


@pytest.mark.usefixtures("fresh_database")
def test_the_worker_does_it_by_itself_beside_its_other_work() -> None:

    auditor = Beside("audit", services.is_audit_due, services.audit)
    assert not auditor.round(NIGHT + timedelta(hours=10))
    assert auditor.round(NIGHT)
    assert auditor.now
    auditor.now.result(30)

    assert not auditor.round(NIGHT + timedelta(minutes=5))
    assert len(make.published(BooksAudited)) == 1
