"""A merchant gives back what was paid: whole, in parts, never more, and only who may."""

from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from tests import make

from zhiyin.events.money import Line, PaymentRefunded
from zhiyin.identity.queries import Person
from zhiyin.kit.errors import Refusal
from zhiyin.kit.ids import uuid7
from zhiyin.ledger.queries import verify
from zhiyin.payments import queries, services
from zhiyin.payments.models import Refund
from zhiyin.payments.queries import Merchant, Payment
from zhiyin.wallets.queries import wallet
from zhiyin.wallets.services import Code, move, open_wallet, system_account

pytestmark = pytest.mark.django_db


@pytest.fixture
def mei() -> Person:
    return make.person(balance_minor=100_00)


@pytest.fixture
def shop() -> Merchant:
    return make.merchant("Anna's Market")


@pytest.fixture
def paid(mei: Person, shop: Merchant) -> Payment:
    return make.payment(mei.id, shop.id, 20_00)


def give_back(paid: Payment, amount_minor: int, *, by_id: UUID, key: UUID | None = None, note: str = "") -> queries.Refund:
    return services.refund(key=key or uuid7(), payment_id=paid.id, by_id=by_id, amount_minor=amount_minor, at=make.AT, note=note)


def cashier_of(shop: Merchant, *, refund_max_minor: int = 10_00) -> Person:
    person = make.person()
    asked = services.invite_staff(
        key=uuid7(), merchant_id=shop.id, by_id=shop.owner_id, handle=person.handle, refund_max_minor=refund_max_minor, at=make.AT
    )
    services.accept_invitation(asked, person_id=person.id, at=make.AT)
    return person


def test_a_payment_given_back_in_parts_is_with_its_payer_again(mei: Person, shop: Merchant, paid: Payment) -> None:
    give_back(paid, 12_50, by_id=shop.owner_id, note="one cake too many")
    give_back(paid, 7_50, by_id=shop.owner_id)

    assert (wallet(mei.id).balance_minor, wallet(shop.id).balance_minor) == (100_00, 0)
    assert [(fact.payment_id, fact.payer_id, fact.amount_minor) for fact in make.published(PaymentRefunded)] == [
        (paid.id, mei.id, 12_50),
        (paid.id, mei.id, 7_50),
    ]


def test_what_was_given_back_agrees_with_the_journal(mei: Person, shop: Merchant, paid: Payment) -> None:
    give_back(paid, 12_50, by_id=shop.owner_id)

    assert queries.differences() == ()
    assert verify().problems == ()


def test_a_refund_without_its_money_is_named(mei: Person, shop: Merchant, paid: Payment) -> None:
    row = {"payment_id": paid.id, "payer_id": mei.id, "merchant_id": shop.id, "by_id": shop.owner_id}
    lost = Refund.objects.create(id=uuid7(), amount_minor=1, asset="USD", at=make.AT, **row)

    assert [(each.kind, each.id) for each in queries.differences()] == [("record_without_money", lost.id)]


@pytest.mark.parametrize("amount_minor", [0, -1, 10**18, True])
def test_what_is_no_amount_gives_nothing_back(shop: Merchant, paid: Payment, amount_minor: int) -> None:
    with pytest.raises(Refusal) as refused:
        give_back(paid, amount_minor, by_id=shop.owner_id)

    assert refused.value.code == "bad_amount"


def test_never_more_than_was_paid(mei: Person, shop: Merchant, paid: Payment) -> None:
    make.payment(mei.id, shop.id, 50_00)
    give_back(paid, 15_00, by_id=shop.owner_id)

    with pytest.raises(services.RefundTooLarge) as refused:
        give_back(paid, 5_01, by_id=shop.owner_id)

    assert refused.value.facts["left"] == "$5.00"
    assert wallet(mei.id).balance_minor == 45_00


def test_a_shop_whose_wallet_is_empty_gives_nothing_back(mei: Person, shop: Merchant, paid: Payment) -> None:
    services.refund(key=uuid7(), payment_id=paid.id, by_id=shop.owner_id, amount_minor=20_00, at=make.AT)
    other = make.payment(mei.id, shop.id, 5_00)
    spent = make.payment(mei.id, shop.id, 5_00)
    give_back(spent, 5_00, by_id=shop.owner_id)
    _empty(shop)

    with pytest.raises(services.TakingsTooSmall):
        give_back(other, 5_00, by_id=shop.owner_id)

    assert len(queries.refunds([other.id])) == 0


