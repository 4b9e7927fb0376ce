"""Staff write a questionnaire by plain forms, publish it, hand it out, and read what it found out."""

import re
from io import BytesIO
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from pyarrow import parquet
from tests import make
from tests.console.stage import browser
from tests.surveys import shop
from tests.surveys.shop import CHOICES, STARS, TEXT, THREE, by_link, invited, walk

from zhiyin.surveys.documents.figures import score, share, veiled
from zhiyin.surveys.models import Survey
from zhiyin.surveys.queries import questionnaires
from zhiyin.surveys.queries import results as found_out

pytestmark = pytest.mark.django_db
QUESTION = {"code": "easy", "kind": "ces", "en": "How easy was it?", "zh": "操作方便吗？", "comparison": "is", "known_from": ""}


def _begun(staff: Client) -> UUID:
    staff.post(reverse("console:surveys"), {"code": "easy_pay", "title_en": "Paying", "title_zh": "付款"})
    return Survey.objects.get(code="easy_pay").id


def test_a_survey_is_written_checked_published_and_answered() -> None:
    staff = browser("marketing")
    survey = _begun(staff)
    there, change = reverse("console:survey", args=[survey]), reverse("console:survey_change", args=[survey])

    empty = staff.get(there).content.decode()
    staff.post(reverse("console:survey_question", args=[survey, "new"]), QUESTION)
    staff.post(
        reverse("console:survey_question", args=[survey, "new"]),
        {
            **QUESTION,
            "code": "why",
            "kind": "text",
            "en": "Why?",
            "zh": "为什么？",
            "subject": "question:easy",
            "comparison": "at_most",
            "value": "3",
        },
    )
    staff.post(change, {"deed": "publish"})
    page = staff.get(there).content.decode()

    found = questionnaires.by_id(survey)
    assert found
    assert found.published
    assert "There is no question yet." in empty
    assert [each.code for each in found.published.questions] == ["easy", "why"]
    assert found.published.questions[1].show_if[0].value == 3
    assert reverse("web:survey", args=[found.token]) in page
    assert "data:image/svg" in page
    assert Client().get(reverse("web:survey", args=[found.token])).status_code == 200


def test_a_problem_is_shown_at_its_question_and_keeps_it_unpublished() -> None:
    staff, survey = browser("marketing"), shop.draft(STARS, TEXT)
    staff.post(reverse("console:survey_change", args=[survey]), {"deed": "publish"})

    page = staff.get(reverse("console:survey", args=[survey])).content.decode()

    found = questionnaires.by_id(survey)
    assert found
    assert found.published is None
    assert "Question 2" in page
    assert "does not stand before it" in page


def test_questions_move_and_go() -> None:
    staff, survey = browser("product"), shop.draft(*THREE)

    staff.post(reverse("console:survey_place", args=[survey, "more"]), {"deed": "up"})
    staff.post(reverse("console:survey_place", args=[survey, "why"]), {"deed": "drop"})

    found = questionnaires.by_id(survey)
    assert found
    assert [each.code for each in found.draft.questions] == ["stars_given", "more"]


def test_the_preview_shows_both_languages_and_simple_mode() -> None:
    page = browser("marketing").get(reverse("console:survey_question", args=[shop.draft(*THREE), "why"])).content.decode()

    assert all(text in page for text in ("What was wrong?", "哪里不好？", "速度", "data-simple"))
    assert len(re.findall(r'id="asked-\d"', page)) == 3


def test_a_document_is_taken_as_a_whole_or_not_at_all() -> None:
    staff, survey = browser("marketing"), shop.draft(STARS)
    change = reverse("console:survey_change", args=[survey])

    refused = staff.post(change, {"deed": "write", "document": '{"title": 1}'}, follow=True).content.decode()
    broken = staff.post(change, {"deed": "write", "document": "{"}, follow=True).content.decode()

    found = questionnaires.by_id(survey)
    assert found
    assert [each.code for each in found.draft.questions] == ["stars_given"]
    assert "cannot be read as a questionnaire" in refused
    assert "cannot be read as a questionnaire" in broken


def test_it_is_paused_closed_and_framed() -> None:
    staff, survey = browser("marketing"), shop.published(STARS)
    change = reverse("console:survey_change", args=[survey])

    staff.post(change, {"deed": "frames", "origins": "https://a.example\nhttps://b.example"})
    staff.post(change, {"deed": "state", "state": "paused"})
    paused = questionnaires.by_id(survey)
    staff.post(change, {"deed": "state", "state": "closed"})
    closed = questionnaires.by_id(survey)

    assert paused
    assert closed
    assert (paused.state, paused.framed_by, closed.state) == ("paused", ("https://a.example", "https://b.example"), "closed")


