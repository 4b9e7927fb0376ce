"""`zhiyin rebuild`: forgets what was derived from events and derives it again."""

import argparse

from zhiyin.kit import clock
from zhiyin.profiles import queries, services
from zhiyin.site.launch import welcome

REBUILDS = {"profiles": (services.rebuild, queries.fingerprint)}


def run(arguments: argparse.Namespace) -> int:
    """Says how many events were read and whether the outcome is what stood there before."""
    rebuild, fingerprint = REBUILDS[arguments.what]
    before = fingerprint()
    count = rebuild(clock.now())
    same = "the same state as before" if fingerprint() == before else "another state than before (new events arrived, or the rules changed)"
    welcome.console().print(f"{arguments.what}: {count:,} events read, {same}.")
    return 0
