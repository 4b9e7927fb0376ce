"""Talks face to face: hours, invitations, booked times, calendars, and who did not come."""

import hmac
from base64 import b64encode
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import icalendar
import pytest
from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from tests import make
from tests.channels.post import Says, mail_server, reader
from tests.followups.talks.stage import AT, DAY, HOUR, MINUTE, agent, booked, caller, invited

from zhiyin.channels import queries as channels
from zhiyin.channels.providers import MAKERS, Kind, Letter
from zhiyin.channels.providers.mail.smtp import Smtp
from zhiyin.channels.services import carry
from zhiyin.events.reach import InterviewBooked, InterviewEnded, InterviewOffered
from zhiyin.followups.models import Interview
from zhiyin.followups.queries import interviews, rooms
from zhiyin.followups.services import interviews as meeting
from zhiyin.identity.models import User
from zhiyin.kit.ids import uuid7

pytestmark = pytest.mark.django_db
NEW_YORK = ZoneInfo("America/New_York")


def _local(moment: datetime) -> str:
    return moment.astimezone(NEW_YORK).strftime("%a %H:%M")


def _now(talk: interviews.Talk) -> interviews.Talk:
    found = interviews.talk(talk.id, talk.person_id)
    assert found
    return found


def _news(person_id: UUID) -> list[str]:
    return [str(message.params["news"]) for message in channels.inbox(person_id)]


def test_free_times_are_the_hours_of_every_week_two_hours_ahead() -> None:
    wang = agent(weekdays=(0, 2))

    found = interviews.slots(AT)  # a Monday, 10:05 in New York

    assert [_local(slot.starts_at) for slot in found[:3]] == ["Wed 09:00", "Wed 09:30", "Wed 10:00"]
    assert all(slot.agents == (wang,) and slot.ends_at - slot.starts_at == 30 * MINUTE for slot in found)
    assert len(found) == 4 * 6  # two Wednesdays, and the two Mondays that follow


def test_a_day_off_has_no_times_and_a_day_with_other_hours_has_those() -> None:
    wang = agent(weekdays=(2,))
    meeting.set_day(wang, date(2026, 10, 14), starts=None, ends=None)
    meeting.set_day(wang, date(2026, 10, 15), starts=time(20), ends=time(21))

    assert [_local(slot.starts_at) for slot in interviews.slots(AT)[:3]] == ["Thu 20:00", "Thu 20:30", "Wed 09:00"]
    meeting.clear_day(wang, date(2026, 10, 14))
    assert _local(interviews.slots(AT)[0].starts_at) == "Wed 09:00"


def test_the_hour_that_a_change_of_clocks_leaves_out_has_no_time() -> None:
    agent(weekdays=(6,), starts=time(1), ends=time(4))

    spring = interviews.slots(datetime(2026, 3, 7, 12, tzinfo=NEW_YORK))

    assert [_local(slot.starts_at) for slot in spring[:4]] == ["Sun 01:00", "Sun 01:30", "Sun 03:00", "Sun 03:30"]


@pytest.mark.parametrize("hours", [(0, time(10), time(9)), (7, time(9), time(10)), (0, time(11), time(13))])
def test_hours_that_make_no_sense_are_refused(hours: tuple[int, time, time]) -> None:
    wang = agent(weekdays=(0,))
    weekday, starts, ends = hours

    with pytest.raises(meeting.BadHours):
        meeting.add_hours(wang, weekday=weekday, starts=starts, ends=ends)


def test_somebody_invited_books_a_time_once() -> None:
    wang, (mei, offer) = agent(), invited()
    slot, key = interviews.slots(AT)[2], uuid7(AT)

    for _ in range(2):
        assert meeting.book(offer, mei, key=key, starts_at=slot.starts_at, at=AT) == key

    talk = interviews.talks_of(mei)[0]
    assert (talk.agent_id, talk.starts_at, talk.state) == (wang, slot.starts_at, "booked")
    assert slot not in interviews.slots(AT)
    assert interviews.offers_of(mei, AT) == ()
    assert _news(mei) == ["offered"]
    assert (len(make.published(InterviewOffered)), len(make.published(InterviewBooked))) == (1, 1)
    with pytest.raises(meeting.OfferOver):
        meeting.book(offer, mei, key=uuid7(AT), starts_at=interviews.slots(AT)[0].starts_at, at=AT)


def test_whoever_invites_by_a_message_of_their_own_leaves_none_in_the_inbox() -> None:
    mei = caller()

    meeting.invite(mei, key=uuid7(AT), tell=False, at=AT)

    assert (_news(mei), len(interviews.offers_of(mei, AT))) == ([], 1)


def test_the_agent_with_the_fewest_talks_has_the_next() -> None:
    both = {agent(), agent()}

    assert {booked(0).agent_id, booked(0).agent_id} == both


