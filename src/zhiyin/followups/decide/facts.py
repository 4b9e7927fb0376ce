"""What is judged and what is answered: candidates, people, policies, decisions. Plain values, seen from nowhere but where they are handed in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from typing import Any

TRANSACTIONAL, SERVICE, SURVEY, MARKETING = "transactional", "service", "survey", "marketing"
OWED = frozenset({TRANSACTIONAL, SERVICE})  # what we owe a person is never capped and never competes, and the global holdout does not hold for it
FAR = datetime.max.replace(tzinfo=UTC)


class Verdict(StrEnum):
    """What becomes of a follow-up that is due."""

    SENT = "sent"
    DEFERRED = "deferred"
    SUPPRESSED = "suppressed"
    HELD_OUT = "held_out"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """One time the person was reached: by which follow-up, of which purpose and worth."""

    at: datetime
    channel: str
    message_class: str
    purpose: str = ""
    follow_up: int = 0
    value: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Cap:
    """At most `most` contacts in any `hours`. Empty `message_class`: questions and offers together; `interrupting` None: whether they ring or not;
    `purpose` and `channel`, where named, count only theirs. `own`: the person set it themselves.
    """

    message_class: str = ""
    interrupting: bool | None = None
    most: int
    hours: int
    purpose: str = ""
    channel: str = ""
    own: bool = False

    @property
    def window(self) -> timedelta:
        """The rolling time that is looked at."""
        return timedelta(hours=self.hours)

    def covers(self, contact: Contact, interrupting: frozenset[str]) -> bool:
        """Whether that contact uses the cap up. What is owed never does."""
        return (
            contact.message_class not in OWED
            and self.message_class in ("", contact.message_class)
            and self.interrupting in (None, contact.channel in interrupting)
            and self.purpose in ("", contact.purpose)
            and self.channel in ("", contact.channel)
        )


Span = tuple[time, time]


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """How often and when people may be reached. Quiet hours are the person's local time and hold for `interrupting` channels."""

    id: int
    caps: tuple[Cap, ...]
    quiet_from: time
    quiet_until: time
    interrupting: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """What a person set for themselves, on top of the policy: it only ever tightens it. `paused_until` holds for questions and offers."""

    caps: tuple[Cap, ...] = ()
    paused_until: datetime | None = None
    quiet: Span | None = None


UNSET = Budget()


@dataclass(frozen=True, slots=True, kw_only=True)
class Permission:
    """What the person said of the purpose on one channel."""

    allowed: bool
    since: datetime | None = None
    wording: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rival:
    """Another follow-up of the same person that is due at the same time."""

    id: int
    value: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A follow-up that is due. `channels` in the order of preference; `asks`: it puts a question; `own_case`: it belongs to the person's case.

    `tried` are the channels that failed it for good; one that does not fall back has only its first channel. `due_at` (None: now) says since when
    it competes with others.
    """

    purpose: str
    message_class: str
    channels: tuple[str, ...]
    not_after: datetime
    asks: bool
    own_case: bool
    id: int = 0
    value: float = 0.0
    due_at: datetime | None = None
    falls_back: bool = True
    tried: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """What is known of the person at that moment. `cancelled_by`: why the follow-up has lost its point; `not_eligible`: the rule that is not met any
    more (both empty while all is well). `reachable`: the channels on which the person has a usable address. `rivals` are due at the same time and
    worth no more.
    """

    zone: str
    cancelled_by: str
    held_out: bool
    bucket: int
    holdout_percent: int
    permissions: Mapping[str, Permission]
    open_case: int | None
    contacts: tuple[Contact, ...]
    reachable: frozenset[str]
    not_eligible: str = ""
    holdout: str = ""
    budget: Budget = UNSET
    rivals: tuple[Rival, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """One question that was asked of the candidate, and the facts that answered it (plain JSON values)."""

    name: str
    ok: bool
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """The verdict with its reason and all gates passed on the way. `channel` is set when sent, `until` when deferred."""

    verdict: Verdict
    reason: str
    gates: tuple[Gate, ...]
    channel: str = ""
    until: datetime | None = None
