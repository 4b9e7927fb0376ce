"""Money that came into wallets from outside."""

from zhiyin.funding.models.top_ups import TopUp

__all__ = ["TopUp"]
