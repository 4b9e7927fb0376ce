"""Changing one asset into another: a quote that lives for seconds, taken once."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from zhiyin.events.currencies import ExchangeCompleted
from zhiyin.kit.errors import Refusal
from zhiyin.kit.formats import money
from zhiyin.kit.ids import uuid7
from zhiyin.kit.money import AMOUNT_MINOR_MAX, BadAmount
from zhiyin.ledger import queries as ledger_queries
from zhiyin.ledger.services import Command, Status, post_in
from zhiyin.outbox import services as outbox
from zhiyin.wallets import models
from zhiyin.wallets.codes import Code
from zhiyin.wallets.exchanging import Terms
from zhiyin.wallets.judging import EXCHANGE, Deed
from zhiyin.wallets.queries.currencies import Exchange, Quote, done, rate, second_leg, told
from zhiyin.wallets.services.assets import check_offered, liquidity_account
from zhiyin.wallets.services.limits.obeying import obey
from zhiyin.wallets.services.moving import KeyReused, check_amount, open_wallet, refuse_unless_done, together
from zhiyin.wallets.services.pausing import check_going

QUOTE_SECONDS = 30


class SameAsset(Refusal):
    """One cannot be changed into itself."""

    code = "same_asset"


class TooSmallToExchange(Refusal):
    """It would come to less than the smallest unit of the other."""

    code = "too_small_to_exchange"


class LiquidityShort(Refusal):
    """The house does not have that much to sell."""

    code = "liquidity_short"


class UnknownQuote(Refusal):
    """There is no such quote for this person."""

    code = "unknown_quote"
    status = 404


class QuoteExpired(Refusal):
    """The quote's few seconds are over."""

    code = "quote_expired"
    status = 409


class QuoteUsed(Refusal):
    """The quote was taken already."""

    code = "quote_used"
    status = 409


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """So much of one asset (minor units) for the other."""

    sells: str
    sell_minor: int
    buys: str


def quote(person_id: UUID, wish: Wish, *, at: datetime) -> Quote:
    """The house offers the person that exchange for thirty seconds: what they get is rounded down, the spread is told.

    Units: minor. Raises `UnknownAsset`, `SameAsset`, `AssetPaused`, `BadAmount`, `NoRate`, `RateTooOld`, `TooSmallToExchange`, `LiquidityShort`.
    Repeats: another quote; quotes hold no money.
    """
    check_amount(wish.sell_minor)
    sold, bought = check_offered(wish.sells), check_offered(wish.buys)
    if wish.sells == wish.buys:
        raise SameAsset(asset=wish.sells)
    check_going(wish.sells, wish.buys)
    now, spread_bp = rate(wish.sells, wish.buys, at=at), max(sold.spread_bp, bought.spread_bp)
    by = Terms(mid=now.mid, spread_bp=spread_bp, sell_scale=sold.asset.scale, buy_scale=bought.asset.scale)
    buy_minor = by.bought(wish.sell_minor)
    if buy_minor == 0:
        raise TooSmallToExchange(amount=money(wish.sell_minor, wish.sells), least=money(1, wish.buys))
    if buy_minor > AMOUNT_MINOR_MAX:
        raise BadAmount(text=money(wish.sell_minor, wish.sells), why="too_large")
    _check_liquidity(wish.buys, buy_minor)
    made = models.Quote.objects.create(
        id=uuid7(at), person_id=person_id, sells=wish.sells, sell_minor=wish.sell_minor, buys=wish.buys, buy_minor=buy_minor, mid=str(now.mid),
        spread_bp=spread_bp, source=now.source, rate_at=now.at, made_at=at, expires_at=at + timedelta(seconds=QUOTE_SECONDS),
    )  # fmt: skip
    return told(made)


def exchange(*, key: UUID, person_id: UUID, quote_id: UUID, at: datetime) -> Exchange:
    """The person has what the quote promised and no longer what it cost: two linked legs over the house's liquidity. `ExchangeCompleted` is told.

    Raises `UnknownQuote`, `QuoteExpired`, `QuoteUsed`, `AssetPaused`, `OverLimit`, `InsufficientFunds`, `LiquidityShort`, `AccountFrozen`,
    `OverCeiling`, `KeyReused`.
    Repeats: the same key with the same quote answers the first exchange and moves nothing.
    """
    return together(lambda: _exchange(key, person_id, quote_id, at))


def _exchange(key: UUID, person_id: UUID, quote_id: UUID, at: datetime) -> Exchange:
    # Whoever holds the quote's row is alone with it: takers of one quote come one after the other.
    offer = models.Quote.objects.select_for_update().filter(id=quote_id, person_id=person_id).first()
    first = models.Exchange.objects.select_related("quote").filter(id=key).first()
    if first:
        if (first.person_id, first.quote_id) != (person_id, quote_id):
            raise KeyReused
        return done(first)
    if offer is None:
        raise UnknownQuote
    if models.Exchange.objects.filter(quote=offer).exists():
        raise QuoteUsed
    if at >= offer.expires_at:
        raise QuoteExpired
    check_going(offer.sells, offer.buys)
    obey(Deed(person_id=person_id, kind=EXCHANGE, asset=offer.sells, amount_minor=offer.sell_minor), at=at)
    made = models.Exchange.objects.create(id=key, person_id=person_id, quote=offer, at=at)
    outbox.publish(_fact(made, offer))
    _swap(made, offer)
    return done(made)


def _fact(made: models.Exchange, offer: models.Quote) -> ExchangeCompleted:
    return ExchangeCompleted(
        id=made.id,
        at=made.at,
        person_id=made.person_id,
        sold_asset=offer.sells,
        sold_minor=offer.sell_minor,
        bought_asset=offer.buys,
        bought_minor=offer.buy_minor,
    )


def _swap(made: models.Exchange, offer: models.Quote) -> None:
    giver, taker = (open_wallet(made.person_id, asset=asset, at=made.at) for asset in (offer.sells, offer.buys))
    legs = [
        Command(id=made.id, debit=giver, credit=liquidity_account(offer.sells), amount_minor=offer.sell_minor, code=Code.EXCHANGE, link=1),
        Command(
            id=second_leg(made.id), debit=liquidity_account(offer.buys), credit=taker, amount_minor=offer.buy_minor, code=Code.EXCHANGE,
            ref=made.id, link=1,
        ),
    ]  # fmt: skip
    outcomes = post_in(legs)
    if outcomes[1].status is Status.INSUFFICIENT:
        raise LiquidityShort(asset=offer.buys)
    refuse_unless_done(legs, outcomes, asset=offer.sells)


def _check_liquidity(asset: str, amount_minor: int) -> None:
    account = liquidity_account(asset)
    if ledger_queries.balances([account])[account].available < amount_minor:
        raise LiquidityShort(asset=asset)
