"""The journeys that the product comes with: each is there, readable, in both languages, and does what its name says."""

from datetime import timedelta
from uuid import UUID

import pytest
from tests import make
from tests.followups import story
from tests.followups.story import AT, DAY, HOUR, MINUTE, SECOND

from zhiyin.channels import queries as channels
from zhiyin.events.money import TopUpCompleted, TopUpStarted
from zhiyin.events.offers import CouponGiven, CouponUsed
from zhiyin.followups import queries, services
from zhiyin.followups.journeys import currents, document, kept, shipping
from zhiyin.followups.models import Call, FollowUp
from zhiyin.followups.models.calls import Try
from zhiyin.followups.queries import interviews
from zhiyin.identity.models import Phone
from zhiyin.kit.ids import uuid7
from zhiyin.outbox import services as outbox
from zhiyin.privacy import services as privacy
from zhiyin.support import queries as cases
from zhiyin.support import services as support
from zhiyin.surveys import services as surveys

pytestmark = pytest.mark.django_db
EXAMPLE = {
    "merchant_en": "Harbour Coffee",
    "merchant_zh": "海港咖啡",
    "other": "Mei",
    "amount_minor": 12_50,
    "asset": "USD",
    "zone": "UTC",
    "paid_at": AT.isoformat(),
    "happened_at": AT.isoformat(),
    "ends_at": AT.isoformat(),
    "case_number": 1001,
    "state": "paid",
}
# What was promised: its journey, the class and purpose of what it sends, and within how many hours of its step it has lost its point.
PROMISED = [
    ("payment_stars", "survey", "feedback", 24),
    ("payment_help", "service", "service", 24),
    ("top_up_abandoned", "service", "service", 24),
    ("first_week", "service", "service", 24 * 4),
    ("first_transfer", "survey", "feedback", 24),
    ("long_silence", "survey", "feedback", 24 * 7),
    ("case_solved", "service", "service", 24 * 7),
    ("was_this_you", "transactional", "service", 24),
    ("coupon_due", "marketing", "offers", 24 * 3),
    ("interview", "survey", "feedback", 24 * 10),
    ("happy", "marketing", "feedback", 24 * 7),
    ("you_said_we_did", "service", "improvements", 24 * 30),
    ("monthly_summary", "service", "service", 24 * 3),
    ("low_stars_call", "service", "feedback", 24 * 2),
]


@pytest.mark.parametrize(("code", "message_class", "purpose", "hours"), PROMISED)
def test_what_was_promised_is_shipped_in_both_languages(code: str, message_class: str, purpose: str, hours: int) -> None:
    whole = document(code, 1)
    sending = [step for step in whole.steps if step.template]

    assert (whole.message_class, whole.purpose, 0 < whole.value <= 1) == (message_class, purpose, True)
    assert max(step.deadline for step in sending) == timedelta(hours=hours)
    for step in sending:
        en, zh = (channels.words(step.template, EXAMPLE, language=language) for language in ("en", "zh-hans"))
        assert all((en.title, en.body, zh.title, zh.body))
        assert any("一" <= letter <= "鿿" for letter in zh.title + zh.body)


def test_who_writes_unasked_comes_paused() -> None:
    owed = {"service", "transactional"}
    running = [document(code, 1) for code in shipping.documents() if kept.state(code) == "published"]

    asking = {whole.code for whole in running if whole.message_class not in owed}
    assert asking == {"payment_stars"}
    assert set(currents()) >= {code for code, *_ in PROMISED}


def runs(*codes: str) -> UUID:
    """These journeys are switched on, nobody is left out by chance; somebody who allows what sign-up asks."""
    story.nobody_held_out()
    for code in codes:
        services.resume(code, by=make.staff("marketing").id, at=AT)
    return story.willing()


def titles(person_id: UUID) -> list[str]:
    """What lies in their inbox, the newest first."""
    return [channels.text(message, "en").title for message in channels.inbox(person_id)]


def stars(person_id: UUID, value: int, *, days: int) -> UUID:
    """So many days on they give so many stars; the answer's invitation."""
    at = AT + days * DAY
    invitation = surveys.invite(person_id, "stars", about_kind="payment", about_id=uuid7(at), key=uuid7(at), at=at)
    surveys.answer(invitation, person_id=person_id, value=value, at=at)
    outbox.drain(at=at)
    return invitation


def rounds(*days: float) -> None:
    """The worker's rounds at those days."""
    for day in days:
        services.look(AT + day * DAY)
        story.worker(AT + day * DAY)


def test_the_twice_content_are_asked_once_whether_a_friend_would_like_it_too() -> None:
    mei = runs("happy")
    stars(mei, 5, days=0)
    stars(mei, 5, days=20)
    stars(mei, 5, days=21)
    stars(mei, 5, days=40)
    rounds(21, 24, 41, 45)

    assert titles(mei).count("Thank you for the five stars") == 1
    assert channels.inbox(mei)[0].params["leads_to"] == "friends"


@pytest.mark.parametrize("others", [(), (4,), (1,)])
def test_the_once_content_are_not_asked_for_more(others: tuple[int, ...]) -> None:
    mei = runs("happy")
    stars(mei, 5, days=0)
    for value in others:
        stars(mei, value, days=3)
    rounds(5, 10)

    assert "Thank you for the five stars" not in titles(mei)


