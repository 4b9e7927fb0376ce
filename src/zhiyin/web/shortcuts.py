"""The shortcuts of the home page: where each leads, and what it is called."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from zhiyin.funding import queries as funding
from zhiyin.personal.queries import Tile

SHOWN = 4


@dataclass(frozen=True, slots=True)
class Shortcut:
    """One way to somewhere: a URL's name, an icon and a word."""

    address: str
    icon: str
    label: str | Promise


SHORTCUTS = {
    "scan": Shortcut("web:pay", "scan", _("Scan and pay")),
    "transfer": Shortcut("web:friend", "send", _("Send money")),
    "my_code": Shortcut("web:my_code", "qr", _("My code")),
    "top_up": Shortcut("web:top_up", "topup", _("Add money")),
    "spending": Shortcut("web:spending", "spending", _("Spending")),
    "activity": Shortcut("web:activity", "activity", _("Activity")),
    "inbox": Shortcut("web:inbox", "inbox", _("Inbox")),
    "help": Shortcut("web:help", "help", _("Help")),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldTile:
    """A shortcut in its place, with what the person wished for it and why it stands there."""

    code: str
    address: str
    icon: str
    label: str | Promise
    reason: str
    pinned: bool
    hidden: bool


def told(tiles: Iterable[Tile]) -> list[ToldTile]:
    """The tiles that have a page to lead to, in their order. "Add money" has one only where money can come from somewhere."""
    known = SHORTCUTS.keys() - (() if funding.ways_in() else {"top_up"})
    return [
        ToldTile(
            code=tile.code,
            address=SHORTCUTS[tile.code].address,
            icon=SHORTCUTS[tile.code].icon,
            label=SHORTCUTS[tile.code].label,
            reason=tile.reason,
            pinned=tile.pinned,
            hidden=tile.hidden,
        )
        for tile in tiles
        if tile.code in known
    ]
