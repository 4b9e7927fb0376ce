"""The nightly audit: the same look at everything as `zhiyin verify`, without anybody asking, and told to whoever must know."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

import structlog
from django.conf import settings
from django.db import connection, transaction

from zhiyin.events.money import BooksAudited
from zhiyin.kit.ids import derived
from zhiyin.outbox import services as outbox
from zhiyin.payments.queries.auditing import Audited, audited, last_audit

NIGHT = (time(3), time(6))
NAMED_MAX, CHARACTERS_MAX = 100, 240
ALONE = 7_203_118_002  # the advisory lock of whoever audits
log = structlog.get_logger("zhiyin.audit")


def is_audit_due(at: datetime) -> bool:
    """Whether it is night where the deployment is and nobody has audited this night yet. One statement. Changes nothing. Repeats: the same."""
    place = ZoneInfo(settings.CONFIG.timezone)
    here = at.astimezone(place)
    if not NIGHT[0] <= here.time() < NIGHT[1]:
        return False
    last = last_audit()
    return last is None or last.at.astimezone(place).date() < here.date() or last.at.astimezone(place).time() < NIGHT[0]


def audit(at: datetime) -> Audited | None:
    """The books have been read, `BooksAudited` is told, and every difference stands in the log; None when somebody else is about it.

    Repeats: reads them again; the same moment is told once.
    """
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_lock(%s)", [ALONE])
        if not cursor.fetchone()[0]:
            return None
        try:
            found = audited()
            _tell(found, at)
        finally:
            cursor.execute("select pg_advisory_unlock(%s)", [ALONE])
    return found


def _tell(found: Audited, at: datetime) -> None:
    findings = tuple(f"{each.kind}: {each.detail}"[:CHARACTERS_MAX] for each in found.problems[:NAMED_MAX])
    told = BooksAudited(
        id=derived("audit", at),
        at=at,
        accounts=found.accounts,
        transfers=found.transfers,
        seals=found.sealed,
        problems=len(found.problems),
        findings=findings,
    )
    with transaction.atomic():
        outbox.publish(told)
    for each in findings:
        log.error("books_differ", finding=each)
    log.info("books_audited", transfers=found.transfers, seals=found.sealed, problems=len(found.problems))
