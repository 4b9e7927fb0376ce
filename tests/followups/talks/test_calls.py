"""Telephone calls: asked for, planned, taken by one agent, and what comes of them."""

from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from tests import make
from tests.followups.talks.stage import AT, HOUR, MINUTE, NUMBER, asked, caller

from zhiyin.channels import queries as channels
from zhiyin.events.reach import CallMade, CallPlanned
from zhiyin.followups.queries import calls
from zhiyin.followups.services import calls as calling
from zhiyin.kit.ids import uuid7
from zhiyin.privacy import queries as privacy
from zhiyin.privacy import services as consent
from zhiyin.support import services as support

pytestmark = pytest.mark.django_db
NEW_YORK = ZoneInfo("America/New_York")


def _taken(call_id: UUID, agent: UUID, at: datetime = AT) -> None:
    calling.claim(call_id, agent, at=at)


def _line(call_id: UUID) -> calls.CallLine:
    found = calls.call(call_id)
    assert found
    return found


def test_who_asks_for_a_call_waits_for_it_and_is_told_of_once() -> None:
    mei = caller()
    key = uuid7(AT)

    for _ in range(2):
        calling.ask(key=key, person_id=mei, topic="My card", number=NUMBER, chosen_at=None, at=AT)

    assert [line.topic for line in calls.queue(AT)] == ["My card"]
    assert calls.number(key) == NUMBER
    assert [event.reason for event in make.published(CallPlanned)] == ["asked"]


def test_a_second_call_is_asked_for_only_after_the_first() -> None:
    mei = caller()
    first = asked(mei)

    with pytest.raises(calling.AlreadyAsked):
        asked(mei)
    calling.cancel(first, mei, at=AT)

    assert _line(first).state == "cancelled"
    assert _line(asked(mei)).state == "waiting"


def test_without_a_number_nobody_is_called() -> None:
    with pytest.raises(calling.NoNumber):
        asked(caller(confirmed=False), number="")
    with pytest.raises(calling.NoNumber):
        asked(caller(), number="12")


def test_the_times_to_choose_are_working_hours_where_the_person_is() -> None:
    mei = caller()

    times = [time.astimezone(NEW_YORK) for time in calls.times(mei, AT)]

    assert {time.hour for time in times} <= set(range(9, 18))
    assert all(time.weekday() < 5 and time >= AT + calls.NOTICE for time in times)
    assert len({time.date() for time in times}) == 5


def test_a_chosen_time_is_kept_and_any_other_refused() -> None:
    mei = caller()
    chosen = calls.times(mei, AT)[3]

    call_id = asked(mei, chosen_at=chosen)

    assert calls.queue(chosen - MINUTE) == ()
    assert [line.id for line in calls.queue(chosen)] == [call_id]
    assert _line(call_id).promised_at == chosen + HOUR
    with pytest.raises(calling.BadCallTime):
        asked(caller(), chosen_at=chosen + MINUTE)


def test_what_is_late_comes_first_then_what_is_worth_most() -> None:
    mei, lin, zhou = caller(), caller(), caller()
    plain, case = asked(mei, at=AT), _about_a_case(lin, AT + MINUTE)
    late_soon = asked(zhou, at=AT + 2 * MINUTE, chosen_at=calls.times(zhou, AT + 2 * MINUTE)[0])

    assert [line.id for line in calls.queue(AT + MINUTE)] == [case, plain]
    late = _line(late_soon).promised_at + MINUTE
    assert calls.queue(late)[0].id == late_soon
    assert calls.counts(late).late == 1


def _about_a_case(person: UUID, at: datetime = AT) -> UUID:
    case = support.ask(key=uuid7(at), person_id=person, about_kind="person", about_id=person, text="Help me.", at=at)
    return calling.call_about_case(case, key=uuid7(at), at=at)


def test_a_case_has_one_call_at_a_time() -> None:
    mei = caller()
    case = support.ask(key=uuid7(AT), person_id=mei, about_kind="person", about_id=mei, text="Help me.", at=AT)

    assert calling.call_about_case(case, key=uuid7(AT), at=AT) == calling.call_about_case(case, key=uuid7(AT), at=AT)


def test_an_agent_holds_one_call_and_another_agent_cannot_have_it() -> None:
    wang, li = make.staff().id, make.staff().id
    first, second = asked(caller()), asked(caller())
    _taken(first, wang)

    with pytest.raises(calling.CallTaken):
        _taken(first, li)
    with pytest.raises(calling.HoldsAnother):
        _taken(second, wang)
    with pytest.raises(calling.NotInYourHands):
        calling.record(first, li, outcome="reached", at=AT)
    assert calling.claim_next(wang, at=AT) == first
    assert calling.claim_next(li, at=AT) == second
    assert calling.claim_next(make.staff().id, at=AT) is None


