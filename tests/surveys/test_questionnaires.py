"""Staff publish a questionnaire, people answer it; what they gave is kept question by question, and an anonymous one knows nobody."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from tests import make
from tests.surveys import shop
from tests.surveys.shop import LATER, STARS, TEXT, THREE, WHY, by_link, invited, tap, walk

from zhiyin.events.voice import AnswerGiven, QuestionnaireAnswered
from zhiyin.kit.ids import uuid7
from zhiyin.surveys import queries
from zhiyin.surveys import services as asking
from zhiyin.surveys.models import Invitation, QuestionAnswer, Response, SurveyVersion, Ticket
from zhiyin.surveys.queries import questionnaires
from zhiyin.surveys.services import building, responding
from zhiyin.surveys.services.responding import Door

pytestmark = pytest.mark.django_db


def _stored(key: UUID) -> dict[str, Any]:
    return dict(QuestionAnswer.objects.filter(response_id=key).values_list("question", "value"))


def test_the_first_tap_is_a_response_and_leaving_keeps_it() -> None:
    mei = make.person().id
    key = walk(invited(shop.published(*THREE), mei), stars_given=2)

    row = Response.objects.get(id=key)

    assert (row.state, row.stands_at, _stored(key)) == ("partial", "why", {"stars_given": 2})
    assert [(fact.response_id, fact.whole) for fact in make.published(QuestionnaireAnswered)] == [(key, False)]


def test_the_last_answer_makes_it_whole() -> None:
    mei = make.person().id
    key = walk(invited(shop.published(*THREE), mei), stars_given=2, why="speed", more="The queue.")

    assert Response.objects.get(id=key).state == "complete"
    assert [fact.whole for fact in make.published(QuestionnaireAnswered)] == [False, True]
    assert make.published(AnswerGiven) == []


def test_a_changed_answer_takes_its_branch_along() -> None:
    door, key = by_link(shop.published(*THREE)), uuid4()
    for question, value in (("stars_given", 1), ("why", "speed"), ("stars_given", 5)):
        way = tap(door, question, value, key=key)

    assert way.following
    assert (_stored(key), way.following.code) == ({"stars_given": 5}, "more")


def test_the_same_answer_twice_is_kept_once() -> None:
    door, key = by_link(shop.published(STARS)), uuid4()

    assert tap(door, "stars_given", 4, key=key).complete
    assert tap(door, "stars_given", 4, key=key).complete
    assert QuestionAnswer.objects.filter(response_id=key).count() == 1


@pytest.mark.parametrize(("question", "sent"), [("more", "Ahead."), ("nothing", "1"), ("stars_given", "9")])
def test_nothing_is_answered_ahead_or_off_the_scale(question: str, sent: str) -> None:
    key = uuid4()

    with pytest.raises(responding.NotAnAnswer):
        tap(by_link(shop.published(*THREE)), question, sent, key=key)

    assert not Response.objects.filter(id=key).exists()


def test_what_is_whole_is_not_changed() -> None:
    door, key = by_link(shop.published(STARS)), uuid4()
    tap(door, "stars_given", 4, key=key)

    with pytest.raises(responding.AnsweredBefore):
        tap(door, "stars_given", 1, key=key)

    assert _stored(key) == {"stars_given": 4}


def test_who_comes_again_by_the_invitation_goes_on() -> None:
    door = invited(shop.published(*THREE), make.person().id)
    first = walk(door, stars_given=1)

    way = tap(door, "why", "look", key=uuid4())

    assert (way.response_id, Response.objects.count()) == (first, 1)


def test_an_invitation_is_nobody_elses() -> None:
    survey = shop.published(STARS)
    door = invited(survey, make.person().id)
    key = walk(door, stars_given=1)
    stranger = Door(survey_id=survey, source="inbox", person_id=make.person().id, invitation_id=door.invitation_id)

    for each in (uuid4(), key):
        with pytest.raises(asking.NotYours):
            tap(stranger, "stars_given", 5, key=each)


def test_a_single_use_link_has_one_answer() -> None:
    survey = shop.published(STARS)
    [secret] = building.make_tickets(survey, 1, at=make.AT)
    door = Door(survey_id=survey, source="ticket", ticket=secret)
    walk(door, stars_given=3)

    with pytest.raises(responding.AnsweredBefore):
        tap(door, "stars_given", 5, key=uuid4())
    with pytest.raises(asking.NotYours):
        tap(Door(survey_id=survey, source="ticket", ticket="guessed"), "stars_given", 5, key=uuid4())
    assert secret not in str(list(Ticket.objects.values()))


def test_only_an_open_questionnaire_takes_answers() -> None:
    survey, key = shop.published(*THREE), uuid4()
    tap(by_link(survey), "stars_given", 1, key=key)

    building.set_state(survey, "paused", at=LATER)
    with pytest.raises(responding.SurveyNotOpen):
        walk(by_link(survey), stars_given=1)
    tap(by_link(survey), "why", "speed", key=key)  # who has begun may finish
    building.set_state(survey, "closed", at=LATER)
    with pytest.raises(responding.SurveyNotOpen):
        tap(by_link(survey), "more", "Late.", key=key)
    with pytest.raises(building.SurveyOver):
        building.set_state(survey, "open", at=LATER)
    with pytest.raises(responding.SurveyNotOpen):
        walk(by_link(shop.draft(STARS)), stars_given=1)


def test_a_published_version_never_changes() -> None:
    survey = shop.published(STARS)

    with pytest.raises(DatabaseError), transaction.atomic():
        SurveyVersion.objects.filter(survey_id=survey).update(document={})
    with pytest.raises(DatabaseError), transaction.atomic():
        SurveyVersion.objects.filter(survey_id=survey).delete()


def test_who_began_an_older_version_finishes_that() -> None:
    survey, key = shop.published(STARS, {**TEXT, "en": "More?", "zh": "还有？"}), uuid4()
    tap(by_link(survey), "stars_given", 4, key=key)

    building.drop_question(survey, "more", at=LATER)
    number = building.publish(survey, by=make.staff("marketing").id, at=LATER)
    again = building.publish(survey, by=make.staff("marketing").id, at=LATER)
    way = questionnaires.way(key, at=LATER)

    assert (number, again) == (2, 2)
    assert way
    assert way.following
    assert way.following.code == "more"
    assert tap(by_link(survey), "stars_given", 4, key=uuid4()).complete


def test_a_questionnaire_with_a_problem_is_not_published() -> None:
    survey = shop.draft(WHY)

    with pytest.raises(building.NotPublishable):
        building.publish(survey, by=make.staff("marketing").id, at=make.AT)

    found = questionnaires.by_id(survey)
    assert found
    assert [(each.place, each.what) for each in questionnaires.problems(found)] == [(1, "not_before")]


@pytest.mark.parametrize("code", ["stars", "helped", "Two words", "", "x" * 21])
def test_a_code_is_short_plain_and_free(code: str) -> None:
    with pytest.raises(building.BadSurveyCode):
        building.create(code, title=questionnaires.Words(en="A", zh="甲"), anonymous=False, by=make.staff("marketing").id, at=make.AT)


@pytest.mark.parametrize(
    "origin", ["http://shop.example", "https://shop.example/page", "https://a b", "*", "https://x'; script-src *", "https://h:x"]
)
def test_only_a_sites_address_may_frame(origin: str) -> None:
    with pytest.raises(building.BadFrame):
        building.set_frames(shop.published(STARS), (origin,), at=make.AT)


def test_an_anonymous_response_knows_nobody_and_only_its_week() -> None:
    mei = make.person().id
    door = invited(shop.published(*THREE, anonymous=True), mei)
    assert door.invitation_id
    key = walk(door, stars_given=1, why="speed")

    row = Response.objects.get(id=key)

    assert (row.person_id, row.invitation_id, row.ticket_id, row.first_at, row.at, row.context) == (None, None, None, None, None, {})
    assert row.week.weekday() == 0
    assert key.version == 4
    assert make.published(QuestionnaireAnswered) == []
    assert Invitation.objects.get(id=door.invitation_id).responded
    with pytest.raises(responding.AnsweredBefore):
        walk(door, stars_given=5)


def test_the_database_refuses_to_remember_who_was_anonymous() -> None:
    mei = make.person().id
    key = walk(by_link(shop.published(*THREE, anonymous=True)), stars_given=1)

    with pytest.raises(DatabaseError), transaction.atomic():
        Response.objects.filter(id=key).update(person_id=mei)


def test_a_promise_of_anonymity_is_never_taken_back() -> None:
    survey = shop.published(STARS, anonymous=True)

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("update surveys_survey set anonymous = false where id = %s", [survey])


def test_what_was_answered_lately_is_not_asked_again() -> None:
    mei, asked = make.person().id, {**STARS, "topic": "speed", "fresh_days": 30}
    walk(invited(shop.published(asked), mei), stars_given=4)
    found = questionnaires.by_id(shop.published(asked, {**TEXT, "en": "More?", "zh": "还有？"}))
    assert found

    soon, late = (questionnaires.beginning(found, person_id=mei, at=LATER + timedelta(days=days)).following for days in (29, 31))

    assert soon
    assert late
    assert (soon.code, late.code) == ("more", "stars_given")


def test_questions_about_transfers_are_for_those_who_made_some() -> None:
    survey = shop.published(STARS, for_whom=[{"fact": "transfers", "comparison": "at_least", "value": 1}])

    with pytest.raises(responding.NotForYou):
        walk(invited(survey, make.person().id), stars_given=4)


def test_who_has_not_begun_can_be_reminded() -> None:
    survey, mei = shop.published(STARS), make.person().id
    stars = [asking.invite(mei, "stars", about_kind="payment", about_id=uuid7(), key=uuid7(), at=make.AT) for _ in range(3)]
    doors = [invited(survey, mei) for _ in range(2)]
    asking.answer(stars[0], person_id=mei, value=4, at=LATER)
    asking.close([stars[1]], at=LATER)
    walk(doors[0], stars_given=3)
    ids = [*stars, *(door.invitation_id for door in doors if door.invitation_id)]

    assert queries.unanswered(ids) == {stars[2], doors[1].invitation_id}


def test_an_invitation_to_a_questionnaire_is_told_by_its_title() -> None:
    mei = make.person().id
    door = invited(shop.published(*THREE), mei)
    assert door.invitation_id

    told = queries.invitation(door.invitation_id, mei)

    assert told
    assert (told.survey.question("en"), told.survey.choices, told.responded) == ("How we do", (), False)
    with pytest.raises(asking.BadAnswer):
        asking.answer(door.invitation_id, person_id=mei, value=1, at=LATER)
