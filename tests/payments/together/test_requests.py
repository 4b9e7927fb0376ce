"""A person asks another for money."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from tests import make
from tests.payments.crowd import at_once

from zhiyin.events.money import TransferCompleted
from zhiyin.events.together import MoneyRequested, RequestReminded, RequestSettled
from zhiyin.identity.queries import Person
from zhiyin.kit.errors import Refusal
from zhiyin.kit.ids import uuid7
from zhiyin.payments.models import MoneyRequest
from zhiyin.payments.queries import differences
from zhiyin.payments.queries import together as queries
from zhiyin.payments.services import together as services
from zhiyin.wallets.queries import wallet

DAY = timedelta(days=1)
db = pytest.mark.django_db


@pytest.fixture
def mei() -> Person:
    return make.person("mei", name="Mei")


@pytest.fixture
def lin() -> Person:
    return make.person("lin", name="Lin", balance_minor=20_00)


def asked(asker: Person, payer: Person, amount_minor: int = 7_50) -> UUID:
    return services.ask(key=uuid7(), asker_id=asker.id, of_handle=payer.handle, amount_minor=amount_minor, at=make.AT, note="tea")


def state(request_id: UUID) -> str:
    return MoneyRequest.objects.get(id=request_id).state


@db
def test_asking_moves_nothing_and_both_see_it(mei: Person, lin: Person) -> None:
    request_id = asked(mei, lin)

    sides = [queries.request(request_id, for_person=each.id) for each in (mei, lin)]

    assert [(side.mine, side.other_name, side.amount_minor, side.state) for side in sides if side] == [
        (True, "Lin", 7_50, "open"),
        (False, "Mei", 7_50, "open"),
    ]
    assert queries.request(request_id, for_person=make.person().id) is None
    assert wallet(lin.id).balance_minor == 20_00
    (fact,) = make.published(MoneyRequested)
    assert (fact.id, fact.asker_id, fact.person_id) == (request_id, mei.id, lin.id)


@db
def test_a_paid_request_moves_the_money_once_however_often_it_is_tapped(mei: Person, lin: Person) -> None:
    request_id = asked(mei, lin)

    first, second = (services.pay_request(request_id, payer_id=lin.id, at=make.AT + DAY * turn) for turn in (1, 2))

    assert first == second
    assert (wallet(mei.id).balance_minor, wallet(lin.id).balance_minor) == (7_50, 12_50)
    assert len(make.published(TransferCompleted)) == 1
    assert [fact.state for fact in make.published(RequestSettled)] == ["paid"]
    told = queries.request(request_id, for_person=lin.id)
    assert told is not None
    assert told.transfer_id == first.id
    assert differences() == ()


@db
def test_without_the_money_a_request_stays_open(mei: Person, lin: Person) -> None:
    request_id = asked(mei, lin, 20_01)

    with pytest.raises(Refusal) as refused:
        services.pay_request(request_id, payer_id=lin.id, at=make.AT)

    assert (refused.value.code, state(request_id)) == ("insufficient_funds", "open")
    assert not make.published(RequestSettled)


@db
def test_a_declined_or_cancelled_request_cannot_be_paid(mei: Person, lin: Person) -> None:
    declined, cancelled = asked(mei, lin), asked(mei, lin)
    services.decline_request(declined, payer_id=lin.id, at=make.AT)
    services.cancel_request(cancelled, asker_id=mei.id, at=make.AT)

    for request_id in (declined, cancelled):
        with pytest.raises(services.RequestClosed):
            services.pay_request(request_id, payer_id=lin.id, at=make.AT)

    assert [fact.state for fact in make.published(RequestSettled)] == ["declined", "cancelled"]
    assert wallet(lin.id).balance_minor == 20_00


@db
def test_only_the_two_people_may_act_and_each_only_on_their_side(mei: Person, lin: Person) -> None:
    request_id, stranger = asked(mei, lin), make.person()
    deeds: list[Callable[[], object]] = [
        lambda: services.pay_request(request_id, payer_id=mei.id, at=make.AT),
        lambda: services.pay_request(request_id, payer_id=stranger.id, at=make.AT),
        lambda: services.decline_request(request_id, payer_id=mei.id, at=make.AT),
        lambda: services.cancel_request(request_id, asker_id=lin.id, at=make.AT),
        lambda: services.remind(request_id, asker_id=lin.id, at=make.AT + DAY),
        lambda: services.remind(uuid7(), asker_id=mei.id, at=make.AT + DAY),
    ]

    for deed in deeds:
        with pytest.raises(services.NoSuchRequest):
            deed()

    assert state(request_id) == "open"


@db
def test_there_is_one_reminder_a_day_at_most(mei: Person, lin: Person) -> None:
    request_id = asked(mei, lin)

    for hours, allowed in ((23, False), (24, True), (47, False), (48, True)):
        at = make.AT + timedelta(hours=hours)
        if allowed:
            services.remind(request_id, asker_id=mei.id, at=at)
        else:
            with pytest.raises(services.RemindedAlready):
                services.remind(request_id, asker_id=mei.id, at=at)

    assert [fact.request_id for fact in make.published(RequestReminded)] == [request_id] * 2


@db
@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"amount_minor": 0}, "bad_amount"),
        ({"amount_minor": -1}, "bad_amount"),
        ({"amount_minor": 10**30}, "bad_amount"),
        ({"of_handle": "nobody"}, "unknown_person"),
        ({"of_handle": "mei"}, "asking_yourself"),
        ({"note": "n" * 141}, "bad_note"),
    ],
)
def test_what_cannot_be_asked_is_refused(mei: Person, lin: Person, change: dict[str, Any], code: str) -> None:
    terms: dict[str, Any] = {"key": uuid7(), "asker_id": mei.id, "of_handle": "lin", "amount_minor": 5_00, "at": make.AT}

    with pytest.raises(Refusal) as refused:
        services.ask(**terms | change)

    assert refused.value.code == code
    assert not MoneyRequest.objects.exists()


@db
def test_asking_twice_with_one_key_asks_once_and_never_something_else(mei: Person, lin: Person) -> None:
    terms: dict[str, Any] = {"key": uuid7(), "asker_id": mei.id, "of_handle": "lin", "amount_minor": 5_00, "at": make.AT}

    assert services.ask(**terms) == services.ask(**terms)
    with pytest.raises(Refusal) as refused:
        services.ask(**terms | {"amount_minor": 5_01})

    assert (refused.value.code, MoneyRequest.objects.count()) == ("key_reused", 1)


@db
def test_nobody_is_flooded_with_requests(mei: Person, lin: Person) -> None:
    for _ in range(20):
        asked(mei, lin, 1)

    with pytest.raises(services.TooManyRequests):
        asked(mei, lin, 1)


@db
def test_those_who_wait_for_an_answer_come_first(mei: Person, lin: Person) -> None:
    to_mei, by_mei, over = asked(lin, mei), asked(mei, lin), asked(mei, lin)
    services.cancel_request(over, asker_id=mei.id, at=make.AT)

    assert [each.id for each in queries.requests(mei.id)] == [to_mei, by_mei, over]


@pytest.mark.usefixtures("fresh_database")
def test_paying_declining_and_cancelling_at_once_end_in_one_of_the_three() -> None:
    mei, lin = make.person(), make.person(balance_minor=20_00)
    request_id = asked(mei, lin)
    deeds = (
        lambda: services.pay_request(request_id, payer_id=lin.id, at=make.AT),
        lambda: services.decline_request(request_id, payer_id=lin.id, at=make.AT),
        lambda: services.cancel_request(request_id, asker_id=mei.id, at=make.AT),
    )

    at_once(9, lambda number: deeds[number % 3]())

    (fact,) = make.published(RequestSettled)
    assert wallet(lin.id).balance_minor == (12_50 if fact.state == "paid" else 20_00)
    assert (state(request_id), differences()) == (fact.state, ())


@pytest.mark.usefixtures("fresh_database")
def test_who_asks_with_many_hands_at_once_asks_no_more_than_may_lie_open() -> None:
    mei, lin = make.person("mei"), make.person("lin")
    for _ in range(19):
        asked(mei, lin)

    answers = at_once(6, lambda _number: asked(mei, lin))

    assert [type(answer) for answer in answers].count(services.TooManyRequests) == 5
    assert MoneyRequest.objects.filter(state=MoneyRequest.OPEN).count() == 20
