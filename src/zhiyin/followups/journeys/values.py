"""Reading the values of a document, each with the place where it stands."""

import re
from collections.abc import Iterable
from datetime import time, timedelta
from typing import Any

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from zhiyin.followups.journeys.problems import Found

UNITS = {"second": 1, "minute": 60, "hour": 3600, "day": 86400, "week": 604800}
DURATION = re.compile(r"^(\d{1,5}) (second|minute|hour|day|week)s?$")
CLOCK = re.compile(r"^([01]\d|2[0-3]):([0-5]\d)$")
NAME = re.compile(r"^[a-z][a-z0-9_]{1,29}$")
LONGEST = timedelta(days=366)
TRUE, FALSE = ("true", "yes", "on"), ("false", "no", "off")


class Values:
    """A mapping of the document. Each reader takes a key away; what is left at the end is unknown."""

    def __init__(self, node: Node, path: str, found: Found) -> None:
        self.node, self.path, self.found = node, path, found
        self.entries: dict[str, tuple[Node, Node]] = {}
        self._read: set[str] = set()
        if not isinstance(node, MappingNode):
            found.wrong(node, path, "Here “key: value” lines are expected.", "这里应写成“键: 值”的形式。")
            return
        for key, value in node.value:
            name = str(key.value)
            if name in self.entries:
                found.wrong(key, self.at(name), f"“{name}” stands here twice. Keep one.", f"“{name}”重复了，请只保留一个。")
            self.entries[name] = (key, value)

    def at(self, name: str) -> str:
        """The path of a field."""
        return f"{self.path}.{name}" if self.path else name

    def node_of(self, name: str) -> Node:
        """Where the field stands, or would stand."""
        return self.entries[name][1] if name in self.entries else self.node

    def has(self, name: str) -> bool:
        """Whether the field is there."""
        return name in self.entries

    def wrong(self, name: str, en: str, zh: str) -> None:
        """Notes a mistake in that field."""
        self.found.wrong(self.node_of(name), self.at(name), en, zh)

    def text(self, name: str, *, default: str | None = None) -> str:
        """Some words."""
        node = self._scalar(name, needed=default is None)
        return str(node.value).strip() if node is not None else (default or "")

    def one_of(self, name: str, choices: Iterable[str], *, default: str | None = None) -> str:
        """One of some words."""
        known = list(choices)
        said = self.text(name, default=default)
        if said and said not in known and self.has(name):
            self.wrong(name, f"“{said}” is not known. Write one of: {', '.join(known)}.", f"没有“{said}”，可用的有：{'、'.join(known)}。")
        return said

    def name(self, name: str) -> str:
        """A short name of small letters."""
        said = self.text(name)
        if said and not NAME.match(said):
            self.wrong(
                name,
                f"“{said}” is no name. Use 2–30 small letters, digits and _, a letter first.",
                f"“{said}”不能用作名称，请用 2–30 个小写字母、数字和 _，字母开头。",
            )
        return said

    def duration(self, name: str, *, default: timedelta | None = None) -> timedelta:
        """A time like "24 hours"."""
        node = self._scalar(name, needed=default is None)
        if node is None:
            return default or timedelta(0)
        match = DURATION.match(str(node.value).strip())
        length = timedelta(seconds=int(match[1]) * UNITS[match[2]]) if match else None
        if str(node.value).strip() == "0":
            return timedelta(0)
        if length is None or length > LONGEST:
            self.wrong(
                name,
                f"“{node.value}” is no time. Write for example “30 minutes”, “24 hours” or “7 days”; a year at most.",
                f"“{node.value}”不是时长，请写成“30 minutes”“24 hours”或“7 days”，最长一年。",
            )
            return default or timedelta(hours=1)
        return length

    def clock(self, name: str, *, default: time | None = None) -> time | None:
        """A time of day like "10:00"."""
        node = self._scalar(name, needed=False)
        if node is None:
            return default
        match = CLOCK.match(str(node.value).strip())
        if match is None:
            self.wrong(name, f"“{node.value}” is no time of day. Write for example “09:30”.", f"“{node.value}”不是时刻，请写成“09:30”的样子。")
            return default
        return time(int(match[1]), int(match[2]))

    def number(self, name: str, *, lowest: float, highest: float, default: float | None = None) -> float:
        """A number between two others."""
        node = self._scalar(name, needed=default is None)
        try:
            said = float(node.value) if node is not None else default
        except ValueError:
            said = None
        if node is not None and (said is None or not lowest <= said <= highest):
            self.wrong(
                name,
                f"“{node.value}” does not fit. Write a number from {lowest:g} to {highest:g}.",
                f"“{node.value}”不合适，请写 {lowest:g} 到 {highest:g} 之间的数。",
            )
        return said if said is not None else lowest

    def flag(self, name: str, *, default: bool) -> bool:
        """Yes or no."""
        node = self._scalar(name, needed=False)
        if node is None:
            return default
        if str(node.value).lower() not in TRUE + FALSE:
            self.wrong(name, f"“{node.value}” is neither. Write yes or no.", f"“{node.value}”无法识别，请写 yes 或 no。")
        return str(node.value).lower() in TRUE

    def items(self, name: str) -> list[ScalarNode]:
        """A list of words."""
        if name not in self.entries:
            return []
        node = self.entries.pop(name)[1]
        values = list(node.value) if isinstance(node, SequenceNode) else [node]
        scalars = [value for value in values if isinstance(value, ScalarNode)]
        if len(scalars) < len(values):
            self.found.wrong(node, self.at(name), "Here a list of words is expected, like [inapp, email].", "这里应为列表，例如 [inapp, email]。")
            return []
        return scalars

    def inner(self, name: str) -> "Values | None":
        """A mapping within."""
        if name not in self.entries:
            return None
        return Values(self.entries.pop(name)[1], self.at(name), self.found)

    def pair(self, name: str) -> tuple[str, str]:
        """The same words in both languages."""
        inner = self.inner(name)
        if inner is None:
            self.found.wrong(
                self.node, self.at(name), f"“{name}” is missing. Write {name}: {{en: …, zh: …}}.", f"缺少“{name}”，请写 {name}: {{en: …, zh: …}}。"
            )
            return ("", "")
        both = (inner.text("en"), inner.text("zh"))
        inner.done()
        return both

    def done(self) -> None:
        """Whatever was not read is unknown here."""
        for name, (key, _) in self.entries.items():
            if name not in self._read:
                self.found.wrong(
                    key,
                    self.at(name),
                    f"“{name}” means nothing here. Take the line out, or look for a misspelling.",
                    f"这里没有“{name}”这一项，请删除或检查拼写。",
                )

    def _scalar(self, name: str, *, needed: bool) -> ScalarNode | None:
        self._read.add(name)
        if name not in self.entries:
            if needed:
                self.found.wrong(self.node, self.at(name), f"“{name}” is missing. Add a line “{name}: …”.", f"缺少“{name}”，请加一行“{name}: …”。")
            return None
        node = self.entries[name][1]
        if not isinstance(node, ScalarNode) or not str(node.value).strip():
            self.wrong(name, f"“{name}” needs a value on its line.", f"“{name}”后面要写上值。")
            return None
        return node


def plain(node: ScalarNode) -> Any:
    """What a scalar means: a number, yes or no, nothing, or words."""
    text = str(node.value)
    if node.style in ("'", '"', "|", ">"):  # what stands in quotes is words
        return text
    if text.lower() in ("null", "~", ""):
        return None
    if text.lower() in TRUE + FALSE:
        return text.lower() in TRUE
    return int(text) if re.fullmatch(r"-?\d{1,18}", text) else text
