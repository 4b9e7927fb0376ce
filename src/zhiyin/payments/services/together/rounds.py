"""A worker's round over what time has made due."""

from collections.abc import Callable, Iterable
from uuid import UUID

ROUND = 100


def round_of(due: Iterable[UUID], end: Callable[[UUID], bool]) -> int:
    """How many of these ended, one after the other, up to ROUND.

    One that cannot end now (its sender is frozen) is passed over and tried again in the next round: however many there are, the others go on.

    Repeats: those that ended are due no more.
    """
    count = 0
    for id_ in due:
        count += end(id_)
        if count == ROUND:
            break
    return count
