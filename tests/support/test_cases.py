"""A case opens once, is promised an answer, is answered, closed and opened again; both sides speak in it."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st
from tests import make

from zhiyin.events.voice import AnswerGiven, CaseAnswered, CaseClosed, CaseOpened, CommentAdded
from zhiyin.kit.ids import uuid7
from zhiyin.support import queries, services
from zhiyin.support.queries import CaseStory
from zhiyin.support.services.promise import due

AT = make.AT  # a Monday, 10:05 in New York
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001  Hypothesis wants naive bounds


def _case(person_id: UUID, cause: UUID | None = None) -> UUID:
    return services.open_case(cause=cause or uuid7(), person_id=person_id, about_kind="payment", about_id=uuid7(), subject_code="asked", at=AT)


def _story(case_id: UUID) -> CaseStory:
    found = queries.case(case_id)
    assert found is not None
    return found


def _tapped(person_id: UUID, value: int, *, answer_id: UUID, survey: str = "stars", about: UUID | None = None, at: datetime = AT) -> AnswerGiven:
    kind = "case" if survey == "helped" else "payment"
    return AnswerGiven(
        id=uuid7(), at=at, answer_id=answer_id, person_id=person_id, survey=survey, value=value, about_kind=kind, about_id=about or uuid7()
    )


def _said(fact: AnswerGiven) -> CommentAdded:
    return CommentAdded(
        id=uuid7(),
        at=fact.at,
        answer_id=fact.answer_id,
        person_id=fact.person_id,
        survey=fact.survey,
        value=fact.value,
        about_kind=fact.about_kind,
        about_id=fact.about_id,
    )


@pytest.mark.django_db
def test_opening_twice_for_one_cause_opens_once() -> None:
    mei, cause = make.person().id, uuid7()

    assert _case(mei, cause) == _case(mei, cause)
    assert len(make.published(CaseOpened)) == 1


@pytest.mark.django_db
def test_cases_are_numbered_and_promised_an_answer_in_four_working_hours() -> None:
    mei = make.person().id
    first, second = _story(_case(mei)), _story(_case(mei))

    assert second.number > first.number > 1000
    assert (first.due_at, first.is_late(AT + 3 * HOUR), first.is_late(AT + 5 * HOUR)) == (AT + 4 * HOUR, False, True)


@pytest.mark.parametrize(
    ("asked", "answered"),
    [
        ("2026-11-20 09:30", "2026-11-20 13:30"),  # a Friday morning
        ("2026-11-20 16:00", "2026-11-23 11:00"),  # Friday afternoon: two hours then, two on Monday
        ("2026-11-21 12:00", "2026-11-23 13:00"),  # a Saturday
        ("2026-11-19 23:00", "2026-11-20 13:00"),  # a Thursday night
        ("2026-11-20 14:00", "2026-11-20 18:00"),  # to the minute we close
    ],
)
def test_working_hours_are_monday_to_friday_nine_to_six(asked: str, answered: str) -> None:
    at = datetime.fromisoformat(asked).replace(tzinfo=UTC)

    assert due(at, zone="UTC") == datetime.fromisoformat(answered).replace(tzinfo=UTC)


@given(moments, st.sampled_from(["UTC", "America/New_York", "Asia/Shanghai"]))
def test_a_promise_is_never_shorter_than_four_hours_nor_longer_than_a_long_weekend(at: datetime, zone: str) -> None:
    assert 4 * HOUR <= due(at, zone=zone) - at <= 3 * DAY


@pytest.mark.django_db
def test_a_reply_answers_the_case_and_tells_so() -> None:
    mei, wang = make.person().id, make.staff().id
    case = _case(mei)

    reply = services.reply(case, agent_id=wang, text=" 我们查到了,款项已退回。 ", at=AT + HOUR)

    story = _story(case)
    assert (story.state, story.owner_id, story.answered_at) == ("answered", wang, AT + HOUR)
    assert [(message.kind, message.text) for message in story.messages] == [("staff", "我们查到了,款项已退回。")]
    [fact] = make.published(CaseAnswered)
    assert (fact.case_id, fact.reply_id, fact.person_id) == (case, reply, mei)


@pytest.mark.django_db
def test_a_form_sent_twice_is_one_reply() -> None:
    mei, wang = make.person().id, make.staff().id
    case = _case(mei)

    assert services.reply(case, agent_id=wang, text="Done.", at=AT) == services.reply(case, agent_id=wang, text="Done.", at=AT + HOUR)
    assert len(make.published(CaseAnswered)) == 1


@pytest.mark.django_db
def test_a_person_writes_in_their_own_case_only_and_it_waits_for_us_again() -> None:
    mei, lin, wang = make.person().id, make.person().id, make.staff().id
    case = _case(mei)
    services.reply(case, agent_id=wang, text="Done.", at=AT + HOUR)

    services.person_reply(case, person_id=mei, text="Not quite.", at=AT + DAY)

    with pytest.raises(services.NotYours):
        services.person_reply(case, person_id=lin, text="Me too.", at=AT + DAY)
    story = _story(case)
    assert (story.state, story.due_at, story.messages[-1].kind) == ("open", AT + DAY + 4 * HOUR, "person")
    assert queries.person_case(case, lin) is None


@pytest.mark.django_db
def test_closing_is_told_once_each_time_and_a_closed_case_takes_no_reply() -> None:
    mei, wang = make.person().id, make.staff().id
    case = _case(mei)

    for _ in range(2):
        services.close(case, solved=True, at=AT + HOUR)
    with pytest.raises(services.AlreadyClosed):
        services.reply(case, agent_id=wang, text="One more thing.", at=AT + HOUR)
    services.reopen(case, at=AT + DAY)
    services.close(case, at=AT + DAY)

    assert [fact.solved for fact in make.published(CaseClosed)] == [True, None]


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["", " \n", "x" * 4_001])
def test_empty_and_endless_words_are_refused(text: str) -> None:
    mei, wang = make.person().id, make.staff().id
    case = _case(mei)

    with pytest.raises(services.BadMessage):
        services.reply(case, agent_id=wang, text=text, at=AT)


@pytest.mark.django_db
def test_an_unknown_case_is_refused() -> None:
    with pytest.raises(services.CaseNotFound):
        services.take(uuid7(), make.staff().id, at=AT)


@pytest.mark.django_db
@pytest.mark.parametrize(("stars", "cases"), [(1, 1), (2, 1), (3, 0), (5, 0)])
def test_one_or_two_stars_open_a_case(stars: int, cases: int) -> None:
    mei = make.person().id
    fact = _tapped(mei, stars, answer_id=uuid7())

    for _ in range(2):
        services.hear_answer(fact)

    assert len(queries.cases_of(mei)) == cases


@pytest.mark.django_db
def test_stars_taken_back_are_noted_and_the_case_stays() -> None:
    mei, answer = make.person().id, uuid7()
    services.hear_answer(_tapped(mei, 1, answer_id=answer))

    services.hear_answer(_tapped(mei, 5, answer_id=answer, at=AT + HOUR))

    [line] = queries.cases_of(mei)
    notes = [queries.note_text(message.code, message.value, language="en") for message in _story(line.id).messages]
    assert (line.state, notes) == ("open", ["Stars given: 1", "Stars changed to 5"])


@pytest.mark.scenario(7)
@pytest.mark.django_db
def test_a_sentence_opens_the_case_whatever_the_stars_and_only_one() -> None:
    mei = make.person().id
    good = _tapped(mei, 5, answer_id=uuid7())

    for fact in (_said(good), _said(good)):
        services.hear_comment(fact)

    [line] = queries.cases_of(mei)
    assert (line.answer_id, line.subject_code) == (good.answer_id, "sentence")


@pytest.mark.django_db
def test_no_opens_the_case_again_and_yes_closes_it() -> None:
    mei, wang, tap = make.person().id, make.staff().id, uuid7()
    case = _case(mei)
    services.reply(case, agent_id=wang, text="Done.", at=AT)

    services.hear_answer(_tapped(mei, 0, answer_id=tap, survey="helped", about=case))
    after_no = _story(case).state
    services.hear_answer(_tapped(mei, 1, answer_id=tap, survey="helped", about=case))

    assert (after_no, _story(case).state, _story(case).solved) == ("open", "closed", True)


@pytest.mark.django_db
def test_an_answered_case_closes_by_itself_after_a_week_of_silence() -> None:
    mei, wang = make.person().id, make.staff().id
    silent, waiting = _case(mei), _case(mei)
    services.reply(silent, agent_id=wang, text="Done.", at=AT)

    assert services.close_silent(AT + 7 * DAY - timedelta(seconds=1)) == 0
    assert services.close_silent(AT + 7 * DAY) == 1

    assert (_story(silent).state, _story(silent).solved, _story(waiting).state) == ("closed", None, "open")


@pytest.mark.django_db
def test_cases_are_found_by_number_name_words_state_and_owner() -> None:
    mei, lin, wang = make.person(name="Mei Lan").id, make.person(name="Lin Tao").id, make.staff().id
    first, second = _case(mei), _case(lin)
    services.take(first, wang, at=AT)
    services.person_reply(second, person_id=lin, text="The till was broken", at=AT)

    assert [line.id for line in queries.cases(words=f"#{_story(first).number}")] == [first]
    assert [line.id for line in queries.cases(words="mei lan")] == [first]
    assert [line.id for line in queries.cases(words="till was")] == [second]
    assert [line.id for line in queries.cases(state="open", owner=wang)] == [first]
    assert [line.id for line in queries.cases(before=_story(second).number)] == [first]


@pytest.mark.django_db
def test_the_counts_know_what_is_late_and_what_nobody_owns() -> None:
    mei, wang = make.person().id, make.staff().id
    services.take(_case(mei), wang, at=AT)
    services.reply(_case(mei), agent_id=wang, text="Done.", at=AT)
    _case(mei)

    counts = queries.counts(AT + DAY)

    assert (counts.open, counts.answered, counts.closed, counts.late, counts.unowned) == (2, 1, 0, 2, 1)
    assert queries.unsolved([mei]) == {mei: queries.cases_of(mei)[0].number}


@pytest.mark.django_db
@pytest.mark.parametrize("change", ["state = 'closed'", "state = 'lost'", "state = 'answered'", "due_at = opened_at - interval '1 second'"])
def test_the_database_itself_refuses_a_case_that_makes_no_sense(change: str) -> None:
    _case(make.person().id)

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"update support_case set {change}")
