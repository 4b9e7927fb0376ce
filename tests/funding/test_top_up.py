"""Money comes into a wallet, made up for demonstration."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from pytest_django import Settings
from tests import make

from zhiyin.events.money import TopUpCompleted
from zhiyin.funding import queries, services
from zhiyin.funding.models import TopUp
from zhiyin.funding.services import PastTopUp
from zhiyin.identity import services as identity
from zhiyin.kit.errors import Refusal
from zhiyin.kit.ids import uuid7
from zhiyin.wallets.queries import wallet

pytestmark = pytest.mark.django_db


def test_a_top_up_arrives_and_is_told() -> None:
    mei = make.person()

    done = services.top_up(key=uuid7(), person_id=mei.id, amount_minor=25_00, at=make.AT)

    assert wallet(mei.id).balance_minor == 25_00
    assert [(fact.id, fact.person_id, fact.amount_minor) for fact in make.published(TopUpCompleted)] == [(done.id, mei.id, 25_00)]
    assert queries.top_ups([done.id]) == {done.id: done}


def test_the_same_top_up_again_brings_nothing_more() -> None:
    mei, key = make.person(), uuid7()

    first, second = (services.top_up(key=key, person_id=mei.id, amount_minor=25_00, at=make.AT + timedelta(minutes=late)) for late in (0, 1))

    assert first == second
    assert (wallet(mei.id).balance_minor, len(make.published(TopUpCompleted))) == (25_00, 1)


def test_a_key_with_another_amount_is_refused() -> None:
    mei, key = make.person(), uuid7()
    services.top_up(key=key, person_id=mei.id, amount_minor=25_00, at=make.AT)

    with pytest.raises(Refusal, match="key_reused"):
        services.top_up(key=key, person_id=mei.id, amount_minor=26_00, at=make.AT)


def test_somebody_who_has_just_joined_can_top_up_at_once() -> None:
    new = identity.join(handle="new_one", name="New One", at=make.AT)

    services.top_up(key=uuid7(), person_id=new.id, amount_minor=25_00, at=make.AT)

    assert wallet(new.id).balance_minor == 25_00


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"amount_minor": 0}, "bad_amount"),
        ({"amount_minor": -1}, "bad_amount"),
        ({"amount_minor": 10**30}, "bad_amount"),
        ({"amount_minor": float("nan")}, "bad_amount"),
        ({"amount_minor": 10_000_01}, "top_up_too_large"),
        ({"source": "card"}, "unknown_source"),
        ({"person_id": uuid7()}, "no_wallet"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_arrives(change: dict[str, Any], code: str) -> None:
    mei = make.person()
    terms: dict[str, Any] = {"key": uuid7(), "person_id": mei.id, "amount_minor": 5_00, "at": make.AT}

    with pytest.raises(Refusal) as refused:
        services.top_up(**terms | change)

    assert refused.value.code == code
    assert (wallet(mei.id).balance_minor, TopUp.objects.count(), make.published(TopUpCompleted)) == (0, 0, [])


def test_money_is_made_up_only_in_a_demo(settings: Settings) -> None:
    mei, key = make.person(), uuid7()
    services.top_up(key=key, person_id=mei.id, amount_minor=5_00, at=make.AT)
    assert queries.sources() == ("demo",)

    settings.CONFIG = replace(settings.CONFIG, demo=0)

    for each in (key, uuid7()):
        with pytest.raises(Refusal, match="unknown_source"):
            services.top_up(key=each, person_id=mei.id, amount_minor=5_00, at=make.AT)
    assert (wallet(mei.id).balance_minor, queries.sources()) == (5_00, ())


def test_ten_thousand_is_the_most_at_once() -> None:
    mei = make.person()

    services.top_up(key=uuid7(), person_id=mei.id, amount_minor=10_000_00, at=make.AT)

    assert wallet(mei.id).balance_minor == 10_000_00


def test_past_top_ups_are_loaded_once_at_their_own_moments() -> None:
    people = [make.person() for _ in range(3)]
    moment = make.AT - timedelta(days=300)
    rows = [PastTopUp(key=uuid7(moment), person_id=each.id, amount_minor=7_00, at=moment) for each in people for _ in range(2)]

    assert (services.top_up_many(rows[:4]), services.top_up_many(rows), services.top_up_many(rows)) == (4, 2, 0)

    assert [wallet(each.id).balance_minor for each in people] == [14_00] * 3
    assert [top_up.at for top_up in queries.top_ups_of(people[0].id)] == [moment, moment]
    assert {fact.imported for fact in make.published(TopUpCompleted)} == {True}
