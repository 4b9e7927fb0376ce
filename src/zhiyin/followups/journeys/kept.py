"""Published journeys, looked up by whoever needs them. A published version never changes, so it is read once in the life of a process."""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any, Protocol

from django.db import connection

from zhiyin.channels import queries as channels
from zhiyin.followups.journeys.facts import FACTS
from zhiyin.followups.journeys.reading import Known, read
from zhiyin.followups.journeys.steps import Document, Journey, Step
from zhiyin.followups.models import JourneyVersion
from zhiyin.privacy.purposes import PURPOSES
from zhiyin.surveys import queries as surveys

KEPT_SECONDS = 2.0
CHANNELS = ("inapp", "email", "sms", "push", "social", "call")
# The newest published version of each journey, in the order in which they first came, and what was last done about it.
CURRENT_SQL = """
select v.code, v.number,
       coalesce((select d.what from followups_journeydeed d where d.code = v.code and d.what <> 'drafted' order by d.id desc limit 1), '')
  from (select distinct on (code) code, number from followups_journeyversion where published_at is not null order by code, number desc) v
 order by (select min(first.id) from followups_journeyversion first where first.code = v.code)
"""
REVISION_SQL = "select coalesce(max(id), 0) from followups_journeydeed"
RUNNING = frozenset({"", "published", "resumed"})


class Pinned(Protocol):
    """What knows its journey and version: a follow-up."""

    @property
    def journey(self) -> str:
        """The journey's code."""

    @property
    def version(self) -> int:
        """The version's number."""

    @property
    def context(self) -> Any:
        """Names the step, when it is not the first one."""


@dataclass(frozen=True, slots=True)
class _Looked:
    """What the database said at one look: the number of each journey's present version, and what was last done about it."""

    currents: Mapping[str, int] = field(default_factory=dict)
    deeds: Mapping[str, str] = field(default_factory=dict)
    revision: int = -1
    at: float = float("-inf")


@dataclass(slots=True)
class _Kept:
    """What this process has read. It grows, and a look takes the place of the one before: each thread goes on with what it has looked at itself."""

    documents: dict[tuple[str, int], Document] = field(default_factory=dict)
    journeys: dict[tuple[str, int, str], Journey] = field(default_factory=dict)
    looked: _Looked = field(default_factory=_Looked)


_kept = _Kept()
# What this thread looks at as if it were published.
_tried: ContextVar[_Kept | None] = ContextVar("tried", default=None)


@contextmanager
def trying(documents: Mapping[tuple[str, int], Document]) -> Iterator[None]:
    """Inside, these are looked up as if they were published. Nobody else sees them."""
    token = _tried.set(_Kept(documents=dict(documents)))
    try:
        yield
    finally:
        _tried.reset(token)


def forget() -> None:
    """The next look-up reads everything again."""
    global _kept  # noqa: PLW0603  # one name; whoever still holds what it named goes on with that
    _kept = _Kept()


def fits(text: str) -> Document:
    """The journey that the document describes, if everything that it names is there. Raises `BadDocument`."""
    return read(text, Known(has_template=_has_template, has_survey=_has_survey, purposes=tuple(PURPOSES), channels=CHANNELS))


def document(code: str, number: int) -> Document:
    """That version of a journey as a whole. Raises `KeyError`."""
    tried = _tried.get()
    found = (tried.documents.get((code, number)) if tried else None) or _kept.documents.get((code, number))
    if found is None:
        row = JourneyVersion.objects.filter(code=code, number=number, published_at__isnull=False).first()
        if row is None:
            raise KeyError(code, number)
        found = _learn(row)
    return found


def version(code: str, number: int, step: str = "") -> Journey:
    """That version of a journey, as it was published: the step of that name, or its first one. Raises `KeyError`."""
    key, tried = (code, number, step), _tried.get()
    kept = tried if tried and (code, number) in tried.documents else _kept
    found = kept.journeys.get(key)
    if found is None:
        whole = document(code, number)
        found = kept.journeys[key] = _as_met(whole, number, whole.step(step))
    return found


def scale(survey: str) -> tuple[int, ...]:
    """The values that can be tapped in that survey. Raises `LookupError`."""
    return tuple(choice.value for choice in surveys.survey(survey).choices)


