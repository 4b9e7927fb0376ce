"""Grouping what people say, and telling them what was done about it."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from zhiyin.events.reach import ImprovementShipped
from zhiyin.improvements.models import NAME_CHARACTERS_MAX, WORDS_CHARACTERS_MAX, Beneficiary, Filing, Granting, Improvement, Theme
from zhiyin.kit.errors import Refusal
from zhiyin.kit.ids import derived, uuid7
from zhiyin.outbox import services as outbox
from zhiyin.support import queries as support
from zhiyin.surveys.queries import wishes
from zhiyin.surveys.services import wishing

PEOPLE_PER_EVENT = 500


class BadWords(Refusal):
    """A name or note is missing in one of the languages (`why` missing) or too long (`why` too_long)."""

    code = "bad_words"


class ThemeTaken(Refusal):
    """There is a theme of that name."""

    code = "theme_taken"
    status = 409


class NothingThere(Refusal):
    """There is no such theme, case or improvement."""

    code = "nothing_there"
    status = 404


class WrongStep(Refusal):
    """An improvement goes open → in progress → shipped or declined, and no other way."""

    code = "wrong_step"
    status = 409


def create_theme(*, name_en: str, name_zh: str, description: str = "", by: UUID, at: datetime) -> UUID:
    """Cases can be filed under the theme; answers its id. Raises `BadWords`, `ThemeTaken`. Repeats: refused with `ThemeTaken`."""
    names = {"name_en": _checked(name_en, NAME_CHARACTERS_MAX), "name_zh": _checked(name_zh, NAME_CHARACTERS_MAX)}
    if len(description) > WORDS_CHARACTERS_MAX:
        raise BadWords(why="too_long", longest=WORDS_CHARACTERS_MAX)
    try:
        with transaction.atomic():
            return Theme.objects.create(id=uuid7(at), **names, description=description.strip(), made_by_id=by, made_at=at).id
    except IntegrityError as taken:
        raise ThemeTaken(name=names["name_en"]) from taken


def file_case(theme_id: UUID, case_id: UUID, *, by: UUID, at: datetime) -> None:
    """The case carries the theme. Raises `NothingThere`. Repeats: it carries it once."""
    if not Theme.objects.filter(id=theme_id).exists() or not support.cases_by_ids([case_id]):
        raise NothingThere
    Filing.objects.get_or_create(theme_id=theme_id, case_id=case_id, defaults={"by_id": by, "at": at})


def unfile_case(theme_id: UUID, case_id: UUID) -> bool:
    """The case no longer carries the theme; whether it did. Who was told of an improvement stays told. Repeats: False."""
    return bool(Filing.objects.filter(theme_id=theme_id, case_id=case_id).delete()[0])


def open_improvement(theme_id: UUID, *, title_en: str, title_zh: str, owner_id: UUID, at: datetime) -> UUID:
    """Somebody is to do something about the theme; answers the improvement's id. Raises `BadWords`, `NothingThere`. Repeats: another one."""
    titles = {"title_en": _checked(title_en, NAME_CHARACTERS_MAX), "title_zh": _checked(title_zh, NAME_CHARACTERS_MAX)}
    if not Theme.objects.filter(id=theme_id).exists():
        raise NothingThere
    return Improvement.objects.create(id=uuid7(at), theme_id=theme_id, **titles, owner_id=owner_id, opened_at=at).id


@transaction.atomic
def start(improvement_id: UUID, *, at: datetime) -> None:
    """The improvement is being worked on. Raises `NothingThere`, `WrongStep`. Repeats: it is since the first time."""
    improvement = _held(improvement_id)
    if improvement.state == Improvement.OPEN:
        improvement.state, improvement.started_at = Improvement.IN_PROGRESS, at
        improvement.save()
    elif improvement.state != Improvement.IN_PROGRESS:
        raise WrongStep(state=improvement.state)


