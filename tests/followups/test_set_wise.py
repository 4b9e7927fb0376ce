"""What a round asks of many people at once is what each would be told alone."""

from uuid import uuid4

import pytest
from pytest_django.fixtures import DjangoAssertNumQueries
from tests import make
from tests.followups import story
from tests.followups.story import AT, MINUTE, SECOND

from zhiyin.channels import queries as channels
from zhiyin.followups import services
from zhiyin.privacy import queries as privacy
from zhiyin.privacy import services as consents
from zhiyin.profiles import queries as profiles
from zhiyin.surveys import queries as surveys
from zhiyin.surveys import services as asking

pytestmark = pytest.mark.django_db


def test_permissions_of_many_are_those_of_each(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    mei, lin, kai = story.willing(), make.person().id, story.willing()
    consents.withdraw(kai, "feedback", source="settings", at=AT + MINUTE)
    purposes, ways = ("feedback", "service", "offers"), ("inapp", "sms")
    asked = [(person, purpose, channel) for person in (mei, lin, kai) for purpose in purposes for channel in ways]

    with django_assert_num_queries(1):
        together = privacy.permissions(asked)

    assert together == {each: privacy.allows(each[0], each[1], channel=each[2]) for each in asked}
    assert privacy.permissions([]) == {}


def test_names_of_many_shops_are_those_of_each() -> None:
    shop = make.merchant("Anna's Bakery", name_zh="安娜面包房").id
    make.payment(story.willing(), shop, at=AT)
    story.worker(AT + SECOND)

    assert profiles.merchant_names({shop, uuid4()}) == {shop: ("Anna's Bakery", "安娜面包房")}


def test_answers_of_many_say_who_answered_what_about_which_thing() -> None:
    story.nobody_held_out()
    mei, lin = story.willing(), story.willing()
    paid = [story.planned(mei), story.planned(lin)]
    services.run_due(AT + SECOND)
    [card] = channels.inbox(mei)
    asking.answer(story.question(mei, card.params["invitation_id"]).id, person_id=mei, value=5, at=AT + MINUTE)

    assert surveys.answered([mei, lin], paid) == {(mei, "stars", paid[0]): AT + MINUTE}
    assert surveys.answered([], paid) == {}
