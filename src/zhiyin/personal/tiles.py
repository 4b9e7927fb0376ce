"""In which order a person's tiles stand, and why. Pure: facts in, tiles out."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from zhiyin.personal import reasons

USUAL = ("scan", "transfer", "my_code", "top_up", "spending", "activity", "inbox", "help")
SIMPLE = ("scan", "my_code", "help")
FACTS_MIN = 3
WEEK_DAYS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """A shortcut on the first page, with the reason for its place in one line."""

    code: str
    reason: str
    pinned: bool = False
    hidden: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """What decides the order: how often a person pays shops and sends to people, and from how many to how many days they shop (None: not known)."""

    payments: int
    transfers: int
    shops_every: tuple[int, int] | None


def usual(language: str) -> list[Tile]:
    """The order that is the same for everybody."""
    return [Tile(code=code, reason=reasons.say("tile.usual", language)) for code in USUAL]


def simple(language: str) -> tuple[Tile, ...]:
    """The three big deeds of simple mode."""
    return tuple(Tile(code=code, reason=reasons.say("tile.simple", language)) for code in SIMPLE)


def fitting(use: Use, language: str) -> list[Tile]:
    """The order that fits the person: what they do most first, and where the money goes early for who shops every week."""
    if use.payments + use.transfers < FACTS_MIN:
        return [Tile(code=code, reason=reasons.say("tile.new", language)) for code in USUAL]
    friends_first = use.transfers > use.payments
    first = ["transfer", "scan"] if friends_first else ["scan", "transfer"]
    weekly = shops_weekly(use)
    order = [*first, *(["spending"] if weekly else []), *(code for code in USUAL if code not in first and not (weekly and code == "spending"))]
    said = {
        first[0]: reasons.say("tile.transfer_first" if friends_first else "tile.scan_first", language, payments=use.payments, transfers=use.transfers)
    }
    if weekly and use.shops_every:
        low, high = use.shops_every
        said["spending"] = reasons.say("tile.weekly" + reasons.every(low, high), language, low=low, high=high)
    return [Tile(code=code, reason=said.get(code) or reasons.say("tile.usual", language)) for code in order]


def shops_weekly(use: Use) -> bool:
    """Whether the person shops at least about once a week."""
    return use.shops_every is not None and use.shops_every[1] <= WEEK_DAYS


def arranged(ranked: list[Tile], *, pinned: Mapping[str, int], hidden: Collection[str], language: str) -> tuple[Tile, ...]:
    """The tiles with the person's own wishes: pinned ones at their place, the others in their order around them; hidden ones are marked."""
    known = {tile.code for tile in ranked}
    rest = [tile for tile in ranked if tile.code not in pinned]
    for code, place in sorted(((code, place) for code, place in pinned.items() if code in known), key=lambda pin: (pin[1], pin[0])):
        rest.insert(min(place, len(rest)), Tile(code=code, reason=reasons.say("tile.pinned", language), pinned=True))
    return tuple(Tile(code=tile.code, reason=tile.reason, pinned=tile.pinned, hidden=tile.code in hidden) for tile in rest)
