"""The gates of a decision as they are kept: a third of what they would weigh with every name written out, for there is a record of each decision.

The gates stand in their order, so only the last names itself; it is the one that said no, or that passed when all did. Facts that a gate often tells
together are told without their names.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from zhiyin.followups.decide.facts import Gate, Verdict

ORDER = ("valid", "deadline", "eligible", "holdout", "consent", "cap", "arbitration", "quiet", "channel", "content")
# What each gate often tells, and no two of a gate as many facts.
TOGETHER: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "deadline": (("not_after",),),
    "holdout": (("bucket", "percent"),),
    "consent": (("purpose", "channels", "since", "wording"),),
    "cap": (("class", "uses"),),
    "arbitration": (("value", "beat"), ("lost_to", "theirs", "mine")),
    "quiet": (("exempt",), ("zone", "local", "from", "until"), ("zone", "local", "from", "until", "ends")),
    "channel": (("chosen", "tried"),),
}
USE = ("channel", "used", "most", "hours")


def pack(gates: Iterable[Gate]) -> str:
    """The gates as JSON: a list of the facts of each, the last with its name before them."""
    looked_at = [(gate.name, _packed(gate.name, gate.facts)) for gate in gates]
    told = [facts for _, facts in looked_at[:-1]] + [list(each) for each in looked_at[-1:]]
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def unpack(text: str, verdict: str) -> tuple[dict[str, Any], ...]:
    """The gates of a decision with that verdict, as {"gate", "ok", "facts"}; also of those that were kept with every name."""
    told = json.loads(text)
    if not told or isinstance(told[-1], dict):
        return tuple(told)
    *before, (last, facts) = told
    named = [*zip(ORDER, before, strict=False), (last, facts)]
    passed = len(before) + (verdict == Verdict.SENT)
    return tuple({"gate": name, "ok": number < passed, "facts": _unpacked(name, facts)} for number, (name, facts) in enumerate(named))


def _packed(name: str, facts: Mapping[str, Any]) -> Any:
    if tuple(facts) not in TOGETHER.get(name, ()):
        return facts or 0
    return [[_use(use) for use in value] if key == "uses" else value for key, value in facts.items()]


def _unpacked(name: str, told: Any) -> dict[str, Any]:
    if not isinstance(told, list):
        return told or {}
    names = next(each for each in TOGETHER[name] if len(each) == len(told))
    facts = dict(zip(names, told, strict=True))
    if "uses" in facts:
        facts["uses"] = [dict(zip(USE, use, strict=True)) if isinstance(use, list) else use for use in facts["uses"]]
    return facts


def _use(use: Mapping[str, Any]) -> Any:
    return list(use.values()) if tuple(use) == USE else use
