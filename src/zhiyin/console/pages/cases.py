"""The queue of cases, and one case with the whole story beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from zhiyin.console import lists
from zhiyin.console.access import CASES, MONEY, may
from zhiyin.console.forms import ReplyForm
from zhiyin.console.frame import note_use, page
from zhiyin.identity import queries as identity
from zhiyin.identity.access import current_person, staff_required
from zhiyin.identity.queries import Person
from zhiyin.improvements import queries as improvements
from zhiyin.kit import clock, formats
from zhiyin.payments import queries as payments
from zhiyin.profiles import queries as profiles
from zhiyin.support import queries as support
from zhiyin.surveys import queries as surveys

SHOW = lists.Filter(
    "show",
    _("Show"),
    {
        "open": pgettext_lazy("cases", "Open"),
        "mine": pgettext_lazy("cases", "Mine"),
        "answered": pgettext_lazy("cases", "Answered"),
        "closed": pgettext_lazy("cases", "Closed"),
        "all": pgettext_lazy("cases", "All of them"),
    },
)
ORDER = lists.order("-number", "due", "-due")
HEAD = ("number", "state", "person", "stars", "words", "owner", "opened", "due")
SHOWN = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A case as the queue shows it. `stars` 0: none were given."""

    case: support.CaseLine
    person: Person | None
    owner: Person | None
    stars: int
    words: str
    subject: str
    is_late: bool


@staff_required(*CASES)
@require_GET
def cases(request: HttpRequest) -> HttpResponse:
    """Cases, the newest first; words find people, numbers and what was said."""
    ask, at = lists.asked(request, SHOW, ORDER), clock.now()
    show = ask.chosen["show"]
    owner = current_person(request).id if show == "mine" else None
    found, next_before = _page_of(ask, "" if show in ("mine", "all") else show, owner)
    rows = _rows(found, at)
    if ask.as_csv:
        return lists.csv_of("cases", HEAD, (_cells(row) for row in rows))
    return page(request, "cases", "cases", ask=ask, chips=lists.groups(ask, SHOW), rows=rows, next_before=next_before, counts=support.counts(at))


def _page_of(ask: lists.Asked, state: str, owner: UUID | None) -> tuple[Sequence[support.CaseLine], str]:
    """The cases of the page, and the place of the next one."""
    if ask.order:
        found, last = ask.shown(support.ordered_cases(ask.order, of=(state, owner), words=ask.words, limit=ask.reach, skip=ask.skip))
        return found, ask.next_skip(last)
    before = int(ask.before) if ask.before.isdecimal() else None
    found, last = ask.shown(support.cases(state=state, words=ask.words, owner=owner, limit=ask.reach, before=before))
    return found, str(last.number) if last else ""


@staff_required(*CASES)
@require_GET
def case(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """One case: what was said, and beside it the person, the payment and what happened before. Looking is noted for the person."""
    return case_page(request, case_id, ReplyForm())


def case_page(request: HttpRequest, case_id: UUID, form: ReplyForm) -> HttpResponse:
    """The page of a case with that form for the answer."""
    story = support.case(case_id)
    if story is None:
        raise Http404
    note_use(request, story.person_id, "case")
    beside = _money(story) if may(current_person(request).roles, MONEY) else {}
    return page(
        request, "case", "cases", case=story, reply_form=form, is_late=story.is_late(clock.now()), **_people(story), **_themes(case_id), **beside
    )


def _people(story: support.CaseStory) -> Mapping[str, object]:
    known = identity.people({story.person_id, *(each for each in (story.owner_id, *(said.author_id for said in story.messages)) if each)})
    person = known[story.person_id]
    return {
        "people": known,
        "person": person,
        "their_time": formats.clock_time(clock.now(), zone=person.timezone),
        "owner": known.get(story.owner_id) if story.owner_id else None,
        "answer": surveys.answer(story.answer_id) if story.answer_id else None,
        "subject": support.subject(story.subject_code, get_language() or "en"),
        "note_text": support.note_text,
    }


def _themes(case_id: UUID) -> Mapping[str, object]:
    filed = improvements.themes_of(case_id)
    there = {theme.id for theme in filed}
    return {"filed": filed, "themes": tuple(theme for theme in improvements.themes() if theme.id not in there)}


def _money(story: support.CaseStory) -> Mapping[str, object]:
    return {
        "receipt": payments.payment_for_staff(story.about_id) if story.about_kind == "payment" else None,
        "movement": payments.movement(story.person_id, story.about_id) if story.about_kind == "movement" else None,
        "activity": payments.activity(story.person_id, limit=SHOWN).rows,
        "facts": profiles.facts(story.person_id),
        "other_cases": tuple(other for other in support.cases_of(story.person_id, limit=SHOWN) if other.id != story.id),
    }


def _rows(found: Sequence[support.CaseLine], at: datetime) -> tuple[Row, ...]:
    people = identity.people({each for case in found for each in (case.person_id, case.owner_id) if each}) if found else {}
    answers = surveys.answers({case.answer_id for case in found if case.answer_id}) if found else {}
    return tuple(_row(case, people, answers, at) for case in found)


def _row(case: support.CaseLine, people: Mapping[UUID, Person], answers: Mapping[UUID, surveys.AnswerDetail], at: datetime) -> Row:
    answer = answers.get(case.answer_id) if case.answer_id else None
    return Row(
        case=case,
        person=people.get(case.person_id),
        owner=people.get(case.owner_id) if case.owner_id else None,
        stars=answer.value if answer and answer.survey == "stars" else 0,
        words=answer.text if answer else "",
        subject=support.subject(case.subject_code, get_language() or "en"),
        is_late=case.is_late(at),
    )


def _cells(row: Row) -> tuple[object, ...]:
    person, owner = (each.handle if each else "" for each in (row.person, row.owner))
    return (row.case.number, row.case.state, person, row.stars or "", row.words, owner, row.case.opened_at, row.case.due_at)
