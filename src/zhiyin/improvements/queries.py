"""Themes and improvements, told to the faces."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Max, QuerySet

from zhiyin.improvements import models
from zhiyin.support import queries as support
from zhiyin.support.queries import CaseLine
from zhiyin.surveys.queries import wishes
from zhiyin.surveys.queries.wishes import WishLine


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeLine:
    """A theme in a list: how many cases carry it, when the last was filed, how many improvements it has and how many of them shipped."""

    id: UUID
    name_en: str
    name_zh: str
    description: str
    made_at: datetime
    cases: int
    last_filed_at: datetime | None
    improvements: int
    shipped: int

    def name(self, language: str) -> str:
        """Its name in that language."""
        return self.name_zh if language.startswith("zh") else self.name_en


@dataclass(frozen=True, slots=True, kw_only=True)
class ImprovementDetail:
    """What is done about a theme. `state`: open | in_progress | shipped | declined; `ended_at` is when it was shipped or declined.

    `people`: how many it is told to, 0 until it has shipped.
    """

    id: UUID
    theme_id: UUID
    theme_en: str
    theme_zh: str
    title_en: str
    title_zh: str
    note_en: str
    note_zh: str
    state: str
    owner_id: UUID
    opened_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    people: int

    def title(self, language: str) -> str:
        """Its title in that language."""
        return self.title_zh if language.startswith("zh") else self.title_en

    def note(self, language: str) -> str:
        """What its people read, in that language; empty until it has ended."""
        return self.note_zh if language.startswith("zh") else self.note_en


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeStory:
    """A theme with the cases that carry it, the newest number first, their people, and its improvements, the newest first."""

    theme: ThemeLine
    cases: tuple[CaseLine, ...]
    people: int
    improvements: tuple[ImprovementDetail, ...]


def themes() -> tuple[ThemeLine, ...]:
    """All themes, those with the most cases first. Three statements."""
    return tuple(sorted(_lines(models.Theme.objects.all()), key=lambda line: (-line.cases, line.name_en)))


def theme(theme_id: UUID) -> ThemeStory | None:
    """That theme with its cases and improvements; None when there is none. Six statements."""
    line = next(iter(_lines(models.Theme.objects.filter(id=theme_id))), None)
    if line is None:
        return None
    filed = models.Filing.objects.filter(theme_id=theme_id).values_list("case_id", flat=True)
    cases = tuple(sorted(support.cases_by_ids(filed).values(), key=lambda case: -case.number))
    people = len({case.person_id for case in cases})
    return ThemeStory(theme=line, cases=cases, people=people, improvements=tuple(_details(_improvements().filter(theme_id=theme_id))))


def themes_of(case_id: UUID) -> tuple[ThemeLine, ...]:
    """The themes that the case carries, by name. Three statements."""
    return tuple(sorted(_lines(models.Theme.objects.filter(filings__case_id=case_id)), key=lambda line: line.name_en))


def improvement(improvement_id: UUID) -> ImprovementDetail | None:
    """That improvement; None when there is none. One statement."""
    return next(iter(_details(_improvements().filter(id=improvement_id))), None)


def improvements(*, state: str = "", limit: int = 50) -> tuple[ImprovementDetail, ...]:
    """Improvements, of a state when given, the newest first. One statement."""
    rows = _improvements()
    return tuple(_details((rows.filter(state=state) if state else rows)[:limit]))


def by_ids(improvement_ids: Iterable[UUID]) -> dict[UUID, ImprovementDetail]:
    """Those improvements, by id. One statement."""
    wanted = set(improvement_ids)
    return {detail.id: detail for detail in _details(_improvements().filter(id__in=wanted))} if wanted else {}


def wishes_of(improvement_id: UUID) -> tuple[WishLine, ...]:
    """The wishes that it fulfils, the most wanted first. Two statements."""
    return wishes.by_ids(models.Granting.objects.filter(improvement_id=improvement_id).values_list("wish_id", flat=True))


def by_wishes(wish_ids: Iterable[UUID]) -> dict[UUID, ImprovementDetail]:
    """What fulfils those wishes, by wish; those that nobody has taken up are missing. Two statements."""
    found = dict(models.Granting.objects.filter(wish_id__in=set(wish_ids)).values_list("wish_id", "improvement_id"))
    improvements = by_ids(found.values())
    return {wish_id: improvements[improvement_id] for wish_id, improvement_id in found.items()}


def waiting_for(improvement_id: UUID) -> int:
    """How many people will be told when it ships: their cases carry its theme, or they want one of its wishes. Four statements at most."""
    row = models.Improvement.objects.filter(id=improvement_id).first()
    if row is None:
        return 0
    filed = models.Filing.objects.filter(theme_id=row.theme_id).values_list("case_id", flat=True)
    granted = row.grantings.values_list("wish_id", flat=True)
    return len({case.person_id for case in support.cases_by_ids(filed).values()} | wishes.voters(granted))


def for_person(person_id: UUID) -> tuple[ImprovementDetail, ...]:
    """What was mended because of this person among others, the newest first. One statement."""
    mine = models.Beneficiary.objects.filter(person_id=person_id).values("improvement_id")
    return tuple(_details(_improvements().filter(id__in=mine)))


def _lines(rows: QuerySet[models.Theme]) -> list[ThemeLine]:
    themes = list(rows)
    ids = [row.id for row in themes]
    filings = models.Filing.objects.filter(theme_id__in=ids).values_list("theme_id").annotate(cases=Count("id"), last=Max("at"))
    filed = {theme_id: (cases, last) for theme_id, cases, last in filings}
    done: dict[UUID, list[str]] = {}
    for theme_id, state in models.Improvement.objects.filter(theme_id__in=ids).values_list("theme_id", "state"):
        done.setdefault(theme_id, []).append(state)
    return [
        ThemeLine(
            id=row.id,
            name_en=row.name_en,
            name_zh=row.name_zh,
            description=row.description,
            made_at=row.made_at,
            cases=filed.get(row.id, (0, None))[0],
            last_filed_at=filed.get(row.id, (0, None))[1],
            improvements=len(done.get(row.id, ())),
            shipped=done.get(row.id, []).count(models.Improvement.SHIPPED),
        )
        for row in themes
    ]


def _improvements() -> QuerySet[models.Improvement]:
    return models.Improvement.objects.select_related("theme").annotate(people=Count("beneficiaries")).order_by("-id")


def _details(rows: QuerySet[models.Improvement]) -> list[ImprovementDetail]:
    own = [name for name in ImprovementDetail.__slots__ if not name.startswith("theme_")]
    return [
        ImprovementDetail(theme_id=row.theme_id, theme_en=row.theme.name_en, theme_zh=row.theme.name_zh, **{name: getattr(row, name) for name in own})
        for row in rows
    ]
