"""What stands on a paper, as text. Pure."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperLine:
    """One line: `amount` with its sign, `detail` what else is to be said of it."""

    day: str
    clock: str
    title: str
    detail: str
    amount: str
    balance: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """All that stands on the paper, in one language. `made_at`: the moment it is complete up to, so that the same statement is the same file."""

    title: str
    lead: str
    figures: tuple[tuple[str, str], ...]
    head: tuple[str, str, str, str]
    lines: tuple[PaperLine, ...]
    sums_title: str
    sums: tuple[tuple[str, str], ...]
    foot: str
    page: str
    made_at: datetime
    language: str