@transaction.atomic
def take_up_wish(improvement_id: UUID, wish_id: UUID, *, by: UUID, at: datetime) -> None:
    """The improvement fulfils the wish, among others perhaps: whoever wants it when that ships is told.

    Raises `NothingThere`, `WrongStep` (it has ended), `NoWish`, `WishOver` (not shown, or another improvement fulfils it). Repeats: nothing changes.
    """
    improvement = _held(improvement_id)
    if improvement.state not in (Improvement.OPEN, Improvement.IN_PROGRESS):
        raise WrongStep(state=improvement.state)
    wishing.take_up(wish_id, by=by, at=at)
    granting, _ = Granting.objects.get_or_create(wish_id=wish_id, defaults={"improvement": improvement, "by_id": by, "at": at})
    if granting.improvement_id != improvement_id:
        raise wishing.WishOver


@transaction.atomic
def ship(improvement_id: UUID, *, note_en: str, note_zh: str, by: UUID, at: datetime) -> int:
    """What people complained of is mended: those whose cases carry the theme now, and who want one of the wishes it fulfils, are its people, and
    `ImprovementShipped` tells of them, at most 500 in one fact; answers how many they are.

    Raises `BadWords`, `NothingThere`, `WrongStep`. Repeats: shipped once; the same number, and nothing new is told.
    """
    improvement = _held(improvement_id)
    if improvement.state == Improvement.SHIPPED:
        return improvement.beneficiaries.count()
    if improvement.state != Improvement.IN_PROGRESS:
        raise WrongStep(state=improvement.state)
    granted = _end(improvement, Improvement.SHIPPED, notes=(note_en, note_zh), by=by, at=at)
    filed = Filing.objects.filter(theme_id=improvement.theme_id).values_list("case_id", flat=True)
    people = sorted({case.person_id for case in support.cases_by_ids(filed).values()} | wishes.voters(granted))
    Beneficiary.objects.bulk_create([Beneficiary(improvement=improvement, person_id=person) for person in people], batch_size=1_000)
    outbox.publish(
        *(
            ImprovementShipped(
                id=derived("ImprovementShipped", improvement.id, first),
                at=at,
                improvement_id=improvement.id,
                theme_id=improvement.theme_id,
                people=tuple(people[first : first + PEOPLE_PER_EVENT]),
            )
            for first in range(0, len(people), PEOPLE_PER_EVENT)
        )
    )
    return len(people)


@transaction.atomic
def decline(improvement_id: UUID, *, note_en: str, note_zh: str, by: UUID, at: datetime) -> None:
    """It will not be done, and the notes say why, beside its wishes too. Nobody is written to.

    Raises `BadWords`, `NothingThere`, `WrongStep`. Repeats: nothing.
    """
    improvement = _held(improvement_id)
    if improvement.state == Improvement.DECLINED:
        return
    if improvement.state == Improvement.SHIPPED:
        raise WrongStep(state=improvement.state)
    _end(improvement, Improvement.DECLINED, notes=(note_en, note_zh), by=by, at=at)


def _end(improvement: Improvement, state: str, *, notes: tuple[str, str], by: UUID, at: datetime) -> list[UUID]:
    """The improvement has ended, and so have the wishes it was to fulfil: those. From now on nobody votes for them."""
    improvement.note_en, improvement.note_zh = (_checked(note, WORDS_CHARACTERS_MAX) for note in notes)
    improvement.state, improvement.ended_at, improvement.ended_by_id = state, at, by
    improvement.save()
    granted = list(improvement.grantings.order_by("wish_id").values_list("wish_id", flat=True))
    for wish_id in granted:
        wishing.settle(wish_id, done=state == Improvement.SHIPPED, by=by, at=at)
    return granted


def _held(improvement_id: UUID) -> Improvement:
    improvement = Improvement.objects.select_for_update().filter(id=improvement_id).first()
    if improvement is None:
        raise NothingThere
    return improvement


def _checked(text: str, longest: int) -> str:
    words = text.replace("\x00", "").strip()
    if not words:
        raise BadWords(why="missing")
    if len(words) > longest:
        raise BadWords(why="too_long", longest=longest)
    return words
