"""When a journey begins and on which conditions, as fields of its form and back."""

import re
from collections.abc import Mapping
from typing import Any

from django.http import QueryDict

from zhiyin.followups import queries as followups

WAYS = ("event", "schedule", "enters", "leaves")
GROUPS = ("enters", "leaves")
LISTED, SPARE, ROWS_MAX = "one_of", 1, 8
WORDS: Mapping[str, Any] = {"yes": True, "no": False, "true": True, "false": False, "null": None}


def typed_start(post: QueryDict, before: Mapping[str, Any]) -> dict[str, Any]:
    """How the journey begins as it stands in the form. Conditions on another fact than the one chosen are dropped."""
    way = post.get("start.way", "event")
    start: dict[str, Any] = {}
    if way == "event":
        start["event"] = post.get("start.event", "")
        same = start["event"] == before.get("event")
        if where := typed_conditions(post, "start.where") if same else {}:
            start["where"] = where
    elif way == "schedule":
        start["schedule"] = {name: value for name in ("every", "day", "at") if (value := _whole(post.get(f"start.schedule.{name}", "")))}
        if start["schedule"].get("every") == "day":
            start["schedule"].pop("day", None)
    elif way in GROUPS:
        start[way] = _segment(post, "start.enters") or _segment(post, "start.leaves")
    if only := _segment(post, "start.only"):
        start["only"] = only
    return start


def typed_conditions(post: QueryDict, path: str) -> dict[str, Any]:
    """The conditions of one block: field, comparison and value, row by row; rows of the same field are one condition."""
    found: dict[str, Any] = {}
    for row in range(ROWS_MAX):
        field, test, value = (post.get(f"{path}.{row}.{name}", "").strip() for name in ("field", "test", "value"))
        if not field:
            continue
        if test == LISTED:
            found[field] = [meant(each.strip()) for each in re.split(r"[,，、]", value) if each.strip()]
        elif isinstance(found.get(field), dict):
            found[field][test] = meant(value)
        else:
            found[field] = {test: meant(value)}
    return {field: _short(condition) for field, condition in found.items()}


def rows_of(where: Any, path: str) -> list[dict[str, Any]]:
    """The conditions as rows of a form, and an empty one. `at`: under which name a mistake in it is told."""
    rows = [
        {"field": str(field), "test": test, "value": written(value), "at": f"{path}.{field}"}
        for field, condition in (where.items() if isinstance(where, dict) else ())
        for test, value in _tests(condition)
    ]
    return [*rows[: ROWS_MAX - SPARE], {"field": "", "test": "is", "value": "", "at": ""}]


def way_of(start: Any) -> str:
    """In which way the journey begins."""
    return next((way for way in WAYS if isinstance(start, dict) and way in start), WAYS[0])


def meant(text: str) -> Any:
    """What a typed value means: a number, yes or no, nothing, or words."""
    if text.lower() in WORDS:
        return WORDS[text.lower()]
    return int(text) if re.fullmatch(r"-?\d{1,18}", text) else text


def written(value: Any) -> str:
    """A value as somebody would type it."""
    if isinstance(value, list):
        return ", ".join(written(each) for each in value)
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else "null" if value is None else str(value)


def _tests(condition: Any) -> list[tuple[str, Any]]:
    if isinstance(condition, dict):
        return list(condition.items())
    return [(LISTED if isinstance(condition, list) else "is", condition)]


def _short(condition: Any) -> Any:
    return condition["is"] if isinstance(condition, dict) and set(condition) == {"is"} else condition


def _segment(post: QueryDict, path: str) -> dict[str, Any]:
    names = (*followups.segment_fields(), "language")
    return {name: _whole(value) for name in names if (value := post.get(f"{path}.{name}", "").strip())}


def _whole(text: str) -> Any:
    said = text.strip()
    return int(said) if re.fullmatch(r"\d{1,9}", said) else said
