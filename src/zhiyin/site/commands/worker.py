"""`zhiyin worker`: one more worker, on this machine or another."""

import argparse

from zhiyin.outbox import worker
from zhiyin.site.launch import processes


def run(_: argparse.Namespace) -> int:
    """Works until Ctrl-C or SIGTERM; what it holds is finished first."""
    worker.run(stop=processes.told_to_stop())
    return 0
