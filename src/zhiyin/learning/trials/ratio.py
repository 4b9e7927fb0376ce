"""Whether chance can have drawn groups of these sizes. When it cannot, something is broken and no result may be read."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

ALARM = 0.001
# How closely the true proportions may lie to the planned ones when something is broken: from far off to a point of a hundred. All weigh alike.
CONCENTRATIONS = (10.0, 100.0, 1_000.0, 10_000.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ratio:
    """`alarm`: the sizes cannot be chance, however often one looked. `p`: how often chance alone would make them this odd, at one look."""

    alarm: bool
    p: float


def ratio(counts: Sequence[int], weights: Sequence[float]) -> Ratio:
    """Compares the sizes of groups with their weights.

    The alarm may be looked at every day: the sizes are weighed against all other proportions near the planned ones (Dirichlet mixtures;
    Lindon & Malek 2022), and it rings when they explain them a thousand times better,
    which chance ever does once in a thousand experiments. `p` is Pearson's.
    """
    total = sum(counts)
    shares = [weight / sum(weights) for weight in weights]
    if not total:
        return Ratio(alarm=False, p=1.0)
    square = sum((count - total * share) ** 2 / (total * share) for count, share in zip(counts, shares, strict=True))
    return Ratio(alarm=_weighed(counts, shares) >= -math.log(ALARM), p=chi_square_tail(square, len(counts) - 1))


def _weighed(counts: Sequence[int], shares: Sequence[float]) -> float:
    """The logarithm of how much better other proportions explain the counts."""
    logs = []
    for near in CONCENTRATIONS:
        log = math.lgamma(near) - math.lgamma(near + sum(counts)) - math.log(len(CONCENTRATIONS))
        for count, share in zip(counts, shares, strict=True):
            log += math.lgamma(near * share + count) - math.lgamma(near * share) - count * math.log(share)
        logs.append(log)
    return max(logs) + math.log(math.fsum(math.exp(log - max(logs)) for log in logs))


def chi_square_tail(square: float, freedom: int) -> float:
    """How often a chi-square of that many degrees of freedom lies beyond `square`.

    By the recurrence of the incomplete gamma function: each two degrees add one term to the tail of one (erfc) or two (exp).
    """
    half = square / 2
    if half <= 0:
        return 1.0
    tail = math.erfc(math.sqrt(half)) if freedom % 2 else math.exp(-half)
    for place in range(1, (freedom + 1) // 2):
        power = place - 0.5 if freedom % 2 else place
        tail += math.exp(power * math.log(half) - half - math.lgamma(power + 1))
    return min(1.0, tail)
