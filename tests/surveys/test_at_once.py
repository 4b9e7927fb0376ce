"""Two first taps at once make one response; votes and wishes at once are counted exactly."""

from functools import partial
from uuid import UUID, uuid4

import pytest
from tests import make
from tests.payments.test_orders_at_once import at_once
from tests.surveys import shop
from tests.surveys.shop import STARS, THREE, by_link, invited, tap

from zhiyin.kit.ids import uuid7
from zhiyin.surveys.models import QuestionAnswer, Response, Wish, WishVote
from zhiyin.surveys.services import building, wishing
from zhiyin.surveys.services.responding import Door

pytestmark = pytest.mark.usefixtures("fresh_database")


def test_first_taps_on_several_devices_make_one_response() -> None:
    door = invited(shop.published(*THREE), make.person().id)

    assert at_once(*(partial(tap, door, "stars_given", value, key=uuid4()) for value in (1, 2, 1, 2))) == ["done"] * 4

    assert (Response.objects.count(), QuestionAnswer.objects.count()) == (1, 1)


def test_a_double_tap_on_a_public_page_is_one_response() -> None:
    door, key = by_link(shop.published(*THREE)), uuid4()

    assert at_once(*[partial(tap, door, "stars_given", 3, key=key)] * 4) == ["done"] * 4

    assert (Response.objects.count(), QuestionAnswer.objects.count()) == (1, 1)


def test_a_single_use_link_of_an_anonymous_survey_is_used_once() -> None:
    survey = shop.published(STARS, anonymous=True)
    [secret] = building.make_tickets(survey, 1, at=make.AT)
    door = Door(survey_id=survey, source="ticket", ticket=secret)

    outcomes = at_once(*(partial(tap, door, "stars_given", 3, key=uuid4()) for _ in range(4)))

    assert sorted(outcomes) == ["answered_before"] * 3 + ["done"]
    assert Response.objects.count() == 1


def _wish(text: str, person: UUID) -> UUID:
    return wishing.make(text, key=uuid7(), person_id=person, at=make.AT)


def test_racing_votes_are_counted_exactly() -> None:
    wish, people = _wish("Dark mode", make.person().id), [make.person().id for _ in range(4)]
    wishing.judge(wish, show=True, by=make.staff("product").id, at=make.AT)
    votes = [partial(wishing.vote, wish, person_id=each, wanted=True, at=make.AT) for each in people]

    assert at_once(*votes, *votes) == ["done"] * 8
    assert Wish.objects.get(id=wish).votes == WishVote.objects.filter(wish_id=wish).count() == 5


def test_racing_wishes_of_one_person_keep_to_three() -> None:
    lin = make.person().id

    outcomes = at_once(*(partial(_wish, f"Dark mode {n}", lin) for n in range(5)))

    assert sorted(outcomes) == ["done"] * 3 + ["too_many_wishes"] * 2
    assert Wish.objects.count() == 3
