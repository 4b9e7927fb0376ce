"""What came into wallets."""

from zhiyin.funding.queries.top_ups import TopUp, differences, sources, told, top_ups, top_ups_of

__all__ = ["TopUp", "differences", "sources", "told", "top_ups", "top_ups_of"]
