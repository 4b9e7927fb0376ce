"""Several questions put to the database in one statement: a page that wants four answers waits once, and its rooms still ask for their own."""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from zhiyin.kit.statements import Prepared

Answer = TypeVar("Answer")
Row = dict[str, Any]


class Cursor(Protocol):
    """What asks: any cursor of Python's database interface."""

    def execute(self, sql: str, params: Sequence[Any], /) -> Any:
        """Asks."""

    def fetchone(self) -> Any:
        """The next row."""


@dataclass(frozen=True, slots=True)
class Question(Generic[Answer]):
    """Statements with their parameters, and how to read their rows: `read` is handed a list of rows for each statement.

    Rows come as JSON, by column: dates, moments and ids are texts (`date.fromisoformat` and so on), numbers of any length are whole.
    """

    asks: tuple[tuple[str, Sequence[object]], ...]
    read: Callable[..., Answer]


def joined(questions: Iterable[Question[Any]], read: Callable[..., Answer]) -> Question[Answer]:
    """One question made of others; `read` is handed their answers."""
    parts = tuple(questions)

    def answered(*rows: list[Row]) -> Answer:
        return read(*_read(parts, rows))

    return Question(tuple(each for part in parts for each in part.asks), answered)


def ask(cursor: Cursor, question: Question[Answer]) -> Answer:
    """The answer. One statement, however many the question is made of."""
    columns = ", ".join(f"(select json_agg(t)::text from ({sql}) t)" for sql, _ in question.asks)  # noqa: S608  the rooms' own words
    cursor.execute(Prepared(f"select {columns}"), [param for _, params in question.asks for param in params])
    return question.read(*(json.loads(rows) if rows else [] for rows in cursor.fetchone()))


def _read(questions: Sequence[Question[Any]], rows: Sequence[list[Row]]) -> Iterable[Any]:
    place = 0
    for question in questions:
        yield question.read(*rows[place : place + len(question.asks)])
        place += len(question.asks)
