"""Staff ask for a trial, the worker does it beside its other work, and what it came to is kept; nobody is reached by it."""

from datetime import datetime
from uuid import UUID, uuid4

import pytest
from django.db import transaction
from tests import make
from tests.followups import story
from tests.followups.story import AT, DAY, HOUR, MINUTE

from zhiyin.channels import queries as channels
from zhiyin.events.money import PaymentCompleted
from zhiyin.followups import queries, services
from zhiyin.followups.jobs import TRYING
from zhiyin.followups.models import Enrolment, JourneyTrial
from zhiyin.followups.services import NoSuchJourney
from zhiyin.followups.services.trials import asking
from zhiyin.kit.ids import uuid7
from zhiyin.outbox import services as outbox

STARS = "payment_stars"


def _paid(count: int) -> list[UUID]:
    story.nobody_held_out()
    people = [story.willing(balance_minor=0) for _ in range(count)]
    at = AT + HOUR
    with transaction.atomic():
        for person in people:
            paid = PaymentCompleted(id=uuid7(at), at=at, payer_id=person, merchant_id=uuid7(at), amount_minor=900, asset="USD", imported=True)
            outbox.publish(paid)
    return people


def _asked(code: str = STARS, *, days: int = 7, ahead: bool = False, at: datetime = AT) -> UUID:
    return services.ask_trial(code, days=days, ahead=ahead, by=make.staff("marketing").id, at=at)


def _break(*_: object, **__: object) -> None:
    raise RuntimeError("what nobody thought of")


@pytest.mark.django_db
def test_what_a_trial_came_to_is_read_as_it_was_found() -> None:
    people = _paid(3)
    trial = _asked()
    assert services.is_trial_waiting(AT)

    assert services.run_trial(AT + 2 * DAY)

    [line] = queries.trials(STARS)
    assert (line.id, line.state, line.days, line.ahead) == (trial, "done", 7, False)
    assert line.found == services.replay(STARS, since=AT - 5 * DAY, until=AT + 2 * DAY)
    assert line.found
    assert (line.found.contacts, line.found.people) == (3, 3)
    assert not services.run_trial(AT + 3 * DAY)
    assert not Enrolment.objects.exists()
    assert not any(channels.inbox(person) for person in people)


@pytest.mark.django_db
def test_asking_twice_waits_for_one_and_asking_anew_is_another() -> None:
    first = _asked()
    assert _asked(days=30) == first
    services.run_trial(AT + MINUTE)

    assert _asked(ahead=True, at=AT + HOUR) != first
    services.run_trial(AT + HOUR)
    assert [line.ahead for line in queries.trials(STARS)] == [True, False]


@pytest.mark.django_db
def test_there_is_no_trial_of_a_journey_that_there_is_not() -> None:
    with pytest.raises(NoSuchJourney):
        _asked("nothing")


@pytest.mark.django_db
def test_what_goes_wrong_is_told_and_the_next_trial_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    _asked()
    with monkeypatch.context() as broken:
        broken.setattr(asking, "replay", _break)
        assert services.run_trial(AT + MINUTE)
    assert [(line.state, line.problem, line.found) for line in queries.trials(STARS)] == [("failed", "RuntimeError", None)]

    _asked(at=AT + HOUR)
    services.run_trial(AT + HOUR)
    assert queries.trials(STARS)[0].state == "done"


@pytest.mark.django_db
def test_what_a_worker_left_behind_is_done_anew_after_a_quarter_of_an_hour() -> None:
    JourneyTrial.objects.filter(id=_asked()).update(state="under_way", begun_at=AT + MINUTE)

    assert not services.run_trial(AT + 16 * MINUTE)
    assert services.run_trial(AT + 17 * MINUTE)
    assert [line.state for line in queries.trials(STARS)] == ["done"]


@pytest.mark.usefixtures("fresh_database")
def test_the_worker_tries_it_beside_its_other_work() -> None:
    _paid(2)
    _asked()

    assert TRYING.round(AT + MINUTE)
    assert TRYING.now
    TRYING.now.result(30)

    assert not TRYING.round(AT + 2 * MINUTE)
    assert queries.trials(STARS)[0].state == "done"
    assert queries.trials(str(uuid4())) == ()