def _empty(shop: Merchant) -> None:
    left = wallet(shop.id).balance_minor
    move(key=uuid7(), debit=open_wallet(shop.id, at=make.AT), credit=system_account("issuer"), amount_minor=left, asset="USD", code=Code.TOP_UP)


def test_the_same_key_gives_back_once_and_other_content_is_refused(mei: Person, shop: Merchant, paid: Payment) -> None:
    key = uuid7()

    assert give_back(paid, 5_00, by_id=shop.owner_id, key=key) == give_back(paid, 5_00, by_id=shop.owner_id, key=key)
    with pytest.raises(Refusal, match="key_reused"):
        give_back(paid, 6_00, by_id=shop.owner_id, key=key)

    assert wallet(mei.id).balance_minor == 85_00


def test_the_key_of_a_payment_is_no_key_for_a_refund(shop: Merchant, paid: Payment) -> None:
    with pytest.raises(Refusal, match="key_reused"):
        give_back(paid, 5_00, by_id=shop.owner_id, key=paid.id)


def test_only_those_of_the_shop_give_back(mei: Person, shop: Merchant, paid: Payment) -> None:
    other = make.merchant()
    for stranger in (mei.id, other.owner_id, uuid7()):
        with pytest.raises(services.NotAtThisTill):
            give_back(paid, 1_00, by_id=stranger)
    with pytest.raises(services.UnknownPayment):
        services.refund(key=uuid7(), payment_id=uuid7(), by_id=shop.owner_id, amount_minor=1, at=make.AT)


def test_a_cashier_gives_back_no_more_than_so_much_a_day(mei: Person, shop: Merchant, paid: Payment) -> None:
    lin = cashier_of(shop, refund_max_minor=10_00)
    give_back(paid, 6_00, by_id=lin.id)

    with pytest.raises(services.OverRefundLimit) as refused:
        give_back(paid, 4_01, by_id=lin.id)
    give_back(paid, 4_00, by_id=lin.id)
    tomorrow = services.refund(key=uuid7(), payment_id=paid.id, by_id=lin.id, amount_minor=10_00, at=make.AT + timedelta(days=1))

    assert (refused.value.facts["left"], tomorrow.amount_minor) == ("$4.00", 10_00)


def test_a_cashier_who_left_gives_nothing_back(shop: Merchant, paid: Payment) -> None:
    lin = cashier_of(shop)
    services.end_staff(queries.staff_of(shop.id)[0].id, merchant_id=shop.id, by_id=shop.owner_id, at=make.AT)

    with pytest.raises(services.NotAtThisTill):
        give_back(paid, 1_00, by_id=lin.id)


def test_the_payer_finds_it_in_the_account_book(mei: Person, shop: Merchant, paid: Payment) -> None:
    given = give_back(paid, 12_50, by_id=shop.owner_id, note="one cake too many")

    row = queries.activity(mei.id, kind="refund").rows[0]

    assert (row.id, row.kind, row.amount_minor, row.balance_minor, row.note) == (given.id, "refund", 12_50, 92_50, "one cake too many")
    assert queries.activity(mei.id, words="cake").rows[0].id == given.id
    told = queries.refund(given.id, for_person=mei.id)
    assert told is not None
    assert (told.paid_minor, told.merchant.id) == (20_00, shop.id)
    assert queries.refund(given.id, for_person=shop.owner_id) is None


@hypothesis_settings(max_examples=60)
@given(lines=st.lists(st.integers(1, 999), min_size=1, max_size=6), fee=st.integers(0, 50), cuts=st.lists(st.integers(1, 3000), max_size=8))
def test_the_parts_of_a_payment_given_back_in_full_are_all_of_each_line(lines: list[int], fee: int, cuts: list[int]) -> None:
    mei, shop, total = make.person(balance_minor=60_00), make.merchant(), sum(lines) + fee
    receipt = tuple(Line(item_id=f"i{number}", quantity=1, amount_minor=amount) for number, amount in enumerate(lines))
    key = make.past_payment(mei.id, shop.id, total, lines=receipt)
    left = total
    for part in [*cuts, total]:
        if amount := min(part, left):
            services.refund(key=uuid7(), payment_id=key, by_id=shop.owner_id, amount_minor=amount, at=make.AT)
            left -= amount

    facts = [fact for fact in make.published(PaymentRefunded) if fact.payment_id == key]
    back = [sum(line.amount_minor for fact in facts for line in fact.lines if line.item_id == f"i{number}") for number in range(len(lines))]

    assert back == lines
    assert all(line.amount_minor > 0 for fact in facts for line in fact.lines)
