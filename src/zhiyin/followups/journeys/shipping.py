"""The journeys that the product comes with: documents in `shipped/`, put into the database when it is prepared."""

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
DEED_SQL = "insert into followups_journeydeed (code, number, what, choice, affected) values (%s, %s, 'published', 'finish', 0)"


def documents() -> dict[str, str]:
    """The texts by the journeys' codes, in their order. No SQL."""
    return {path.stem.partition("-")[2]: path.read_text() for path in sorted(SHIPPED.glob("*.yaml"))}


def load(**_: Any) -> None:
    """Every shipped document is a published version. Repeats: nothing changes."""
    if "followups_journeydeed" not in connection.introspection.table_names():
        return
    with connection.cursor() as cursor:
        for code, text in documents().items():
            cursor.execute(LOAD_SQL, {"code": code, "text": text})
            if row := cursor.fetchone():
                cursor.execute(DEED_SQL, [code, row[0]])
