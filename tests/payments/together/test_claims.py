"""Money waits behind a link for somebody who may not have a wallet yet."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from pytest_django import Settings
from tests import make
from tests.payments.crowd import at_once

from zhiyin.events.together import MoneyLeft, MoneyLeftEnded
from zhiyin.identity import services as identity
from zhiyin.identity.queries import Person
from zhiyin.kit.errors import Refusal
from zhiyin.kit.ids import uuid7
from zhiyin.ledger import queries as ledger
from zhiyin.ledger import services as posting
from zhiyin.payments.models import ClaimLink
from zhiyin.payments.queries import differences
from zhiyin.payments.queries import together as queries
from zhiyin.payments.services import together as services
from zhiyin.payments.services.together import rounds
from zhiyin.wallets.queries import accounts, wallet

WEEK = timedelta(days=7)
db = pytest.mark.django_db


@pytest.fixture
def mei() -> Person:
    return make.person("mei", name="Mei", balance_minor=20_00)


def left(sender: Person, amount_minor: int = 7_50, **terms: Any) -> UUID:
    wanted: dict[str, Any] = {"key": uuid7(), "sender_id": sender.id, "amount_minor": amount_minor, "at": make.AT, **terms}
    return services.leave_money(**wanted)


def token_of(link: UUID, sender: Person) -> str:
    return services.link_token(link, sender_id=sender.id)


@db
def test_whoever_joins_for_it_claims_it_once(mei: Person) -> None:
    link = left(mei)
    assert wallet(mei.id).balance_minor == 12_50
    token, lin = token_of(link, mei), identity.join(handle="lin", name="Lin", at=make.AT)

    claims = [services.claim_money(token, person_id=lin.id, at=make.AT) for _ in range(2)]

    assert claims == [link, link]
    assert (wallet(lin.id).balance_minor, wallet(mei.id).balance_minor) == (7_50, 12_50)
    assert [fact.id for fact in make.published(MoneyLeft)] == [link]
    assert [(fact.state, fact.claimer_id) for fact in make.published(MoneyLeftEnded)] == [("claimed", lin.id)]
    assert differences() == ()


@db
def test_a_claimed_link_gives_nothing_to_a_second_person(mei: Person) -> None:
    link = left(mei)
    token, late = token_of(link, mei), make.person()
    services.claim_money(token, person_id=make.person().id, at=make.AT)

    with pytest.raises(services.LinkEnded):
        services.claim_money(token, person_id=late.id, at=make.AT)
    with pytest.raises(services.LinkEnded):
        services.take_money_back(link, sender_id=mei.id, at=make.AT)

    assert wallet(late.id).balance_minor == 0


@db
def test_the_sender_takes_it_back_once_and_then_nobody_claims_it(mei: Person) -> None:
    link = left(mei)
    token = token_of(link, mei)

    for _ in range(2):
        services.take_money_back(link, sender_id=mei.id, at=make.AT)

    with pytest.raises(services.LinkEnded):
        services.claim_money(token, person_id=make.person().id, at=make.AT)
    assert (wallet(mei.id).balance_minor, token_of(link, mei), differences()) == (20_00, "", ())


@db
def test_nobody_else_takes_it_back_or_sees_the_link(mei: Person) -> None:
    link, stranger = left(mei), make.person()

    with pytest.raises(services.NoSuchLink):
        services.take_money_back(link, sender_id=stranger.id, at=make.AT)
    assert token_of(link, stranger) == ""
    assert queries.money_link_of(link, for_person=stranger.id) is None


@db
def test_links_whose_sender_is_frozen_hold_up_nobody_however_many(mei: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rounds, "ROUND", 2)
    lin = make.person(balance_minor=5_00)
    for sender in (mei, mei, mei, lin):
        left(sender, 1_00)
    posting.freeze(accounts((mei.id,))[mei.id], key=uuid7(), at=make.AT)

    assert services.return_expired_money(make.AT + WEEK) == 1
    assert wallet(lin.id).balance_minor == 5_00
    posting.unfreeze(accounts((mei.id,))[mei.id], key=uuid7(), at=make.AT)
    assert [services.return_expired_money(make.AT + WEEK) for _ in range(3)] == [2, 1, 0]
    assert wallet(mei.id).balance_minor == 20_00
    assert differences() == ()


@db
def test_after_a_week_it_comes_back_once(mei: Person) -> None:
    token = token_of(left(mei), mei)

    assert services.return_expired_money(make.AT + WEEK - timedelta(seconds=1)) == 0
    with pytest.raises(services.LinkEnded):
        services.claim_money(token, person_id=make.person().id, at=make.AT + WEEK)
    assert [services.return_expired_money(make.AT + WEEK) for _ in range(2)] == [1, 0]

    assert (wallet(mei.id).balance_minor, differences()) == (20_00, ())
    assert [fact.state for fact in make.published(MoneyLeftEnded)] == ["returned"]


@db
def test_neither_the_database_nor_another_secret_opens_a_link(mei: Person, settings: Settings) -> None:
    link = left(mei)
    token, row = token_of(link, mei), ClaimLink.objects.get()

    assert token not in {str(value) for value in vars(row).values()}
    settings.SECRET_KEY = "another secret"
    assert token_of(link, mei) == ""
    services.claim_money(token, person_id=make.person().id, at=make.AT)


@db
@pytest.mark.parametrize("token", ["", "nothing", "a\x00b", "x" * 5_000, "知音"])
def test_a_link_that_is_none_gives_nothing(mei: Person, token: str) -> None:
    left(mei)

    with pytest.raises(services.NoSuchLink):
        services.claim_money(token, person_id=make.person().id, at=make.AT)
    assert queries.money_link(token) is None


@db
def test_ones_own_link_is_taken_back_not_claimed(mei: Person) -> None:
    with pytest.raises(services.OwnLink):
        services.claim_money(token_of(left(mei), mei), person_id=mei.id, at=make.AT)


@db
@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"amount_minor": 20_01}, "insufficient_funds"),
        ({"amount_minor": 0}, "bad_amount"),
        ({"amount_minor": -1}, "bad_amount"),
        ({"amount_minor": 10**30}, "bad_amount"),
        ({"note": "n" * 141}, "bad_note"),
        ({"sender_id": uuid7()}, "no_wallet"),
    ],
)
def test_what_cannot_be_left_is_refused_and_nothing_moves(mei: Person, change: dict[str, Any], code: str) -> None:
    with pytest.raises(Refusal) as refused:
        left(mei, **change)

    assert (refused.value.code, wallet(mei.id).balance_minor, ClaimLink.objects.count()) == (code, 20_00, 0)


@db
def test_leaving_twice_with_one_key_leaves_once_and_never_something_else(mei: Person) -> None:
    key = uuid7()

    assert left(mei, key=key) == left(mei, key=key)
    with pytest.raises(Refusal, match="key_reused"):
        left(mei, 7_51, key=key)

    assert wallet(mei.id).balance_minor == 12_50


@pytest.mark.usefixtures("fresh_database")
def test_claimers_sender_and_the_end_of_the_week_race_and_one_of_them_has_the_money() -> None:
    mei, friends = make.person(balance_minor=20_00), [make.person() for _ in range(4)]
    link = left(mei)
    token, just_in_time = token_of(link, mei), make.AT + WEEK - timedelta(microseconds=1)

    def act(number: int) -> None:
        if number < 4:
            services.claim_money(token, person_id=friends[number].id, at=just_in_time)
        elif number < 6:
            services.take_money_back(link, sender_id=mei.id, at=just_in_time)
        else:
            services.return_expired_money(make.AT + WEEK)

    at_once(8, act)

    purses = sorted(wallet(each.id).balance_minor for each in (mei, *friends))
    assert purses in ([0, 0, 0, 0, 20_00], [0, 0, 0, 7_50, 12_50])
    assert len(make.published(MoneyLeftEnded)) == 1
    assert (differences(), ledger.verify().problems) == ((), ())
