"""What a person changes about what they see. All of it holds at once."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Literal, get_args
from uuid import UUID

from django.db import transaction

from zhiyin.events.people import SuggestionDismissed
from zhiyin.kit.errors import Refusal
from zhiyin.kit.ids import derived
from zhiyin.outbox import services as outbox
from zhiyin.personal.models import SIZES, THEMES, Arrangement, ChosenLook, Dismissed
from zhiyin.personal.queries import PURPOSE, all_tiles
from zhiyin.personal.tiles import USUAL
from zhiyin.privacy import services as privacy

Kind = Literal["less", "not_mine", "off"]


class BadLook(Refusal):
    """No such theme or text size."""

    code = "bad_look"


class UnknownTile(Refusal):
    """There is no tile of that code."""

    code = "unknown_tile"


class BadDismissal(Refusal):
    """A suggestion is dismissed as less, not_mine or off."""

    code = "bad_dismissal"


def set_look(person_id: UUID, *, theme: str | None = None, size: int | None = None, simple: bool | None = None) -> None:
    """Pages look as the person chose; what is None stays as it is. Raises `BadLook`. Repeats: the same."""
    if theme not in (None, *THEMES) or size not in (None, *SIZES):
        raise BadLook(theme=theme, size=size)
    chosen = {name: value for name, value in (("theme", theme), ("size", size), ("simple", simple)) if value is not None}
    ChosenLook.objects.update_or_create(person_id=person_id, defaults=chosen)


def arrange(person_id: UUID, *, order: Sequence[str], hidden: Collection[str], pinned: Collection[str]) -> None:
    """The pinned tiles keep the place they have in `order`, the hidden ones are away, the others follow what the person uses.

    Raises `UnknownTile`. Repeats: the same.
    """
    _check(*order, *hidden, *pinned)
    places = {code: order.index(code) for code in pinned if code in order}
    Arrangement.objects.update_or_create(person_id=person_id, defaults={"pinned": places, "hidden": sorted(set(hidden))})


def move(person_id: UUID, code: str, *, by: int) -> None:
    """The tile stands `by` places further down (up when negative) and keeps that place from now on. Raises `UnknownTile`. Repeats: moves again."""
    _check(code)
    order = [tile.code for tile in all_tiles(person_id, language="en")]
    place = max(0, min(len(order) - 1, order.index(code) + by))
    order.remove(code)
    order.insert(place, code)
    row, _ = Arrangement.objects.get_or_create(person_id=person_id)
    row.pinned = {each: order.index(each) for each in {*row.pinned, code} if each in order}
    row.save()


def pin(person_id: UUID, code: str, *, pinned: bool) -> None:
    """The tile keeps the place it has now, or follows what the person uses again. Raises `UnknownTile`. Repeats: the same."""
    _check(code)
    order = [tile.code for tile in all_tiles(person_id, language="en")]
    row, _ = Arrangement.objects.get_or_create(person_id=person_id)
    row.pinned = {each: place for each, place in row.pinned.items() if each != code} | ({code: order.index(code)} if pinned else {})
    row.save()


def hide(person_id: UUID, code: str, *, hidden: bool) -> None:
    """The tile is away from the first page, or back. Raises `UnknownTile`. Repeats: the same."""
    _check(code)
    row, _ = Arrangement.objects.get_or_create(person_id=person_id)
    row.hidden = sorted({*row.hidden, code} if hidden else set(row.hidden) - {code})
    row.save()


def reset_tiles(person_id: UUID) -> None:
    """Nothing is pinned or hidden any more. Repeats: the same."""
    Arrangement.objects.filter(person_id=person_id).delete()


@transaction.atomic
def dismiss(person_id: UUID, item_id: str, *, kind: str, at: datetime) -> None:
    """The suggestion is gone at once: "less" for four weeks, "not_mine" for ever, "off" with all suggestions (the consent is withdrawn).

    Tells `SuggestionDismissed`. Raises `BadDismissal`. Repeats: the last word counts.
    """
    if kind not in get_args(Kind):
        raise BadDismissal(kind=kind)
    if kind == "off":
        privacy.withdraw(person_id, PURPOSE, source="suggestion", at=at)
    else:
        Dismissed.objects.update_or_create(person_id=person_id, item_id=item_id, defaults={"kind": kind, "at": at})
    fact = derived("SuggestionDismissed", person_id, item_id, kind, at.isoformat())
    outbox.publish(SuggestionDismissed(id=fact, at=at, person_id=person_id, item_id=item_id, kind=kind))


def _check(*codes: str) -> None:
    if unknown := [code for code in codes if code not in USUAL]:
        raise UnknownTile(code=unknown[0][:20])
