"""Two first taps at once, on two devices or by a double tap, make one response."""

from functools import partial
from uuid import uuid4

import pytest
from tests import make
from tests.payments.test_orders_at_once import at_once
from tests.surveys import shop
from tests.surveys.shop import STARS, THREE, by_link, invited, tap

from zhiyin.surveys.models import QuestionAnswer, Response
from zhiyin.surveys.services import building
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
