"""What friends see of each other: nothing, unless somebody chose to let them."""

from datetime import timedelta

import pytest
from tests import make

from zhiyin.identity.queries import Person
from zhiyin.kit.ids import uuid7
from zhiyin.payments import services as paying
from zhiyin.payments.queries import together as queries
from zhiyin.payments.services import UnknownPerson
from zhiyin.payments.services import together as services

pytestmark = pytest.mark.django_db
LATER = make.AT + timedelta(hours=1)


@pytest.fixture
def mei() -> Person:
    return make.person("mei", name="Mei", balance_minor=50_00)


@pytest.fixture
def lin() -> Person:
    return make.person("lin", name="Lin", balance_minor=50_00)


@pytest.fixture
def zhou() -> Person:
    return make.person("zhou", name="Zhou")


def sent(sender: Person, to: Person, hours: int = 2) -> None:
    at = make.AT + timedelta(hours=hours)
    paying.transfer(key=uuid7(), sender_id=sender.id, to_handle=to.handle, amount_minor=3_00, at=at, note="tea")


def share(person: Person, *friends: str, shown: bool = True, amounts: bool = False) -> None:
    services.share_with(person.id, friends, shown=shown, amounts=amounts, at=LATER)


def seen(by: Person) -> list[tuple[str, str, int | None]]:
    return [(item.name, item.to_name, item.amount_minor) for item in queries.feed(by.id)]


def test_by_default_nobody_sees_anything(mei: Person, lin: Person, zhou: Person) -> None:
    sent(mei, lin)

    assert [seen(each) for each in (mei, lin, zhou)] == [[], [], []]
    assert queries.feed_settings(mei.id) == queries.FeedSettings(shown=False, amounts=False, viewers=())


def test_a_chosen_friend_sees_that_money_was_sent_but_not_how_much_nor_to_whom(mei: Person, lin: Person, zhou: Person) -> None:
    share(mei, "@zhou")
    sent(mei, lin)

    assert seen(zhou) == [("Mei", "", None)]
    assert seen(lin) == []


def test_whoever_received_it_is_named_to_those_who_may_see_theirs_and_to_themselves(mei: Person, lin: Person, zhou: Person) -> None:
    share(mei, "zhou", "lin")
    share(lin, "zhou")
    sent(mei, lin)

    assert (seen(zhou), seen(lin)) == ([("Mei", "Lin", None)], [("Mei", "Lin", None)])


def test_amounts_are_seen_only_when_said_so(mei: Person, lin: Person, zhou: Person) -> None:
    share(mei, "zhou", amounts=True)
    sent(mei, lin)

    assert seen(zhou) == [("Mei", "", 3_00)]


def test_what_was_before_stays_unseen(mei: Person, lin: Person, zhou: Person) -> None:
    sent(mei, lin, hours=0)
    share(mei, "zhou")

    assert seen(zhou) == []


def test_a_friend_who_is_chosen_later_does_not_see_what_was_before_that(mei: Person, lin: Person, zhou: Person) -> None:
    share(mei, "lin")
    sent(mei, lin)
    services.share_with(mei.id, ("lin", "zhou"), shown=True, amounts=False, at=make.AT + timedelta(hours=3))

    assert (len(seen(lin)), seen(zhou)) == (1, [])


@pytest.mark.parametrize(("friends", "shown"), [(("zhou",), False), (("lin",), True)])
def test_taking_it_back_hides_all_at_once(mei: Person, lin: Person, zhou: Person, friends: tuple[str, ...], shown: bool) -> None:  # noqa: FBT001  drawn, not switched
    share(mei, "zhou")
    sent(mei, lin)

    services.share_with(mei.id, friends, shown=shown, amounts=False, at=LATER)

    assert seen(zhou) == []


def test_switching_off_and_on_again_does_not_bring_back_what_was_sent_between(mei: Person, lin: Person, zhou: Person) -> None:
    share(mei, "zhou")
    share(mei, "zhou", shown=False)
    sent(mei, lin)
    services.share_with(mei.id, ("zhou",), shown=True, amounts=False, at=make.AT + timedelta(hours=3))

    assert seen(zhou) == []


@pytest.mark.parametrize("friends", [("nobody",), ("mei",), ("li\x00n",)])
def test_only_others_who_exist_can_be_chosen(mei: Person, friends: tuple[str, ...]) -> None:
    with pytest.raises(UnknownPerson):
        share(mei, *friends)

    assert queries.feed_settings(mei.id).viewers == ()


def test_no_more_than_fifty_are_chosen(mei: Person) -> None:
    with pytest.raises(services.TooManyViewers):
        share(mei, *("lin" for _ in range(51)))
