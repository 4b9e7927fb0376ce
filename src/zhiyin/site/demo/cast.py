"""The ready-made sign-ins: people to be, a merchant, and each kind of staff."""

import json
import os
import secrets
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from zhiyin.site.demo.names import Name

WORDS = (
    "amber birch cedar clover coral ember fern harbor heron indigo jasmine lantern lotus maple meadow orchid pebble plum river sable willow".split()
)


@dataclass(frozen=True, slots=True)
class Part:
    """Somebody to sign in as. `ages`: the age bands a household of theirs may have (none: not a household)."""

    role: str
    who: Name
    roles: tuple[str, ...]
    ages: tuple[str, ...] = ()
    simple: bool = False


CAST = (
    Part("person", Name("林小满", "lin", "zh-hans"), ("person",), ("19-24", "25-34")),
    Part("person", Name("梅雨晴", "mei", "zh-hans"), ("person",), ("35-44",)),
    Part("person", Name("周国平", "zhou", "zh-hans"), ("person",), ("65+",), simple=True),
    Part("person", Name("Grace Miller", "grace", "en"), ("person",), ("45-54",)),
    Part("merchant", Name("Anna Holm", "anna", "en"), ("person", "merchant")),
    Part("support", Name("王静", "wang", "zh-hans"), ("support",)),
    Part("marketing", Name("Sofia Rossi", "sofia", "en"), ("marketing",)),
    Part("product", Name("陈立", "chen", "zh-hans"), ("product",)),
    Part("risk", Name("Rui Costa", "rui", "en"), ("risk",)),
    Part("auditor", Name("Ines Duarte", "ines", "en"), ("auditor",)),
    Part("admin", Name("Ada Ops", "admin", "en"), ("admin",)),
)


def households(visits: Mapping[int, int], ages: Mapping[int, str]) -> dict[int, Part]:
    """Which household each person of the cast lives: the one of their age that shops most and is not taken yet."""
    ranked = [household for household, _count in Counter(visits).most_common()]
    chosen: dict[int, Part] = {}
    for part in CAST:
        found = next((each for each in ranked if part.ages and ages.get(each) in part.ages and each not in chosen), None)
        if found is not None:
            chosen[found] = part
    return chosen


def password() -> str:
    """A password a person can type: four words and a number, about 30 bits; good for made-up people on one's own machine."""
    return "-".join([*(secrets.choice(WORDS) for _ in range(4)), str(secrets.randbelow(9000) + 1000)])


def write(home: Path, secret: str, parts: Iterable[Part]) -> Path:
    """The sign-ins as `demo.json` in the data folder, readable by its owner only."""
    file = home / "demo.json"
    listed = [{"role": part.role, "login": part.who.handle, "password": secret, "name": part.who.name} for part in parts]
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
        json.dump(listed, out, ensure_ascii=False, indent=2)
    return file


def known_password(home: Path) -> str | None:
    """The password of an earlier load, so that a second start keeps the sign-ins."""
    file = home / "demo.json"
    return str(json.loads(file.read_text())[0]["password"]) if file.exists() else None
