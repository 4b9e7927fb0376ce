"""The schema that editors read says the same as the reader."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from zhiyin.followups.journeys import fits, shipping
from zhiyin.followups.journeys.parts import parts_of
from zhiyin.followups.journeys.problems import BadDocument
from zhiyin.followups.journeys.schema import schema
from zhiyin.followups.journeys.values import Values

pytestmark = pytest.mark.django_db
DOCS = Path(__file__).parents[3] / "docs"
PAGE = (DOCS / "journeys.md").read_text()
EXAMPLES = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
KINDS: dict[str, Any] = {"string": str, "integer": int, "number": (int, float), "boolean": bool, "null": type(None), "object": dict, "array": list}


def is_a(value: Any, kind: str) -> bool:
    """Whether the value is of that kind of JSON; yes and no are no numbers."""
    return isinstance(value, KINDS[kind]) and not (isinstance(value, bool) and kind in ("integer", "number"))


def wrong(value: Any, form: dict[str, Any], place: str = "") -> list[str]:
    """Where the value does not fit the schema: as much of JSON Schema as ours speaks."""
    kinds = form.get("type", [])
    found = [] if not kinds or any(is_a(value, kind) for kind in ([kinds] if isinstance(kinds, str) else kinds)) else [f"{place}: kind"]
    found += [f"{place}: {value!r}"] if "enum" in form and value not in form["enum"] else []
    found += [f"{place}: {value!r}"] if "const" in form and value != form["const"] else []
    found += [f"{place}: {value!r}"] if "pattern" in form and isinstance(value, str) and not re.search(form["pattern"], value) else []
    if isinstance(value, (int, float)):
        found += [f"{place}: {value}"] if not form.get("minimum", value) <= value <= form.get("maximum", value) else []
    if isinstance(value, (str, list, dict)) and len(value) < form.get({str: "minLength", list: "minItems", dict: "minProperties"}[type(value)], 0):
        found.append(f"{place}: too short")
    if isinstance(value, dict):
        found += [f"{place}: no {name}" for name in form.get("required", ()) if name not in value]
        rest = form.get("additionalProperties", {})
        for name, inner in value.items():
            known = form.get("properties", {}).get(name, rest)
            found += wrong(inner, known, f"{place}.{name}") if known is not False else [f"{place}: {name}?"]
    if isinstance(value, list) and "items" in form:
        found += [each for inner in value for each in wrong(inner, form["items"], f"{place}[]")]
    fitting = [sum(not wrong(value, each, place) for each in form[way]) for way in ("anyOf", "oneOf") if way in form]
    return found + ([] if all(fitting) and ("oneOf" not in form or fitting[-1] == 1) else [f"{place}: fits none, or several"])


@pytest.mark.parametrize("code", sorted(shipping.documents()))
def test_every_shipped_journey_fits_the_schema(code: str) -> None:
    assert wrong(parts_of(shipping.documents()[code]), schema()) == []


@pytest.mark.parametrize("example", EXAMPLES)
def test_the_examples_of_the_page_are_journeys(example: str) -> None:
    assert fits(example).steps
    assert wrong(parts_of(example), schema()) == []


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        ("24 hours", "soon"),
        ("survey: stars", "colour: red"),
        ("PaymentCompleted", "Paid"),
        ("class: survey", "class: loud"),
        ("value: 0.3", "value: 3"),
    ],
)
def test_what_the_reader_refuses_the_schema_refuses(was: str, becomes: str) -> None:
    changed = shipping.documents()["payment_stars"].replace(was, becomes, 1)

    assert wrong(parts_of(changed), schema()) != []
    with pytest.raises(BadDocument):
        fits(changed)


WHOLE = """
journey: whole
name: {en: a, zh: b}
start: {event: CouponGiven, where: {asset: USD}, schedule: {every: day, at: "10:00"}, enters: {}, leaves: {}, only: {}}
again: {after: 3 days}
value: 0.1
steps:
  - step: first
    deadline: 1 day
    then: {}
    words: {en: {}, zh: {}}
"""


def test_every_field_of_the_reader_stands_in_the_schema_and_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    read: dict[str, set[str]] = {}

    def heard(method: str) -> None:
        real = getattr(Values, method)

        def hear(self: Values, name: str, **more: object) -> object:
            read.setdefault(re.sub(r"\.\d+", "", self.path), set()).add(name)
            return real(self, name, **more)

        monkeypatch.setattr(Values, method, hear)

    for method in ("_scalar", "items", "inner", "has"):
        heard(method)
    with pytest.raises(BadDocument):
        fits(WHOLE)

    step = schema()["properties"]["steps"]["items"]["properties"]
    start = schema()["properties"]["start"]["properties"]
    said = {
        "": set(schema()["properties"]) - {"steps"},
        "start": set(start),
        "steps": set(step),
        "start.schedule": set(start["schedule"]["properties"]),
    }
    said |= {f"start.{name}": set(start[name]["properties"]) for name in ("enters", "leaves", "only")}
    said |= {"steps.words": {"en", "zh"}, "steps.words.en": {"title", "text"}, "name": {"en", "zh"}, "again": {"after"}}
    assert {path: read[path] for path in said} == said
    assert set(step["then"]["properties"]) == {"low", "high", "answered", "silent", "unreached", "happened"}


def test_the_file_for_editors_is_up_to_date() -> None:
    assert json.loads((DOCS / "journey.schema.json").read_text()) == schema()
