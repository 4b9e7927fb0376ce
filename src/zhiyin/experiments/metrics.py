"""What an experiment can be about: figures of a person that facts alone tell."""

from dataclasses import dataclass
from datetime import timedelta

PAID, REFUNDED, SENT, TOPPED_UP, ANSWERED, WITHDREW = "paid", "refunded", "sent", "topped_up", "answered", "withdrew"
BEFORE = timedelta(days=28)  # what is known of a person: as much of their past


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """A figure of a person in the days after they were drawn. `way`: any (0 or 1) | count | amount (minor units of one asset).

    `better`: 1 when more is better, -1 when less is.
    """

    code: str
    kinds: tuple[str, ...]
    way: str
    better: int = 1

    @property
    def is_share(self) -> bool:
        """Whether its mean is a share of people."""
        return self.way == "any"

    @property
    def is_money(self) -> bool:
        """Whether it is counted in minor units of an asset."""
        return self.way == "amount"


METRICS = {
    metric.code: metric
    for metric in (
        # A message seen or a question answered is no coming back: only who was asked can do it.
        Metric(code="came_back", kinds=(PAID, SENT, TOPPED_UP), way="any"),
        Metric(code="payments", kinds=(PAID,), way="count"),
        Metric(code="spend", kinds=(PAID, REFUNDED), way="amount"),
        Metric(code="answered", kinds=(ANSWERED,), way="any"),
        Metric(code="withdrew", kinds=(WITHDREW,), way="any", better=-1),
    )
}
