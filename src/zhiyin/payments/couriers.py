"""Whoever makes the calls: threads beside the worker, so that a slow receiver keeps nobody else waiting."""

from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from datetime import datetime

from zhiyin.kit import calling
from zhiyin.kit.calling import Outcome
from zhiyin.payments import services
from zhiyin.payments.services.webhooks import Parcel
from zhiyin.payments.services.webhooks.addresses import reach

CALLS_AT_ONCE = 16


@dataclass(slots=True)
class Couriers:
    """The calls that are being made. The threads touch no database: what came of a call is noted by whoever asks next."""

    _pool: ThreadPoolExecutor | None = None
    _out: dict[Future[Outcome], Parcel] = field(default_factory=dict)

    def round(self, at: datetime) -> int:
        """Notes what came back, and sends out what is due; how many calls are under way then."""
        for future in [each for each in self._out if each.done()]:
            services.note_outcome(self._out.pop(future), future.result(), at=at)
        # Made by the worker that uses it, never before it forked.
        self._pool = self._pool or ThreadPoolExecutor(CALLS_AT_ONCE, thread_name_prefix="webhook")
        free = CALLS_AT_ONCE - len(self._out)
        for parcel in services.claim_deliveries(limit=free, at=at) if free else ():
            future = self._pool.submit(calling.post, parcel.url, parcel.body, parcel.headers, reach=reach())
            self._out[future] = parcel
        return len(self._out)

    def until_back(self) -> None:
        """Waits for the calls that are under way."""
        wait(self._out)


COURIERS = Couriers()
