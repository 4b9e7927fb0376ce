"""What must hold after each bad input: no fault, a reason, and no money that was not rightly asked for."""

import sys
import traceback
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction

from tests.fuzz.bad import MANY


@dataclass
class Watch:
    """How many inputs of a kind were answered how, and what went wrong with any."""

    kind: str
    answers: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    moved: int = 0

    def times(self, short: int) -> Iterator[int]:
        """So many times as the suite draws, or many more."""
        yield from range(int(short * MANY))
        sys.stdout.write(
            f"{self.kind}: {self.answers.total():,} inputs, {dict(sorted(self.answers.items()))}, {self.moved:,} of them moved money rightly\n"
        )

    def blame(self, what: str, by: object) -> None:
        """This input did something that it must not do."""
        self.wrong[what] += 1
        if self.wrong[what] == 1:
            sys.stdout.write(f"{self.kind}: {what}: {str(by)[:600]!r}\n")

    def fault(self, error: BaseException | None, by: object) -> None:
        """This input met something that nobody foresaw."""
        frames = [
            f"{frame.filename.rsplit('/src/', 1)[-1]}:{frame.lineno} {frame.name}"
            for frame in traceback.extract_tb(error.__traceback__ if error else None)
        ]
        own = [frame for frame in frames if "zhiyin/" in frame]
        self.blame(f"fault {type(error).__name__}: {str(error)[:120]} in {', '.join(own[-2:] or frames[-2:])}", by)


@contextmanager
def taken_back() -> Iterator[None]:
    """Whatever happens inside did not happen."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def journal() -> tuple[int, int]:
    """How many lines of the journal move money, and how much all of them."""
    with connection.cursor() as cursor:
        cursor.execute("select count(*), coalesce(sum(amount), 0)::bigint from ledger.transfer where kind <> 3")
        found: Any = cursor.fetchone()
        return int(found[0]), int(found[1])
