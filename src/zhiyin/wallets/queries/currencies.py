"""Which assets wallets can hold here, what one is worth in another, and what somebody exchanged."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from uuid import UUID

from django.db.models import Q

from zhiyin.kit.asking import Question
from zhiyin.kit.errors import Refusal
from zhiyin.kit.ids import derived
from zhiyin.kit.money import ASSETS, Asset, learn
from zhiyin.ledger import queries as ledger
from zhiyin.wallets import models
from zhiyin.wallets.codes import Code
from zhiyin.wallets.exchanging import Terms, shown
from zhiyin.wallets.queries.holdings import Claim, Difference, Wallet, default_asset, differences

BASES_MAX = 4
OTHERS_SQL = """select w.asset, b.posted from wallets_wallet w join ledger.balance b on b.account_id = w.account_id
where w.owner_id = %s and w.asset <> %s and b.posted > 0 order by w.asset limit %s"""


class NoRate(Refusal):
    """Nobody has said what one of the two is worth."""

    code = "no_rate"


class RateTooOld(Refusal):
    """What was said of one of the two is too old to promise anything on."""

    code = "rate_too_old"


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """An asset that wallets can hold here. The deployment's own currency has no spread of its own and no chain."""

    asset: Asset
    spread_bp: int = 0
    chain: str = ""
    confirmations: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """Major units of one asset for one of another, exactly, as known `at`. `source`: where from, as in "ecb" or "ecb, file"."""

    mid: Fraction
    source: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """What the house offers a person: so much for so much, until it expires. `rate` is as shown, after the spread.

    `spread_minor`: what the house keeps of it, in minor units of `buys`. `taken`: the exchange it became.
    """

    id: UUID
    person_id: UUID
    sells: str
    sell_minor: int
    buys: str
    buy_minor: int
    rate: str
    spread_bp: int
    spread_minor: int
    source: str
    rate_at: datetime
    made_at: datetime
    expires_at: datetime
    taken: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """A quote that a person took."""

    id: UUID
    person_id: UUID
    at: datetime
    quote: Quote


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnLeg:
    """The side of an exchange that is in the deployment's own currency: `amount_minor` went out (`sold`) or came in, by that transfer.

    `other`: what stands on the other side, asset and minor units.
    """

    id: UUID
    transfer_id: UUID
    at: datetime
    sold: bool
    amount_minor: int
    asset: str
    other: tuple[str, int]


def assets() -> tuple[Offered, ...]:
    """What wallets can hold here: the deployment's own currency first, then what the operator has added. One statement."""
    own = default_asset()
    rows = [row for row in models.Asset.objects.order_by("kind", "code") if row.code != own]
    return (Offered(asset=ASSETS[own]), *(_offered(row) for row in sorted(rows, key=lambda row: models.Asset.KINDS.index(row.kind))))


def offered(code: str) -> Offered | None:
    """The asset, when wallets can hold it here. One statement, none for the deployment's own."""
    if code == default_asset():
        return Offered(asset=ASSETS[code])
    row = models.Asset.objects.filter(code=code).first()
    return _offered(row) if row else None


def known(code: str) -> Asset | None:
    """The asset as its operator described it: what `kit.money` asks for when it meets a code it does not know. One statement."""
    row = models.Asset.objects.filter(code=code).first()
    return _asset(row) if row else None


def paused(codes: Iterable[str]) -> tuple[str, ...]:
    """Those of the assets that are neither exchanged nor sent out for a while. One statement."""
    return tuple(models.Asset.objects.filter(code__in=set(codes)).exclude(paused_at=None).order_by("code").values_list("code", flat=True))


def holdings(owner_id: UUID) -> tuple[Wallet, ...]:
    """What somebody has of each asset that wallets can hold here, the deployment's own first. Three statements."""
    offers = [each.asset.code for each in assets()]
    account = dict(models.Wallet.objects.filter(owner_id=owner_id).values_list("asset", "account_id"))
    balances = ledger.balances(list(account.values())) if account else {}
    every = [*offers, *sorted(set(account) - set(offers))]
    return tuple(_wallet(owner_id, code, account.get(code), balances) for code in every)


