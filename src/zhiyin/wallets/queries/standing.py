"""How each asset stands: how much of it is in wallets, how much the house can sell, what it is worth and how old that is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from zhiyin.wallets import models
from zhiyin.wallets.queries.currencies import NoRate, Offered, Rate, RateTooOld, assets, rate
from zhiyin.wallets.queries.holdings import default_asset

# Wallets of people and merchants, and money that waits behind links and in packets: all that the house owes.
SUPPLY_SQL = """select w.asset, count(*) filter (where b.posted > 0), sum(b.posted), sum(b.held)
from wallets_wallet w join ledger.balance b on b.account_id = w.account_id group by w.asset"""
LIQUIDITY_SQL = """select s.code, b.posted from ledger.account a join ledger.balance b on b.account_id = a.id join ledger.asset s on s.id = b.asset
where a.path = 'system:liquidity:' || s.code"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """An asset as its operator sees it, in minor units: `supply_minor` is in wallets (`held_minor` of it set aside), of so many `holders`.

    `liquidity_minor`: what exchanges can give. `rate`: what one is worth in the deployment's own currency, None when nobody says or when it is
    too old (`rate_at` says how old).
    """

    offered: Offered
    supply_minor: int
    held_minor: int
    holders: int
    liquidity_minor: int
    rate: Rate | None
    rate_at: datetime | None
    rate_source: str
    paused_at: datetime | None
    paused_by: UUID | None


def standings(at: datetime) -> tuple[Standing, ...]:
    """Every asset that wallets can hold here, the deployment's own first. Five statements, and one for each rate."""
    with connection.cursor() as cursor:
        cursor.execute(SUPPLY_SQL)
        supply = {asset: (int(holders), int(posted), int(held)) for asset, holders, posted, held in cursor.fetchall()}
        cursor.execute(LIQUIDITY_SQL)
        stock = dict(cursor.fetchall())
    pauses = {code: (since, by) for code, since, by in models.Asset.objects.values_list("code", "paused_at", "paused_by_id")}
    known = {row.asset: row for row in models.Rate.objects.all()}
    return tuple(_standing(each, supply=supply, stock=stock, pauses=pauses, known=known, at=at) for each in assets())


def _standing(  # noqa: PLR0913  what was read at once, all by name
    offer: Offered,
    *,
    supply: dict[str, tuple[int, int, int]],
    stock: dict[str, int],
    pauses: Mapping[str, tuple[datetime | None, UUID | None]],
    known: dict[str, models.Rate],
    at: datetime,
) -> Standing:
    code = offer.asset.code
    holders, posted, held = supply.get(code, (0, 0, 0))
    row, pause = known.get(code), pauses.get(code, (None, None))
    return Standing(
        offered=offer,
        supply_minor=posted,
        held_minor=held,
        holders=holders,
        liquidity_minor=stock.get(code, 0),
        rate=_rate(code, at),
        rate_at=row.at if row else None,
        rate_source=row.source if row else "",
        paused_at=pause[0],
        paused_by=pause[1],
    )


def _rate(code: str, at: datetime) -> Rate | None:
    if code == default_asset():
        return None
    try:
        return rate(code, default_asset(), at=at)
    except (NoRate, RateTooOld):
        return None
