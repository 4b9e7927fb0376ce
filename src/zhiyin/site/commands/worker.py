"""`zhiyin worker`: one more worker, on this machine or another."""

import argparse
import signal
import threading

from zhiyin.outbox import worker


def run(_: argparse.Namespace) -> int:
    """Works until Ctrl-C or SIGTERM; what it holds is finished first."""
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    worker.run(stop=stop)
    return 0
