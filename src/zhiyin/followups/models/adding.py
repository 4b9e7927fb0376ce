"""Adding many rows at once."""

import json
from collections.abc import Sequence
from functools import cache
from typing import Any

from django.db import connection, models

from zhiyin.kit.statements import Prepared


def add(rows: Sequence[models.Model]) -> None:
    """These rows, all of one kind, are there: in one statement, with an array for each column. One whose place is taken is left out."""
    if not rows:
        return
    kind = type(rows[0])
    columns = {name: [getattr(row, name) for row in rows] for name in _fields(kind)}
    said = {name: column for name, column in columns.items() if any(value is not None for value in column)}
    with connection.cursor() as cursor:
        cursor.execute(_statement(kind, tuple(said)), [_plain(kind, name, column) for name, column in said.items()])


@cache
def _fields(kind: type[models.Model]) -> dict[str, Any]:
    every = kind._meta.concrete_fields  # noqa: SLF001  Django's documented door
    return {field.attname: field for field in every if not isinstance(field, models.AutoField)}


@cache
def _statement(kind: type[models.Model], names: tuple[str, ...]) -> Prepared:
    fields = [_fields(kind)[name] for name in names]
    # Without the length: a cast would shorten what is too long, and say nothing.
    arrays = ", ".join(f"%s::{str(field.db_type(connection)).split('(')[0]}[]" for field in fields)
    places = ", ".join(field.column for field in fields)
    table = kind._meta.db_table  # noqa: SLF001  as above
    return Prepared(f"insert into {table} ({places}) select * from unnest({arrays}) on conflict do nothing")  # noqa: S608  names of our own


def _plain(kind: type[models.Model], name: str, column: list[Any]) -> list[Any]:
    if isinstance(_fields(kind)[name], models.JSONField):
        return [json.dumps(value, ensure_ascii=False) for value in column]
    return column
