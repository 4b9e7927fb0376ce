"""Adding assets, putting liquidity behind them, and keeping their rates fresh."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from django.conf import settings
from django.db import transaction

from zhiyin.kit.errors import Refusal
from zhiyin.kit.iso4217 import CURRENCIES
from zhiyin.kit.money import ASSETS, FIXED
from zhiyin.ledger import services as ledger
from zhiyin.ledger.services import NewAccount
from zhiyin.ledger.services.assets import add_asset as add_to_ledger
from zhiyin.wallets import models, providers
from zhiyin.wallets.codes import Code
from zhiyin.wallets.providers import BadRates, Quoted
from zhiyin.wallets.queries.currencies import Offered, offered
from zhiyin.wallets.queries.holdings import default_asset
from zhiyin.wallets.services.moving import check_amount, move, open_wallet, system_account, together

SCALE_MAX, SPREAD_BP_MAX, CONFIRMATIONS_MAX = 8, 5_000, 1_000
# A source tells the hour more often than the minute. What is said of a later day would keep every newer rate out until then.
RATES_AHEAD_MAX = timedelta(hours=1)

log = structlog.get_logger(__name__)


class BadAsset(Refusal):
    """Not something that wallets can hold; `field` says what is wrong with it."""

    code = "bad_asset"


class UnknownAsset(Refusal):
    """Wallets hold no such thing here."""

    code = "unknown_asset"
    status = 404


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAsset:
    """An asset to offer. `scale`: digits after the point; `spread_bp`: what the house keeps of an exchange, in hundredths of a percent.

    `chain`: how it comes in and goes out ("" for not at all), with deposits that count once they lie under so many `confirmations`.
    """

    code: str
    kind: str
    scale: int
    symbol: str
    name_en: str
    name_zh: str
    spread_bp: int = 50
    chain: str = ""
    confirmations: int = 3


def add_asset(new: NewAsset, *, at: datetime) -> Offered:
    """Wallets can hold the asset from now on; its names, symbol, spread and confirmations are those given, its kind and scale for ever.

    Raises `BadAsset` (`field`), `ledger.ScaleDiffers`.
    Repeats: with other names or another spread those are changed; another kind, scale or chain is refused.
    """
    _check(new)
    with transaction.atomic():
        add_to_ledger(new.code, scale=new.scale)
        fixed = {"kind": new.kind, "scale": new.scale, "chain": new.chain}
        free = {"symbol": new.symbol, "name_en": new.name_en, "name_zh": new.name_zh, "spread_bp": new.spread_bp, "confirmations": new.confirmations}
        row, made = models.Asset.objects.get_or_create(code=new.code, defaults=fixed | free | {"added_at": at})
        if not made:
            if any(getattr(row, name) != value for name, value in fixed.items()):
                raise BadAsset(field="kind", asset=new.code)
            models.Asset.objects.filter(code=new.code).update(**free)
    return check_offered(new.code)


def check_offered(code: str) -> Offered:
    """The asset that wallets can hold here. Raises `UnknownAsset`. Changes nothing. Repeats: the same answer."""
    found = offered(code[:8])
    if found is None:
        raise UnknownAsset(asset=code[:8])
    return found


def liquidity_account(asset: str) -> int:
    """The account that sells and buys the asset in exchanges. It cannot go below zero: what the house does not have it does not sell.

    Repeats: the same account.
    """
    return ledger.open_accounts([NewAccount(path=f"system:liquidity:{asset}", asset=asset)])[0]


def add_liquidity(*, key: UUID, asset: str, amount_minor: int) -> None:
    """The house can sell that much more of the asset in exchanges. Units: minor.

    Raises `UnknownAsset`, `BadAmount`, `KeyReused`. Repeats: the same key moves nothing.
    """
    check_amount(amount_minor)
    unit = check_offered(asset).asset.code
    issuer, liquidity = system_account("issuer", unit), liquidity_account(unit)
    together(lambda: move(key=key, debit=issuer, credit=liquidity, amount_minor=amount_minor, asset=unit, code=Code.ISSUE))


def give(*, key: UUID, person_id: UUID, asset: str, amount_minor: int, at: datetime) -> None:
    """The operator has given the person that much more of an asset that is the operator's to give: points, a community's currency, demo coins.

    Units: minor. Raises `UnknownAsset` (also for the deployment's own currency: that comes in by top-ups), `BadAmount`, `KeyReused`.
    Repeats: the same key moves nothing.
    """
    check_amount(amount_minor)
    unit = check_offered(asset).asset.code
    if unit == default_asset():
        raise UnknownAsset(asset=unit)
    wallet, issuer = open_wallet(person_id, asset=unit, at=at), system_account("issuer", unit)
    together(lambda: move(key=key, debit=issuer, credit=wallet, amount_minor=amount_minor, asset=unit, code=Code.ISSUE))


def take_rates(at: datetime) -> int:
    """What the operator's sources say now is what exchanges go by; how many rates were taken. A source that cannot be read changes nothing, nor does
    one that speaks of the future.

    Repeats: the same rates; an older rate never replaces a newer one.
    """
    return sum(_taken(source, at) for source in providers.named(settings.CONFIG.rates, base=default_asset(), is_demo=settings.CONFIG.is_demo))


def keep_rates(quoted: Sequence[Quoted], *, source: str, good_until: Sequence[datetime]) -> int:
    """These rates are known, each until its own moment; how many were newer than what was known. Repeats: none are."""
    newer = 0
    for each, until in zip(quoted, good_until, strict=True):
        if each.asset == each.base or len(each.asset) > SCALE_MAX or not re.fullmatch(r"[A-Z0-9]+", each.asset):
            continue
        told = {"base": each.base, "units": each.units, "worth": each.worth, "source": source, "at": each.at, "good_until": until}
        _row, made = models.Rate.objects.get_or_create(asset=each.asset, defaults=told)
        newer += made or models.Rate.objects.filter(asset=each.asset, at__lt=each.at).update(**told)
    return newer


def _taken(source: providers.Rates, at: datetime) -> int:
    try:
        quoted = source.read(at)
    except BadRates as bad:
        log.warning("rates_not_taken", source=source.name, why=str(bad))
        return 0
    if any(each.at > at + RATES_AHEAD_MAX for each in quoted):
        log.warning("rates_not_taken", source=source.name, why="it says what something will be worth")
        return 0
    return keep_rates(quoted, source=source.name, good_until=[each.at + source.good_for for each in quoted])


def _check(new: NewAsset) -> None:
    iso = CURRENCIES.get(new.code)
    wrong = {
        "code": not re.fullmatch(r"[A-Z][A-Z0-9]{1,7}", new.code) or (new.kind != models.Asset.FIAT and (iso or new.code in FIXED)),
        "kind": new.kind not in models.Asset.KINDS or (new.kind == models.Asset.FIAT and iso is None),
        "scale": not 0 <= new.scale <= SCALE_MAX or (iso is not None and iso[1] != new.scale),
        "symbol": not 0 < len(new.symbol.strip()) <= SCALE_MAX,
        "name": not (0 < len(new.name_en.strip()) <= 40 and 0 < len(new.name_zh.strip()) <= 40),
        "spread": not 0 <= new.spread_bp <= SPREAD_BP_MAX,
        "chain": bool(new.chain) and new.kind != models.Asset.CRYPTO,
        "confirmations": not 1 <= new.confirmations <= CONFIRMATIONS_MAX,
    }
    field = next((name for name, is_wrong in wrong.items() if is_wrong), None)
    if field:
        raise BadAsset(field=field, asset=new.code[:8])
    if new.code in FIXED and ASSETS[new.code].symbol != new.symbol:
        raise BadAsset(field="symbol", asset=new.code)