def test_a_lease_that_ran_out_frees_the_call_and_so_does_giving_it_back() -> None:
    wang, li = make.staff().id, make.staff().id
    call = asked(caller())
    _taken(call, wang)

    _taken(call, li, AT + timedelta(minutes=30))
    with pytest.raises(calling.NotInYourHands):
        calling.record(call, wang, outcome="reached", at=AT + timedelta(minutes=31))
    calling.release(call, li, at=AT + timedelta(minutes=31))

    assert _line(call).state == "waiting"
    with pytest.raises(calling.NotInYourHands):
        calling.record(call, li, outcome="reached", at=AT + timedelta(minutes=32))


def test_nobody_answering_three_times_ends_it_and_leaves_a_message() -> None:
    mei, wang = caller(), make.staff().id
    call, at = asked(mei), AT
    for _ in range(3):
        calling.claim(call, wang, at=at)
        calling.record(call, wang, outcome="no_answer", at=at)
        at = _line(call).due_at

    assert _line(call).state == "given_up"
    assert [each.outcome for each in calls.tries(call)] == ["no_answer"] * 3
    assert [message.template for message in channels.inbox(mei)] == ["call_missed"]
    assert [event.last for event in make.published(CallMade)] == [False, False, True]


def test_the_next_try_never_falls_into_quiet_hours() -> None:
    mei, wang = caller(zone="Asia/Shanghai"), make.staff().id  # 22:05 there
    call = asked(mei)

    assert _line(call).due_at.astimezone(ZoneInfo("Asia/Shanghai")).strftime("%H:%M") == "08:00"
    assert calling.claim_next(wang, at=AT) is None
    evening = _line(call).due_at + timedelta(hours=12, minutes=30)
    calling.claim(call, wang, at=evening)
    calling.record(call, wang, outcome="no_answer", at=evening)
    assert _line(call).due_at.astimezone(ZoneInfo("Asia/Shanghai")).strftime("%H:%M") == "08:00"


def test_a_call_that_is_late_is_not_made_at_night() -> None:
    mei, wang = caller(), make.staff().id
    call = asked(mei)
    night = AT.replace(hour=23) + timedelta(hours=4)  # 23:00 where Mei is

    with pytest.raises(calling.QuietThere):
        calling.claim(call, wang, at=night)
    assert calling.claim_next(wang, at=night) is None


def test_do_not_call_is_consent_taken_back_and_ends_what_was_planned() -> None:
    mei, wang = caller(), make.staff().id
    consent.grant_defaults([mei], at=AT, source="demo")
    call, other = asked(mei), _about_a_case(mei)
    calling.claim(call, wang, at=AT)

    for _ in range(2):
        calling.record(call, wang, outcome="do_not_call", at=AT)

    assert _line(call).state == "refused"
    assert _line(other).state == "cancelled"
    assert not privacy.allows(mei, "feedback", channel="call").allowed
    assert privacy.allows(mei, "feedback", channel="inapp").allowed
    assert len(calls.tries(call)) == 1
    with pytest.raises(calling.ToldNotToCall):
        _about_a_case(mei, AT + MINUTE)
    assert _line(asked(mei, at=AT + MINUTE)).state == "waiting"  # whoever asks is called


def test_a_follow_up_by_telephone_needs_a_yes_until_the_agent_takes_it() -> None:
    mei, wang, payment = caller(), make.staff().id, uuid7(AT)
    with pytest.raises(calling.ToldNotToCall):
        calling.plan(key=uuid7(AT), person_id=mei, purpose="feedback", about_id=payment, at=AT)
    consent.grant(mei, "feedback", channel="call", source="settings", at=AT)
    key = uuid7(AT)
    for _ in range(2):
        assert calling.plan(key=key, person_id=mei, purpose="feedback", about_id=payment, at=AT) == key

    consent.withdraw(mei, "feedback", channel="call", source="settings", at=AT)

    with pytest.raises(calling.ToldNotToCall):
        calling.claim(key, wang, at=AT)
    assert _line(key).state == "cancelled"


def test_only_its_person_calls_it_off() -> None:
    call = asked(caller())

    with pytest.raises(calling.CallNotFound):
        calling.cancel(call, caller(), at=AT)
    with pytest.raises(calling.BadOutcome):
        calling.record(call, make.staff().id, outcome="won", at=AT)
