"""What people miss: told to them without names, and to staff with what can be done about it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, QuerySet

from zhiyin.surveys.documents.likeness import ALIKE, likeness
from zhiyin.surveys.models import WISH_CHARACTERS_MAX, Wish, WishVote

LENGTH_MAX = WISH_CHARACTERS_MAX
DONE = Wish.DONE
STATES = (Wish.WAITING, Wish.SHOWN, Wish.TAKEN_UP, Wish.DONE, Wish.DECLINED)
OPEN = (Wish.SHOWN, Wish.TAKEN_UP)
COMPARED_MAX, ALIKE_MAX = 2_000, 3
CHINESE = range(0x4E00, 0xA000)


@dataclass(frozen=True, slots=True, kw_only=True)
class WishLine:
    """A wish as its maker wrote it. `wanted`: whether the person who looks has voted for it. Who made it is told to nobody."""

    id: UUID
    text: str
    state: str
    votes: int
    made_at: datetime
    wanted: bool = False

    @property
    def language(self) -> str:
        """The language that it is written in, for those who read it aloud."""
        return "zh-Hans" if any(ord(letter) in CHINESE for letter in self.text) else "en"

    @property
    def is_open(self) -> bool:
        """Whether it can be voted for."""
        return self.state in OPEN


def shown(person_id: UUID, *, limit: int = 100) -> tuple[WishLine, ...]:
    """What can be voted for, the most wanted first, as that person sees it. Two statements."""
    return _lines(_in_order(OPEN)[:limit], person_id)


def of_person(person_id: UUID, *, limit: int = 50) -> tuple[WishLine, ...]:
    """What that person wished for, the newest first. Two statements."""
    return _lines(Wish.objects.filter(person_id=person_id).order_by("-id")[:limit], person_id)


def alike(text: str, person_id: UUID) -> tuple[WishLine, ...]:
    """At most three wishes that can be voted for and read like this text, the most alike first. Two statements."""
    rows = [(likeness(text, row.text), row) for row in _in_order(OPEN)[:COMPARED_MAX]]
    near = sorted((pair for pair in rows if pair[0] >= ALIKE), key=lambda pair: -pair[0])
    return _lines([row for _, row in near[:ALIKE_MAX]], person_id)


def by_states(states: Collection[str], *, limit: int = 200) -> tuple[WishLine, ...]:
    """Wishes in those states, the most wanted first. One statement."""
    return tuple(_line(row) for row in _in_order(states)[:limit])


def counts() -> dict[str, int]:
    """How many wishes there are in each state. One statement."""
    found = dict(Wish.objects.values_list("state").annotate(n=Count("id")))
    return {state: found.get(state, 0) for state in STATES}


def by_ids(wish_ids: Iterable[UUID]) -> tuple[WishLine, ...]:
    """Those wishes, the most wanted first. One statement."""
    return tuple(_line(row) for row in Wish.objects.filter(id__in=list(wish_ids)).order_by("-votes", "-id"))


def voters(wish_ids: Iterable[UUID]) -> frozenset[UUID]:
    """Who wants one of those. One statement."""
    return frozenset(WishVote.objects.filter(wish_id__in=list(wish_ids)).values_list("person_id", flat=True))


def _in_order(states: Collection[str]) -> QuerySet[Wish]:
    return Wish.objects.filter(state__in=list(states)).order_by("-votes", "-id")


def _lines(rows: Iterable[Wish], person_id: UUID) -> tuple[WishLine, ...]:
    found = list(rows)
    wanted = set(WishVote.objects.filter(wish__in=found, person_id=person_id).values_list("wish_id", flat=True))
    return tuple(_line(row, wanted=row.id in wanted) for row in found)


def _line(row: Wish, *, wanted: bool = False) -> WishLine:
    return WishLine(id=row.id, text=row.text, state=row.state, votes=row.votes, made_at=row.made_at, wanted=wanted)