def of(row: Pinned) -> Journey:
    """The journey as it was published for that follow-up, and of it the step that the follow-up takes. Raises `KeyError`."""
    return version(row.journey, row.version, row.context.get("step", ""))


def current(code: str) -> Journey:
    """The journey in its present version. Raises `KeyError`. One statement every two seconds."""
    return version(code, _look().currents[code])


def currents() -> Mapping[str, Journey]:
    """All journeys in their present versions, by code. One statement every two seconds."""
    return {code: version(code, number) for code, number in _look().currents.items()}


def name_of(code: str) -> tuple[str, str]:
    """What the journey is called, in English and in Chinese; its code when it is only a draft. One statement every two seconds."""
    numbers = _look().currents
    return document(code, numbers[code]).name if code in numbers else (code, code)


def running(*, surely: bool = False) -> Mapping[str, Document]:
    """The journeys that take people in, by code. `surely`: as the database says now, for one statement; else as it said two seconds ago at most."""
    looked = _look(surely=surely)
    return {code: document(code, number) for code, number in looked.currents.items() if looked.deeds.get(code, "") in RUNNING}


def ended_by(event: str) -> frozenset[str]:
    """The journeys of which some version is ended by that kind of fact."""
    return frozenset(whole.code for whole in _published() if event in whole.cancel_on)


def waited_for_by(event: str) -> frozenset[str]:
    """The journeys of which some version waits for that kind of fact."""
    return frozenset(whole.code for whole in _published() if any(step.wait_for == event for step in whole.steps))


def present(code: str) -> int:
    """The number of the present version. Raises `KeyError`. One statement every two seconds."""
    return _look().currents[code]


def state(code: str) -> str:
    """What was last done about the journey: published, paused, resumed or stopped."""
    return _look().deeds.get(code, "") or "published"


def _published() -> list[Document]:
    _look()
    return list(_kept.documents.values())


def _look(*, surely: bool = False) -> _Looked:
    kept, begun = _kept, time.monotonic()
    if not surely and begun - kept.looked.at <= KEPT_SECONDS:
        return kept.looked
    with connection.cursor() as cursor:
        cursor.execute(REVISION_SQL)
        revision = int(cursor.fetchone()[0])
        if revision == kept.looked.revision:
            looked = replace(kept.looked, at=begun)
        else:
            cursor.execute(CURRENT_SQL)
            rows = cursor.fetchall()
            looked = _Looked({code: number for code, number, _ in rows}, {code: what for code, _, what in rows}, revision, begun)
            for row in JourneyVersion.objects.filter(published_at__isnull=False).order_by("id"):
                _learn(row)
    kept.looked = looked
    return looked


def _learn(row: JourneyVersion) -> Document:
    found = _kept.documents[row.code, row.number] = _trusted(row.text)
    return found


@lru_cache(maxsize=512)
def _trusted(text: str) -> Document:
    """A published document. It was checked when it was published; what has gone since then must not stop those who are under way."""
    return read(text, Known(has_template=bool, has_survey=bool, purposes=tuple(PURPOSES), channels=CHANNELS))


def _as_met(whole: Document, number: int, step: Step) -> Journey:
    fact = FACTS.get(whole.start.event)
    return Journey(
        code=whole.code,
        version=number,
        trigger=fact.event if fact else None,
        cancelled_by=tuple(FACTS[name].event for name in whole.cancel_on),
        purpose=whole.purpose,
        message_class=whole.message_class,
        survey=step.survey,
        template=step.template,
        about_kind=about_kind(whole),
        delay=step.wait,
        deadline=step.deadline,
        channels=step.channels,
        falls_back=step.falls_back,
        hop_wait=step.hop_wait,
        remind_after=step.remind_after,
        value=whole.value,
    )


def about_kind(whole: Document) -> str:
    """What kind of thing the journey speaks of: that of its fact, else the calendar or a segment."""
    fact = FACTS.get(whole.start.event)
    return fact.kind if fact else ("calendar" if whole.start.schedule else "segment")


def _has_template(name: str) -> bool:
    try:
        channels.check_template(name)
    except LookupError:
        return False
    return True


def _has_survey(code: str) -> bool:
    try:
        surveys.survey(code)
    except LookupError:
        return False
    return True
