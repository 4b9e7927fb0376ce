"""A case as its person reads it: who said what, in words."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from zhiyin.identity import queries as identity
from zhiyin.support import queries as support
from zhiyin.support.queries import CaseMessage, CaseStory
from zhiyin.surveys import queries as surveys

# The thread begins with the answer itself, stars and words; notes about it would say the same again.
TOLD_ALREADY = frozenset({"stars_given", "sentence_added"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One word in the thread. `note`: the system says it, in small letters."""

    by: str
    text: str
    at: datetime
    mine: bool
    note: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldCase:
    """A case in a list: its number, what it is about and how it stands, in words."""

    id: UUID
    number: int
    subject: str
    opened_at: datetime
    state: str


def thread(story: CaseStory, language: str) -> tuple[Said, ...]:
    """What was said, the oldest first; it begins with the answer that opened the case, if one did. Two statements at most."""
    names = identity.people(each.author_id for each in story.messages if each.author_id)
    told = [each for each in story.messages if each.code not in TOLD_ALREADY]
    said = [_said(each, names[each.author_id].name if each.author_id in names else "", language) for each in told]
    return (*_opening(story, language), *said)


def state_word(state: str) -> str:
    """How a case stands, in a word."""
    return {"open": _("Being looked at"), "answered": _("Answered"), "closed": _("Solved")}[state]


def cases_of(person_id: UUID, language: str) -> tuple[ToldCase, ...]:
    """The person's cases, the newest first. One statement."""
    return tuple(
        ToldCase(
            id=each.id,
            number=each.number,
            subject=support.subject(each.subject_code, language),
            opened_at=each.opened_at,
            state=state_word(each.state),
        )
        for each in support.cases_of(person_id, limit=20)
    )


def _opening(story: CaseStory, language: str) -> tuple[Said, ...]:
    given = surveys.answer(story.answer_id) if story.answer_id else None
    if given is None:
        return ()
    stars = surveys.survey(given.survey).word(given.value, language)
    return (Said(by=_("You"), text=f"{stars}\n{given.text}".strip(), at=given.first_at, mine=True),)


def _said(message: CaseMessage, name: str, language: str) -> Said:
    if message.kind == "system":
        return Said(by="", text=support.note_text(message.code, message.value, language=language), at=message.at, mine=False, note=True)
    mine = message.kind == "person"
    return Said(by=_("You") if mine else name, text=message.text, at=message.at, mine=mine)
