"""Payment addresses as links (BIP-21): `bitcoin:bcrt1q…?amount=0.0015&label=Mei`."""

from dataclasses import dataclass
from urllib.parse import parse_qsl, quote, urlencode

from zhiyin.kit.errors import Refusal
from zhiyin.kit.money import major, parse_amount

TEXT_MAX = 500


class NotReadable(ValueError):
    """Not such a link, or one that asks for something we do not know how to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Where to, and how much if the link says (minor units)."""

    address: str
    amount_minor: int | None
    label: str


def link(scheme: str, address: str, *, asset: str, amount_minor: int | None = None, label: str = "") -> str:
    """The link that opens a wallet with these; amounts in whole coins, as the standard wants them."""
    amount = major(amount_minor, asset).rstrip("0").rstrip(".") if amount_minor and "." in major(amount_minor, asset) else ""
    amount = amount or (major(amount_minor, asset) if amount_minor else "")
    words = {name: value for name, value in (("amount", amount), ("label", label)) if value}
    return f"{scheme}:{address}" + (f"?{urlencode(words, quote_via=quote)}" if words else "")


def read(text: str, *, scheme: str, asset: str) -> Asked:
    """What such a link asks for; a bare address is one, too. Raises `NotReadable`, also for a `req-` parameter, which must not be passed over."""
    plain = text.strip()
    if len(plain) > TEXT_MAX:
        raise NotReadable("too long")
    if plain[: len(scheme) + 1].lower() != f"{scheme}:":
        return Asked(address=plain, amount_minor=None, label="")
    address, _, rest = plain[len(scheme) + 1 :].partition("?")
    words = dict(parse_qsl(rest, keep_blank_values=True))
    if any(name.lower().startswith("req-") for name in words):
        raise NotReadable("asks for something unknown")
    try:
        amount = parse_amount(words["amount"], asset) if "amount" in words else None
    except Refusal as bad:
        raise NotReadable("no amount") from bad
    return Asked(address=address, amount_minor=amount, label=words.get("label", "")[:80])
