"""How a figure is registered and what one round of it answers."""

from collections.abc import Callable
from dataclasses import dataclass

from benchmarks.ground import SECONDS, Ground


@dataclass(frozen=True, slots=True)
class Sample:
    """One round's figure, and the yardstick's in the same round when there is one."""

    value: float
    reference: float | None = None


Measure = Callable[[Ground], Sample]


def beside(yardstick: Callable[[float], float], measure: Callable[[], float]) -> Sample:
    """The figure, and a yardstick measured half before and half after it: a machine that slows down or has a checkpoint to write meets both."""
    before = yardstick(SECONDS / 2)
    value = measure()
    return Sample(value, (before + yardstick(SECONDS / 2)) / 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Benchmark:
    """A figure. The gate bounds value ÷ reference when there is a reference, else the value itself; None: told, not judged."""

    name: str
    unit: str
    says: str
    at_least: float | None
    at_most: float | None
    measure: Measure


BENCHMARKS: dict[str, Benchmark] = {}


def figure(name: str, *, unit: str, at_least: float | None = None, at_most: float | None = None) -> Callable[[Measure], Measure]:
    """Registers a function that measures one round; its docstring says what is measured, and against what."""

    def register(measure: Measure) -> Measure:
        says = (measure.__doc__ or "").strip()
        BENCHMARKS[name] = Benchmark(name=name, unit=unit, says=says, at_least=at_least, at_most=at_most, measure=measure)
        return measure

    return register
