"""What all events share, and their one JSON form."""

import dataclasses
import types
import typing
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any, ClassVar
from uuid import UUID


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One thing that happened. `id` names it for ever (listeners are idempotent by it); `at` is when it happened."""

    registry: ClassVar[dict[str, type["Event"]]] = {}

    id: UUID
    at: datetime

    def __init_subclass__(cls) -> None:
        # A slotted dataclass is made twice; the second one, with slots, is the class that stays.
        Event.registry[cls.__name__] = cls


def named(name: str) -> type[Event]:
    """The event class of that name. Raises `KeyError` when no such event exists."""
    return Event.registry[name]


def encode(event: Event) -> dict[str, Any]:
    """The JSON form of an event: UUIDs and datetimes as strings, tuples as lists."""
    return {name: _plain(getattr(event, name)) for name in _names(typing.cast("Any", type(event)))}


def decode(name: str, data: Mapping[str, Any]) -> Event:
    """The event that `encode` made this from. Fields the class does not know (a newer writer) are passed over."""
    return typing.cast("Event", _built(named(name), data))


def _plain(value: Any) -> Any:
    # Receipts make this the busiest line of a bulk load, so the commonest kinds are asked for first.
    if type(value) in _PLAIN_ALREADY:
        return value
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {name: _plain(getattr(value, name)) for name in _names(type(value))}
    return value


_PLAIN_ALREADY = frozenset({str, int, bool, float, type(None)})


@cache
def _names(cls: type[Any]) -> tuple[str, ...]:
    return tuple(field.name for field in dataclasses.fields(cls))


@cache
def _types(cls: type[Any]) -> dict[str, Any]:
    hints = typing.get_type_hints(cls)
    return {field.name: hints[field.name] for field in dataclasses.fields(cls)}


def _built(cls: Any, data: Mapping[str, Any]) -> Any:
    return cls(**{name: _typed(kind, data[name]) for name, kind in _types(cls).items() if name in data})


def _typed(kind: Any, value: Any) -> Any:
    if value is None:
        return None
    if isinstance(kind, types.UnionType):
        kind = next(option for option in typing.get_args(kind) if option is not type(None))
    if kind is UUID:
        return UUID(value)
    if kind is datetime:
        return datetime.fromisoformat(value)
    if typing.get_origin(kind) is tuple:
        return tuple(_typed(typing.get_args(kind)[0], item) for item in value)
    if dataclasses.is_dataclass(kind):
        return _built(typing.cast("type[Any]", kind), value)
    return value
