"""Each scenario of coming back has tests that bear its number, and the page about them names just those."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROW = re.compile(r"^\| (\d+) \|(.*)\|$", re.MULTILINE)
LINK = re.compile(r"\[(test_\w+)\]\(\.\./([^)]+)\)")
SCENARIOS = 16


def test_the_page_of_scenarios_names_the_tests_that_bear_their_numbers() -> None:
    page = (ROOT / "docs" / "scenarios.md").read_text()
    told = {(int(number), path, name) for number, row in ROW.findall(page) for name, path in LINK.findall(row)}

    assert told == set(_marked())
    assert {number for number, _, _ in told} == set(range(1, SCENARIOS + 1))


def _marked() -> Iterator[tuple[int, str, str]]:
    for path in (ROOT / "tests").rglob("test_*.py"):
        if "mark.scenario(" in (text := path.read_text()):
            for test in ast.walk(ast.parse(text)):
                if isinstance(test, ast.FunctionDef):
                    for mark in test.decorator_list:
                        if isinstance(mark, ast.Call) and ast.unparse(mark.func) == "pytest.mark.scenario":
                            yield ast.literal_eval(mark.args[0]), str(path.relative_to(ROOT)), test.name
