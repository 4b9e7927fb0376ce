"""Facts lead people through journeys: an absence is a contact that the fact calls off, an answer chooses the next step, silence goes on."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from tests import make
from tests.followups import story
from tests.followups.story import AT, DAY, HOUR, MINUTE, SECOND

from zhiyin.channels import queries as channels
from zhiyin.events.money import PaymentCompleted, PaymentRefused, TopUpCompleted, TopUpStarted
from zhiyin.events.people import SignedInAnew
from zhiyin.events.voice import AnswerGiven
from zhiyin.followups import queries, services
from zhiyin.followups.models import Enrolment, FollowUp
from zhiyin.identity import services as identity
from zhiyin.kit.ids import uuid7
from zhiyin.outbox import services as outbox
from zhiyin.profiles.models import PersonState
from zhiyin.support import queries as support_queries
from zhiyin.support import services as support
from zhiyin.surveys import services as surveys

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _everything_runs() -> None:
    """The journeys that come paused are switched on."""
    for code in ("first_week", "first_transfer", "long_silence", "interview", "happy", "low_stars", "monthly_summary"):
        services.resume(code, by=make.staff("marketing").id, at=AT)


def contacts(person_id: UUID, journey: str) -> list[tuple[str, str]]:
    """The contacts of a journey with the person: which step, and what became of it."""
    rows = FollowUp.objects.filter(person_id=person_id, journey=journey).order_by("id")
    return [(row.context.get("step", ""), row.state) for row in rows]


def started(person_id: UUID, at: datetime = AT) -> None:
    """They begin a top-up."""
    outbox.publish(TopUpStarted(id=uuid7(at), at=at, person_id=person_id, amount_minor=50_00, asset="USD"))


def topped_up(person_id: UUID, at: datetime) -> None:
    """Their money arrives."""
    outbox.publish(TopUpCompleted(id=uuid7(at), at=at, person_id=person_id, amount_minor=50_00, asset="USD"))


def paid(person_id: UUID, at: datetime) -> None:
    """They pay a shop."""
    outbox.publish(PaymentCompleted(id=uuid7(at), at=at, payer_id=person_id, merchant_id=uuid7(at), amount_minor=5_00, asset="USD"))


def words(person_id: UUID) -> list[str]:
    """The titles in their inbox, the newest first."""
    return [channels.text(message, "en").title for message in channels.inbox(person_id)]


@pytest.mark.scenario(3)
def test_who_does_not_finish_a_top_up_is_reminded_after_half_an_hour() -> None:
    mei = story.willing(balance_minor=0)
    started(mei)

    story.worker(AT + 29 * MINUTE)
    assert words(mei) == []
    story.worker(AT + 31 * MINUTE)

    assert words(mei) == ["Your top-up of $50.00 is not finished"]


@pytest.mark.scenario(3)
def test_the_top_up_calls_the_reminder_off_in_the_last_moment() -> None:
    mei = story.willing(balance_minor=0)
    started(mei)
    topped_up(mei, AT + 30 * MINUTE - SECOND / 10)

    story.worker(AT + HOUR)

    assert words(mei) == []
    assert [(row.verdict, row.reason) for row in queries.decisions_of(mei)] == [("cancelled", "TopUpCompleted")]
    assert queries.why(FollowUp.objects.get(person_id=mei, journey="top_up_abandoned").id, mei, language="en")


def test_a_top_up_of_before_calls_nothing_off() -> None:
    mei = story.willing(balance_minor=0)
    topped_up(mei, AT - MINUTE)
    started(mei)

    story.worker(AT + HOUR)

    assert contacts(mei, "top_up_abandoned") == [("", "sent")]


def test_nobody_is_helped_twice_in_a_week() -> None:
    mei = story.willing()
    for at in (AT, AT + DAY, AT + 8 * DAY):
        outbox.publish(PaymentRefused(id=uuid7(at), at=at, payer_id=mei, reason="too_little"))
        story.worker(at + HOUR)

    assert contacts(mei, "payment_help") == [("", "sent"), ("", "sent")]


def low(person_id: UUID, at: datetime) -> None:
    """They give one star."""
    invitation = surveys.invite(person_id, "stars", about_kind="payment", about_id=uuid7(at), key=uuid7(at), at=at)
    surveys.answer(invitation, person_id=person_id, value=1, at=at)


def test_after_a_low_rating_and_a_new_payment_we_ask_whether_it_is_better() -> None:
    story.nobody_held_out()
    mei = story.willing()
    low(mei, AT)
    story.worker(AT + 3 * MINUTE)
    assert "We are sorry that it went badly" in words(mei)

    story.worker(AT + DAY + HOUR)
    services.look(AT + DAY + HOUR)
    assert Enrolment.objects.get(person_id=mei, journey="low_stars").step == "paid"
    (case,) = support_queries.cases_of(mei)
    support.close(case.id, solved=True, at=AT + DAY + HOUR)  # while it is open, nothing is asked
    paid(mei, AT + 2 * DAY)
    story.worker(AT + 2 * DAY + 2 * HOUR)

    assert contacts(mei, "low_stars") == [("", "sent"), ("better", "sent")]


def test_without_a_new_payment_nothing_more_is_asked() -> None:
    mei = story.willing()
    low(mei, AT)
    for at in (AT + 3 * MINUTE, AT + 2 * DAY, AT + 40 * DAY):
        story.worker(at)
        services.look(at)
        services.look(at)

    enrolment = Enrolment.objects.get(person_id=mei, journey="low_stars")
    assert (enrolment.state, enrolment.reason, contacts(mei, "low_stars")) == ("finished", "silent", [("", "sent")])


BRANCHES = """
journey: branching
name: {en: Branching, zh: 分支}
start: {event: SignedInAnew}
value: 0.5
steps:
  - step: ask
    deadline: 1 day
    message: was_this_you
    survey: stars
    answer_within: 2 hours
    then: {low: call, high: glad, silent: again, unreached: end}
  - step: again
    deadline: 1 day
    words: {en: {title: Once more, text: Please}, zh: {title: 再问一次, text: 谢谢}}
  - step: call
    deadline: 1 day
    words: {en: {title: Low, text: We call}, zh: {title: 低, text: 我们打电话}}
  - step: glad
    deadline: 1 day
    words: {en: {title: High, text: Thanks}, zh: {title: 高, text: 谢谢}}
