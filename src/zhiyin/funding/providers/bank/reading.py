"""Reading a bank's XML: nothing in it is expanded or fetched, and no more of it is read than a bank would send."""

from datetime import date
from xml.etree import ElementTree as ET

from zhiyin.kit.errors import Refusal

BYTES_MAX = 20_000_000
ISO_DAY_SIGNS = 10


class BadStatement(Refusal):
    """The file is no statement, contradicts itself, or is about another account; `what` says which."""

    code = "bad_statement"


def parsed(content: bytes) -> ET.Element:
    """The root of the file. Raises `BadStatement`."""
    if len(content) > BYTES_MAX:
        raise BadStatement(what="too large")
    try:
        text = content.decode("utf-8-sig")
        if "<!DOCTYPE" in text or "<!ENTITY" in text:
            raise BadStatement(what="it defines words of its own")
        return ET.fromstring(text)  # noqa: S314  without a DOCTYPE there is nothing to expand or to fetch
    except (UnicodeDecodeError, ET.ParseError, ValueError) as bad:
        raise BadStatement(what="not XML in UTF-8") from bad


def text_of(parent: ET.Element, path: str) -> str:
    """The text at that path, whatever the namespace; empty when nothing is there."""
    found = parent.find("/".join(f"{{*}}{name}" for name in path.split("/")))
    return (found.text or "").strip().replace("\x00", "") if found is not None else ""


def day_of(text: str) -> date:
    """The day that the text begins with. Raises `BadStatement`."""
    try:
        return date.fromisoformat(text[:ISO_DAY_SIGNS])
    except ValueError as bad:
        raise BadStatement(what="a day that is none") from bad
