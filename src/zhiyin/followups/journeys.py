"""Why we come back to people: each journey in its published versions. A version never changes; a change is a new version."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Protocol

from zhiyin.events import Event
from zhiyin.events.money import PaymentCompleted, WebhookDisabled
from zhiyin.events.reach import ImprovementShipped
from zhiyin.events.together import GroupGiftEnded, GroupGiftOpened, MoneyRequested, RedPacketSent, RequestReminded, RequestSettled
from zhiyin.events.voice import CaseAnswered, CaseClosed
from zhiyin.followups.decide import SERVICE, SURVEY


@dataclass(frozen=True, slots=True, kw_only=True)
class Journey:
    """One reason to come back. `delay` after the trigger it is due, `deadline` after the trigger it has lost its point.

    `survey` is empty when nothing is asked. `value`: which of two goes first when a person may have only one. A journey that says nothing else is a
    service card in the inbox, sent at once, that asks nothing. When a channel fails for good the next one is tried `hop_wait` later, unless the
    journey never falls back. `remind_after`: an unanswered question is put once more on another channel (a day's manners: 20 hours at the least).
    Published versions depend on these defaults, so the defaults never change either.
    """

    code: str
    version: int = 1
    trigger: type[Event]
    cancelled_by: tuple[type[Event], ...] = ()
    purpose: str = "service"
    message_class: str = SERVICE
    survey: str = ""
    template: str
    about_kind: str
    delay: timedelta = timedelta(0)
    deadline: timedelta
    channels: tuple[str, ...] = ("inapp",)
    falls_back: bool = True
    hop_wait: timedelta = timedelta(0)
    remind_after: timedelta | None = None
    value: float


PUBLISHED = (
    Journey(
        code="payment_stars",
        trigger=PaymentCompleted,
        purpose="feedback",
        message_class=SURVEY,
        survey="stars",
        template="payment_stars",
        about_kind="payment",
        deadline=timedelta(hours=24),
        value=0.3,
    ),
    Journey(
        code="case_answered",
        trigger=CaseAnswered,
        cancelled_by=(CaseClosed,),
        survey="helped",
        template="case_answered",
        about_kind="case",
        deadline=timedelta(days=7),
        value=1.0,
    ),
    Journey(
        code="you_said_we_did",
        trigger=ImprovementShipped,
        purpose="improvements",
        template="you_said_we_did",
        about_kind="improvement",
        deadline=timedelta(days=30),
        value=0.6,
    ),
    Journey(
        code="money_requested",
        trigger=MoneyRequested,
        cancelled_by=(RequestSettled,),
        template="money_requested",
        about_kind="request",
        deadline=timedelta(days=7),
        value=0.9,
    ),
    Journey(
        code="request_reminded",
        trigger=RequestReminded,
        cancelled_by=(RequestSettled,),
        template="request_reminded",
        about_kind="request",
        deadline=timedelta(hours=24),
        value=0.8,
    ),
    Journey(
        code="request_settled",
        trigger=RequestSettled,
        template="request_settled",
        about_kind="answered_request",
        deadline=timedelta(days=7),
        value=0.7,
    ),
    Journey(
        code="red_packet",
        trigger=RedPacketSent,
        template="red_packet",
        about_kind="red_packet",
        deadline=timedelta(hours=24),
        value=0.9,
    ),
    Journey(
        code="gift_asked",
        trigger=GroupGiftOpened,
        cancelled_by=(GroupGiftEnded,),
        template="gift_asked",
        about_kind="gift",
        deadline=timedelta(days=7),
        value=0.8,
    ),
    Journey(
        code="gift_given",
        trigger=GroupGiftEnded,
        template="gift_given",
        about_kind="given_gift",
        deadline=timedelta(days=30),
        value=0.9,
    ),
    Journey(
        code="webhook_disabled",
        trigger=WebhookDisabled,
        template="webhook_disabled",
        about_kind="endpoint",
        deadline=timedelta(days=30),
        value=0.9,
    ),
)
_VERSIONS = {(journey.code, journey.version): journey for journey in PUBLISHED}
_CURRENT = {journey.code: journey for journey in sorted(PUBLISHED, key=lambda journey: journey.version)}


class Pinned(Protocol):
    """What knows its journey and version: a follow-up."""

    @property
    def journey(self) -> str:
        """The journey's code."""

    @property
    def version(self) -> int:
        """The version's number."""

    @property
    def context(self) -> dict[str, Any]:
        """Names the step, when it is not the first one."""


def version(code: str, number: int) -> Journey:
    """That version of a journey, as it was published. Raises `KeyError`."""
    return _VERSIONS[code, number]


def of(row: Pinned) -> Journey:
    """The journey as it was published for that follow-up, and of it the step that the follow-up takes. Raises `KeyError`."""
    return version(row.journey, row.version)


def current(code: str) -> Journey:
    """The journey in its present version. Raises `KeyError`."""
    return _CURRENT[code]


def currents() -> Mapping[str, Journey]:
    """All journeys in their present versions, by code."""
    return _CURRENT
