"""A person sends money to another by handle."""

from typing import Any

import pytest
from tests import make

from zhiyin.events.money import TransferCompleted
from zhiyin.identity import services as identity
from zhiyin.kit.errors import Refusal
from zhiyin.kit.ids import uuid7
from zhiyin.payments import queries, services
from zhiyin.payments.models import Transfer
from zhiyin.wallets.queries import wallet

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("handle", ["lin", "@lin", " @LIN "])
def test_a_transfer_moves_the_money_and_tells_it(handle: str) -> None:
    mei, lin = make.person(balance_minor=20_00), make.person("lin")

    sent = services.transfer(key=uuid7(), sender_id=mei.id, to_handle=handle, amount_minor=7_50, at=make.AT)

    assert (wallet(mei.id).balance_minor, wallet(lin.id).balance_minor) == (12_50, 7_50)
    (fact,) = make.published(TransferCompleted)
    assert (fact.id, fact.sender_id, fact.recipient_id, fact.amount_minor) == (sent.id, mei.id, lin.id, 7_50)


def test_sending_twice_with_one_key_moves_money_once() -> None:
    mei, lin, key = make.person(balance_minor=20_00), make.person(), uuid7()

    first, second = (services.transfer(key=key, sender_id=mei.id, to_handle=lin.handle, amount_minor=7_50, at=make.AT) for _ in range(2))

    assert first == second
    assert (wallet(mei.id).balance_minor, len(make.published(TransferCompleted))) == (12_50, 1)


@pytest.mark.parametrize("other", [{"amount_minor": 7_51}, {"to_handle": "zhou"}, {"note": "tea"}])
def test_the_same_key_for_another_transfer_is_refused(other: dict[str, Any]) -> None:
    mei, lin, _ = make.person(balance_minor=20_00), make.person("lin"), make.person("zhou")
    terms: dict[str, Any] = {"key": uuid7(), "sender_id": mei.id, "to_handle": "lin", "amount_minor": 7_50, "at": make.AT}
    services.transfer(**terms)

    with pytest.raises(Refusal) as refused:
        services.transfer(**terms | other)

    assert refused.value.code == "key_reused"
    assert (wallet(mei.id).balance_minor, wallet(lin.id).balance_minor) == (12_50, 7_50)


def test_somebody_who_has_just_joined_can_be_sent_money() -> None:
    mei, new = make.person(balance_minor=20_00), identity.join(handle="new_one", name="New One", at=make.AT)

    services.transfer(key=uuid7(), sender_id=mei.id, to_handle="new_one", amount_minor=1_00, at=make.AT)

    assert wallet(new.id).balance_minor == 1_00


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"amount_minor": 20_01}, "insufficient_funds"),
        ({"amount_minor": 0}, "bad_amount"),
        ({"amount_minor": -1}, "bad_amount"),
        ({"amount_minor": 10**30}, "bad_amount"),
        ({"amount_minor": float("nan")}, "bad_amount"),
        ({"to_handle": "nobody"}, "unknown_person"),
        ({"to_handle": ""}, "unknown_person"),
        ({"to_handle": "a\x00b" * 99}, "unknown_person"),
        ({"to_handle": "li\x00n"}, "unknown_person"),
        ({"to_handle": "desk"}, "unknown_person"),
        ({"to_handle": "mei"}, "paying_yourself"),
        ({"note": "n" * 141}, "bad_note"),
        ({"sender_id": uuid7()}, "no_wallet"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_moves(change: dict[str, Any], code: str) -> None:
    mei, lin = make.person("mei", balance_minor=20_00), make.person("lin")
    make.person("desk", roles=("support",))  # has no wallet of their own to spend from
    terms: dict[str, Any] = {"key": uuid7(), "sender_id": mei.id, "to_handle": "lin", "amount_minor": 5_00, "at": make.AT}

    with pytest.raises(Refusal) as refused:
        services.transfer(**terms | change)

    assert refused.value.code == code
    assert (wallet(mei.id).balance_minor, wallet(lin.id).balance_minor) == (20_00, 0)
    assert not Transfer.objects.exists()
    assert not make.published(TransferCompleted)


def test_each_of_the_two_sees_their_own_side() -> None:
    mei, lin = make.person(name="Mei", balance_minor=20_00), make.person(name="Lin")
    sent = services.transfer(key=uuid7(), sender_id=mei.id, to_handle=lin.handle, amount_minor=7_50, at=make.AT, note="tea")

    seen = [queries.transfer(sent.id, for_person=each) for each in (mei.id, lin.id)]

    assert [(side.other_name, side.amount_minor, side.balance_after_minor) for side in seen if side] == [("Lin", -7_50, 12_50), ("Mei", 7_50, 7_50)]
    assert queries.transfer(sent.id, for_person=make.person().id) is None


def test_people_sent_to_are_remembered_the_latest_first() -> None:
    mei, lin, zhou = make.person(balance_minor=20_00), make.person(), make.person()
    for minute, other in enumerate((lin, zhou, lin)):
        services.transfer(key=uuid7(), sender_id=mei.id, to_handle=other.handle, amount_minor=1_00, at=make.AT.replace(minute=minute))

    assert [each.id for each in queries.recent_people(mei.id)] == [lin.id, zhou.id]
