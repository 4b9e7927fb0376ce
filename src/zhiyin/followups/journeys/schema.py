"""The form of a journey's document as a JSON Schema, for editors that complete and check while somebody types.

The reader says more, and has the last word: whether a template exists, whether a step comes later, whether times fit each other.
"""

from dataclasses import fields
from typing import Any

from zhiyin.followups.journeys.facts import FACTS
from zhiyin.followups.journeys.kept import CHANNELS
from zhiyin.followups.journeys.reading import CLASSES, DAY, MONTH, STEPS_MAX, TESTS, WEEK, WORDS_MAX
from zhiyin.followups.journeys.steps import EACH, ONCE, OUTCOMES, PLACES, Segment
from zhiyin.privacy.purposes import PURPOSES

Schema = dict[str, Any]
NAME: Schema = {"type": "string", "pattern": "^[a-z][a-z0-9_]{1,29}$"}
# YAML reads yes, no, on and off as true and false, and 10:00 without quotes as a number: all of them are understood.
FLAG: Schema = {"enum": [True, False, "yes", "no", "on", "off"]}
CLOCK: Schema = {"anyOf": [{"type": "string", "pattern": "^([01]\\d|2[0-3]):[0-5]\\d$"}, {"type": "integer", "minimum": 0, "maximum": 1439}]}
PLAIN: Schema = {"type": ["string", "integer", "boolean", "null"]}
SAID: Schema = {"type": "string", "minLength": 1}


def schema() -> Schema:
    """The whole schema. No SQL."""
    top = {
        "journey": NAME | _about("The journey's short name: small letters, digits and _."),
        "name": _both(SAID) | _about("What it is called, for people and staff."),
        "start": _start(),
        "cancel_on": _several(list(FACTS)) | _about("Facts that end it at once; what waits is called off."),
        "again": {"anyOf": [{"enum": [EACH, ONCE]}, _mapping({"after": _duration()}, "after")]} | _about("For the same person."),
        "purpose": {"enum": list(PURPOSES)} | _about("What the person must have allowed it for."),
        "class": {"enum": list(CLASSES)} | _about("survey and marketing are capped; service and transactional are owed."),
        "value": {"type": "number", "minimum": 0, "maximum": 1} | _about("When a person may have only one message, the higher one goes."),
        "steps": {"type": "array", "minItems": 1, "maxItems": STEPS_MAX, "items": _step()},
    }
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "A journey of Zhiyin"}
    return head | _mapping(top, "journey", "name", "start", "value", "steps")


def _start() -> Schema:
    ways: dict[str, Schema] = {
        "event": {"enum": list(FACTS)} | _about("The fact that begins it."),
        "where": _conditions() | _about("Conditions on the fact's fields."),
        "schedule": _schedule(),
        "enters": _segment(least=1) | _about("Somebody comes into this group."),
        "leaves": _segment(least=1) | _about("Somebody leaves this group."),
        "only": _segment(least=0) | _about("Only for people of this group."),
    }
    return _mapping(ways) | {"oneOf": [{"required": [way]} for way in ("event", "schedule", "enters", "leaves")]}


def _schedule() -> Schema:
    day = {"type": "integer", "minimum": 1, "maximum": 28} | _about("1–28 of a month, 1 (Monday)–7 of a week; none for each day.")
    return _mapping({"every": {"enum": [DAY, WEEK, MONTH]}, "day": day, "at": CLOCK}, "every", "at") | _about(
        "By the calendar, where each person is."
    )


def _segment(*, least: int) -> Schema:
    numbers: dict[str, Schema] = {
        field.name: {"type": "integer", "minimum": 0, "maximum": 1_000_000} for field in fields(Segment) if field.name != "language"
    }
    return _mapping(numbers | {"language": {"enum": ["en", "zh-hans"]}}) | {"minProperties": least}


def _step() -> Schema:
    own = _both(_mapping({"title": SAID | {"maxLength": WORDS_MAX}, "text": SAID | {"maxLength": WORDS_MAX}}, "title", "text"))
    step = {
        "step": NAME | _about("The step's name, once in the document."),
        "wait": _duration() | _about("So long after it was come to."),
        "until_local": CLOCK | _about("Then until this time of the person's day."),
        "before_end": _duration() | _about("The step begins so long before what it is about ends, such as a coupon."),
        "deadline": _duration() | _about("After so long it has lost its point and is not sent any more."),
        "message": {"type": "string"} | _about("A message of the product, in both languages."),
        "words": own | _about("A message of your own, in both languages."),
        "leads_to": {"enum": list(PLACES)} | _about("The page behind the message's one button. talk: with times to choose from."),
        "survey": {"type": "string"} | _about("The question it puts, such as stars."),
        "channels": _several(list(CHANNELS)) | _about("Ways to the person; the first that works. call: a task for staff."),
        "falls_back": FLAG | _about("Whether the next channel is tried when one fails."),
        "hop_wait": _duration() | _about("So long between two channels."),
        "remind_after": _duration() | _about("An unanswered question is put once more on another channel; 20 hours at least."),
        "wait_for": {"enum": list(FACTS)} | _about("Sends nothing and waits until this happens."),
        "where": _conditions() | _about("Conditions on what it waits for."),
        "answer_within": _duration() | _about("So long an answer is waited for."),
        "then": _mapping({outcome: {"type": "string"} for outcome in OUTCOMES}) | _about("Which later step an outcome leads to, or end."),
    }
    said = [{"required": [name]} for name in ("message", "words", "wait_for")]
    return _mapping(step, "step", "deadline") | {"anyOf": said}


def _conditions() -> Schema:
    tests: dict[str, Schema] = {test: {"type": "integer"} if test in ("at_least", "at_most") else PLAIN for test in TESTS if test != "one_of"}
    compared = _mapping(tests) | {"minProperties": 1}
    return {"type": "object", "additionalProperties": {"anyOf": [PLAIN, {"type": "array", "items": PLAIN}, compared]}}


def _duration() -> Schema:
    return {"anyOf": [{"type": "string", "pattern": "^(0|\\d{1,5} (second|minute|hour|day|week)s?)$"}, {"const": 0}]}


def _several(choices: list[str]) -> Schema:
    return {"anyOf": [{"enum": choices}, {"type": "array", "items": {"enum": choices}}]}


def _both(of: Schema) -> Schema:
    return _mapping({"en": of, "zh": of}, "en", "zh")


def _mapping(properties: dict[str, Schema], *required: str) -> Schema:
    needed = {"required": list(required)} if required else {}
    return {"type": "object", "additionalProperties": False, "properties": properties} | needed


def _about(text: str) -> Schema:
    return {"description": text}
