"""A bill is split, and everybody is asked for their part."""

from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests import make

from zhiyin.events.money import Line
from zhiyin.events.together import MoneyRequested
from zhiyin.identity.queries import Person
from zhiyin.kit.errors import Refusal
from zhiyin.kit.ids import uuid7
from zhiyin.payments.models import Bill
from zhiyin.payments.queries import together as queries
from zhiyin.payments.services import together as services
from zhiyin.payments.services.together import Sharer
from zhiyin.payments.services.together.bills import _by_weight
from zhiyin.wallets.queries import wallet

db = pytest.mark.django_db
ME = Sharer(handle="")


@pytest.fixture
def mei() -> Person:
    return make.person("mei", name="Mei", balance_minor=100_00)


@pytest.fixture
def friends() -> list[Person]:
    return [make.person(handle, name=handle.title(), balance_minor=50_00) for handle in ("lin", "zhou")]


@pytest.fixture
def receipt(mei: Person) -> UUID:
    """Three lines: bread 6.00, tea 3.01, cake 9.00."""
    lines = tuple(Line(item_id=item, quantity=1, amount_minor=amount) for item, amount in (("bread", 6_00), ("tea", 3_01), ("cake", 9_00)))
    return make.past_payment(mei.id, make.merchant().id, 18_01, lines=lines)


def bill(owner: Person, *sharers: Sharer, way: str = "equal", **terms: Any) -> services.NewBill:
    return services.NewBill(key=uuid7(), owner_id=owner.id, way=way, sharers=sharers, **terms)


def amounts(new: services.NewBill) -> list[int]:
    return [part.amount_minor for part in services.divided(new)]


@given(st.integers(1, 10**12), st.lists(st.integers(0, 100), min_size=1, max_size=21))
def test_parts_by_weight_are_exact_and_fair(total: int, weights: list[int]) -> None:
    parts = _by_weight(total, weights)

    assert sum(parts) == (total if any(weights) else 0)
    assert all(abs(part * sum(weights) - total * weight) < 2 * sum(weights) for part, weight in zip(parts, weights, strict=True) if sum(weights))
    assert all(part == 0 for part, weight in zip(parts, weights, strict=True) if not weight)


@db
def test_equal_parts_leave_the_odd_cent_to_who_paid(mei: Person, friends: list[Person]) -> None:
    assert amounts(bill(mei, ME, Sharer(handle="@Lin"), Sharer(handle="zhou"), total_minor=10_00)) == [3_34, 3_33, 3_33]


@db
def test_parts_by_shares(mei: Person, friends: list[Person]) -> None:
    sharers = (Sharer(handle="", weight=0), Sharer(handle="lin", weight=3), Sharer(handle="zhou", weight=1))

    assert amounts(bill(mei, *sharers, way="shares", total_minor=10_00)) == [0, 7_50, 2_50]


@db
def test_parts_by_line_of_the_receipt(mei: Person, friends: list[Person], receipt: UUID) -> None:
    sharers = (Sharer(handle="", lines=(1,)), Sharer(handle="lin", lines=(1, 2)), Sharer(handle="zhou", lines=(2,)))

    # bread: Mei and Lin; tea: Lin and Zhou; the cake is nobody's, so it is Mei's.
    assert amounts(bill(mei, *sharers, way="lines", payment_id=receipt)) == [12_00, 3_00 + 1_51, 1_50]


@db
def test_everybody_is_asked_once_and_all_see_who_has_paid(mei: Person, friends: list[Person], receipt: UUID) -> None:
    new = bill(mei, ME, Sharer(handle="lin"), Sharer(handle="zhou"), payment_id=receipt, note="picnic")

    bill_id, again = (services.split_bill(new, at=make.AT) for _ in range(2))

    asked = make.published(MoneyRequested)
    assert (bill_id, {fact.bill_id for fact in asked}) == (again, {bill_id})
    assert [fact.person_id for fact in asked] == [friend.id for friend in friends]
    services.pay_request(asked[0].id, payer_id=friends[0].id, at=make.AT)
    services.decline_request(asked[1].id, payer_id=friends[1].id, at=make.AT)
    for reader in (mei, *friends):
        seen = queries.bill(bill_id, for_person=reader.id)
        assert seen is not None
        assert ([part.state for part in seen.parts], seen.paid, seen.asked) == (["own", "paid", "declined"], 1, 2)
    assert queries.bill(bill_id, for_person=make.person().id) is None
    assert wallet(friends[0].id).balance_minor == 50_00 - 6_00


@db
def test_a_friend_sees_their_own_request_but_not_the_others(mei: Person, friends: list[Person]) -> None:
    bill_id = services.split_bill(bill(mei, ME, Sharer(handle="lin"), Sharer(handle="zhou"), total_minor=9_00), at=make.AT)

    seen = queries.bill(bill_id, for_person=friends[0].id)

    assert seen is not None
    assert [part.request_id is not None for part in seen.parts] == [False, True, False]


@db
@pytest.mark.parametrize(
    ("sharers", "terms", "code"),
    [
        ((ME,), {}, "nobody_to_split_with"),
        ((ME, Sharer(handle="lin"), Sharer(handle="@LIN")), {}, "nobody_to_split_with"),
        ((ME, Sharer(handle="mei")), {}, "nobody_to_split_with"),
        ((ME, Sharer(handle="lin", weight=0)), {"way": "shares"}, "nobody_to_split_with"),
        ((ME, Sharer(handle="nobody")), {}, "unknown_person"),
        ((ME, Sharer(handle="lin")), {"total_minor": 0}, "bad_amount"),
        ((ME, Sharer(handle="lin")), {"total_minor": -1}, "bad_amount"),
        ((ME, Sharer(handle="lin")), {"note": "n" * 141}, "bad_note"),
        ((ME, Sharer(handle="lin")), {"way": "lines"}, "no_such_receipt"),
        ((ME, Sharer(handle="lin")), {"payment_id": uuid7()}, "no_such_receipt"),
    ],
)
def test_what_cannot_be_split_is_refused(mei: Person, friends: list[Person], sharers: tuple[Sharer, ...], terms: dict[str, Any], code: str) -> None:
    with pytest.raises(Refusal) as refused:
        services.split_bill(bill(mei, *sharers, **{"total_minor": 9_00, **terms}), at=make.AT)

    assert refused.value.code == code
    assert not Bill.objects.exists()


@db
def test_somebody_elses_receipt_cannot_be_split(friends: list[Person], receipt: UUID) -> None:
    with pytest.raises(services.NoSuchReceipt):
        services.divided(bill(friends[0], ME, Sharer(handle="zhou"), payment_id=receipt))


@db
def test_one_key_for_two_bills_is_refused(mei: Person, friends: list[Person]) -> None:
    key = uuid7()
    for total, ends in ((9_00, "asked"), (9_01, "refused")):
        new = services.NewBill(key=key, owner_id=mei.id, way="equal", sharers=(ME, Sharer(handle="lin")), total_minor=total)
        if ends == "asked":
            services.split_bill(new, at=make.AT)
        else:
            with pytest.raises(Refusal, match="key_reused"):
                services.split_bill(new, at=make.AT)
