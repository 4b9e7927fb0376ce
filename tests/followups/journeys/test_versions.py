"""Publishing a new version: who is under way finishes, moves over or is let go; pausing and stopping hold at once."""

import pytest
from tests import make
from tests.followups import story
from tests.followups.journeys.waiting import TEXT, enrolled, published
from tests.followups.story import AT, DAY, HOUR, SECOND

from zhiyin.followups import queries, services
from zhiyin.followups.models import Enrolment, FollowUp, JourneyDeed

pytestmark = pytest.mark.django_db


def test_a_draft_reaches_nobody() -> None:
    services.draft("waiting", TEXT.format(wait="0", deadline="1 day"), by=make.staff("marketing").id, at=AT)

    with pytest.raises(KeyError):
        enrolled()


@pytest.mark.scenario(13)
def test_those_under_way_finish_on_their_version() -> None:
    published()
    enrolled(3)
    number = published(wait="2 days", choice="finish")

    assert number == 2
    assert set(FollowUp.objects.filter(journey="waiting").values_list("version", "due_at")) == {(1, AT + DAY)}
    enrolled(1)
    assert FollowUp.objects.filter(journey="waiting", version=2, due_at=AT + 2 * DAY).count() == 1


@pytest.mark.scenario(13)
def test_those_under_way_move_to_the_new_version_with_its_times() -> None:
    published()
    enrolled(500)
    published(wait="2 days", deadline="9 days", choice="migrate")

    assert set(FollowUp.objects.filter(journey="waiting").values_list("version", "due_at", "not_after")) == {(2, AT + 2 * DAY, AT + 9 * DAY)}
    assert set(Enrolment.objects.filter(journey="waiting").values_list("version", "state")) == {(2, "active")}
    deed = JourneyDeed.objects.filter(code="waiting", what="published").order_by("-id").first()
    assert deed is not None
    assert (deed.affected, deed.choice, deed.number) == (500, "migrate", 2)


@pytest.mark.scenario(13)
def test_those_under_way_are_let_go_with_a_decision_on_record() -> None:
    published()
    who = enrolled(20)
    published(choice="cancel")

    assert set(FollowUp.objects.filter(journey="waiting").values_list("state", flat=True)) == {"cancelled"}
    assert [row.reason for row in queries.decisions_of(who[0])] == ["replaced"]
    assert set(Enrolment.objects.filter(journey="waiting").values_list("state", "reason")) == {("left", "replaced")}


def test_a_published_version_is_not_published_twice() -> None:
    number = published()

    with pytest.raises(services.JourneyChanged):
        services.publish("waiting", number=number, choice="finish", by=make.staff("marketing").id, at=AT)


def test_two_people_do_not_write_over_each_other() -> None:
    by = make.staff("marketing").id
    first = published()
    services.draft("waiting", TEXT.format(wait="3 days", deadline="7 days"), by=by, at=AT, over=first)

    with pytest.raises(services.JourneyChanged):
        services.draft("waiting", TEXT.format(wait="4 days", deadline="7 days"), by=by, at=AT, over=first)


def test_a_paused_journey_reaches_nobody_and_goes_on_where_it_is_in_time() -> None:
    story.nobody_held_out()
    published(wait="0")
    enrolled(2)
    by = make.staff("marketing").id
    services.pause("waiting", by=by, at=AT)
    enrolled(1)

    services.run_due(AT + HOUR)
    assert set(FollowUp.objects.filter(journey="waiting").values_list("state", flat=True)) == {"planned"}
    assert FollowUp.objects.filter(journey="waiting").count() == 2

    services.resume("waiting", by=by, at=AT + 2 * HOUR)
    services.run_due(AT + 2 * HOUR)
    assert set(FollowUp.objects.filter(journey="waiting").values_list("state", flat=True)) == {"sent"}


def test_what_waits_in_a_pause_longer_than_its_deadline_expires() -> None:
    published()
    who = enrolled(1)
    services.pause("waiting", by=make.staff("marketing").id, at=AT)

    services.run_due(AT + 7 * DAY + 2 * SECOND)

    assert [row.reason for row in queries.decisions_of(who[0])] == ["deadline"]


def test_a_stopped_journey_calls_off_what_waits_and_takes_nobody_in() -> None:
    published()
    who = enrolled(3)
    by = make.staff("marketing").id

    assert services.stop_journey("waiting", by=by, at=AT) == 3
    assert services.stop_journey("waiting", by=by, at=AT) == 0
    enrolled(1)

    assert FollowUp.objects.filter(journey="waiting", state="planned").count() == 0
    assert [row.reason for row in queries.decisions_of(who[0])] == ["journey_stopped"]
