"""Why we come back to people: each journey in its published versions. A version never changes; a change is a new version."""

from dataclasses import dataclass
from datetime import timedelta

from zhiyin.events import Event
from zhiyin.events.money import PaymentCompleted
from zhiyin.events.reach import ImprovementShipped
from zhiyin.events.together import GroupGiftEnded, GroupGiftOpened, MoneyRequested, RedPacketSent, RequestReminded, RequestSettled
from zhiyin.events.voice import CaseAnswered, CaseClosed
from zhiyin.followups.decide import SERVICE, SURVEY


@dataclass(frozen=True, slots=True, kw_only=True)
class Journey:
    """One reason to come back. `delay` after the trigger it is due, `deadline` after the trigger it has lost its point.

    `survey` is empty when nothing is asked. `value`: which of two goes first when a person may have only one.
    """

    code: str
    version: int
    trigger: type[Event]
    cancelled_by: tuple[type[Event], ...]
    purpose: str
    message_class: str
    survey: str
    template: str
    about_kind: str
    delay: timedelta
    deadline: timedelta
    channels: tuple[str, ...]
    value: float


PUBLISHED = (
    Journey(
        code="payment_stars",
        version=1,
        trigger=PaymentCompleted,
        cancelled_by=(),
        purpose="feedback",
        message_class=SURVEY,
        survey="stars",
        template="payment_stars",
        about_kind="payment",
        delay=timedelta(0),
        deadline=timedelta(hours=24),
        channels=("inapp",),
        value=0.3,
    ),
    Journey(
        code="case_answered",
        version=1,
        trigger=CaseAnswered,
        cancelled_by=(CaseClosed,),
        purpose="service",
        message_class=SERVICE,
        survey="helped",
        template="case_answered",
        about_kind="case",
        delay=timedelta(0),
        deadline=timedelta(days=7),
        channels=("inapp",),
        value=1.0,
    ),
    Journey(
        code="you_said_we_did",
        version=1,
        trigger=ImprovementShipped,
        cancelled_by=(),
        purpose="improvements",
        message_class=SERVICE,
        survey="",
        template="you_said_we_did",
        about_kind="improvement",
        delay=timedelta(0),
        deadline=timedelta(days=30),
        channels=("inapp",),
        value=0.6,
    ),
    Journey(
        code="money_requested",
        version=1,
        trigger=MoneyRequested,
        cancelled_by=(RequestSettled,),
        purpose="service",
        message_class=SERVICE,
        survey="",
        template="money_requested",
        about_kind="request",
        delay=timedelta(0),
        deadline=timedelta(days=7),
        channels=("inapp",),
        value=0.9,
    ),
    Journey(
        code="request_reminded",
        version=1,
        trigger=RequestReminded,
        cancelled_by=(RequestSettled,),
        purpose="service",
        message_class=SERVICE,
        survey="",
        template="request_reminded",
        about_kind="request",
        delay=timedelta(0),
        deadline=timedelta(hours=24),
        channels=("inapp",),
        value=0.8,
    ),
    Journey(
        code="request_settled",
        version=1,
        trigger=RequestSettled,
        cancelled_by=(),
        purpose="service",
        message_class=SERVICE,
        survey="",
        template="request_settled",
        about_kind="answered_request",
        delay=timedelta(0),
        deadline=timedelta(days=7),
        channels=("inapp",),
        value=0.7,
    ),
    Journey(
        code="red_packet",
        version=1,
        trigger=RedPacketSent,
        cancelled_by=(),
        purpose="service",
        message_class=SERVICE,
        survey="",
        template="red_packet",
        about_kind="red_packet",
        delay=timedelta(0),
        deadline=timedelta(hours=24),
        channels=("inapp",),
        value=0.9,
    ),
    Journey(
        code="gift_asked",
        version=1,
        trigger=GroupGiftOpened,
        cancelled_by=(GroupGiftEnded,),
        purpose="service",
        message_class=SERVICE,
        survey="",
        template="gift_asked",
        about_kind="gift",
        delay=timedelta(0),
        deadline=timedelta(days=7),
        channels=("inapp",),
        value=0.8,
    ),
    Journey(
        code="gift_given",
        version=1,
        trigger=GroupGiftEnded,
        cancelled_by=(),
        purpose="service",
        message_class=SERVICE,
        survey="",
        template="gift_given",
        about_kind="given_gift",
        delay=timedelta(0),
        deadline=timedelta(days=30),
        channels=("inapp",),
        value=0.9,
    ),
)
VERSIONS = {(journey.code, journey.version): journey for journey in PUBLISHED}
CURRENT = {journey.code: journey for journey in sorted(PUBLISHED, key=lambda journey: journey.version)}
