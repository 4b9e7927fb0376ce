"""`zhiyin replay`: lets a listener hear again, or retries what it could not take."""

import argparse

from zhiyin.kit import clock
from zhiyin.outbox import queries, services
from zhiyin.site.config import Trouble
from zhiyin.site.launch import welcome


class WhichListener(Trouble):
    """No listener of that name."""


def run(arguments: argparse.Namespace) -> int:
    """1 when something that was parked failed again."""
    if arguments.parked:
        return _retry()
    try:
        services.rewind(arguments.listener or "")
    except KeyError:
        names = "\n  ".join(sorted(each.listener for each in queries.backlog()))
        raise WhichListener(f"Name a listener, or say --parked. The listeners are:\n  {names}") from None
    count = services.drain(at=clock.now(), listeners=[arguments.listener])
    welcome.console().print(f"{arguments.listener}: {count:,} events heard again.")
    return 0


def _retry() -> int:
    parked = queries.parked()
    failed = [event for event in parked if not services.retry_parked(event.id, at=clock.now())]
    says = welcome.console()
    says.print(f"{len(parked)} parked, {len(parked) - len(failed)} taken now, {len(failed)} failed again.")
    for event in failed:
        says.print(f"✗ {event.listener} {event.event_name} {event.event_id}: {event.error}", soft_wrap=True, markup=False)
    return int(bool(failed))
