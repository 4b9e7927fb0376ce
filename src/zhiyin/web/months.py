"""One line on a month against the one before."""

from datetime import datetime
from uuid import UUID


def line(person_id: UUID, *, at: datetime, language: str) -> str:
    return ""
