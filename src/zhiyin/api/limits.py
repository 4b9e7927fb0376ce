"""How often one token may ask: a bucket that fills by the second, kept in each serving process.

No statement is spent on it. So a caller whose requests are spread over all processes gets that many times as many; what is bounded is the work
that one token can cause, which is what the limit is for.
"""

import threading
import time
from collections import OrderedDict

from django.conf import settings

from zhiyin.kit.errors import Refusal

CALLERS_MAX = 20_000
COUNTED = "zhiyin.counted"  # the mark, beside a request's headers, of one that has been counted already


class AskedTooOften(Refusal):
    """The caller asks faster than it may; `seconds`: when it may again (the answer's Retry-After)."""

    code = "asked_too_often"
    status = 429


class Buckets:
    """Who asked how often lately: `per_minute` requests a minute each, all of them at once if need be."""

    def __init__(self, per_minute: int, *, callers_max: int = CALLERS_MAX) -> None:
        self.per_minute, self.callers_max = per_minute, callers_max
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    def wait(self, caller: str, *, now: float) -> float:
        """Takes one request of the caller's; 0, or in how many seconds the next one is free. `now` in seconds of any steady clock."""
        rate = self.per_minute / 60
        with self._lock:
            left, since = self._left.pop(caller, (float(self.per_minute), now))
            left = min(float(self.per_minute), left + max(0.0, now - since) * rate)
            taken = left >= 1
            self._left[caller] = (left - taken, now)
            while len(self._left) > self.callers_max:
                self._left.popitem(last=False)  # who has not asked for longest has a full bucket again, or soon
        return 0 if taken else (1 - left) / rate


BUCKETS = Buckets(settings.CONFIG.api_per_minute)


def spend(caller: str) -> None:
    """Counts one request of whoever the caller is (a token's digest, say). Raises `AskedTooOften`."""
    seconds = BUCKETS.wait(caller, now=time.monotonic())
    if seconds:
        raise AskedTooOften(seconds=int(seconds) + 1)
