"""How far the demo population is, kept in the database it is loaded into."""

import json
from dataclasses import asdict, dataclass

from zhiyin.site import database

FACT = "demo"


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoState:
    """`state`: absent | loading | loaded | failed. `people`: how many were asked for (-1: all); `reason`: why it failed."""

    state: str = "absent"
    people: int = 0
    reason: str = ""


def read() -> DemoState:
    """The present state."""
    kept = database.fact(FACT)
    return DemoState(**json.loads(kept)) if kept else DemoState()


def write(state: DemoState) -> None:
    """Keeps the state; the last writer wins."""
    database.note(FACT, json.dumps(asdict(state)))


def is_loaded(people: int) -> bool:
    """Whether at least so many people (-1: all) are there."""
    found = read()
    return found.state == "loaded" and (found.people == -1 or 0 <= people <= found.people)
