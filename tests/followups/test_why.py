"""Everybody can read why they were asked, or why not, in their language and with the data named."""

from uuid import UUID

import pytest
from pytest_django.fixtures import DjangoAssertNumQueries
from tests import make
from tests.followups import story
from tests.followups.story import AT, DAY, HOUR, MINUTE, SECOND

from zhiyin.experiments import services as experiments
from zhiyin.followups import queries, services
from zhiyin.followups.decide import GATES, REASONS, Verdict
from zhiyin.followups.journeys import name_of
from zhiyin.followups.queries import words
from zhiyin.followups.queries.why import Why
from zhiyin.kit.ids import uuid7
from zhiyin.support import services as support

pytestmark = pytest.mark.django_db


def _newest(person_id: UUID, language: str = "en") -> Why:
    found = queries.why(queries.follow_ups_of(person_id)[0].id, person_id, language=language)
    assert found is not None
    return found


def _paid(person_id: UUID) -> UUID:
    payment = make.payment(person_id, make.merchant("Anna's Bakery", name_zh="安娜面包房").id, at=AT)
    story.worker(AT + SECOND)
    return payment.id


def test_who_was_asked_reads_why_and_which_data_was_used() -> None:
    story.nobody_held_out()
    mei = story.willing()
    _paid(mei)

    en, zh = _newest(mei), _newest(mei, "zh-hans")

    assert en.sentences == (
        "Because you paid Anna's Bakery on 12 October at 10:05 and allowed questions after payments.",
        "You have allowed this since 12 October 2026.",
        "Questions before this one: 0 in 24 hours (at most 3) and 0 in 30 days (at most 20).",
    )
    assert zh.sentences[0] == "因为您10月12日 10:05 在安娜面包房付了款，并且同意我们在付款后提问。"
    assert en.data_used == (
        "the payment: shop, amount and time",
        "a number drawn by chance for your account",
        "what you have allowed",
        "how often we have asked you",
    )
    assert (en.verdict, en.can_stop, en.purpose) == ("sent", True, "feedback")


def test_every_gate_says_what_it_saw() -> None:
    story.nobody_held_out()
    mei = story.willing()
    _paid(mei)

    gates = {gate.gate: gate.sentence for gate in _newest(mei).gates}

    assert list(gates) == list(GATES[:-1])
    assert gates["deadline"] == "In time, until 13 October 10:05."
    assert gates["quiet"] == "A card in the inbox interrupts nobody."
    assert gates["channel"] == "By the inbox."


def test_somebody_elses_reasons_are_not_told() -> None:
    story.nobody_held_out()
    mei, lin = story.willing(), story.willing()
    _paid(mei)

    assert queries.why(queries.follow_ups_of(mei)[0].id, lin, language="en") is None


def test_who_was_not_asked_reads_why_not() -> None:
    story.nobody_held_out()
    mei = make.person(balance_minor=100_00).id
    payment = _paid(mei)

    en, zh = (queries.why_not(mei, payment_id=payment, language=language).sentences for language in ("en", "zh-hans"))

    did_not, because = en[0].split(", because ")
    assert did_not == "You were not asked about your payment to Anna's Bakery on 12 October at 10:05"
    assert because == "you have not allowed “A short question after a payment”."
    assert zh == ("您10月12日 10:05 在安娜面包房的付款，我们没有提问，因为您没有同意“付款后问您一个小问题”。",)


def test_the_comparison_group_is_told_so() -> None:
    experiments.set_holdout("followups", 50, by=make.staff("admin").id, at=AT)
    people = [story.willing(balance_minor=0) for _ in range(12)]
    for person in people:
        story.planned(person)
    services.run_due(AT + SECOND)
    left_alone = next(person for person in people if queries.follow_ups_of(person)[0].state == "held_out")

    assert "50 of 100 people, drawn by chance" in _newest(left_alone).sentences[0]


