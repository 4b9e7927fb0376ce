"""Many who act at the same instant."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from django.db import connections


def at_once(times: int, work: Callable[[int], object]) -> list[object]:
    """The work, started by so many threads at once, each on a connection of its own; what each answered or raised."""
    start = threading.Barrier(times)

    def run(number: int) -> object:
        start.wait()
        try:
            return work(number)
        except Exception as raised:  # noqa: BLE001  what went wrong is the answer
            return raised
        finally:
            connections.close_all()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(run, range(times)))
