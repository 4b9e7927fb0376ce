"""Money into the wallet."""

from zhiyin.funding.services.top_ups import (
    TOP_UP_MAJOR_MAX,
    BadHistory,
    PastTopUp,
    TopUpTooLarge,
    UnknownSource,
    top_up,
    top_up_many,
)

__all__ = ["TOP_UP_MAJOR_MAX", "BadHistory", "PastTopUp", "TopUpTooLarge", "UnknownSource", "top_up", "top_up_many"]
