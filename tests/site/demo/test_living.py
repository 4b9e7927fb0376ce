"""The last weeks of the demo are lived: decided by the engine that decides live, and answered by people who are made up."""

from datetime import UTC, datetime

import pytest
from django.db.models import F
from tests import make

from zhiyin.channels.models import Message
from zhiyin.experiments import queries as experiments
from zhiyin.followups.models import Decision, FollowUp
from zhiyin.identity import services as identity
from zhiyin.identity.services import NewPerson
from zhiyin.kit import clock
from zhiyin.kit.ids import derived
from zhiyin.payments.models import Payment
from zhiyin.site import demo
from zhiyin.site.demo import asking, living, moods
from zhiyin.site.demo.crowd import CLOSES, OPENS
from zhiyin.site.demo.shopping import ZONE
from zhiyin.support import services as support
from zhiyin.support.models import Case
from zhiyin.surveys import services as surveys
from zhiyin.surveys.models import Answer, QuestionAnswer, Response
from zhiyin.surveys.queries import wishes

pytestmark = pytest.mark.usefixtures("fresh_database")
PEOPLE = 4
LANGUAGES = ("en", "zh-hans")
UNTIL = datetime(2026, 11, 23, 11, 20, tzinfo=UTC)


def _load() -> demo.Loaded:
    return demo.load(PEOPLE, progress=lambda **_: None)


def _what_is_there() -> dict[str, int]:
    return {model.__name__: model.objects.count() for model in (Payment, FollowUp, Decision, Message, Answer, Case)}


def test_the_last_weeks_were_decided_payment_by_payment_and_a_second_load_lives_them_no_second_time() -> None:
    _load()
    lived, began = _what_is_there(), clock.now() - living.LIVED

    asked = FollowUp.objects.filter(journey="payment_stars")
    paid = Payment.objects.filter(at__gte=began + living.STEPS[-1][1])
    assert set(asked.values_list("about_id", flat=True)) >= set(paid.values_list("id", flat=True))
    assert not FollowUp.objects.filter(decisions=None, due_at__lt=clock.now()).exclude(state="planned").exists()
    assert Message.objects.filter(seen_at__isnull=False).exists()
    assert Answer.objects.exists()
    assert not Answer.objects.filter(first_at__lt=F("invitation__invited_at")).exists()
    assert not FollowUp.objects.filter(sent_at__gt=clock.now()).exists()
    assert {found.about: found.state for found in experiments.experiments()} == {
        "followups.payment_stars": "decided",  # so whoever pays in the demo is asked at once
        "followups.case_solved": "running",
    }
    assert FollowUp.objects.filter(journey=asking.JOURNEY).exists()

    for case in Case.objects.exclude(state="open"):  # what waits for staff now did not wait for them last week
        support.reopen(case.id, at=clock.now())
    _load()

    assert _what_is_there() == lived


def test_staff_find_the_time_for_a_look_on_every_day() -> None:
    days, moment = set(), UNTIL - living.LIVED
    while (moment := living.step_end(moment, UNTIL)) < UNTIL:
        local = moment.astimezone(ZONE)
        if OPENS <= local.hour < CLOSES:
            days.add(local.date())

    assert len(days) >= living.LIVED.days


def test_people_answer_the_questionnaire_as_far_as_they_like_and_vote_for_what_they_miss(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(moods, "TAKES_PART", 0.8)  # so that of sixty some stop and some do not, whoever is drawn
    monkeypatch.setattr(moods, "STOPS", 0.15)
    by = make.staff("product").id
    for _ in range(2):
        asking.publish(by=by, at=UNTIL)
    readers = [
        NewPerson(id=derived("reader", number), handle=f"reader_{number}", name="Reader", language=LANGUAGES[number % 2]) for number in range(60)
    ]
    people = [each.id for each in identity.join_many(readers, at=UNTIL)]

    for number, person_id in enumerate(people):
        key = derived("invitation", number)
        invitation_id = surveys.invite(person_id, asking.CODE, about_kind="calendar", about_id=person_id, key=key, at=UNTIL)
        for _ in range(2):
            asking.respond(invitation_id, person_id, language="en", at=UNTIL)
        asking.read_wishes(by, UNTIL)

    states = set(Response.objects.values_list("state", flat=True))
    assert states == {Response.COMPLETE, Response.PARTIAL}
    assert 0 < Response.objects.count() < len(people)
    assert {wish.state for wish in wishes.by_states(("waiting", "shown"))} == {"shown"}
    missing = QuestionAnswer.objects.filter(question="missing", value__in=list(asking.WISHES))
    assert sum(wish.votes for wish in wishes.by_states(("shown",))) == missing.count()
