"""The only place that reads the time. Everything below the edge is handed `at`."""

from datetime import UTC, datetime


def now() -> datetime:
    """The present moment, aware, in UTC. Called at the edge: a page, a command, the worker."""
    return datetime.now(UTC)
