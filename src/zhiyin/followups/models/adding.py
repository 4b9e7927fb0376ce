"""Making and adding many rows at once."""

import json
from collections.abc import Sequence
from functools import cache
from typing import Any, TypeVar

from django.db import connection, models
from django.db.models.base import ModelState

from zhiyin.kit.statements import Prepared

MANY = 50
Row = TypeVar("Row", bound=models.Model)


def new(kind: type[Row], **values: object) -> Row:
    """A row of that kind, not yet saved, with these values (by the names of the columns' attributes) and else what the model says.

    What `kind(**values)` makes, in a tenth of its time, which counts where a thousand are planned at once: it asks each field nothing.
    """
    row = kind.__new__(kind)
    row.__dict__ = {"_state": ModelState(), **_defaults(kind), **values}
    return row


def add(rows: Sequence[models.Model]) -> None:
    """These rows, all of one kind, are there: in one statement, with an array for each column in which they differ. One whose place is taken is
    left out.
    """
    if not rows:
        return
    kind = type(rows[0])
    held = [vars(row) for row in rows]
    columns = {name: [each[name] for each in held] for name in _fields(kind)}
    # What few rows have in common is not looked for: every other combination of columns would be another statement to keep ready.
    same = {name for name, column in columns.items() if column.count(column[0] if len(rows) >= MANY else None) == len(rows)}
    said = [name for name in columns if not (name in same and columns[name][0] is None)]
    differ = tuple(name for name in said if name not in same) or tuple(said[:1])
    values = [_plain(kind, name, columns[name]) if name in differ else _plain(kind, name, columns[name][:1])[0] for name in said]
    with connection.cursor() as cursor:
        cursor.execute(_statement(kind, tuple(said), differ), values)


@cache
def _fields(kind: type[models.Model]) -> dict[str, Any]:
    every = kind._meta.concrete_fields  # noqa: SLF001  Django's documented door
    return {field.attname: field for field in every if not isinstance(field, models.AutoField)}


@cache
def _defaults(kind: type[models.Model]) -> dict[str, Any]:
    every = kind._meta.concrete_fields  # noqa: SLF001  as above
    # A dict of their own for each row is the caller's to give.
    return {field.attname: field.get_default() for field in every if field.default is not dict}


@cache
def _statement(kind: type[models.Model], names: tuple[str, ...], differ: tuple[str, ...]) -> Prepared:
    types = {name: _type(kind, name) for name in names}
    table, places = kind._meta.db_table, ", ".join(_fields(kind)[name].column for name in names)  # noqa: SLF001  as above
    # One parameter for each column, in their order: a value that all have in common, or the array of theirs.
    given = ", ".join(f"%s::{types[name]}[] as {name}" if name in differ else f"%s::{types[name]} as {name}" for name in names)
    taken = ", ".join(f"unnest({name})" if name in differ else name for name in names)
    return Prepared(f"insert into {table} ({places}) select {taken} from (select {given}) as given on conflict do nothing")  # noqa: S608  our names


def _type(kind: type[models.Model], name: str) -> str:
    """Without the length: a cast would shorten what is too long, and say nothing."""
    return str(_fields(kind)[name].db_type(connection)).split("(")[0]


def _plain(kind: type[models.Model], name: str, column: list[Any]) -> list[Any]:
    if isinstance(_fields(kind)[name], models.JSONField):
        return [json.dumps(value, ensure_ascii=False) for value in column]
    return column
