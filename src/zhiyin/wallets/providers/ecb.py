"""Reference rates in the European Central Bank's XML (`eurofxref-daily.xml`), from a file or from the web."""

import re
import urllib.request
from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree as ET
from zoneinfo import ZoneInfo

from zhiyin.wallets.providers.base import BadRates, Quoted, decimal

BYTES_MAX = 5_000_000
SECONDS_MAX = 10
CUBE = "{http://www.ecb.int/vocabulary/2002-08-01/eurofxref}Cube"
FRANKFURT, PUBLISHED = ZoneInfo("Europe/Berlin"), time(16)


class EcbRates:
    """So much of each currency is worth one euro. Published on working days at 16:00 in Frankfurt, so rates live over a long Easter weekend."""

    name = "ecb"
    good_for = timedelta(days=5)

    def __init__(self, place: str) -> None:
        self.place = place

    def read(self, now: datetime) -> Sequence[Quoted]:  # noqa: ARG002  the document tells its own day
        """The newest day of the document. Raises `BadRates`."""
        return read_xml(self._document())

    def _document(self) -> bytes:
        try:
            if self.place.startswith("https://"):
                with urllib.request.urlopen(self.place, timeout=SECONDS_MAX) as answer:  # noqa: S310  https, as the operator set it
                    data: bytes = answer.read(BYTES_MAX + 1)
            else:
                with Path(self.place).open("rb") as file:
                    data = file.read(BYTES_MAX + 1)
        except OSError as away:
            raise BadRates(f"{self.place} cannot be read: {away}") from away
        return data


def read_xml(data: bytes) -> tuple[Quoted, ...]:
    """The rates of the newest day in such a document. Raises `BadRates`: half a document is not used."""
    if len(data) > BYTES_MAX or re.search(rb"<!(DOCTYPE|ENTITY)|\x00", data, re.IGNORECASE):
        raise BadRates("this is not a document of the European Central Bank: too long, or with a document type")
    try:
        root = ET.fromstring(data)  # noqa: S314  a text with a document type was refused, so nothing expands
    except (ET.ParseError, ValueError, LookupError) as broken:
        raise BadRates(f"this is not XML: {broken}") from broken
    days = {day.get("time", ""): day for day in root.iter(CUBE) if day.get("time")}
    if not days:
        raise BadRates("there is no day in this document")
    newest = max(days)
    return tuple(_rates(days[newest], newest))


def _rates(day: ET.Element, date: str) -> Iterator[Quoted]:
    try:
        at = datetime.combine(datetime.fromisoformat(date).date(), PUBLISHED, FRANKFURT)
    except ValueError:
        raise BadRates(f"{date[:20]!r} is not a day") from None
    for cube in day.iter(CUBE):
        if cube is not day:
            code = cube.get("currency", "")
            if not re.fullmatch(r"[A-Z]{3}", code):
                raise BadRates(f"{code[:20]!r} is not a currency")
            yield Quoted(asset=code, units=decimal(cube.get("rate", "")), worth=Decimal(1), base="EUR", at=at)
