"""Listing, adding, funding and giving assets."""

import argparse
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal, InvalidOperation
from uuid import UUID

from babel import Locale

from zhiyin.kit import clock
from zhiyin.kit.errors import Refusal
from zhiyin.kit.ids import uuid7
from zhiyin.kit.iso4217 import CURRENCIES
from zhiyin.kit.money import ASSETS, FIXED, parse_amount
from zhiyin.kit.refusals import say
from zhiyin.site.commands.role import NotDone, named
from zhiyin.site.launch import welcome
from zhiyin.wallets import queries
from zhiyin.wallets import services as wallets
from zhiyin.wallets.services import NewAsset

EN, ZH = Locale("en"), Locale("zh", script="Hans")


def run(arguments: argparse.Namespace) -> int:
    """Does the deed, then lists what wallets can hold. A second `add` changes names, symbol, spread and confirmations; nothing else ever changes."""
    deeds: dict[str, Callable[[argparse.Namespace, datetime], object]] = {"list": _nothing, "add": _add, "fund": _fund, "give": _give}
    try:
        deeds[arguments.deed](arguments, clock.now())
    except Refusal as refusal:
        raise NotDone(say(refusal, "en")) from refusal
    says = welcome.console()
    for each in queries.assets():
        chain = f", {each.chain} chain, {each.confirmations} confirmations" if each.chain else ""
        names = f"{each.asset.code}  {each.asset.name('en')} {each.asset.name('zh-hans')}"
        says.print(f"{names}: {each.asset.kind}, scale {each.asset.scale}, spread {each.spread_bp / 100:g} %{chain}", soft_wrap=True, markup=False)
    return 0


def described(arguments: argparse.Namespace) -> NewAsset:
    """The asset as the words say; what ISO 4217 knows of a currency need not be said. Raises `NotDone`."""
    code, iso = arguments.code.upper(), CURRENCIES.get(arguments.code.upper())
    kind = arguments.kind or ("fiat" if iso else "points")
    fiat = kind == "fiat" and iso is not None
    return NewAsset(
        code=code,
        kind=kind,
        scale=iso[1] if fiat and iso else arguments.scale,
        symbol=arguments.symbol or (ASSETS[code].symbol if code in FIXED else code),
        name_en=arguments.name_en or (EN.currencies.get(code, "") if fiat else ""),
        name_zh=arguments.name_zh or (ZH.currencies.get(code, "") if fiat else ""),
        spread_bp=_basis_points(arguments.spread),
        chain=arguments.chain,
        confirmations=arguments.confirmations,
    )


def _nothing(_arguments: argparse.Namespace, _at: datetime) -> None:
    """A list changes nothing."""


def _add(arguments: argparse.Namespace, at: datetime) -> None:
    wallets.add_asset(described(arguments), at=at)


def _fund(arguments: argparse.Namespace, _at: datetime) -> None:
    asset = wallets.check_offered(arguments.code.upper()).asset.code
    wallets.add_liquidity(key=_key(arguments.key), asset=asset, amount_minor=parse_amount(arguments.amount, asset))


def _give(arguments: argparse.Namespace, at: datetime) -> None:
    asset = wallets.check_offered(arguments.code.upper()).asset.code
    person = named(arguments.to)
    wallets.give(key=_key(arguments.key), person_id=person.id, asset=asset, amount_minor=parse_amount(arguments.amount, asset), at=at)


def _key(text: str) -> UUID:
    try:
        return UUID(text) if text else uuid7()
    except ValueError:
        raise NotDone(f"--key is {text!r}; a UUID is expected, or nothing.") from None


def _basis_points(text: str) -> int:
    try:
        points = Decimal(text) * 100
    except InvalidOperation:
        raise NotDone(f"--spread is {text!r}; a number of percent is expected, such as 0.5.") from None
    if not points.is_finite() or points != int(points):
        raise NotDone(f"--spread is {text!r}; two digits after the point at most.")
    return int(points)
