"""Channels that ring, for stories in which no courier runs: what left on which channel, and journeys that use them."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest

from zhiyin.channels import services as channels
from zhiyin.followups import journeys
from zhiyin.followups.journeys import Journey
from zhiyin.followups.models import FollowUp
from zhiyin.followups.services import failing, reaching, snapshots

EVERY = frozenset({"inapp", "email", "sms"})


@dataclass
class Ringing:
    """What left on channels other than the inbox, in its order: (person, channel, when)."""

    left: list[tuple[UUID, str, datetime]] = field(default_factory=list)
    reachable: frozenset[str] = EVERY
    changes: dict[str, dict[str, Any]] = field(default_factory=dict)

    def journey(self, code: str, **changes: Any) -> None:
        """From now on that journey has these properties."""
        self.changes[code] = changes

    def of(self, row: FollowUp) -> Journey:
        return replace(journeys.of(row), **self.changes.get(row.journey, {}))

    def send_many(self, messages: list[channels.Sending], *, at: datetime) -> dict[UUID, UUID]:
        """The inbox as ever; everything else is noted."""
        self.left += [(each.person_id, each.channel, at) for each in messages if each.channel != "inapp"]
        return channels.send_many([each for each in messages if each.channel == "inapp"], at=at)


def ringing(monkeypatch: pytest.MonkeyPatch) -> Ringing:
    """Every person can be reached by e-mail and SMS too."""
    made = Ringing()
    for module in (snapshots, reaching, failing):
        monkeypatch.setattr(module, "of", made.of)
    monkeypatch.setattr(reaching, "send_many", made.send_many)
    monkeypatch.setattr(snapshots, "reachable", lambda people: dict.fromkeys(people, made.reachable))
    return made
