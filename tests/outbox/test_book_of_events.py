"""docs/events.md tells the truth: every event, every field, every listener."""

import dataclasses
import re
from pathlib import Path

import pytest

from zhiyin.events import Event
from zhiyin.events.money import Line
from zhiyin.outbox.listening import LISTENERS

BOOK = (Path(__file__).parent.parent.parent / "docs" / "events.md").read_text()
ROWS = {match[1]: match[0] for match in re.finditer(r"^\| `(\w+)` \|.*$", BOOK, re.MULTILINE)}
EVENTS = [cls for name, cls in Event.registry.items() if cls.__module__.startswith("zhiyin.")]


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.__name__)
def test_every_event_is_told_with_all_its_fields_and_listeners(event: type[Event]) -> None:
    row = ROWS[event.__name__]
    fields = {field.name for field in dataclasses.fields(event)} - {"id", "at"}
    ears = {listener.name for listener in LISTENERS.values() if event.__name__ in listener.wanted}

    assert fields <= set(re.findall(r"`(\w+)`", row))
    assert ears == set(re.findall(r"`(\w+\.\w+)`", row))


def test_no_event_is_told_that_does_not_exist() -> None:
    assert set(ROWS) == {event.__name__ for event in EVENTS}


def test_the_fields_of_a_line_are_told() -> None:
    assert {field.name for field in dataclasses.fields(Line)} <= set(re.findall(r"`(\w+)`", BOOK))
