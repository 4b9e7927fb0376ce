"""Gifts that several give to one: unseen until the day, given once and whole, or back with everybody who gave."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from django.db import connection
from tests import make
from tests.payments.crowd import at_once

from zhiyin.events.together import GroupGiftEnded, GroupGiftFilled, GroupGiftOpened
from zhiyin.identity.queries import Person
from zhiyin.identity.stepup import confirming
from zhiyin.kit.errors import Refusal
from zhiyin.kit.ids import uuid7
from zhiyin.ledger import queries as ledger
from zhiyin.ledger import services as posting
from zhiyin.payments.models import GiftPart, GroupGift
from zhiyin.payments.queries import activity, differences, movement
from zhiyin.payments.queries import together as queries
from zhiyin.payments.services import ConfirmationNeeded
from zhiyin.payments.services import together as services
from zhiyin.payments.services.together import gifts
from zhiyin.wallets.queries import accounts, wallet

DAY = make.AT.date() + timedelta(days=10)
MORNING = make.AT.replace(hour=12, minute=0) + timedelta(days=10)  # eight o'clock in New York
db = pytest.mark.django_db


@pytest.fixture
def mei() -> Person:
    return make.person("mei", name="Mei", balance_minor=100_00)


@pytest.fixture
def lin() -> Person:
    return make.person("lin", name="Lin", balance_minor=100_00)


@pytest.fixture
def anna() -> Person:
    """Whom the gift is for."""
    return make.person("anna", name="Anna")


def opened(opener: Person, **terms: Any) -> UUID:
    new: dict[str, Any] = {"key": uuid7(), "opener_id": opener.id, "receiver": "anna", "guests": ["@lin"], "occasion": "Birthday", "day": DAY}
    return services.open_gift(services.NewGift(**(new | terms)), at=make.AT)


def put(gift: UUID, person: Person, amount_minor: int = 20_00, **terms: Any) -> UUID:
    deed: dict[str, Any] = {"key": uuid7(), "person_id": person.id, "amount_minor": amount_minor, "at": make.AT}
    return services.put_in(gift, **(deed | terms))


def purse(*people: Person) -> list[int]:
    return [wallet(each.id).balance_minor for each in people]


def frozen(person: Person, *, is_so: bool) -> None:
    change = posting.freeze if is_so else posting.unfreeze
    change(accounts((person.id,))[person.id], key=uuid7(), at=make.AT)


@db
def test_what_two_put_in_is_given_on_the_day_once_with_a_card(mei: Person, lin: Person, anna: Person) -> None:
    gift = opened(mei, goal_minor=50_00, words="Have a good year")
    put(gift, mei, 20_00)
    put(gift, lin, 15_00, shown=True)
    assert purse(mei, lin, anna) == [80_00, 85_00, 0]

    assert services.give_due_gifts(MORNING - timedelta(seconds=1)) == 0
    assert [services.give_due_gifts(MORNING) for _ in range(2)] == [1, 0]

    assert purse(mei, lin, anna) == [80_00, 85_00, 35_00]
    card = queries.group_gift(gift, for_person=anna.id)
    assert card is not None
    assert (card.for_me, card.state, card.total_minor, card.goal_minor, card.words) == (True, "given", 35_00, None, "Have a good year")
    assert [(each.name, each.amount_minor) for each in card.givers] == [("Mei", None), ("Lin", 15_00)]
    (ended,) = make.published(GroupGiftEnded)
    assert (ended.state, ended.amount_minor, set(ended.givers)) == ("given", 35_00, {mei.id, lin.id})
    assert (len(make.published(GroupGiftOpened)), len(make.published(GroupGiftFilled))) == (1, 2)
    assert (differences(), ledger.verify().problems) == ((), ())


@db
def test_whom_it_is_for_sees_nothing_before_they_have_it(mei: Person, lin: Person, anna: Person) -> None:
    gift = opened(mei)
    part = put(gift, lin)
    stranger = make.person()

    assert [queries.group_gift(gift, for_person=each.id) is not None for each in (mei, lin, anna, stranger)] == [True, True, False, False]
    assert [len(queries.group_gifts(each.id)) for each in (mei, lin, anna, stranger)] == [1, 1, 0, 0]
    assert queries.group_gift(part, for_person=anna.id) is None
    assert activity(anna.id).rows == ()
    for somebody in (anna, stranger):
        with pytest.raises(services.NoSuchGift):
            put(gift, somebody)

    services.give_gift(gift, opener_id=mei.id, at=make.AT)

    assert [len(queries.group_gifts(each.id)) for each in (anna, stranger)] == [1, 0]
    assert [row.title("en") for row in activity(anna.id).rows] == ["Group gift by Mei"]
    assert [row.title("zh") for row in activity(lin.id).rows if row.kind == "gift_out"] == ["送给Anna的礼物"]


@db
def test_one_who_puts_in_twice_shows_an_amount_only_if_both_may_be_seen(mei: Person, lin: Person, anna: Person) -> None:
    gift = opened(mei)
    put(gift, lin, 5_00, shown=True)
    put(gift, lin, 6_00)

    seen = [queries.group_gift(gift, for_person=each.id) for each in (mei, lin)]

    assert [each.givers[0].amount_minor for each in seen if each] == [None, 11_00]


@db
def test_who_opened_it_gives_it_early_and_nothing_can_be_added_then(mei: Person, lin: Person, anna: Person) -> None:
    gift = opened(mei)
    put(gift, lin)

    for _ in range(2):
        services.give_gift(gift, opener_id=mei.id, at=make.AT)

    with pytest.raises(services.GiftOver):
        put(gift, mei)
    with pytest.raises(services.GiftOver):
        services.cancel_gift(gift, opener_id=mei.id, at=make.AT)
    assert services.give_due_gifts(MORNING) == 0
    assert purse(mei, lin, anna) == [100_00, 80_00, 20_00]


@db
def test_called_off_it_is_back_with_everybody_once_and_the_receiver_never_hears(mei: Person, lin: Person, anna: Person) -> None:
    gift = opened(mei)
    put(gift, mei, 10_00)
    part = put(gift, lin, 20_00)

    for _ in range(2):
        services.cancel_gift(gift, opener_id=mei.id, at=make.AT)
    assert services.return_gift_parts(MORNING) == services.give_due_gifts(MORNING) == 0

    assert purse(mei, lin, anna) == [100_00, 100_00, 0]
    assert queries.group_gift(gift, for_person=anna.id) is None
    back = GiftPart.objects.get(id=part).back_id
    assert back is not None
    found, told = queries.group_gift(back, for_person=lin.id), movement(lin.id, back)
    assert found is not None
    assert told is not None
    assert (found.state, [each.back for each in found.givers], told.amount_minor) == ("cancelled", [True, True], 20_00)
    assert [row.kind for row in activity(lin.id).rows][:2] == ["gift_back", "gift_out"]
    with pytest.raises(services.GiftOver):
        services.give_gift(gift, opener_id=mei.id, at=make.AT)
    assert (differences(), ledger.verify().problems) == ((), ())


@db
def test_a_frozen_giver_waits_for_their_part_and_holds_up_nobody(mei: Person, lin: Person, anna: Person) -> None:
    gift = opened(mei)
    put(gift, mei)
    put(gift, lin)
    frozen(lin, is_so=True)

    services.cancel_gift(gift, opener_id=mei.id, at=make.AT)
    assert purse(mei, lin, anna) == [100_00, 80_00, 0]
    assert services.return_gift_parts(make.AT + timedelta(minutes=59)) == 0
    frozen(lin, is_so=False)

    assert services.return_gift_parts(make.AT + timedelta(hours=1)) == 1
    assert purse(mei, lin, anna) == [100_00, 100_00, 0]
    assert differences() == ()


@db
def test_a_gift_that_its_receiver_cannot_take_is_tried_for_a_month_and_then_goes_back(mei: Person, lin: Person, anna: Person) -> None:
    gift = opened(mei)
    put(gift, lin)
    frozen(anna, is_so=True)

    assert services.give_due_gifts(MORNING) == 0
    assert GroupGift.objects.get(id=gift).due_at == MORNING + timedelta(hours=1)
    with pytest.raises(services.GiftOver):
        put(gift, lin, at=MORNING)
    assert services.give_due_gifts(MORNING + timedelta(days=30)) == 1
    assert services.return_gift_parts(MORNING + timedelta(days=30)) == 1

    assert (GroupGift.objects.get(id=gift).state, purse(lin, anna)) == ("expired", [100_00, 0])
    assert differences() == ()


@db
def test_a_gift_that_nobody_put_anything_into_is_over_on_its_day(mei: Person, lin: Person, anna: Person) -> None:
    gift = opened(mei)
    with pytest.raises(services.NothingInIt):
        services.give_gift(gift, opener_id=mei.id, at=make.AT)

    assert services.give_due_gifts(MORNING) == 1

    assert GroupGift.objects.get(id=gift).state == "expired"
    assert queries.group_gift(gift, for_person=anna.id) is None


@db
@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"receiver": "mei"}, "gift_for_yourself"),
        ({"receiver": "nobody"}, "unknown_person"),
        ({"guests": []}, "bad_guests"),
        ({"guests": ["mei"]}, "bad_guests"),
        ({"guests": ["lin", "@anna"]}, "bad_guests"),
        ({"guests": ["nobody"]}, "unknown_person"),
        ({"guests": ["lin"] * 101}, "bad_guests"),
        ({"occasion": " \u200b "}, "bad_occasion"),
        ({"occasion": "n" * 61}, "bad_occasion"),
        ({"words": "n" * 141}, "bad_note"),
        ({"day": make.AT.date()}, "bad_day"),
        ({"day": make.AT.date() + timedelta(days=367)}, "bad_day"),
        ({"day": make.AT.date().replace(year=9999)}, "bad_day"),
        ({"day": make.AT.date().replace(year=1)}, "bad_day"),
        ({"goal_minor": 0}, "bad_amount"),
        ({"goal_minor": 10**30}, "bad_amount"),
    ],
)
@pytest.mark.usefixtures("lin", "anna")
def test_what_is_no_gift_is_not_opened(mei: Person, change: dict[str, Any], code: str) -> None:
    with pytest.raises(Refusal) as refused:
        opened(mei, **change)

    assert (refused.value.code, GroupGift.objects.exists()) == (code, False)


@db
@pytest.mark.parametrize(
    ("amount_minor", "code"),
    [(0, "bad_amount"), (-5, "bad_amount"), (10**30, "bad_amount"), (100_01, "insufficient_funds")],
)
def test_what_cannot_be_put_in_is_refused_and_nothing_moves(mei: Person, lin: Person, anna: Person, amount_minor: int, code: str) -> None:
    gift = opened(mei)

    with pytest.raises(Refusal) as refused:
        put(gift, lin, amount_minor)

    assert (refused.value.code, purse(lin), GiftPart.objects.exists(), GroupGift.objects.get(id=gift).total_minor) == (code, [100_00], False, 0)


@db
def test_only_whoever_opened_it_gives_it_or_calls_it_off(mei: Person, lin: Person, anna: Person) -> None:
    gift = opened(mei)
    put(gift, lin)

    for somebody in (lin, anna, make.person()):
        for deed in (services.give_gift, services.cancel_gift):
            with pytest.raises(services.NoSuchGift):
                deed(gift, opener_id=somebody.id, at=make.AT)
    with pytest.raises(services.NoSuchGift):
        put(uuid7(), mei)


@db
def test_one_key_opens_one_gift_and_puts_in_once_also_after_it_was_given(mei: Person, lin: Person, anna: Person) -> None:
    gift, other, key = opened(mei, key=(first := uuid7())), opened(mei), uuid7()
    assert opened(mei, key=first) == gift
    with pytest.raises(Refusal, match="key_reused"):
        opened(mei, key=first, occasion="Wedding")

    assert put(gift, lin, key=key) == put(gift, lin, key=key)
    for again in ({"amount_minor": 21_00}, {"shown": True}, {"person_id": mei.id}):
        with pytest.raises(Refusal, match="key_reused"):
            put(gift, lin, key=key, **again)
    with pytest.raises(Refusal, match="key_reused"):
        put(other, lin, key=key)
    services.give_gift(gift, opener_id=mei.id, at=make.AT)

    assert put(gift, lin, key=key, at=MORNING) == key
    assert purse(mei, lin, anna) == [100_00, 80_00, 20_00]


@db
def test_nobody_opens_more_than_twenty_at_a_time(mei: Person, lin: Person, anna: Person) -> None:
    gifts = [opened(mei) for _ in range(20)]
    with pytest.raises(services.TooManyGifts):
        opened(mei)

    services.cancel_gift(gifts[0], opener_id=mei.id, at=make.AT)

    assert opened(mei)


@db
def test_a_large_part_is_confirmed_with_the_names_of_receiver_and_occasion(
    mei: Person, lin: Person, anna: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "CONFIG", replace(settings.CONFIG, prove_over_minor=50_00, prove_new_over_minor=50_00))
    make.top_up(lin.id, 10_000_00)
    gift, key, amount = opened(mei), uuid7(), settings.CONFIG.prove_over_minor + 1

    with pytest.raises(ConfirmationNeeded) as needed:
        put(gift, lin, amount, key=key)
    terms = needed.value.terms
    assert (terms["payee_name"], terms["payee_name_zh"], terms["payee"]) == ("Gift for Anna: Birthday", "送给Anna的礼物：Birthday", str(gift))
    confirmation = confirming.begin(lin.id, terms=terms, at=make.AT)
    with pytest.raises(confirming.ConfirmationOver):  # nobody has confirmed it
        put(gift, lin, amount, key=key, confirmation=confirmation)

    assert purse(lin) == [10_100_00]


@db
def test_a_gift_that_does_not_add_up_is_named(mei: Person, lin: Person, anna: Person) -> None:
    gift = opened(mei)
    part = put(gift, lin)
    with connection.cursor() as cursor:
        cursor.execute("reset role")
    GiftPart.objects.update(amount_minor=1)

    assert {each.id for each in differences()} == {gift, part}


@pytest.mark.usefixtures("fresh_database")
def test_gifts_that_are_opened_at_once_keep_to_how_many_may_lie_open(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gifts, "OPEN_MAX", 2)
    opener, _ = make.person(), (make.person("anna"), make.person("lin"))

    answers = at_once(6, lambda _: opened(opener))

    assert sorted(type(each).__name__ for each in answers) == ["TooManyGifts"] * 4 + ["UUID"] * 2


@pytest.mark.usefixtures("fresh_database")
@pytest.mark.parametrize("turn", range(3))
def test_putting_in_giving_and_calling_off_race_and_every_cent_is_somewhere_once(turn: int) -> None:
    anna, friends = make.person("anna"), [make.person(f"friend_{number}", balance_minor=20_00) for number in range(5)]
    opener = friends[0]
    gift = opened(opener, guests=[each.handle for each in friends])
    put(gift, friends[1], 1_00)
    keys = [uuid7() for _ in friends]

    def act(number: int) -> object:
        if number < 8:  # three of them tap twice
            return put(gift, friends[number % 5], 7_00, key=keys[number % 5])
        if number == 8 and turn != 1:
            services.give_gift(gift, opener_id=opener.id, at=make.AT)
        if number == 9 and turn != 0:
            services.cancel_gift(gift, opener_id=opener.id, at=make.AT)
        return services.give_due_gifts(MORNING) if number < 11 else services.return_gift_parts(MORNING)

    said = at_once(12, act)

    assert [each for each in said if isinstance(each, Exception) and not isinstance(each, services.GiftOver)] == []
    services.return_gift_parts(MORNING)
    row = GroupGift.objects.get(id=gift)
    assert row.total_minor == sum(GiftPart.objects.values_list("amount_minor", flat=True))
    left, got = sum(purse(*friends)), purse(anna)[0]
    assert (row.state, left, got) in (("given", 100_00 - row.total_minor, row.total_minor), ("cancelled", 100_00, 0))
    assert (wallet(gift).balance_minor, len(make.published(GroupGiftEnded))) == (0, 1)
    assert (differences(), ledger.verify().problems) == ((), ())
