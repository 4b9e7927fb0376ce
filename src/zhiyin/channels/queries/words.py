"""The words of messages: one line, and what follows it, in both languages.

In the inbox the whole is told. What leaves the house says neither amounts nor shops: a letter of its own in `outside/`, or else a plain line.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from zhiyin.channels.queries.messages import Message
from zhiyin.kit import formats

TEMPLATES = Path(__file__).resolve().parent.parent / "templates"
LANGUAGES = ("en", "zh")
NEUTRAL = "neutral"  # the letter of those that have none of their own


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """The words of a message: one line, and what follows it."""

    title: str
    body: str


def text(message: Message, language: str) -> Text:
    """The words of a message in that language: the template's first line, and the rest. Plain text, to be escaped where it is shown. No SQL."""
    return words(message.template, message.params, language=language)


def words(template: str, params: dict[str, Any], *, language: str) -> Text:
    """What a template says with these params in that language, in the inbox. No SQL. Raises `LookupError` when there is no such template."""
    return _filled(f"{_checked(template)}.txt", params, language)


def outside_words(template: str, params: dict[str, Any], *, language: str) -> Text:
    """What leaves the house for a template: its letter in `outside/`, else its own words where they name nothing, else a plain line that says
    that something waits. No SQL. Raises `LookupError` when there is no such template.
    """
    _checked(template)
    if template in _templates("outside/"):
        return _filled(f"outside/{template}.txt", params, language)
    return _filled(f"{template}.txt" if _names_nothing(template) else f"outside/{NEUTRAL}.txt", params, language)


def check_template(template: str) -> None:
    """Returns when the template exists in both languages. No SQL. Raises `LookupError`."""
    _checked(template)


def spoken(language: str) -> str:
    """The folder of that language. No SQL."""
    return "zh" if language.lower().startswith("zh") else "en"


def _filled(name: str, params: dict[str, Any], language: str) -> Text:
    filled = _environment(spoken(language)).get_template(f"{spoken(language)}/{name}").render(params)
    title, _, body = filled.strip().partition("\n")
    return Text(title=title.strip(), body=body.strip())


@cache
def _templates(folder: str = "") -> frozenset[str]:
    by_language = [{path.stem for path in (TEMPLATES / language / folder).glob("*.txt")} for language in LANGUAGES]
    return frozenset(set.intersection(*by_language))


@cache
def _names_nothing(template: str) -> bool:
    return all("{" not in (TEMPLATES / language / f"{template}.txt").read_text() for language in LANGUAGES)


def _checked(template: str) -> str:
    if template not in _templates():
        raise LookupError(f"no template {template!r} in both languages")
    return template


@cache
def _environment(language: str) -> Environment:
    made = Environment(  # noqa: S701  plain text: the face that shows it escapes it
        loader=FileSystemLoader(TEMPLATES), undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    made.filters["money"] = formats.money
    made.filters["clock"] = lambda at, zone: formats.clock_time(datetime.fromisoformat(at), zone=zone)
    made.filters["short_day"] = lambda at, zone: formats.short_day(datetime.fromisoformat(at), zone=zone, language=language)
    return made