def test_links_for_one_answer_come_as_a_file() -> None:
    there = reverse("console:survey_tickets", args=[shop.published(STARS)])

    file = browser("marketing").post(there, {"count": "3"}).content.decode()

    assert len(re.findall(r"/s/one/", file)) == 3
    assert browser("marketing").post(there, {"count": "5000"}).status_code == 302


def test_support_reads_results_and_writes_nothing() -> None:
    agent, survey = browser("support"), shop.published(STARS)

    assert agent.get(reverse("console:survey_results", args=[survey])).status_code == 200
    assert agent.post(reverse("console:surveys"), {"code": "x", "title_en": "X", "title_zh": "甲"}).status_code == 403
    assert agent.post(reverse("console:survey_change", args=[survey]), {"deed": "state", "state": "closed"}).status_code == 403


def test_results_count_answers_break_off_and_who_was_asked() -> None:
    survey = shop.published(*THREE)
    invited(survey, make.person().id)
    walk(invited(survey, make.person().id), stars_given=2, why="speed", more="Slow till.")
    walk(by_link(survey), stars_given=1)
    walk(by_link(survey), stars_given=5)

    told = found_out.results(survey)
    page = browser("marketing").get(reverse("console:survey_results", args=[survey])).content.decode()
    file = browser("marketing").get(reverse("console:survey_export", args=[survey])).content.decode()

    stars, why, more = told.questions
    assert (told.invited, told.waiting, told.begun, told.whole) == (2, 1, 3, 1)
    assert told.rate
    assert round(told.rate.value) == 50
    assert [cell.count for cell in stars.cells] == [1, 1, 0, 0, 1]
    assert why.stopped
    assert (why.answered, round(why.stopped.value)) == (1, 50)
    assert more.words == ("Slow till.",)
    assert "Slow till." in page
    assert (file.count("\n"), "Slow till." in file) == (4, True)


def test_an_anonymous_survey_never_shows_fewer_than_ten() -> None:
    survey = shop.published(STARS, {**TEXT, "en": "More?", "zh": "还有？"}, anonymous=True)
    for value in [5] * 12 + [1] * 3:
        walk(by_link(survey), stars_given=value, **({"more": "Only me."} if value == 1 else {}))

    told = found_out.results(survey)
    file = browser("marketing").get(reverse("console:survey_export", args=[survey])).content.decode()

    stars, more = told.questions
    assert (told.begun, told.whole) == (10, None)
    assert [cell.count for cell in stars.cells] == [None, None, None, None, 10]
    assert more.words == ()
    assert "Only me." not in file
    assert ("stars_given,Very good,10" in file, "stars_given,Very poor,\r\n" in file) == (True, True)


def test_the_file_of_columns_holds_what_the_other_file_holds() -> None:
    known, hidden = shop.published(STARS), shop.published(STARS, anonymous=True)
    for survey in (known, hidden):
        walk(by_link(survey), stars_given=2)
    staff = browser("marketing")

    one, other = (parquet.read_table(BytesIO(staff.get(reverse("console:survey_parquet", args=[each])).content)) for each in (known, hidden))

    assert (one.num_rows, one.column("stars_given").to_pylist(), one.column("person").to_pylist()) == (1, ["2"], [None])
    assert set(other.column_names) == {"question", "answer", "count"}
    assert set(other.column("count").to_pylist()) == {None}


def test_choices_and_orders_are_counted() -> None:
    survey = shop.published(
        {**STARS, "code": "a", "kind": "multiple", "options": CHOICES}, {**STARS, "code": "b", "kind": "ranking", "options": CHOICES}
    )
    door, key = by_link(survey), walk(by_link(survey))
    shop.tap(door, "a", "speed", "look", key=key)
    shop.tap(door, "b", "look", "speed", "words", key=key)

    several, order = found_out.results(survey).questions

    assert [cell.count for cell in several.cells] == [1, 0, 1]
    assert [cell.mean_place for cell in order.cells] == [2.0, 3.0, 1.0]


def test_the_figures_are_those_of_the_books() -> None:
    half, nps, csat = share(5, 10), score("nps", [10, 9, 7, 0]), score("csat", [5, 4, 1])

    # Wilson's interval of 5 in 10 is 23.7 to 76.3 (Brown, Cai and DasGupta 2001, table of intervals).
    assert half
    assert nps
    assert csat
    assert (round(half.low, 1), round(half.high, 1)) == (23.7, 76.3)
    assert nps.value == 25
    assert nps.low >= -100
    assert round(csat.value, 1) == 66.7
    assert score("stars", []) is None
    assert share(0, 0) is None
    assert [veiled(n, anonymous=True) for n in (0, 9, 10, 19, 20)] == [None, None, 10, 10, 20]