"""


@pytest.mark.parametrize(("stars", "title"), [(1, "Low"), (5, "High"), (3, None), (0, "Once more")])
def test_the_answer_chooses_the_next_step(stars: int, title: str | None) -> None:
    by, mei = make.staff("marketing").id, story.willing()
    services.publish("branching", number=services.draft("branching", BRANCHES, by=by, at=AT), choice="finish", by=by, at=AT)
    outbox.publish(SignedInAnew(id=uuid7(AT), at=AT, person_id=mei))
    story.worker(AT)
    asked = FollowUp.objects.get(person_id=mei, journey="branching")
    assert asked.invitation_id is not None
    if stars:
        surveys.answer(asked.invitation_id, person_id=mei, value=stars, at=AT + MINUTE)
    story.worker(AT + MINUTE)
    services.look(AT + 3 * HOUR)
    story.worker(AT + 3 * HOUR)

    after = [each for each in words(mei) if each in ("Low", "High", "Once more")]
    assert after == ([title] if title else [])


def test_an_answer_heard_twice_leads_on_once() -> None:
    by, mei = make.staff("marketing").id, story.willing()
    services.publish("branching", number=services.draft("branching", BRANCHES, by=by, at=AT), choice="finish", by=by, at=AT)
    outbox.publish(SignedInAnew(id=uuid7(AT), at=AT, person_id=mei))
    story.worker(AT)
    asked = FollowUp.objects.get(person_id=mei, journey="branching")
    assert asked.invitation_id is not None
    given = surveys.answer(asked.invitation_id, person_id=mei, value=1, at=AT + MINUTE)
    story.worker(AT + MINUTE)
    services.follow(
        [
            AnswerGiven(
                id=uuid7(AT), at=AT + MINUTE, answer_id=given.id, person_id=mei, survey="stars", value=5, about_kind="sign_in", about_id=uuid7(AT)
            )
        ]
    )

    assert [step for step, _ in contacts(mei, "branching")] == ["", "call"]


def test_a_message_waits_for_the_morning_where_the_person_is() -> None:
    mei = story.willing()
    identity.set_timezone(mei, "Asia/Shanghai")
    outbox.drain(at=AT)
    row = FollowUp.objects.get(person_id=mei, journey="first_week")

    assert row.due_at.astimezone(UTC).strftime("%H:%M") in ("02:00", "14:00")


def test_the_first_of_the_month_comes_once_in_each_zone() -> None:
    mei, paul = story.willing(), story.willing()
    identity.set_timezone(mei, "Asia/Shanghai")
    identity.set_timezone(paul, "America/New_York")
    for person_id in (mei, paul):
        PersonState.objects.update_or_create(person_id=person_id, defaults={"payments": 3, "last_at": datetime(2026, 10, 20, tzinfo=UTC)})
    ten_in_shanghai = datetime(2026, 11, 1, 2, 0, tzinfo=UTC)

    services.begin_by_calendar(ten_in_shanghai)
    services.begin_by_calendar(ten_in_shanghai + HOUR)
    assert (contacts(mei, "monthly_summary"), contacts(paul, "monthly_summary")) == ([("", "planned")], [])
    services.begin_by_calendar(datetime(2026, 11, 1, 15, 0, tzinfo=UTC))
    assert (contacts(mei, "monthly_summary"), contacts(paul, "monthly_summary")) == ([("", "planned")], [("", "planned")])


def test_a_journey_that_is_switched_on_after_its_hour_waits_for_the_next() -> None:
    mei, by, hour = story.willing(), make.staff("marketing").id, datetime(2026, 11, 1, 10, 0, tzinfo=UTC)
    identity.set_timezone(mei, "UTC")
    PersonState.objects.update_or_create(person_id=mei, defaults={"payments": 3, "last_at": datetime(2026, 11, 30, tzinfo=UTC)})
    services.pause("monthly_summary", by=by, at=AT)
    services.resume("monthly_summary", by=by, at=hour + HOUR)

    services.begin_by_calendar(hour + 2 * HOUR)
    assert contacts(mei, "monthly_summary") == []
    services.begin_by_calendar(datetime(2026, 12, 1, 10, 0, tzinfo=UTC))
    assert contacts(mei, "monthly_summary") == [("", "planned")]


def test_who_comes_into_a_long_silence_is_written_to_and_who_pays_is_not() -> None:
    mei, paul, old = story.willing(), story.willing(), story.willing()
    for person_id, last in ((mei, AT - 50 * DAY), (paul, AT - 50 * DAY), (old, AT - 90 * DAY)):
        PersonState.objects.update_or_create(person_id=person_id, defaults={"payments": 9, "last_at": last})

    services.watch_segments(AT)
    services.watch_segments(AT + 11 * DAY)
    services.watch_segments(AT + 11 * DAY)

    assert [len(contacts(person_id, "long_silence")) for person_id in (mei, paul, old)] == [1, 1, 0]
    paid(paul, AT + 11 * DAY + MINUTE)
    outbox.drain(at=AT + 11 * DAY + MINUTE)
    assert contacts(paul, "long_silence") == [("", "cancelled")]


@pytest.mark.scenario(11)
def test_no_to_is_it_solved_opens_the_case_again() -> None:
    mei = story.willing()
    low(mei, AT)
    story.worker(AT + MINUTE)
    (case,) = support_queries.cases_of(mei)
    support.close(case.id, at=AT + HOUR)
    story.worker(AT + DAY + 2 * HOUR)
    asked = FollowUp.objects.get(person_id=mei, journey="case_solved")
    assert asked.invitation_id is not None
    surveys.answer(asked.invitation_id, person_id=mei, value=0, at=AT + 2 * DAY)
    story.worker(AT + 2 * DAY)

    assert [each.state for each in support_queries.cases_of(mei)] == ["open"]
