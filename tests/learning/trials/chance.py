"""People made by chance, with a seed: the same on every machine."""

import math
from bisect import bisect_left
from functools import cache
from itertools import accumulate
from random import Random

from zhiyin.learning.trials.moments import Moments


@cache
def _upto(people: int, share: float) -> tuple[float, ...]:
    def chance(number: int) -> float:
        ways = math.lgamma(people + 1) - math.lgamma(number + 1) - math.lgamma(people - number + 1)
        return math.exp(ways + number * math.log(share) + (people - number) * math.log1p(-share))

    return tuple(accumulate(chance(number) for number in range(people + 1)))


def yes(rng: Random, people: int, share: float) -> Moments:
    """A group of which each says yes with that chance."""
    said = min(bisect_left(_upto(people, share), rng.random()), people)
    return Moments(n=people, y=said, yy=said)


def habit(rng: Random, *, effect: float = 0.0, like: float = 0.8) -> tuple[float, float]:
    """What somebody spends after and before; the two go together as `like` says (a correlation)."""
    before = rng.gauss(0, 1)
    return 10 + effect + like * before + math.sqrt(1 - like * like) * rng.gauss(0, 1), 10 + before
