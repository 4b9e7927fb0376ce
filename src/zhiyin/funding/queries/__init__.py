"""What came into wallets."""

from zhiyin.funding.queries.checks import differences
from zhiyin.funding.queries.top_ups import TopUp, sources, told, top_ups, top_ups_of

__all__ = ["TopUp", "differences", "sources", "told", "top_ups", "top_ups_of"]
