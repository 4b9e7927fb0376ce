"""How often one token may ask: a bucket that fills by the second, one for all serving processes of a machine.

No statement is spent on it: the buckets lie in memory that the processes share since they were forked, and a change takes some microseconds. Several
machines count each for themselves.
"""

import fcntl
import hashlib
import mmap
import secrets
import struct
import tempfile
import threading
import time

from django.conf import settings

from zhiyin.kit.errors import Refusal

CALLERS_MAX = 65_536
COUNTED = "zhiyin.counted"  # the mark, beside a request's headers, of one that has been counted already


class AskedTooOften(Refusal):
    """The caller asks faster than it may; `seconds`: when it may again (the answer's Retry-After)."""

    code = "asked_too_often"
    status = 429


class Buckets:
    """Who asked how often lately: `per_minute` requests a minute each, all of them at once if need be.

    Each caller has a place that nobody can work out beforehand; who comes to a place where another is takes it, and that one has a full bucket again.
    """

    def __init__(self, per_minute: int, *, callers_max: int = CALLERS_MAX) -> None:
        self.per_minute, self.callers_max = per_minute, callers_max
        self._secret, self._bucket = secrets.token_bytes(16), struct.Struct("8sdd")
        self._memory = mmap.mmap(-1, callers_max * self._bucket.size)
        self._lock, self._between = threading.Lock(), tempfile.TemporaryFile()  # noqa: SIM115  as long as the process; one killed holds no lock

    def wait(self, caller: str, *, now: float) -> float:
        """Takes one request of the caller's; 0, or in how many seconds the next one is free. `now` in seconds of the machine's steady clock."""
        digest = hashlib.blake2b(caller.encode(), key=self._secret, digest_size=16).digest()
        who, place = digest[:8], int.from_bytes(digest[8:]) % self.callers_max
        with self._lock:
            fcntl.lockf(self._between, fcntl.LOCK_EX, 1, place)
            try:
                return self._taken(who, place * self._bucket.size, now)
            finally:
                fcntl.lockf(self._between, fcntl.LOCK_UN, 1, place)

    def _taken(self, who: bytes, at: int, now: float) -> float:
        rate, full = self.per_minute / 60, float(self.per_minute)
        before, left, since = self._bucket.unpack_from(self._memory, at)
        left = min(full, left + max(0.0, now - since) * rate) if before == who else full
        taken = left >= 1
        self._bucket.pack_into(self._memory, at, who, left - taken, now)
        return 0 if taken else (1 - left) / rate


BUCKETS = Buckets(settings.CONFIG.api_per_minute)


def spend(caller: str) -> None:
    """Counts one request of whoever the caller is (a token's digest, say). Raises `AskedTooOften`."""
    seconds = BUCKETS.wait(caller, now=time.monotonic())
    if seconds:
        raise AskedTooOften(seconds=int(seconds) + 1)
