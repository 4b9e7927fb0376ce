"""The journeys that the product comes with: documents in `shipped/`, put into the database when it is prepared.

Those in `waiting/` come paused: they write to people of their own accord, so somebody reads them and switches them on.
"""

from pathlib import Path
from typing import Any

from django.db import connection

SHIPPED = Path(__file__).parent / "shipped"
# A changed document becomes the next version; where the operator has a version of their own, theirs stays in force.
LOAD_SQL = """
insert into followups_journeyversion (code, number, text, published_at)
select %(code)s, coalesce(max(v.number), 0) + 1, %(text)s, now() from followups_journeyversion v where v.code = %(code)s
having coalesce(bool_and(v.by_id is null), true) and not coalesce(bool_or(v.text = %(text)s), false)
returning number
"""
DEED_SQL = "insert into followups_journeydeed (code, number, what, choice, affected) values (%s, %s, %s, '', 0)"


def documents() -> dict[str, str]:
    """The texts by the journeys' codes, in their order. No SQL."""
    return {_code(path): path.read_text() for path in sorted(SHIPPED.rglob("*.yaml"), key=lambda path: path.name)}


def load(**_: Any) -> None:
    """Every shipped document is a published version. Repeats: nothing changes."""
    if "followups_journeydeed" not in connection.introspection.table_names():
        return
    with connection.cursor() as cursor:
        for code, text in documents().items():
            cursor.execute(LOAD_SQL, {"code": code, "text": text})
            row = cursor.fetchone()
            for what in _deeds(code, row[0]) if row else ():
                cursor.execute(DEED_SQL, [code, row[0], what])


def _deeds(code: str, number: int) -> tuple[str, ...]:
    """A new version goes on as the one before it did; the first one of those that wait is paused."""
    if number > 1:
        return ("published",) if code not in _waiting() else ()
    return ("published", "paused") if code in _waiting() else ("published",)


def _waiting() -> frozenset[str]:
    return frozenset(_code(path) for path in SHIPPED.glob("waiting/*.yaml"))


def _code(path: Path) -> str:
    return path.stem.partition("-")[2]
