"""Other currencies for the demo: all of them, their chains and their rates, are made up and said to be so."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from zhiyin.kit.ids import derived
from zhiyin.kit.money import ASSETS
from zhiyin.wallets import queries
from zhiyin.wallets import services as wallets
from zhiyin.wallets.services import NewAsset

OFFERED = (
    NewAsset(code="EUR", kind="fiat", scale=2, symbol="€", name_en="Euro", name_zh="欧元"),
    NewAsset(code="CNY", kind="fiat", scale=2, symbol="¥", name_en="Chinese yuan", name_zh="人民币"),
    NewAsset(code="JPY", kind="fiat", scale=0, symbol="JP¥", name_en="Japanese yen", name_zh="日元"),
    NewAsset(code="PTS", kind="points", scale=0, symbol="PTS", name_en="Points", name_zh="积分", spread_bp=0),
    NewAsset(code="MAPLE", kind="community", scale=2, symbol="MAPLE", name_en="Maple Street money", name_zh="枫叶街社区币", spread_bp=0),
    NewAsset(
        code="BTC", kind="crypto", scale=8, symbol="BTC", name_en="Bitcoin (simulated)", name_zh="比特币（模拟）", spread_bp=100, chain="simulated"
    ),
    NewAsset(code="JADE", kind="crypto", scale=6, symbol="JADE", name_en="Jade token (simulated)", name_zh="玉石代币（模拟）", spread_bp=100,
             chain="simulated", confirmations=2),
)  # fmt: skip
STOCK_MAJOR = {"CNY": 7_000_000, "JPY": 150_000_000, "PTS": 100_000_000, "BTC": 20, "JADE": 4_000_000}
GIFTS_MAJOR = {"PTS": 1_250, "EUR": 40, "CNY": 300}


def open_for(people: Iterable[UUID], *, at: datetime) -> None:
    """Wallets can hold them, the house can exchange them, and these people have a little of some. Repeats: nothing more."""
    for new in OFFERED:
        if queries.default_asset() != new.code:
            wallets.add_asset(new, at=at)
    for each in queries.assets():
        code, scale = each.asset.code, each.asset.scale
        wallets.add_liquidity(key=derived("demo liquidity", code), asset=code, amount_minor=STOCK_MAJOR.get(code, 1_000_000) * 10**scale)
    wallets.take_rates(at)
    for person_id in people:
        for code, gift in GIFTS_MAJOR.items():
            if code != queries.default_asset():
                key = derived("demo gift", code, person_id)
                wallets.give(key=key, person_id=person_id, asset=code, amount_minor=gift * 10 ** ASSETS[code].scale, at=at)