def others(owner_id: UUID, *, limit: int = 3) -> Question[tuple[tuple[str, int], ...]]:
    """What somebody has besides the deployment's own currency, as (asset, minor units), without those of which there is nothing.

    To be asked together with other questions.
    """
    asked = (OTHERS_SQL, (owner_id, default_asset(), limit))
    return Question((asked,), lambda rows: tuple((row["asset"], row["posted"]) for row in rows))


def worths(held: Iterable[Wallet], *, at: datetime) -> dict[str, int]:
    """What each of these is worth in the deployment's own currency, in minor units, rounded down; only where a fresh rate is known. One statement."""
    rows, own = {row.asset: row for row in models.Rate.objects.filter(good_until__gte=at)}, default_asset()
    measure, told = _worth(own, rows), dict[str, int]()
    for each in held:
        worth = _worth(each.asset, rows)
        if worth.base == measure.base:
            by = Terms(mid=worth.worth / measure.worth, spread_bp=0, sell_scale=ASSETS[each.asset].scale, buy_scale=ASSETS[own].scale)
            told[each.asset] = by.bought(each.balance_minor)
    return told


def worth(asset: str, amount_minor: int, *, at: datetime) -> int | None:
    """What so much of an asset is worth in the deployment's currency, both in minor units, rounded down; None without a fresh rate. One statement."""
    rows, own = {row.asset: row for row in models.Rate.objects.filter(good_until__gte=at)}, default_asset()
    measure, one = _worth(own, rows), _worth(asset, rows)
    if one.base != measure.base:
        return None
    return Terms(mid=one.worth / measure.worth, spread_bp=0, sell_scale=ASSETS[asset].scale, buy_scale=ASSETS[own].scale).bought(amount_minor)


def rate(sells: str, buys: str, *, at: datetime) -> Rate:
    """What one of `sells` is worth in `buys`, before any spread. Raises `NoRate`, `RateTooOld`. One statement."""
    rows = {row.asset: row for row in models.Rate.objects.all()}
    sold, bought = _worth(sells, rows), _worth(buys, rows)
    used = [*sold.used, *bought.used]
    if sold.base != bought.base or not used:
        raise NoRate(sells=sells, buys=buys)
    if any(row.good_until < at for row in used):
        raise RateTooOld(sells=sells, buys=buys)
    return Rate(mid=sold.worth / bought.worth, source=", ".join(sorted({row.source for row in used})), at=min(row.at for row in used))


def quote(quote_id: UUID, person_id: UUID) -> Quote | None:
    """The person's own quote. Two statements."""
    row = models.Quote.objects.filter(id=quote_id, person_id=person_id).first()
    return told(row, models.Exchange.objects.filter(quote=row).values_list("id", flat=True).first()) if row else None


def exchange(exchange_id: UUID, person_id: UUID) -> Exchange | None:
    """The person's own exchange. One statement."""
    row = models.Exchange.objects.select_related("quote").filter(id=exchange_id, person_id=person_id).first()
    return done(row) if row else None


def own_exchanges_of(
    person_id: UUID, *, before: tuple[datetime, UUID] | None = None, limit: int = 25, amount_minor: int | None = None
) -> tuple[OwnLeg, ...]:
    """What a person's exchanges did to the deployment's own currency, the newest first: before a moment and id, of an exact amount. One statement."""
    own = default_asset()
    rows = models.Exchange.objects.select_related("quote").filter(Q(quote__sells=own) | Q(quote__buys=own), person_id=person_id)
    if before:
        rows = rows.filter(Q(at__lt=before[0]) | Q(at=before[0], id__lt=before[1]))
    if amount_minor is not None:
        rows = rows.filter(Q(quote__sells=own, quote__sell_minor=amount_minor) | Q(quote__buys=own, quote__buy_minor=amount_minor))
    return tuple(_own_leg(row, own) for row in rows.order_by("-at", "-id")[:limit])


