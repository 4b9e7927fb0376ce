"""Whoever reads the books at night: a thread beside the worker, so that a long book keeps nobody else waiting."""

from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime

import structlog
from django.db import connection

from zhiyin.payments import services

log = structlog.get_logger("zhiyin.audit")


@dataclass(slots=True)
class Auditor:
    """One audit at a time. What it found is told where it was found; only a fault comes back here."""

    _pool: ThreadPoolExecutor | None = None
    _now: Future[None] | None = None

    def round(self, at: datetime) -> bool:
        """Begins the night's audit when it is due; whether one is under way."""
        if self._now and self._now.done():
            if fault := self._now.exception():
                log.error("audit_failed", exc_info=fault)
            self._now = None
        if self._now is None and services.is_audit_due(at):
            # Made by the worker that uses it, never before it forked.
            self._pool = self._pool or ThreadPoolExecutor(1, thread_name_prefix="audit")
            self._now = self._pool.submit(_audit, at)
        return self._now is not None


def _audit(at: datetime) -> None:
    try:
        services.audit(at)
    finally:
        connection.close()


AUDITOR = Auditor()
