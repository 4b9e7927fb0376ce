"""Chinese and English are equals: every string is translated, every refusal and event is told."""

import dataclasses
import re
from functools import cache
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from tests.house import source
from zhiyin.events import Event
from zhiyin.kit.errors import Refusal
from zhiyin.kit.refusals import SENTENCES

METHODS = [("**.py", "python"), ("**/templates/**.html", "jinja2"), ("**/templates/**.txt", "jinja2")]
CONTEXT_FIRST = ((1, "c"), 2)
KEYWORDS = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "trans")),
    "ngettext": (1, 2),
    "pgettext": CONTEXT_FIRST,
    "pgettext_lazy": CONTEXT_FIRST,
}
TEMPLATES = sorted(source.SOURCE.glob("*/templates/**/*.html"))
CATALOGUES = sorted(source.SOURCE.glob("*/locale/zh_Hans/LC_MESSAGES/django.po"))


def _known() -> dict[str, object]:
    known: dict[str, object] = {}
    for path in CATALOGUES:
        for message in read_po(BytesIO(path.read_bytes()), locale="zh_Hans"):
            for key in _texts(message.id):
                known[key] = None if message.fuzzy else message.string
    return known


@cache
def _spoken() -> set[str]:
    found = extract_from_dir(str(source.SOURCE), method_map=METHODS, keywords=KEYWORDS, options_map={"**.html": {"trimmed": "false"}})
    return {key for _file, _line, message, _comments, _context in found for key in ((message,) if isinstance(message, str) else message) if key}


def test_every_string_on_a_page_has_its_chinese() -> None:
    known = _known()

    missing = sorted(text for text in _spoken() if not known.get(text) or not all(_texts(known[text])))

    assert missing == []


def test_what_is_said_alike_in_english_is_said_alike_in_chinese_unless_it_names_what_it_means() -> None:
    """The catalogues are one book to whoever looks a word up: the first that has it would answer for all."""
    said: dict[tuple[object, object], set[object]] = {}
    for path in CATALOGUES:
        for message in read_po(BytesIO(path.read_bytes()), locale="zh_Hans"):
            said.setdefault((message.context, message.id), set()).add(message.string)

    assert {key: words for key, words in said.items() if key[1] and len(words) > 1} == {}


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-5])
def test_a_catalogue_keeps_every_placeholder(path: Path) -> None:
    messages = [message for message in read_po(BytesIO(path.read_bytes()), locale="zh_Hans") if message.id]

    wrong = [message.id for message in messages for text in _texts(message.string) if _places(_texts(message.id)[-1]) != _places(text)]

    assert wrong == []


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-5])
def test_a_sign_of_percent_is_written_twice(path: Path) -> None:
    """The pages fill every text, one without facts too: a sign that stands alone would be taken for the beginning of a blank."""
    texts = [text for message in read_po(BytesIO(path.read_bytes()), locale="zh_Hans") if message.id for text in _texts(message.string)]

    assert [text for text in texts if "%" in re.sub(r"%\(\w+\)[sd]|%%", "", text)] == []


def _texts(text: object) -> tuple[str, ...]:
    return tuple(map(str, text)) if isinstance(text, tuple | list) else (str(text),)


def _places(text: str) -> set[str]:
    return set(re.findall(r"%\(\w+\)[sd]", text))


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-5])
def test_a_catalogue_keeps_no_words_that_nobody_says(path: Path) -> None:
    spoken = _spoken()

    kept = [_texts(message.id) for message in read_po(BytesIO(path.read_bytes()), locale="zh_Hans") if message.id]

    assert [texts[0] for texts in kept if not spoken.intersection(texts)] == []


def test_a_template_imports_only_what_it_uses() -> None:
    """What a page inherits from is left out: pages may use what it imports."""
    parents = {match for path in TEMPLATES for match in re.findall(r'{% extends "([^"]+)"', path.read_text())}
    pages = [path for path in TEMPLATES if not any(str(path).endswith(f"/templates/{parent}") for parent in parents)]

    assert [f"{path.name}: {name}" for path in pages for name in _unused(path.read_text())] == []


def _unused(text: str) -> list[str]:
    rest = re.sub(r"{% from [^%]* import [^%]*%}", "", text)
    named = [name.split()[-1] for names in re.findall(r"{% from [^%]* import ([^%]*?)(?: with context)? %}", text) for name in names.split(",")]
    return [name for name in named if not re.search(rf"\b{name}\b", rest)]


def test_no_catalogue_speaks_in_exclamations() -> None:
    loud = [path.parts[-5] for path in CATALOGUES if "！" in path.read_text()]

    assert loud == []


def _refusals(cls: type[Refusal]) -> set[type[Refusal]]:
    return {cls, *(deeper for child in cls.__subclasses__() for deeper in _refusals(child))}


def test_every_refusal_has_its_sentence_in_both_languages() -> None:
    silent = sorted({cls.code for cls in _refusals(Refusal) if cls.__module__.startswith("zhiyin")} - set(SENTENCES))

    assert silent == []
    assert [code for code, sentence in SENTENCES.items() if not sentence.en or not sentence.zh] == []


def test_every_event_and_field_is_in_the_book_of_events() -> None:
    book = (source.ROOT / "docs" / "events.md").read_text()

    facts = [(name, field.name) for name, cls in Event.registry.items() for field in dataclasses.fields(cls)]

    assert [f"{name}.{field}" for name, field in facts if f"`{name}`" not in book or f"`{field}`" not in book] == []


def test_no_unfinished_mark_stands_in_the_source() -> None:
    marks = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b(?!.*#\d+)")

    assert [f"{path.relative_to(source.ROOT)}" for path in source.python_files() if marks.search(path.read_text())] == []