def test_a_taken_time_a_past_one_and_an_old_offer_are_refused() -> None:
    agent()
    talk, (lin, offer) = booked(0), invited()

    with pytest.raises(meeting.BadSlot):
        meeting.book(offer, lin, key=uuid7(AT), starts_at=talk.starts_at, at=AT)
    with pytest.raises(meeting.BadSlot):
        meeting.book(offer, lin, key=uuid7(AT), starts_at=AT - DAY, at=AT)
    with pytest.raises(meeting.TalkNotFound):
        meeting.book(offer, caller(), key=uuid7(AT), starts_at=interviews.slots(AT)[0].starts_at, at=AT)
    later = AT + timedelta(days=14)
    with pytest.raises(meeting.OfferOver):
        meeting.book(offer, lin, key=uuid7(later), starts_at=interviews.slots(later)[0].starts_at, at=later)


def test_nobody_talks_to_two_agents_at_once() -> None:
    agent(), agent()
    mei, first = invited()
    _, second = invited(mei)
    slot = interviews.slots(AT)[0]
    meeting.book(first, mei, key=uuid7(AT), starts_at=slot.starts_at, at=AT)

    with pytest.raises(meeting.BadSlot, match="yours"):
        meeting.book(second, mei, key=uuid7(AT), starts_at=slot.starts_at, at=AT)


@pytest.mark.scenario(16)
@pytest.mark.parametrize("same", ["agent_id", "person_id"])
def test_the_database_itself_refuses_what_overlaps(same: str) -> None:
    agent()
    talk = booked(0)
    fields = {"agent_id": make.staff().id, "person_id": caller(), same: getattr(talk, same)}
    _, offer = invited()
    shifted = {"starts_at": talk.starts_at + 10 * MINUTE, "ends_at": talk.ends_at + 10 * MINUTE}

    with pytest.raises(IntegrityError, match="one_at_a_time"), transaction.atomic():
        Interview.objects.create(id=uuid7(), offer_id=offer, made_at=AT, changed_at=AT, **fields, **shifted)


def test_moving_frees_the_old_time_and_raises_the_sequence() -> None:
    agent()
    talk, other = booked(0), interviews.slots(AT)[3]

    for _ in range(2):
        meeting.move(talk.id, talk.person_id, starts_at=other.starts_at, at=AT)

    moved = _now(talk)
    assert (moved.starts_at, moved.sequence) == (other.starts_at, 1)
    assert talk.starts_at in [slot.starts_at for slot in interviews.slots(AT)]
    with pytest.raises(meeting.TalkNotFound):
        meeting.move(talk.id, caller(), starts_at=talk.starts_at, at=AT)


def test_called_off_by_the_person_the_offer_is_good_again_and_by_the_agent_they_are_told() -> None:
    wang = agent()
    talk = booked(0)
    for _ in range(2):
        meeting.cancel(talk.id, talk.person_id, at=AT)
    assert [offer.id for offer in interviews.offers_of(talk.person_id, AT)] == [talk.offer_id]
    again = booked(0)

    meeting.cancel(again.id, wang, at=AT)

    assert sorted(_news(again.person_id)) == ["cancelled", "offered"]
    assert _news(talk.person_id) == ["offered"]
    assert [event.outcome for event in make.published(InterviewEnded)] == ["cancelled", "cancelled"]
    with pytest.raises(meeting.TalkNotFound):
        meeting.cancel(talk.id, caller(), at=AT)


@pytest.mark.scenario(16)
def test_who_did_not_come_has_exactly_one_new_offer() -> None:
    wang = agent()
    talk = booked(0)
    with pytest.raises(meeting.NotOverYet):
        meeting.end(talk.id, wang, came=False, at=AT)
    after = talk.starts_at + HOUR

    for _ in range(2):
        meeting.end(talk.id, wang, came=False, at=after)

    (new,) = interviews.offers_of(talk.person_id, after)
    assert (new.after_id, _news(talk.person_id)[0]) == (talk.id, "missed")
    second = meeting.book(new.id, talk.person_id, key=uuid7(after), starts_at=interviews.slots(after)[0].starts_at, at=after)
    end = interviews.talks_of(talk.person_id)[0].ends_at
    meeting.end(second, wang, came=False, at=end)
    assert interviews.offers_of(talk.person_id, end) == ()
    assert _news(talk.person_id).count("missed") == 1


def test_a_reminder_comes_within_the_hour_once_and_again_when_moved() -> None:
    agent()
    talk = booked(0)

    assert meeting.remind(talk.starts_at - 61 * MINUTE) == 0
    assert (meeting.remind(talk.starts_at - HOUR), meeting.remind(talk.starts_at - HOUR)) == (1, 0)
    moved = interviews.slots(AT)[4].starts_at
    meeting.move(talk.id, talk.person_id, starts_at=moved, at=talk.starts_at - HOUR)
    assert meeting.remind(moved - MINUTE) == 1
    assert _news(talk.person_id).count("soon") == 2


def test_notes_are_the_agents_only() -> None:
    wang = agent()
    talk = booked(0)

    meeting.write_notes(talk.id, wang, text="They like the red packets.", at=AT)

    assert _now(talk).notes == "They like the red packets."
    with pytest.raises(meeting.TalkNotFound):
        meeting.write_notes(talk.id, make.staff().id, text="", at=AT)


