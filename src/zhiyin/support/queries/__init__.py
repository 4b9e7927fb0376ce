"""Cases as the other rooms know them."""

from zhiyin.support.queries.cases import (
    CaseLine,
    CaseMessage,
    CaseStory,
    Counts,
    case,
    cases,
    cases_by_ids,
    cases_of,
    counts,
    last_replies,
    ordered_cases,
    person_case,
    unsolved,
    unsolved_at,
)
from zhiyin.support.queries.words import department, note_text, subject

__all__ = [
    "CaseLine",
    "CaseMessage",
    "CaseStory",
    "Counts",
    "case",
    "cases",
    "cases_by_ids",
    "cases_of",
    "counts",
    "department",
    "last_replies",
    "note_text",
    "ordered_cases",
    "person_case",
    "subject",
    "unsolved",
    "unsolved_at",
]
