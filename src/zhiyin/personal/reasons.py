"""The words of every "why": they name the data, in both languages. Not gettext: English and Chinese are written, and a reason is not a label."""

from zhiyin.learning.frequency import Reason

SENTENCES: dict[str, tuple[str, str]] = {
    # Suggestions and what is due
    "interval": (
        "You usually buy {name} every {low} to {high} days; the last time was {ago}.",
        "您通常每 {low} 到 {high} 天买一次{name}，上次是{ago}。",
    ),
    "interval.even": ("You usually buy {name} every {low} days; the last time was {ago}.", "您通常每 {low} 天买一次{name}，上次是{ago}。"),
    "interval.daily": ("You usually buy {name} every day; the last time was {ago}.", "您通常每天都买{name}，上次是{ago}。"),
    "count": ("You bought {name} {times} times in the last 3 months.", "最近 3 个月您买过 {times} 次{name}。"),
    "count.twice": ("You bought {name} twice in the last 3 months.", "最近 3 个月您买过两次{name}。"),
    "count.once": ("You bought {name} once in the last 3 months.", "最近 3 个月您买过一次{name}。"),
    "last": ("You have bought {name} before; the last time was {ago}.", "您以前买过{name}，上次是{ago}。"),
    "popular": ("{times} people here buy {name}.", "这里有 {times} 人买{name}。"),
    # Tiles
    "tile.usual": ("The usual order.", "通常的顺序。"),
    "tile.simple": ("One of the three things simple mode keeps.", "简洁模式保留的三件事之一。"),
    "tile.pinned": ("You put it here.", "您把它放在这里。"),
    "tile.new": ("The usual order, until there is something to go by.", "先按通常的顺序，等有了记录再调整。"),
    "tile.transfer_first": (
        "You send to people more often than you pay shops: {transfers} and {payments} times.",
        "您给人转账比在商家付款多：转账 {transfers} 次，付款 {payments} 次。",
    ),
    "tile.scan_first": (
        "You pay shops more often than you send to people: {payments} and {transfers} times.",
        "您在商家付款比给人转账多：付款 {payments} 次，转账 {transfers} 次。",
    ),
    "tile.weekly": ("You shop every {low} to {high} days.", "您每 {low} 到 {high} 天购物一次。"),
    "tile.weekly.even": ("You shop every {low} days.", "您每 {low} 天购物一次。"),
    "tile.weekly.daily": ("You shop every day.", "您每天都购物。"),
}
AGO = {0: ("today", "今天"), 1: ("yesterday", "昨天")}


def say(code: str, language: str, **facts: object) -> str:
    """The sentence of that code in the language, filled with the facts. Raises `KeyError` for a code that has no sentence."""
    return SENTENCES[code][language.startswith("zh")].format(**facts)


def why(reason: Reason, name: str, language: str) -> str:
    """Why this item is suggested, naming the data."""
    return say(
        _code(reason), language, name=_fitting(name, language), low=reason.low, high=reason.high, times=reason.times, ago=ago(reason.days, language)
    )


def every(low: int, high: int) -> str:
    """The ending of a sentence's code for a range: "" (from–to), ".even" (one figure) or ".daily"."""
    return "" if low != high else ".daily" if low == 1 else ".even"


def ago(days: int, language: str) -> str:
    """How long ago, by days of the person's own calendar."""
    zh = language.startswith("zh")
    return AGO[days][zh] if days in AGO else f" {days} 天前" if zh else f"{days} days ago"


def _code(reason: Reason) -> str:
    if reason.kind == "interval":
        return "interval" + every(reason.low, reason.high)
    if reason.kind == "count":
        return "count" + {1: ".once", 2: ".twice"}.get(reason.times, "")
    return reason.kind


def _fitting(name: str, language: str) -> str:
    """Inside an English sentence a plain word begins small ("Milk" → "milk"); names with capitals inside stay as they are."""
    rest = name[1:]
    return name if language.startswith("zh") or rest != rest.lower() else name.lower()
