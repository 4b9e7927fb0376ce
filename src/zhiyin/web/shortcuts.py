"""The shortcuts of the home page: where each leads, and what it is called."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SHOWN = 4


@dataclass(frozen=True, slots=True)
class Shortcut:
    """One way to somewhere: a URL's name, an icon and a word."""

    address: str
    icon: str
    label: str | Promise


SHORTCUTS = {
    "scan": Shortcut("web:pay", "scan", _("Scan and pay")),
    "transfer": Shortcut("web:friend", "send", _("Send")),
    "my_code": Shortcut("web:my_code", "qr", _("My code")),
    "top_up": Shortcut("web:top_up", "topup", _("Add money")),
    "spending": Shortcut("web:spending", "spending", _("Spending")),
    "activity": Shortcut("web:activity", "activity", _("Activity")),
    "inbox": Shortcut("web:inbox", "inbox", _("Inbox")),
    "help": Shortcut("web:help", "help", _("Help")),
}
