"""What a centre says of a message that it took: SMPP 3.4, appendix B, and the two parameters that say the same."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

RECEIPT = 0x04  # in esm_class
STATES = {1: "ENROUTE", 2: "DELIVRD", 3: "EXPIRED", 4: "DELETED", 5: "UNDELIV", 6: "ACCEPTD", 7: "UNKNOWN", 8: "REJECTD"}
DELIVERED, FAILED = frozenset({"DELIVRD"}), frozenset({"EXPIRED", "DELETED", "UNDELIV", "REJECTD"})
TAG_ID, TAG_STATE = 0x001E, 0x0427


@dataclass(frozen=True, slots=True)
class Receipt:
    """`reference`: as the centre gave it when it took the message. `delivered` None: still on its way. `why`: the centre's word."""

    reference: str
    delivered: bool | None
    why: str


def read(text: str, parameters: Mapping[int, bytes]) -> Receipt | None:
    """The receipt, from its parameters or else from its text ("id:… stat:DELIVRD err:000"); None when it names no message."""
    reference = parameters[TAG_ID].rstrip(b"\0").decode("latin-1") if TAG_ID in parameters else _named("id", text)
    state = STATES.get(parameters[TAG_STATE][0], "UNKNOWN") if parameters.get(TAG_STATE) else _named("stat", text).upper()
    if not reference:
        return None
    error = _named("err", text)
    why = f"{state or 'UNKNOWN'}{f' {error}' if error.strip('0') else ''}"
    return Receipt(reference, True if state in DELIVERED else False if state in FAILED else None, why[:40])


def _named(name: str, text: str) -> str:
    found = re.search(rf"\b{name}:(\S+)", text, re.IGNORECASE)
    return found[1] if found else ""
