"""Gifts that several give to one, for those who give; and for who gets one, once they have it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from zhiyin.identity import queries as identity
from zhiyin.payments import models

SHOWN = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class GiftGiver:
    """Somebody who put something in. `amount_minor`: all of theirs, None unless they let it be seen or are the reader. `back`: it went back."""

    name: str
    mine: bool
    amount_minor: int | None
    back: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupGift:
    """A gift as one person sees it. `state`: open | given | cancelled | expired. `mine`: the reader opened it; `for_me`: they got it.

    `asked`: the names of those who may put something in. Lists do without them and without `givers`.
    """

    id: UUID
    mine: bool
    for_me: bool
    opener_name: str
    receiver_name: str
    occasion: str
    words: str
    goal_minor: int | None
    total_minor: int
    asset: str
    at: datetime
    give_at: datetime
    ended_at: datetime | None
    state: str
    asked: tuple[str, ...]
    givers: tuple[GiftGiver, ...]

    def can_be_filled(self, at: datetime) -> bool:
        """Whether this person may put something in at that moment."""
        return not self.for_me and self.state == "open" and at < self.give_at


def group_gift(key: UUID, *, for_person: UUID) -> GroupGift | None:
    """A gift by its id or that of one of its movements, for who opened it, is asked to give, or was given it; None for anybody else, its receiver
    before the day included. Three statements.
    """
    named = Q(id=key) | Q(given_id=key) | Q(parts__id=key) | Q(parts__back_id=key)
    row = _seen_by(for_person).filter(named).first()
    if row is None:
        return None
    parts = list(models.GiftPart.objects.filter(gift=row).order_by("at", "id"))
    people = identity.people({row.opener_id, row.receiver_id, *row.guests})
    names = {each: person.name for each, person in people.items()}
    return _told(row, for_person, names, parts)


def group_gifts(person_id: UUID) -> tuple[GroupGift, ...]:
    """The last gifts a person opened, is asked to give to, or was given: open ones by their day, then the newest. Three statements."""
    mine = _seen_by(person_id)
    waiting = mine.filter(state=models.GroupGift.OPEN).order_by("give_at", "id")
    rows = [*waiting[:SHOWN], *mine.exclude(state=models.GroupGift.OPEN).order_by("-ended_at", "-id")[:SHOWN]]
    people = identity.people({each for row in rows for each in (row.opener_id, row.receiver_id)}) if rows else {}
    names = {each: person.name for each, person in people.items()}
    return tuple(_told(row, person_id, names, ()) for row in rows)


def _seen_by(person_id: UUID) -> QuerySet[models.GroupGift]:
    """Whom a gift is for does not see it before they have it."""
    given = Q(receiver_id=person_id, state=models.GroupGift.GIVEN)
    return models.GroupGift.objects.filter(Q(opener_id=person_id) | Q(guests__contains=[person_id]) | given)


def _told(row: models.GroupGift, reader_id: UUID, names: dict[UUID, str], parts: Iterable[models.GiftPart]) -> GroupGift:
    of_each: dict[UUID, list[models.GiftPart]] = {}
    for part in parts:
        of_each.setdefault(part.person_id, []).append(part)
    return GroupGift(
        id=row.id,
        mine=row.opener_id == reader_id,
        for_me=row.receiver_id == reader_id,
        opener_name=names.get(row.opener_id, ""),
        receiver_name=names.get(row.receiver_id, ""),
        occasion=row.occasion,
        words=row.words,
        goal_minor=None if row.receiver_id == reader_id else row.goal_minor,
        total_minor=row.total_minor,
        asset=row.asset,
        at=row.at,
        give_at=row.give_at,
        ended_at=row.ended_at,
        state=row.state,
        asked=tuple(sorted(names[each] for each in row.guests if each in names)),
        givers=tuple(_giver(own, names.get(each, ""), mine=each == reader_id) for each, own in of_each.items()),
    )


def _giver(parts: list[models.GiftPart], name: str, *, mine: bool) -> GiftGiver:
    told = mine or all(part.shown for part in parts)
    amount = sum(part.amount_minor for part in parts)
    return GiftGiver(name=name, mine=mine, amount_minor=amount if told else None, back=all(part.back_id for part in parts))