def test_the_calendar_hears_of_the_time_the_change_and_the_end() -> None:
    agent()
    talk = booked(0)
    files = [_file(talk)]
    meeting.move(talk.id, talk.person_id, starts_at=interviews.slots(AT)[3].starts_at, at=AT)
    files.append(_file(_now(talk)))
    meeting.cancel(talk.id, talk.person_id, at=AT)
    files.append(_file(_now(talk)))

    events = [file.walk("VEVENT")[0] for file in files]
    assert [str(file["METHOD"]) for file in files] == ["REQUEST", "REQUEST", "CANCEL"]
    assert [event.decoded("sequence") for event in events] == [0, 1, 2]
    assert len({str(event["UID"]) for event in events}) == 1
    assert events[0].decoded("dtstart") == talk.starts_at
    assert str(events[0]["DTSTART"].params["TZID"]) == "Asia/Shanghai"
    assert [str(zone["TZID"]) for zone in files[0].walk("VTIMEZONE")] == ["Asia/Shanghai"]
    assert str(events[2]["STATUS"]) == "CANCELLED"


def _file(talk: interviews.Talk) -> icalendar.Calendar:
    text = interviews.calendar_file(talk, url="https://wallet.example.org/talks/1/", language="zh-hans", zone="Asia/Shanghai")
    return icalendar.Calendar.from_ical(text)


def test_the_persons_calendar_hears_of_each_time_by_mail_and_that_it_is_off(monkeypatch: pytest.MonkeyPatch) -> None:
    post = Says()
    monkeypatch.setitem(MAKERS, "email", lambda: (post,))
    agent()
    mei = reader("mei@example.org")
    User.objects.filter(id=mei).update(timezone="Europe/Berlin")
    _, offer = invited(mei)
    key = meeting.book(offer, mei, key=uuid7(AT), starts_at=interviews.slots(AT)[0].starts_at, at=AT)
    meeting.move(key, mei, starts_at=interviews.slots(AT)[3].starts_at, at=AT)
    meeting.cancel(key, mei, at=AT)
    meeting.cancel(key, mei, at=AT)

    carry("email", at=AT)

    files = [icalendar.Calendar.from_ical(letter.calendar) for letter in post.given]
    events = [file.walk("VEVENT")[0] for file in files]
    told = sorted((event.decoded("sequence"), str(file["METHOD"]), str(event["ATTENDEE"])) for event, file in zip(events, files, strict=True))
    assert told == [(0, "REQUEST", "mailto:mei@example.org"), (1, "REQUEST", "mailto:mei@example.org"), (2, "CANCEL", "mailto:mei@example.org")]
    assert {str(event["DTSTART"].params["TZID"]) for event in events} == {"Europe/Berlin"}
    assert sorted(letter.title for letter in post.given) == ["Our talk is at another time", "Our talk is booked", "Our talk is called off"]
    assert {str(event["URL"]) for event in events} == {settings.CONFIG.origin + reverse("web:talk", args=[key])}


def test_a_mail_brings_the_invitation_for_programs_and_as_a_file() -> None:
    with mail_server() as (box, url):
        sent = Smtp(code="smtp_a", url=url, sender="no-reply@wallet.example").deliver(_letter())

    [mail] = box.mails
    kinds = [part.get_content_type() for part in mail.walk() if not part.is_multipart()]
    assert (sent.kind, kinds) == (Kind.ACCEPTED, ["text/plain", "text/html", "text/calendar", "application/ics"])
    [invitation] = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
    assert invitation["Content-Type"].params["method"] == "REQUEST"
    assert "会面" in invitation.get_content()


def _letter() -> Letter:
    calendar = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nSUMMARY:会面\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    return Letter(key=uuid7(), address="mei@example.org", language="zh-hans", title="面谈", body="面谈", html="<p>面谈</p>", calendar=calendar)


def test_a_turn_server_is_entered_by_a_password_for_one_of_one_talk_and_two_hours(monkeypatch: pytest.MonkeyPatch) -> None:
    servers = ("stun:stun.example.org:3478", "turn:name:word@old.example.org:3478", "turn:turn.example.org:3478")
    monkeypatch.setattr(settings, "CONFIG", replace(settings.CONFIG, ice_servers=servers, turn_secret="north"))
    talk, mei, wang = UUID(int=1), UUID(int=2), UUID(int=3)

    stun, old, new = rooms.ice_servers(talk, mei, at=AT)

    assert (stun, old["username"], old["credential"]) == ({"urls": servers[0]}, "name", "word")
    until, _, name = new["username"].partition(":")
    assert (new["urls"], int(until)) == (servers[2], int((AT + 2 * HOUR).timestamp()))
    assert new["credential"] == b64encode(hmac.digest(b"north", new["username"].encode(), "sha1")).decode()
    assert name not in rooms.ice_servers(talk, wang, at=AT)[2]["username"]
