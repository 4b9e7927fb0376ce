"""`zhiyin replay`: lets a listener hear again, retries what it could not take, asks again about what card companies called about, or tries a journey
on the past.
"""

import argparse

from zhiyin.followups import queries as followups
from zhiyin.funding import services as funding
from zhiyin.kit import clock
from zhiyin.outbox import queries, services
from zhiyin.site.commands.replay import trying
from zhiyin.site.config import Trouble
from zhiyin.site.launch import welcome


class WhichListener(Trouble):
    """No listener and no journey of that name."""


def run(arguments: argparse.Namespace) -> int:
    """1 when something that was parked, or a webhook, failed again."""
    if arguments.parked:
        return _retry()
    if arguments.webhooks:
        return _webhooks()
    if (arguments.listener or "") in followups.journeys_written():
        return trying.tell(arguments.listener, days=arguments.days, ahead=arguments.ahead, at=clock.now())
    try:
        services.rewind(arguments.listener or "")
    except KeyError:
        names = "\n  ".join(sorted(each.listener for each in queries.backlog()))
        raise WhichListener(f"Name a listener or a journey, or say --parked. The listeners are:\n  {names}") from None
    count = services.drain(at=clock.now(), listeners=[arguments.listener])
    welcome.console().print(f"{arguments.listener}: {count:,} events heard again.")
    return 0


def _webhooks() -> int:
    count, failed = funding.replay_webhooks(clock.now())
    welcome.console().print(f"{count:,} webhooks dealt with again, {failed:,} failed.")
    return int(bool(failed))


def _retry() -> int:
    parked = queries.parked()
    failed = [event for event in parked if not services.retry_parked(event.id, at=clock.now())]
    says = welcome.console()
    says.print(f"{len(parked)} parked, {len(parked) - len(failed)} taken now, {len(failed)} failed again.")
    for event in failed:
        says.print(f"✗ {event.listener} {event.event_name} {event.event_id}: {event.error}", soft_wrap=True, markup=False)
    return int(bool(failed))