def test_what_waits_says_until_when() -> None:
    story.nobody_held_out()
    mei = story.willing(balance_minor=0)
    for hour in range(4):
        story.planned(mei, at=AT + hour * HOUR)
        services.run_due(AT + hour * HOUR + SECOND)

    did_not, because = _newest(mei).sentences[0].split(", because ")
    assert did_not == "You were not asked about your payment to a shop on 12 October at 13:05"
    assert because == "you had been asked often enough for now. It waits until 13 October, 10:05."


def test_an_open_case_is_named() -> None:
    story.nobody_held_out()
    mei = story.willing(balance_minor=0)
    support.open_case(cause=uuid7(), person_id=mei, about_kind="payment", about_id=uuid7(), subject_code="asked", at=AT)
    story.planned(mei)
    services.run_due(AT + SECOND)

    assert "is not solved yet; that comes first." in _newest(mei).sentences[0]


def test_what_is_not_decided_yet_says_when_it_is_planned() -> None:
    mei = story.willing(balance_minor=0)
    story.planned(mei)

    assert (_newest(mei).verdict, _newest(mei).sentences) == ("planned", ("It is planned for 12 October, 10:05.",))


def test_the_answer_to_a_case_cannot_be_stopped_and_says_which_case() -> None:
    story.nobody_held_out()
    mei = story.willing()
    case = support.open_case(cause=uuid7(), person_id=mei, about_kind="payment", about_id=uuid7(), subject_code="asked", at=AT)
    support.reply(case, agent_id=make.staff().id, text="Solved.", at=AT + MINUTE)
    story.worker(AT + MINUTE + SECOND)

    found = _newest(mei)

    assert found.sentences[0].startswith("Because we answered your case 1")
    assert not found.can_stop


def test_every_due_follow_up_has_a_decision() -> None:
    people = [story.willing(balance_minor=0), make.person().id, story.willing(balance_minor=0)]
    for person in people:
        for hour in range(5):
            story.planned(person, at=AT + hour * HOUR)

    services.run_due(AT + 6 * HOUR)

    assert all(_newest(person).verdict not in ("", "planned") for person in people)
    assert len({line.follow_up_id for line in queries.decisions()}) == 15


def test_reasons_are_read_in_few_statements(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    story.nobody_held_out()
    mei = story.willing()
    _paid(mei)
    follow_up = queries.follow_ups_of(mei)[0].id

    with django_assert_max_num_queries(5):
        queries.why(follow_up, mei, language="en")


def test_every_reason_is_told_in_both_languages() -> None:
    names = {code: name_of(code) for code in queries.journeys()}
    tables = (names, words.VERDICTS, words.TRIGGERS, words.CONSENTS, words.DID_NOT_COME, words.REASONS, words.DATA, words.GATE_NAMES)
    pairs = [pair for table in tables for code, pair in table.items() if code != "service"]

    assert [pair for pair in pairs if not all(pair) or pair[0] == pair[1]] == []


def test_everything_that_a_decision_can_say_has_its_sentence() -> None:
    assert REASONS - set(words.REASONS) == set()
    assert {verdict.value for verdict in Verdict} - set(words.VERDICTS) == set()
    assert set(GATES) == set(words.GATE_NAMES)
    assert set(GATES) - set(words.GATES) == set()


def test_decisions_are_found_by_verdict_journey_and_person() -> None:
    story.nobody_held_out()
    mei, lin = story.willing(balance_minor=0), make.person(name="Lin Tao").id
    for person in (mei, lin):
        story.planned(person)
    services.run_due(AT + SECOND)

    assert [line.person_id for line in queries.decisions(verdict="sent")] == [mei]
    assert [line.person_id for line in queries.decisions(words="Lin")] == [lin]
    assert queries.decisions(journey="case_answered") == ()
    newest, oldest = queries.decisions()
    assert queries.decisions(before=newest.id) == (oldest,)
    assert queries.funnel(AT + DAY)[0].planned == 0
