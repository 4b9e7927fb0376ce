"""A document as plain values and back, for forms that change it part by part."""

import re
from typing import Any

import yaml


class _Loader(yaml.SafeLoader):
    """YAML in which 10:00 is a time and not a number of seconds."""


_NUMBERS = ("tag:yaml.org,2002:int", "tag:yaml.org,2002:float", "tag:yaml.org,2002:timestamp")
_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag not in _NUMBERS]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"^-?\d{1,18}$"), list("-0123456789"))
_Loader.add_implicit_resolver("tag:yaml.org,2002:float", re.compile(r"^\d+\.\d+$"), list("0123456789"))


def parts_of(text: str) -> dict[str, Any]:
    """The document's values; empty when it cannot be read. No SQL."""
    try:
        found = yaml.load(text, Loader=_Loader)  # noqa: S506  a SafeLoader
    except yaml.YAMLError:
        return {}
    return found if isinstance(found, dict) else {}


def text_of(parts: dict[str, Any]) -> str:
    """The document with those values, in their order. No SQL."""
    return yaml.safe_dump(parts, allow_unicode=True, sort_keys=False, width=150)
