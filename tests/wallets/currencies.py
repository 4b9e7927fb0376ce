"""Assets, rates and liquidity for the stories about exchanging."""

from datetime import timedelta
from decimal import Decimal
from uuid import UUID

from tests import make

from zhiyin.kit.ids import uuid7
from zhiyin.wallets import services
from zhiyin.wallets.providers import Quoted
from zhiyin.wallets.queries import Quote, wallet

EUR = services.NewAsset(code="EUR", kind="fiat", scale=2, symbol="€", name_en="Euro", name_zh="欧元")
PTS = services.NewAsset(code="PTS", kind="points", scale=0, symbol="PTS", name_en="Points", name_zh="积分", spread_bp=0)
BTC = services.NewAsset(
    code="BTC", kind="crypto", scale=8, symbol="BTC", name_en="Bitcoin", name_zh="比特币", spread_bp=100, chain="simulated", confirmations=3
)
IN_DOLLARS = {"EUR": "1.1", "PTS": "0.01", "BTC": "64000"}


def open_market(*, stock_major: int = 1_000_000) -> None:
    """Euros, points and bitcoin can be had for dollars, fresh rates are known, and the house has that much of each."""
    for asset in (EUR, PTS, BTC):
        services.add_asset(asset, at=make.AT)
    tell_rates(IN_DOLLARS)
    for code, scale in (("USD", 2), ("EUR", 2), ("PTS", 0), ("BTC", 8)):
        services.add_liquidity(key=uuid7(), asset=code, amount_minor=stock_major * 10**scale)


def tell_rates(in_dollars: dict[str, str], *, good_for: timedelta = timedelta(hours=1)) -> int:
    """So many dollars are worth one of each."""
    quoted = [Quoted(asset=asset, units=Decimal(1), worth=Decimal(worth), base="USD", at=make.AT) for asset, worth in in_dollars.items()]
    return services.keep_rates(quoted, source="test", good_until=[make.AT + good_for for _ in quoted])


def offer(person_id: UUID, sells: str = "USD", sell_minor: int = 110_00, buys: str = "EUR") -> Quote:
    """What the house offers now."""
    return services.quote(person_id, services.Wish(sells=sells, sell_minor=sell_minor, buys=buys), at=make.AT)


def balance(owner_id: UUID, asset: str) -> int:
    """Minor units that somebody has of the asset."""
    return wallet(owner_id, asset=asset).balance_minor
