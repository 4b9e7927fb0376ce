"""A person sees every contact and every one that did not come, and says how much is enough."""

from datetime import time, timedelta
from uuid import UUID

import pytest
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries
from tests import make
from tests.followups import story
from tests.web.browser import client_of

from zhiyin.followups import queries, services
from zhiyin.identity import queries as identity
from zhiyin.kit import clock

pytestmark = pytest.mark.django_db
PAGE = "/me/contacts/"
NOTHING = {"most": "", "paused_until": "", "quiet_from": "", "quiet_until": ""}


@pytest.fixture
def mei() -> UUID:
    story.nobody_held_out()
    return story.willing()


@pytest.fixture
def client(mei: UUID) -> Client:
    found = identity.person(mei)
    assert found is not None
    return client_of(found)


def test_what_came_and_what_did_not_stand_there_with_their_sentences(client: Client, mei: UUID) -> None:
    at = clock.now()
    story.planned(mei, at=at)
    services.run_due(at)
    services.set_budget(mei, services.Wishes(most=1), at=at)
    story.planned(mei, at=at + story.SECOND)
    services.run_due(at + story.SECOND)

    page = client.get(PAGE).content.decode()

    assert "came by the inbox" in page
    assert "You were not asked about your payment to a shop" in page
    assert "you had been asked often enough" in page
    assert "1 of 1 used" in page


def test_the_page_and_support_say_the_same_sentence_in_both_languages(mei: UUID) -> None:
    at = clock.now()
    services.set_budget(mei, services.Wishes(most=0), at=at)
    story.planned(mei, at=at)
    services.run_due(at)

    for language in ("en", "zh-hans"):
        [line] = queries.contacts_of(mei, since=at - timedelta(days=1), language=language)
        told = queries.why(line.follow_up_id, mei, language=language)
        assert told is not None
        assert line.sentences == told.sentences


def test_what_a_person_wishes_is_kept_and_holds_for_the_next_decision(client: Client, mei: UUID) -> None:
    at = clock.now()
    wishes = {"most": "3", "quiet_from": "20:00", "quiet_until": "09:30", "purpose_feedback": "0", "channel_inapp": "5"}

    assert client.post(PAGE, NOTHING | wishes).status_code == 302
    story.planned(mei, at=at)
    services.run_due(clock.now())

    kept = queries.settings_of(mei)
    assert (kept.most, kept.quiet, dict(kept.purposes), dict(kept.channels)) == (3, (time(20), time(9, 30)), {"feedback": 0}, {"inapp": 5})
    assert queries.decisions_of(mei)[0].reason == "no_slot.cap"
    assert 'value="20:00"' in client.get(PAGE).content.decode()


def test_a_pause_is_kept_and_can_be_taken_back(client: Client, mei: UUID) -> None:
    later = (clock.now() + timedelta(days=10)).date().isoformat()

    client.post(PAGE, NOTHING | {"paused_until": later})
    assert queries.settings_of(mei).paused_until is not None
    client.post(PAGE, NOTHING)

    assert queries.settings_of(mei).paused_until is None


@pytest.mark.parametrize("wrong", [{"most": "-1"}, {"most": "100"}, {"quiet_from": "20:00"}, {"paused_until": "soon"}, {"channel_inapp": "many"}])
def test_wishes_that_make_no_sense_are_kept_by_nobody(client: Client, mei: UUID, wrong: dict[str, str]) -> None:
    page = client.post(PAGE, NOTHING | wrong)

    assert (page.status_code, queries.settings_of(mei).at) == (200, None)
    assert 'aria-invalid="true"' in page.content.decode()


def test_quiet_hours_that_begin_when_they_end_are_refused_with_a_sentence(client: Client, mei: UUID) -> None:
    page = client.post(PAGE, NOTHING | {"quiet_from": "20:00", "quiet_until": "20:00"})

    assert page.status_code >= 400
    assert "Nothing has changed" in page.content.decode()
    assert queries.settings_of(mei).at is None


def test_the_same_wishes_twice_are_one_entry(mei: UUID) -> None:
    first = services.set_budget(mei, services.Wishes(most=2), at=story.AT)

    assert services.set_budget(mei, services.Wishes(most=2), at=story.AT + story.DAY) == first


@pytest.mark.parametrize(
    "wishes",
    [
        services.Wishes(most=100),
        services.Wishes(purposes={"service": 0}),
        services.Wishes(channels={"pigeon": 1}),
        services.Wishes(paused_until=story.AT + timedelta(days=400)),
    ],
)
def test_a_program_cannot_wish_what_a_page_cannot(mei: UUID, wishes: services.Wishes) -> None:
    with pytest.raises(services.BadBudget):
        services.set_budget(mei, wishes, at=story.AT)


def test_many_lines_cost_no_more_statements_than_one(mei: UUID, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    at = clock.now()
    for _ in range(6):
        story.planned(mei, at=at)
    services.run_due(at)

    with django_assert_num_queries(4):
        assert len(queries.contacts_of(mei, since=at - timedelta(days=1), language="en")) == 6
    with django_assert_num_queries(3):
        queries.rooms_of(mei, at=at, language="en")


def test_nobody_sees_what_reached_somebody_else(mei: UUID) -> None:
    at = clock.now()
    story.planned(mei, at=at)
    services.run_due(at)

    assert "Nothing was planned for you." in client_of(make.person()).get(PAGE).content.decode()
