"""`zhiyin asset`: what wallets can hold besides the deployment's own currency."""

from zhiyin.site.commands.asset.deeds import run

__all__ = ["run"]
