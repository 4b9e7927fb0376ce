"""The forms of a journey: what is typed becomes its document, and what is wrong comes back to its field."""

import re
from collections.abc import Mapping
from typing import Any

from django.http import QueryDict

from zhiyin.console.pages.journeys.starting import typed_conditions, typed_start
from zhiyin.followups import queries as followups
from zhiyin.followups.queries import Problem

STEP_FIELDS = ("step", "wait", "before_end", "until_local", "deadline", "message", "leads_to", "survey", "wait_for", "remind_after", "answer_within")
MORE_FIELDS = ("hop_wait", "falls_back")
CLASSES = ("transactional", "service", "survey", "marketing")
NEW = {
    "name": {"en": "", "zh": ""},
    "start": {"event": "PaymentCompleted"},
    "purpose": "feedback",
    "class": "survey",
    "value": 0.3,
    "steps": [{"step": "first", "deadline": "24 hours", "words": {"en": {"title": "", "text": ""}, "zh": {"title": "", "text": ""}}}],
}
A_STEP: Mapping[str, Any] = {"deadline": "24 hours", "words": {"en": {"title": "", "text": ""}, "zh": {"title": "", "text": ""}}}
CODE = re.compile(r"^[a-z][a-z0-9_]{1,29}$")


def typed(post: QueryDict, before: dict[str, Any]) -> dict[str, Any]:
    """The journey as it stands in the form. What the form does not show stays as it was before."""
    parts = dict(before)
    parts["name"] = {"en": post.get("name.en", "").strip(), "zh": post.get("name.zh", "").strip()}
    parts["start"] = typed_start(post, before["start"] if isinstance(before.get("start"), dict) else {})
    for name in ("purpose", "class"):
        parts[name] = post.get(name, "")
    parts["value"] = _number(post.get("value", ""))
    parts["again"] = _again(post.get("again", "each"), post.get("again.after", ""))
    parts["cancel_on"] = post.getlist("cancel_on")
    steps = before.get("steps") if isinstance(before.get("steps"), list) else []
    places = range(min(int(post.get("steps", "0")) if post.get("steps", "0").isdecimal() else 0, 12))
    parts["steps"] = [_step(post, f"steps.{place}", (steps or [])[place] if place < len(steps or []) else {}) for place in places]
    return _changed({name: value for name, value in parts.items() if value not in ("", [])}, post)


def by_field(problems: tuple[Problem, ...], language: str) -> dict[str, list[str]]:
    """What is wrong, by the field it belongs to; under "" what belongs to none."""
    found: dict[str, list[str]] = {}
    for problem in problems:
        path = problem.path
        path = path if not path.endswith(".words") else f"{path}.en.title"
        found.setdefault(path, []).append(problem.say(language))
    return found


def _changed(parts: dict[str, Any], post: QueryDict) -> dict[str, Any]:
    """One step more, or one less, when that was asked for."""
    if "add" in post:
        names = {step.get("step") for step in parts["steps"]}
        name = next(f"step_{n}" for n in range(2, 99) if f"step_{n}" not in names)
        parts["steps"].append({"step": name, **A_STEP})
    elif (gone := post.get("remove", "")).isdecimal() and len(parts["steps"]) > 1:
        parts["steps"] = [step for place, step in enumerate(parts["steps"]) if place != int(gone)]
    return parts


def _step(post: QueryDict, path: str, before: Mapping[str, Any]) -> dict[str, Any]:
    step = dict(before) | {name: post.get(f"{path}.{name}", "").strip() for name in (*STEP_FIELDS, *MORE_FIELDS)}
    step["where"] = typed_conditions(post, f"{path}.where") if step["wait_for"] and step["wait_for"] == before.get("wait_for") else {}
    step["channels"] = post.getlist(f"{path}.channels")
    words = {
        language: {"title": post.get(f"{path}.words.{language}.title", "").strip(), "text": post.get(f"{path}.words.{language}.text", "").strip()}
        for language in ("en", "zh")
    }
    step.pop("words", None)
    if not step["message"] and not step["wait_for"]:
        step["words"] = words
    step["then"] = {name: to for name in followups.outcomes() if (to := post.get(f"{path}.then.{name}", "")) and to != "end"}
    return {name: value for name, value in step.items() if value not in ("", [], {})}


def _again(kind: str, after: str) -> Any:
    return {"after": after.strip()} if kind == "after" else kind


def _number(text: str) -> Any:
    try:
        return float(text)
    except ValueError:
        return text
