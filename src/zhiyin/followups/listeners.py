"""What this room hears."""

from collections.abc import Sequence
from uuid import UUID

from zhiyin.events import Event
from zhiyin.events.money import PaymentCompleted, WebhookDisabled
from zhiyin.events.people import ConsentWithdrawn
from zhiyin.events.reach import ImprovementShipped
from zhiyin.events.together import GroupGiftEnded, GroupGiftOpened, MoneyRequested, RedPacketSent, RequestReminded, RequestSettled
from zhiyin.events.voice import AnswerGiven, CaseAnswered, CaseClosed
from zhiyin.followups import services
from zhiyin.followups.services import Plan
from zhiyin.outbox.listening import listens_to
from zhiyin.privacy import queries as privacy

EVERY_CHANNEL = "*"


@listens_to(PaymentCompleted)
def ask_about_payments(events: Sequence[Event]) -> None:
    """A payment just made is asked about. One of the past, loaded in bulk, is not; one heard of too late is planned and expires when decided."""
    services.plan([_after_payment(event) for event in events if isinstance(event, PaymentCompleted) and not event.imported])


@listens_to(CaseAnswered)
def tell_of_replies(events: Sequence[Event]) -> None:
    """Who had an answer from us is told, and asked whether it helped."""
    services.plan([_after_reply(event) for event in events if isinstance(event, CaseAnswered)])


@listens_to(ImprovementShipped)
def tell_of_improvements(events: Sequence[Event]) -> None:
    """Those whose cases carried what was mended are told, each once."""
    services.plan([_after_shipping(event, person) for event in events if isinstance(event, ImprovementShipped) for person in sorted(event.people)])


@listens_to(CaseClosed)
def call_off_when_closed(events: Sequence[Event]) -> None:
    """Nobody is asked about a case that is over."""
    for event in events:
        if isinstance(event, CaseClosed):
            services.call_off("CaseClosed", about_ids=[event.case_id], at=event.at)


@listens_to(MoneyRequested, RequestReminded)
def tell_of_requests(events: Sequence[Event]) -> None:
    """Who is asked for money finds it in the inbox, and so does who is reminded."""
    services.plan([_request(event) for event in events if isinstance(event, MoneyRequested | RequestReminded)])


@listens_to(RequestSettled)
def tell_of_settled_requests(events: Sequence[Event]) -> None:
    """Who asked hears the answer, and nobody is told of, or reminded of, a request that is settled."""
    settled = [event for event in events if isinstance(event, RequestSettled)]
    for event in settled:
        services.call_off("RequestSettled", about_ids=[event.request_id], at=event.at)
    services.plan([_answer(event) for event in settled if event.state != "cancelled"])


@listens_to(RedPacketSent)
def tell_of_red_packets(events: Sequence[Event]) -> None:
    """Those for whom a red packet was meant find it in the inbox."""
    services.plan([_red_packet(event, guest) for event in events if isinstance(event, RedPacketSent) for guest in sorted(event.guests)])


@listens_to(GroupGiftOpened)
def tell_of_gifts(events: Sequence[Event]) -> None:
    """Those who are asked to give find it in the inbox; whom the gift is for does not."""
    services.plan([_gift(event, guest) for event in events if isinstance(event, GroupGiftOpened) for guest in sorted(event.guests)])


@listens_to(GroupGiftEnded)
def tell_of_given_gifts(events: Sequence[Event]) -> None:
    """Nobody is asked to give to a gift that is over, and whoever was given one hears of it."""
    ended = [event for event in events if isinstance(event, GroupGiftEnded)]
    for event in ended:
        services.call_off("GroupGiftEnded", about_ids=[event.gift_id], at=event.at)
    services.plan([_given_gift(event) for event in ended if event.state == "given"])


@listens_to(ConsentWithdrawn)
def fall_silent(events: Sequence[Event]) -> None:
    """A consent taken back anywhere stops what was planned on it and closes what lies open."""
    for event in events:
        if isinstance(event, ConsentWithdrawn) and event.channel == EVERY_CHANNEL and not _allowed_again(event):
            services.silence(event.person_id, event.purpose, at=event.at)


@listens_to(AnswerGiven)
def note_answers(events: Sequence[Event]) -> None:
    """A follow-up whose question was answered says so."""
    if given := [event for event in events if isinstance(event, AnswerGiven)]:
        services.note_answers({event.answer_id for event in given}, at=max(event.at for event in given))


@listens_to(WebhookDisabled)
def tell_of_silent_programs(events: Sequence[Event]) -> None:
    """Whose shop's program takes no messages any more hears of it: nothing else would tell them before somebody misses something."""
    services.plan([_silent_program(event) for event in events if isinstance(event, WebhookDisabled)])


def _allowed_again(event: ConsentWithdrawn) -> bool:
    return privacy.allows(event.person_id, event.purpose, channel=event.channel).allowed


def _after_payment(event: PaymentCompleted) -> Plan:
    context = {"merchant_id": str(event.merchant_id), "amount_minor": event.amount_minor, "asset": event.asset}
    return Plan(journey="payment_stars", person_id=event.payer_id, occasion=event.id, about_id=event.id, at=event.at, context=context)


def _after_reply(event: CaseAnswered) -> Plan:
    context = {"reply_id": str(event.reply_id)}
    return Plan(journey="case_answered", person_id=event.person_id, occasion=event.reply_id, about_id=event.case_id, at=event.at, context=context)


def _after_shipping(event: ImprovementShipped, person_id: UUID) -> Plan:
    context = {"improvement_id": str(event.improvement_id), "theme_id": str(event.theme_id)}
    return Plan(
        journey="you_said_we_did",
        person_id=person_id,
        occasion=event.improvement_id,
        about_id=event.improvement_id,
        at=event.at,
        context=context,
    )


def _request(event: MoneyRequested | RequestReminded) -> Plan:
    context = {"other_id": str(event.asker_id), "amount_minor": event.amount_minor, "asset": event.asset}
    journey, about_id = ("money_requested", event.id) if isinstance(event, MoneyRequested) else ("request_reminded", event.request_id)
    return Plan(journey=journey, person_id=event.person_id, occasion=event.id, about_id=about_id, at=event.at, context=context)


def _answer(event: RequestSettled) -> Plan:
    context = {"other_id": str(event.person_id), "amount_minor": event.amount_minor, "asset": event.asset, "state": event.state}
    journey = "request_settled"
    return Plan(journey=journey, person_id=event.asker_id, occasion=event.id, about_id=event.request_id, at=event.at, context=context)


def _red_packet(event: RedPacketSent, guest: UUID) -> Plan:
    context = {"other_id": str(event.sender_id)}
    return Plan(journey="red_packet", person_id=guest, occasion=event.id, about_id=event.id, at=event.at, context=context)


def _gift(event: GroupGiftOpened, guest: UUID) -> Plan:
    context = {"other_id": str(event.opener_id)}
    return Plan(journey="gift_asked", person_id=guest, occasion=event.id, about_id=event.id, at=event.at, context=context)


def _given_gift(event: GroupGiftEnded) -> Plan:
    context = {"other_id": str(event.opener_id)}
    return Plan(journey="gift_given", person_id=event.receiver_id, occasion=event.id, about_id=event.gift_id, at=event.at, context=context)


def _silent_program(event: WebhookDisabled) -> Plan:
    context = {"merchant_id": str(event.merchant_id)}
    return Plan(journey="webhook_disabled", person_id=event.person_id, occasion=event.id, about_id=event.endpoint_id, at=event.at, context=context)
