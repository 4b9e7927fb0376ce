"""A contact finds its way: the best goes first, a failed channel is followed by the next, and a question is put once more and never twice."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection, transaction
from tests.followups import story
from tests.followups.ringing import Ringing, ringing
from tests.followups.story import AT, DAY, HOUR, MINUTE, SECOND

from zhiyin.channels import queries as channels
from zhiyin.events.reach import MessageFailed
from zhiyin.followups import queries, services
from zhiyin.followups.models import Enrolment, FollowUp
from zhiyin.followups.services import failing, hearing
from zhiyin.identity import services as identity
from zhiyin.kit.ids import uuid7
from zhiyin.outbox import services as outbox
from zhiyin.surveys import services as surveys

pytestmark = pytest.mark.django_db


@pytest.fixture
def rings(monkeypatch: pytest.MonkeyPatch) -> Ringing:
    story.nobody_held_out()
    return ringing(monkeypatch)


def _failed(person_id: UUID, at: datetime) -> int:
    return failing.go_on([line.message_id for line in queries.follow_ups_of(person_id) if line.message_id], at=at)


def _told(person_id: UUID) -> list[tuple[str, str, str]]:
    return [(line.verdict, line.reason, line.channel) for line in reversed(queries.decisions_of(person_id))]


def _five_worth(person_id: UUID, *values: float) -> list[int]:
    """Five questions due at once, of different worth."""
    for value in values:
        story.planned(person_id)
        FollowUp.objects.filter(id=FollowUp.objects.latest("id").id).update(value=value)
    return [row.id for row in FollowUp.objects.filter(person_id=person_id).order_by("id")]


@pytest.mark.scenario(6)
def test_of_five_with_room_for_one_the_best_goes_and_four_name_it(rings: Ringing) -> None:
    rings.journey("payment_stars", channels=("sms",))
    mei = story.willing()
    a, b, best, c, d = _five_worth(mei, 0.2, 0.4, 0.9, 0.3, 0.1)

    services.run_due(AT + SECOND, limit=2)

    lost = {line.follow_up_id: line.gates[-1]["facts"] for line in queries.decisions_of(mei) if line.reason == "lost_to"}
    assert [channel for _, channel, _ in rings.left] == ["sms"]
    assert lost == {loser: {"lost_to": best, "theirs": 0.9, "mine": value} for loser, value in ((a, 0.2), (b, 0.4), (c, 0.3), (d, 0.1))}
    [winner] = [line for line in queries.decisions_of(mei) if line.verdict == "sent"]
    assert {"value": 0.9, "beat": [[b, 0.4], [c, 0.3], [a, 0.2], [d, 0.1]]} in [gate["facts"] for gate in winner.gates]


@pytest.mark.scenario(6)
def test_when_the_winners_channels_all_fail_the_next_best_comes_inside_its_deadline(rings: Ringing) -> None:
    rings.journey("payment_stars", channels=("sms",))
    mei = story.willing()
    _, second, best, third, _ = _five_worth(mei, 0.2, 0.4, 0.9, 0.3, 0.1)
    services.run_due(AT + SECOND)

    assert _failed(mei, AT + HOUR) == 1
    while services.run_due(AT + HOUR):
        pass

    states = {row.id: row.state for row in FollowUp.objects.filter(person_id=mei)}
    assert (states[best], states[second], states[third]) == ("failed", "sent", "suppressed")
    assert _told(mei)[-2:] == [("failed", "channels_failed", ""), ("sent", "", "sms")]
    assert _failed(mei, AT + DAY + HOUR) == 1
    while services.run_due(AT + DAY + HOUR):
        pass
    assert FollowUp.objects.get(id=third).state == "suppressed"  # its own deadline is past


def test_a_failed_message_is_followed_by_the_next_channel_and_counts_for_nothing(rings: Ringing) -> None:
    rings.journey("payment_stars", channels=("email", "sms"), hop_wait=timedelta(hours=1))
    mei = story.willing()
    story.planned(mei)
    services.run_due(AT + SECOND)

    assert (_failed(mei, AT + MINUTE), _failed(mei, AT + MINUTE)) == (1, 0)
    assert services.run_due(AT + MINUTE) == 0
    services.run_due(AT + HOUR + MINUTE)

    assert [(channel, at) for _, channel, at in rings.left] == [("email", AT + SECOND), ("sms", AT + HOUR + MINUTE)]
    assert _told(mei) == [("sent", "", "email"), ("sent", "", "sms")]


@pytest.mark.scenario(10)
def test_the_news_that_a_message_failed_leads_to_the_next_channel(rings: Ringing) -> None:
    rings.journey("payment_stars", channels=("sms", "inapp"))
    mei = story.willing()
    story.planned(mei)
    services.run_due(AT + SECOND)
    [asked] = queries.follow_ups_of(mei)
    assert asked.message_id is not None
    with transaction.atomic():
        outbox.publish(
            MessageFailed(
                id=uuid7(), at=AT + MINUTE, message_id=asked.message_id, person_id=mei, channel="sms", reason="bounce", follow_up_id=asked.id
            )
        )

    story.worker(AT + MINUTE)

    assert (len(channels.inbox(mei)), _told(mei)) == (1, [("sent", "", "sms"), ("sent", "", "inapp")])


def test_what_may_not_fall_back_fails_with_its_one_channel(rings: Ringing) -> None:
    rings.journey("payment_stars", channels=("email", "inapp"), falls_back=False)
    mei = story.willing()
    story.planned(mei)
    services.run_due(AT + SECOND)
    _failed(mei, AT + MINUTE)
    services.run_due(AT + MINUTE)

    assert (_told(mei)[-1], channels.inbox(mei)) == (("failed", "channels_failed", ""), ())
    assert "none of the ways to reach you worked" in _sentence(mei)


def test_a_wait_between_channels_that_is_too_long_ends_it_at_once(rings: Ringing) -> None:
    rings.journey("payment_stars", channels=("email", "sms"), hop_wait=timedelta(hours=30))
    mei = story.willing()
    story.planned(mei)
    services.run_due(AT + SECOND)
    _failed(mei, AT + MINUTE)
    services.run_due(AT + MINUTE)

    assert _told(mei)[-1] == ("failed", "channels_failed", "")


def test_a_question_is_put_once_more_on_another_channel_and_never_twice(rings: Ringing) -> None:
    rings.journey("payment_stars", channels=("inapp", "sms"), remind_after=timedelta(hours=1))
    mei = story.willing()
    identity.set_timezone(mei, "UTC")
    story.planned(mei)
    services.run_due(AT + SECOND)

    assert services.run_due(AT + 20 * HOUR) == 0
    while services.run_due(AT + 20 * HOUR + SECOND) + services.run_due(AT + 23 * HOUR):
        pass

    assert [(channel, at) for _, channel, at in rings.left] == [("sms", AT + 20 * HOUR + SECOND)]
    assert len(channels.inbox(mei)) == 1
    asked = FollowUp.objects.filter(person_id=mei)
    assert (asked.count(), asked.filter(reminds__isnull=False).count()) == (2, 1)


def test_a_reminder_is_charged_to_the_budget_like_any_other_contact(rings: Ringing) -> None:
    rings.journey("payment_stars", channels=("inapp", "sms"), remind_after=timedelta(hours=20))
    mei = story.willing()
    services.set_budget(mei, services.Wishes(most=1), at=AT)
    story.planned(mei)
    services.run_due(AT + SECOND)
    services.run_due(AT + 21 * HOUR)

    assert (_told(mei)[-1], rings.left) == (("expired", "no_slot.cap", ""), [])
    found = queries.why(queries.follow_ups_of(mei)[0].id, mei, language="en")
    assert found is not None
    assert "your own limit is 1" in found.gates[-1].sentence
    hearing.look(AT + 30 * DAY)
    assert Enrolment.objects.get(person_id=mei).reason == "silent", "the question itself was put"


def test_nobody_is_reminded_of_what_they_answered(rings: Ringing) -> None:
    rings.journey("payment_stars", channels=("inapp", "sms"), remind_after=timedelta(hours=20))
    mei = story.willing()
    story.planned(mei)
    services.run_due(AT + SECOND)
    surveys.answer(UUID(channels.inbox(mei)[0].params["invitation_id"]), person_id=mei, value=5, at=AT + HOUR)
    story.worker(AT + HOUR)

    services.run_due(AT + 21 * HOUR)

    assert (_told(mei)[-1], rings.left) == (("cancelled", "answered", ""), [])
    assert "you had answered already" in _sentence(mei)
    assert Enrolment.objects.get(person_id=mei).state == "finished"


def test_what_ends_a_journey_calls_its_reminder_off(rings: Ringing) -> None:
    rings.journey("payment_stars", channels=("inapp", "sms"), remind_after=timedelta(hours=20))
    mei = story.willing()
    story.planned(mei)
    services.run_due(AT + SECOND)

    assert hearing.leave(Enrolment.objects.filter(person_id=mei), reason="PaymentCompleted", at=AT + HOUR) == 1
    services.run_due(AT + 21 * HOUR)

    assert (_told(mei)[-1], rings.left) == (("cancelled", "PaymentCompleted", ""), [])


def test_an_answer_to_the_reminder_leads_the_journey_on(rings: Ringing) -> None:
    rings.journey("payment_stars", channels=("inapp", "sms"), remind_after=timedelta(hours=20))
    mei = story.willing()
    identity.set_timezone(mei, "UTC")
    story.planned(mei)
    services.run_due(AT + SECOND)
    while services.run_due(AT + 21 * HOUR):
        pass
    assert [channel for _, channel, _ in rings.left] == ["sms"]

    surveys.answer(UUID(channels.inbox(mei)[0].params["invitation_id"]), person_id=mei, value=5, at=AT + 22 * HOUR)
    story.worker(AT + 22 * HOUR)

    assert Enrolment.objects.get(person_id=mei).state == "finished"


def test_who_answered_elsewhere_meanwhile_is_not_asked(rings: Ringing) -> None:
    rings.journey("payment_stars", channels=("sms",))
    mei = story.willing()
    payment = story.planned(mei)
    invitation = surveys.invite(mei, "stars", about_kind="payment", about_id=payment, key=payment, at=AT)
    surveys.answer(invitation, person_id=mei, value=4, at=AT + SECOND)

    services.run_due(AT + MINUTE)

    assert (_told(mei), rings.left) == ([("cancelled", "answered", "")], [])


@pytest.mark.parametrize(
    ("zone", "paid", "morning"),
    [
        ("America/New_York", "2026-11-20T22:50-05:00", "2026-11-21T08:00-05:00"),
        ("America/New_York", "2026-03-07T22:50-05:00", "2026-03-08T08:00-04:00"),
        ("Europe/Berlin", "2026-10-24T22:50+02:00", "2026-10-25T08:00+01:00"),
    ],
)
@pytest.mark.scenario(1)
def test_at_night_a_card_lies_there_at_once_and_nothing_rings_before_eight(rings: Ringing, zone: str, paid: str, morning: str) -> None:
    rings.journey("payment_stars", channels=("inapp", "sms"), remind_after=timedelta(hours=20))
    at, eight = datetime.fromisoformat(paid), datetime.fromisoformat(morning)
    mei = story.willing()
    identity.set_timezone(mei, zone)
    story.planned(mei, at=at)
    services.run_due(at + SECOND)
    assert (len(channels.inbox(mei)), rings.left) == (1, [])
    [card] = queries.decisions_of(mei)
    assert card.gates[-2]["facts"]["held"] == ["sms"]
    assert datetime.fromisoformat(card.gates[-2]["facts"]["ends"]) == eight

    hour = at
    while hour < at + 2 * DAY:
        services.run_due(hour)
        hour += 10 * MINUTE

    [(_, channel, rang)] = rings.left
    assert (channel, eight <= rang <= at + DAY) == ("sms", True)


@pytest.mark.scenario(1)
def test_who_changes_zone_at_night_is_left_in_peace_there_too(rings: Ringing) -> None:
    rings.journey("payment_stars", channels=("inapp", "sms"), remind_after=timedelta(hours=20))
    paid = datetime.fromisoformat("2026-11-20T22:50-05:00")
    mei = story.willing()
    identity.set_timezone(mei, "America/New_York")
    story.planned(mei, at=paid)
    services.run_due(paid + SECOND)
    identity.set_timezone(mei, "Asia/Shanghai")  # at 23:30, and 18:50 there is 07:50 here

    services.run_due(paid + 20 * HOUR + SECOND)
    deferred = queries.decisions_of(mei)[0]
    services.run_due(paid + 20 * HOUR + 11 * MINUTE)

    assert (deferred.verdict, deferred.reason) == ("deferred", "quiet")
    assert deferred.until == datetime.fromisoformat("2026-11-22T08:00+08:00")
    facts = deferred.gates[-1]["facts"]
    assert (facts["zone"], facts["local"], facts["ends"]) == ("Asia/Shanghai", "07:50", "2026-11-22T00:00:00+00:00")
    assert [at for _, _, at in rings.left] == [paid + 20 * HOUR + 11 * MINUTE]


@pytest.mark.scenario(2)
def test_with_three_hours_and_a_night_before_it_nothing_comes_and_that_is_known_at_once(rings: Ringing) -> None:
    rings.journey("payment_stars", channels=("sms",))
    mei = story.willing()
    identity.set_timezone(mei, "UTC")
    story.planned(mei, at=datetime(2026, 11, 20, 22, 50, tzinfo=UTC))
    FollowUp.objects.filter(person_id=mei).update(not_after=datetime(2026, 11, 21, 1, 50, tzinfo=UTC))

    services.run_due(datetime(2026, 11, 20, 22, 51, tzinfo=UTC))

    assert (_told(mei), rings.left) == ([("expired", "no_slot.quiet", "")], [])
    [stars] = [line for line in queries.funnel(AT - DAY) if line.journey == "payment_stars"]
    assert (stars.planned, stars.expired) == (1, 1)


@pytest.mark.scenario(15)
def test_every_follow_up_that_was_due_has_a_decision(rings: Ringing) -> None:
    rings.journey("payment_stars", channels=("inapp", "sms"), remind_after=timedelta(hours=20))
    for person in (story.willing(), story.willing()):
        _five_worth(person, 0.1, 0.2, 0.3, 0.4, 0.5)
    hour = AT
    while hour < AT + 2 * DAY:
        services.run_due(hour)
        hour += HOUR

    with connection.cursor() as cursor:
        cursor.execute(
            """
            select count(*), count(*) filter (where not exists (select 1 from followups_decision d where d.follow_up_id = f.id))
              from followups_followup f where due_at <= %s
        """,
            [AT + 2 * DAY],
        )
        due, without = cursor.fetchone()
    assert (due >= 10, without) == (True, 0)


def _sentence(person_id: UUID) -> str:
    found = queries.why(queries.follow_ups_of(person_id)[0].id, person_id, language="en")
    assert found is not None
    return found.sentences[0]
