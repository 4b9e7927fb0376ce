"""The person who was asked answers by one tap, may change their mind, and may add a sentence. Nobody else can."""

from datetime import timedelta
from uuid import UUID

import pytest
from tests import make

from zhiyin.events.voice import AnswerGiven, CommentAdded
from zhiyin.kit.ids import uuid7
from zhiyin.surveys import queries, services

pytestmark = pytest.mark.django_db
LATER = make.AT + timedelta(minutes=1)


def _asked(person_id: UUID, survey: str = "stars", key: UUID | None = None) -> UUID:
    return services.invite(person_id, survey, about_kind="payment", about_id=uuid7(), key=key or uuid7(), at=make.AT)


def test_asking_twice_with_one_key_asks_once() -> None:
    mei, key = make.person().id, uuid7()

    assert _asked(mei, key=key) == _asked(mei, key=key)


def test_one_tap_is_a_complete_answer() -> None:
    mei = make.person().id
    invitation = _asked(mei)

    given = services.answer(invitation, person_id=mei, value=4, at=LATER)

    assert (given.value, given.text, given.about_kind, given.first_at) == (4, "", "payment", LATER)
    assert queries.answer(given.id) == given
    [fact] = make.published(AnswerGiven)
    assert (fact.answer_id, fact.person_id, fact.survey, fact.value, fact.about_id) == (given.id, mei, "stars", 4, given.about_id)


def test_a_second_tap_changes_the_answer_and_is_a_new_fact() -> None:
    mei = make.person().id
    invitation = _asked(mei)

    first = services.answer(invitation, person_id=mei, value=1, at=LATER)
    second = services.answer(invitation, person_id=mei, value=5, at=LATER + timedelta(seconds=3))

    assert (first.id, second.value, second.first_at) == (second.id, 5, LATER)
    assert [fact.value for fact in make.published(AnswerGiven)] == [1, 5]
    assert [answer.value for answer in queries.answers_of(mei)] == [5]


def test_the_same_tap_twice_is_one_fact() -> None:
    mei = make.person().id
    invitation = _asked(mei)

    for _ in range(2):
        services.answer(invitation, person_id=mei, value=2, at=LATER)

    assert len(make.published(AnswerGiven)) == 1


def test_only_the_person_who_was_asked_can_answer() -> None:
    mei, lin = make.person().id, make.person().id
    invitation = _asked(mei)

    with pytest.raises(services.NotYours):
        services.answer(invitation, person_id=lin, value=1, at=LATER)
    with pytest.raises(services.NotYours):
        services.comment(invitation, person_id=lin, text="Let me in", at=LATER)

    assert queries.invitation(invitation, lin) is None


@pytest.mark.parametrize(("survey", "value"), [("stars", 0), ("stars", 6), ("stars", -1), ("helped", 2)])
def test_a_value_off_the_scale_is_refused(survey: str, value: int) -> None:
    mei = make.person().id

    with pytest.raises(services.BadAnswer):
        services.answer(_asked(mei, survey), person_id=mei, value=value, at=LATER)


def test_a_closed_question_takes_no_first_answer_but_a_given_one_can_change() -> None:
    mei = make.person().id
    open_one, answered = _asked(mei), _asked(mei)
    services.answer(answered, person_id=mei, value=3, at=LATER)

    assert services.close([open_one, answered], at=LATER) == 1

    with pytest.raises(services.InvitationClosed):
        services.answer(open_one, person_id=mei, value=3, at=LATER)
    assert services.answer(answered, person_id=mei, value=4, at=LATER).value == 4


def test_a_sentence_follows_the_tap_and_its_words_do_not_travel() -> None:
    mei = make.person().id
    invitation = _asked(mei)
    services.answer(invitation, person_id=mei, value=1, at=LATER)

    given = services.comment(invitation, person_id=mei, text="  收银台太慢\r\n等了很久 ", at=LATER)

    assert given.text == "收银台太慢\n等了很久"
    [fact] = make.published(CommentAdded)
    assert (fact.answer_id, fact.value, hasattr(fact, "text")) == (given.id, 1, False)


def test_the_same_sentence_twice_is_one_fact() -> None:
    mei = make.person().id
    invitation = _asked(mei)
    services.answer(invitation, person_id=mei, value=1, at=LATER)

    for _ in range(2):
        services.comment(invitation, person_id=mei, text="Slow", at=LATER)

    assert len(make.published(CommentAdded)) == 1


@pytest.mark.parametrize("text", ["", "  \n ", "x" * 2_001])
def test_an_empty_or_endless_sentence_is_refused(text: str) -> None:
    mei = make.person().id
    invitation = _asked(mei)
    services.answer(invitation, person_id=mei, value=1, at=LATER)

    with pytest.raises(services.BadComment):
        services.comment(invitation, person_id=mei, text=text, at=LATER)


def test_a_sentence_without_a_tap_is_refused() -> None:
    mei = make.person().id

    with pytest.raises(services.AnswerFirst):
        services.comment(_asked(mei), person_id=mei, text="Slow", at=LATER)


def test_the_summary_counts_who_was_asked_and_what_they_said_last() -> None:
    for values in ((1, 5), (4,), ()):
        mei = make.person().id
        invitation = _asked(mei)
        for value in values:
            services.answer(invitation, person_id=mei, value=value, at=LATER)

    summary = queries.star_summary(make.AT)

    assert (summary.invited, summary.answered, summary.counts, summary.mean) == (3, 2, (0, 0, 0, 1, 1), 4.5)


def test_every_survey_has_its_words_in_both_languages() -> None:
    for code in ("stars", "helped"):
        survey = queries.survey(code)
        assert all(survey.question(language) and survey.more(language) for language in ("en", "zh-hans"))
        assert len({survey.word(value, "zh-hans") for value in survey.values}) == len(survey.values)