def exchanges(exchange_ids: Iterable[UUID]) -> dict[UUID, Exchange]:
    """Those exchanges that exist among the ids. One statement."""
    return {row.id: done(row) for row in models.Exchange.objects.select_related("quote").filter(id__in=set(exchange_ids))}


def exchange_differences() -> tuple[Difference, ...]:
    """Where exchanges and the journal disagree; empty when all is well. See `differences`."""
    return differences(Code.EXCHANGE, _claims)


def terms(row: models.Quote) -> Terms:
    """The rate of a quote, for counting again. No SQL for known assets."""
    return Terms(mid=Fraction(row.mid), spread_bp=row.spread_bp, sell_scale=ASSETS[row.sells].scale, buy_scale=ASSETS[row.buys].scale)


def told(row: models.Quote, taken: UUID | None = None) -> Quote:
    """A quote as the other rooms know it. No SQL."""
    by = terms(row)
    return Quote(
        id=row.id, person_id=row.person_id, sells=row.sells, sell_minor=row.sell_minor, buys=row.buys, buy_minor=row.buy_minor,
        rate=shown(by.rate), spread_bp=row.spread_bp, spread_minor=by.spread(row.sell_minor), source=row.source, rate_at=row.rate_at,
        made_at=row.made_at, expires_at=row.expires_at, taken=taken,
    )  # fmt: skip


def done(row: models.Exchange) -> Exchange:
    """An exchange as the other rooms know it. No SQL when its quote is there."""
    return Exchange(id=row.id, person_id=row.person_id, at=row.at, quote=told(row.quote, row.id))


@dataclass(frozen=True, slots=True)
class _Worth:
    base: str
    worth: Fraction
    used: tuple[models.Rate, ...]


def _worth(asset: str, rows: dict[str, models.Rate]) -> _Worth:
    """What one unit is worth in the last asset on the way that nothing is said of: points in dollars, dollars in euros."""
    worth, used = Fraction(1), list[models.Rate]()
    while asset in rows and len(used) < BASES_MAX:
        row = rows[asset]
        worth *= Fraction(row.worth) / Fraction(row.units)
        used.append(row)
        asset = row.base
    return _Worth(asset, worth, tuple(used))


def _wallet(owner_id: UUID, code: str, account: int | None, balances: dict[int, ledger.Balance]) -> Wallet:
    held = balances.get(account) if account else None
    posted, available = (held.posted, held.available) if held else (0, 0)
    return Wallet(owner_id=owner_id, asset=code, account_id=account, balance_minor=posted, available_minor=available)


def _asset(row: models.Asset) -> Asset:
    made = Asset(row.code, row.scale, row.symbol, kind=row.kind, name_en=row.name_en, name_zh=row.name_zh)
    learn(made)
    return made


def _offered(row: models.Asset) -> Offered:
    return Offered(asset=_asset(row), spread_bp=row.spread_bp, chain=row.chain, confirmations=row.confirmations)


def _own_leg(row: models.Exchange, own: str) -> OwnLeg:
    made, sold = row.quote, row.quote.sells == own
    return OwnLeg(
        id=row.id,
        transfer_id=row.id if sold else second_leg(row.id),
        at=row.at,
        sold=sold,
        amount_minor=made.sell_minor if sold else made.buy_minor,
        asset=own,
        other=(made.buys, made.buy_minor) if sold else (made.sells, made.sell_minor),
    )


def _claims() -> Iterator[Claim]:
    for row in models.Exchange.objects.select_related("quote").iterator(chunk_size=5_000):
        made = row.quote
        yield Claim(id=row.id, payer_id=row.person_id, payee_id=None, asset=made.sells, amount_minor=made.sell_minor)
        yield Claim(id=second_leg(row.id), payer_id=None, payee_id=row.person_id, asset=made.buys, amount_minor=made.buy_minor)


def second_leg(exchange_id: UUID) -> UUID:
    """The id of the transfer that gives what was bought; the first has the exchange's own. No SQL."""
    return derived("exchange", exchange_id, "bought")
