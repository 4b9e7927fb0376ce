"""Every door of a room leads somewhere, and says what a second knock does."""

import ast
from collections import Counter

from tests.house import source

# Doors that nobody in the product opens yet, each with its reason. A new one needs a caller, not a line here.
UNOPENED = {
    "balance_at": "benchmarks measure it, tests hold statements against it",
    "set_floor": "part of what the ledger promises of an account",
    "set_ceiling": "as set_floor",
    "simulate_block": "tests have the simulated chain go on",
    "follow_ups_of": "tests of follow-ups look through it",
    "variant": "a room asks it once an experiment is about that room; what runs today changes plans alone",
    "why_not": "no page asks yet why a person heard nothing",
}


def _doors() -> list[source.Function]:
    return [found for found in source.functions() if source.is_door(found)]


def _spoken() -> Counter[str]:
    """How often each name is used in the source; what only passes it on (`__init__`, `__all__`) is no use."""
    used: Counter[str] = Counter()
    for path in source.python_files():
        for node in ast.walk(source.tree(path)):
            if isinstance(node, ast.Name):
                used[node.id] += 1
            elif isinstance(node, ast.Attribute):
                used[node.attr] += 1
    return used


def test_every_door_is_opened_by_somebody_other_than_a_test() -> None:
    used = _spoken()

    assert sorted({found.node.name for found in _doors() if not used[found.node.name]}) == sorted(UNOPENED)


def test_every_service_says_what_a_second_call_does() -> None:
    services = [found for found in _doors() if any(part.removesuffix(".py") == "services" for part in found.path.parts)]

    assert services
    assert [found.name for found in services if "Repeats" not in (ast.get_docstring(found.node) or "")] == []