def test_an_answer_that_is_changed_and_changed_back_is_one_answer() -> None:
    mei = runs("happy")
    invitation = stars(mei, 5, days=0)
    for minute, value in ((1, 4), (2, 5)):
        surveys.answer(invitation, person_id=mei, value=value, at=AT + minute * MINUTE)
    rounds(1, 4)

    assert "Thank you for the five stars" not in titles(mei)


def coupon(person_id: UUID, *, days: float) -> UUID:
    """They are given a coupon that ends so many days on."""
    made = CouponGiven(id=uuid7(AT), at=AT, person_id=person_id, merchant_id=uuid7(AT), amount_minor=2_00, asset="USD", ends_at=AT + days * DAY)
    outbox.publish(made)
    outbox.drain(at=AT)
    return made.id


def test_a_coupon_that_ends_in_three_days_is_told_before_it_ends() -> None:
    mei = runs("coupon_due")
    privacy.grant(mei, "offers", source="test", at=AT)
    coupon(mei, days=20)
    row = FollowUp.objects.get(person_id=mei, journey="coupon_due")

    assert AT + 17 * DAY <= row.due_at <= AT + 18 * DAY
    assert row.not_after == AT + 20 * DAY
    rounds(16)
    assert titles(mei) == []
    rounds(18)
    assert titles(mei) == ["A coupon of yours ends soon"]
    why = queries.why(row.id, mei, language="en")
    assert why is not None
    assert "the coupon: shop, amount and until when it counts" in why.data_used


def test_a_used_coupon_and_one_without_a_yes_to_offers_are_not_told() -> None:
    mei, paul = runs("coupon_due"), story.willing()
    privacy.grant(mei, "offers", source="test", at=AT)
    outbox.publish(CouponUsed(id=uuid7(AT), at=AT + DAY, person_id=mei, coupon_id=coupon(mei, days=10)))
    coupon(paul, days=10)
    rounds(2, 8, 9)

    assert (titles(mei), titles(paul)) == ([], [])
    assert [queries.decisions_of(who)[0].reason for who in (mei, paul)] == ["CouponUsed", "no_consent"]


def test_a_detractor_who_wrote_why_is_invited_to_choose_a_time() -> None:
    mei = runs("interview")
    surveys.comment(stars(mei, 1, days=0), person_id=mei, text="The queue was long.", at=AT)
    rounds(0.1)
    close_cases(mei)
    rounds(4)

    offer_id = UUID(channels.inbox(mei)[0].params["offer_id"])
    assert titles(mei)[0] == "Would you tell us more?"
    offer = interviews.offer(offer_id, mei)
    assert offer is not None
    rounds(5)
    assert titles(mei).count("Would you tell us more?") == 1


def close_cases(person_id: UUID) -> None:
    """Their cases are solved: while one is open, nothing is asked."""
    for case in cases.cases_of(person_id):
        support.close(case.id, solved=True, at=AT + DAY)


@pytest.mark.parametrize(
    ("number", "allows", "told", "calls"), [(True, True, "sent", 1), (False, True, "no_channel", 0), (True, False, "no_consent", 0)]
)
def test_low_stars_open_a_call_for_staff_where_the_person_may_be_called(*, number: bool, allows: bool, told: str, calls: int) -> None:
    mei = runs("low_stars_call")
    if number:
        Phone.objects.create(person_id=mei, number="+15550100200", confirmed_at=AT)
    if not allows:
        privacy.withdraw(mei, "feedback", channel="call", source="test", at=AT)
    stars(mei, 1, days=0)
    story.worker(AT + HOUR)
    story.worker(AT + HOUR)

    decided = queries.decisions_of(mei)[0]
    assert (decided.reason or decided.verdict, Call.objects.filter(person_id=mei).count()) == (told, calls)
    if calls:
        call = Call.objects.get(person_id=mei)
        assert (call.reason, call.state, call.purpose, "what would put it right" in call.topic) == ("follow_up", "waiting", "feedback", True)


def test_who_said_do_not_call_is_not_called() -> None:
    mei, agent = runs("low_stars_call"), make.staff("support")
    Phone.objects.create(person_id=mei, number="+15550100200", confirmed_at=AT)
    call = Call.objects.create(id=uuid7(AT), person_id=mei, reason="case", purpose="service", value=1, made_at=AT, due_at=AT, promised_at=AT)
    Try.objects.create(call=call, person_id=mei, agent_id=agent.id, outcome="do_not_call", at=AT)
    stars(mei, 1, days=0)
    story.worker(AT + HOUR)

    assert queries.decisions_of(mei)[0].reason == "no_channel"


def test_a_top_up_that_is_committed_calls_its_reminder_off_before_anybody_has_heard_of_it() -> None:
    mei, at = story.willing(balance_minor=0), AT + 31 * MINUTE
    outbox.publish(TopUpStarted(id=uuid7(AT), at=AT, person_id=mei, amount_minor=50_00, asset="USD"))
    outbox.drain(at=AT)
    outbox.publish(TopUpCompleted(id=uuid7(at), at=at - SECOND, person_id=mei, amount_minor=50_00, asset="USD"))
    services.run_due(at)

    assert [(row.verdict, row.reason) for row in queries.decisions_of(mei)] == [("cancelled", "TopUpCompleted")]
    story.worker(at)
    assert titles(mei) == []
