"""Whatever takes money out of a wallet obeys its limits, and says so in words."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests import make
from tests.funding.bank import account_of
from tests.payments.rulebook import LATER, limited, minor
from tests.wallets import currencies

from zhiyin.funding import services as funding
from zhiyin.identity.queries import Person
from zhiyin.kit.errors import Refusal
from zhiyin.kit.ids import uuid7
from zhiyin.kit.refusals import say
from zhiyin.payments import services
from zhiyin.payments.services import together
from zhiyin.wallets import services as wallets
from zhiyin.wallets.queries import wallet
from zhiyin.wallets.queries.limits import rules
from zhiyin.wallets.services.limits import OverLimit, set_own_limit

pytestmark = pytest.mark.django_db


@pytest.fixture
def mei() -> Person:
    return make.person(balance_minor=500_00)


def pays(person: Person, amount_minor: int = 5_00, **terms: object) -> object:
    told: dict[str, Any] = {"key": uuid7(), "payer_id": person.id, "code": make.merchant().id, "amount_minor": amount_minor, "at": LATER} | terms
    return services.pay(**told)


def sends(person: Person, amount_minor: int = 5_00, **terms: object) -> object:
    told: dict[str, Any] = {
        "key": uuid7(),
        "sender_id": person.id,
        "to_handle": make.person().handle,
        "amount_minor": amount_minor,
        "at": LATER,
    } | terms
    return services.transfer(**told)


def presents(person: Person) -> object:
    return make.presented(person.id, make.merchant(), 5_00, at=LATER)


def pays_a_request(person: Person) -> object:
    asked = together.ask(key=uuid7(), asker_id=make.person().id, of_handle=person.handle, amount_minor=5_00, at=LATER)
    return together.pay_request(asked, payer_id=person.id, at=LATER)


def pays_an_order(person: Person) -> object:
    shop = make.merchant()
    order = services.place_order(services.NewOrder(amount_minor=5_00), key=uuid7(), merchant_id=shop.id, at=LATER)
    return pays(person, code=order.payload)


def leaves_money(person: Person) -> object:
    return together.leave_money(key=uuid7(), sender_id=person.id, amount_minor=5_00, at=LATER)


def sends_a_red_packet(person: Person) -> object:
    new = together.NewRedPacket(key=uuid7(), sender_id=person.id, total_minor=5_00, count=2, way="equal")
    return together.send_red_packet(new, at=LATER)


def puts_into_a_gift(person: Person) -> object:
    day = (LATER + timedelta(days=3)).date()
    new = together.NewGift(key=uuid7(), opener_id=person.id, receiver=make.person().handle, guests=[make.person().handle], occasion="Tea", day=day)
    return together.put_in(together.open_gift(new, at=LATER), key=uuid7(), person_id=person.id, amount_minor=5_00, at=LATER)


def withdraws(person: Person) -> object:
    return funding.withdraw(key=uuid7(), person_id=person.id, method_id=account_of(person), amount_minor=5_00, at=LATER)


def exchanges(person: Person) -> object:
    currencies.open_market()
    offer = currencies.offer(person.id, sell_minor=5_00)
    return wallets.exchange(key=uuid7(), person_id=person.id, quote_id=offer.id, at=make.AT + timedelta(seconds=20))


WAYS_OUT: tuple[tuple[str, Callable[[Person], object]], ...] = (
    ("payment", pays),
    ("payment", presents),
    ("payment", pays_an_order),
    ("transfer", sends),
    ("transfer", pays_a_request),
    ("transfer", leaves_money),
    ("transfer", sends_a_red_packet),
    ("transfer", puts_into_a_gift),
    ("withdrawal", withdraws),
    ("exchange", exchanges),
)


@pytest.mark.parametrize(("deed", "way"), WAYS_OUT)
@pytest.mark.parametrize("measure", ["each", "month", "daily"])
def test_every_way_out_of_a_wallet_obeys(mei: Person, deed: str, way: Callable[[Person], object], measure: str) -> None:
    limited(4_99 if measure != "daily" else 0, measure=measure, deed=deed)

    with pytest.raises(Refusal) as refused:
        way(mei)

    assert refused.value.code in ("over_limit", "payer_cannot_pay")  # a till is not told why
    assert wallet(mei.id).available_minor == 500_00


@pytest.mark.parametrize(("deed", "way"), WAYS_OUT)
def test_every_way_out_is_counted_once_and_by_what_it_is(mei: Person, deed: str, way: Callable[[Person], object]) -> None:
    limited(2, measure="daily", deed=deed)
    for other in {"payment", "transfer"} - {deed}:
        limited(0, measure="daily", deed=other)

    way(mei)

    with connection.cursor() as cursor:
        cursor.execute("select deed, daily, day from wallets_limitusage where person_id = %s and daily > 0", [mei.id])
        assert [(kind, daily, day) for kind, daily, day in cursor.fetchall() if kind == deed] == [(deed, 1, 5_00)]


def test_a_day_of_payments_ends_at_its_limit_and_begins_anew_at_midnight(mei: Person) -> None:
    limited(12_00)
    pays(mei, 10_00)

    with pytest.raises(OverLimit) as refused:
        pays(mei, 2_01)
    assert say(refused.value, "en") == (
        "Your payments can be $12.00 a day. No money has moved. $2.00 is left until 13 October 2026 00:00; see My limits under Me."
    )
    assert "还可用 $2.00" in say(refused.value, "zh-hans")
    pays(mei, 2_00)
    midnight = make.AT.replace(day=13, hour=4, minute=0)  # in New York
    with pytest.raises(OverLimit):
        pays(mei, 1, at=midnight - timedelta(microseconds=1))
    pays(mei, 12_00, at=midnight)


def test_a_limit_takes_effect_at_its_instant(mei: Person) -> None:
    limited(12_00)
    begins = make.AT + timedelta(seconds=10)

    pays(mei, 400_00, at=begins - timedelta(microseconds=1))

    with pytest.raises(OverLimit):
        pays(mei, 12_01, at=begins)


def test_a_new_limit_counts_what_was_done_that_day_before_it(mei: Person) -> None:
    make.past_payment(mei.id, make.merchant().id, 8_00)
    make.past_payment(mei.id, make.merchant().id, 100_00, at=make.AT - timedelta(days=1))
    limited(12_00)

    with pytest.raises(OverLimit):
        pays(mei, 4_01)
    pays(mei, 4_00)


def test_a_month_of_everything_that_leaves_is_one_sum(mei: Person) -> None:
    limited(20_00, measure="month", deed="out")
    pays(mei, 8_00)
    sends(mei, 8_00)

    for way in (pays, sends):
        with pytest.raises(OverLimit, match="month"):
            way(mei, 4_01)
    sends(mei, 4_00, at=LATER)
    pays(mei, 20_00, at=make.AT.replace(month=11, day=1, hour=4, minute=0))


def test_a_refund_gives_no_limit_back(mei: Person) -> None:
    limited(10_00)
    shop = make.merchant()
    paid = make.payment(mei.id, shop.id, 10_00, at=LATER)

    services.refund(key=uuid7(), payment_id=paid.id, by_id=shop.owner_id, amount_minor=10_00, at=LATER)

    with pytest.raises(OverLimit):
        pays(mei, 1)


def test_retrying_a_payment_at_the_limit_answers_the_first_and_counts_once(mei: Person) -> None:
    limited(10_00)
    shop, key = make.merchant(), uuid7()
    first, again = (pays(mei, 10_00, key=key, code=shop.id) for _ in range(2))

    assert first == again


def test_what_failed_is_not_counted(mei: Person) -> None:
    limited(600_00)

    with pytest.raises(Refusal, match="insufficient_funds"):
        pays(mei, 500_01)

    pays(mei, 500_00)


def test_nobody_is_asked_to_confirm_what_a_limit_forbids(mei: Person) -> None:
    limited(4_00, measure="each")

    with pytest.raises(OverLimit):
        pays(mei, 5_00, confirmation=uuid7())


def test_minors_are_kept_from_shops_that_are_not_for_them(mei: Person) -> None:
    bar = services.open_merchant(
        services.NewMerchant(
            id=uuid7(), owner_id=make.person().id, slug="a-bar", name_en="A Bar", name_zh="", category="drinks", mcc="5813", city="Columbus"
        ),
        at=make.AT,
    )
    pays(mei, code=bar.id)
    minor(mei.id)

    with pytest.raises(OverLimit) as refused:
        pays(mei, code=bar.id)
    assert say(refused.value, "en").startswith("Your wallet does not pay at this kind of shop (Bars and clubs). No money has moved.")
    assert "酒吧" in say(refused.value, "zh-hans")
    pays(mei)
    pays(mei, code=bar.id, at=LATER + timedelta(days=731))  # of age


def test_an_own_limit_binds_at_once_and_can_be_raised_after_a_day(mei: Person) -> None:
    def set_(amount: int | None) -> object:
        return set_own_limit(key=uuid7(), person_id=mei.id, deed="out", measure="day", asset="USD", amount_minor=amount, at=LATER)

    make.past_payment(mei.id, make.merchant().id, 30_00)
    assert set_(40_00) == LATER
    pays(mei, 1_00)
    assert set_(20_00) == LATER
    with pytest.raises(OverLimit) as refused:
        pays(mei, 1)
    assert refused.value.facts["whose"] == "own"

    assert set_(100_00) == LATER + timedelta(hours=24)
    with pytest.raises(OverLimit):
        pays(mei, 20_01, at=LATER + timedelta(hours=24, microseconds=-1))
    pays(mei, 90_00, at=LATER + timedelta(hours=24))


def test_lowering_drops_the_raise_that_waits(mei: Person) -> None:
    for amount in (20_00, 100_00, 10_00):
        set_own_limit(key=uuid7(), person_id=mei.id, deed="out", measure="day", asset="USD", amount_minor=amount, at=LATER)

    with pytest.raises(OverLimit):
        pays(mei, 10_01, at=LATER + timedelta(days=3))


def test_a_payment_that_no_rule_looks_back_for_asks_nothing_more(mei: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "KEPT_SECONDS", 3_600)
    shop, asked = make.merchant(), list[int]()
    for _ in range(2):
        pays(mei, code=shop.id)
        with CaptureQueriesContext(connection) as captured:
            pays(mei, code=shop.id)
        asked.append(len(captured))
        limited(400_00)

    assert asked[1] - asked[0] == 1


def test_the_same_day_counts_for_all_wherever_they_say_they_are(mei: Person) -> None:
    limited(10_00)
    with connection.cursor() as cursor:
        cursor.execute("update identity_user set timezone = 'Pacific/Kiritimati' where id = %s", [mei.id])
    pays(mei, 10_00)

    with pytest.raises(OverLimit):
        pays(mei, 1, at=make.AT + timedelta(hours=12))


def usage_of(person_id: UUID) -> list[tuple[str, int]]:
    with connection.cursor() as cursor:
        cursor.execute("select deed, day from wallets_limitusage where person_id = %s order by deed", [person_id])
        return list(cursor.fetchall())


def test_a_pay_out_that_failed_is_counted_off(mei: Person) -> None:
    limited(10_00, deed="withdrawal")
    account = account_of(mei)
    made = funding.withdraw(key=uuid7(), person_id=mei.id, method_id=account, amount_minor=10_00, at=LATER)
    assert usage_of(mei.id) == [("withdrawal", 10_00)]

    funding.release(made.id, reason="bank_refused", at=LATER)

    assert ("withdrawal", 0) in usage_of(mei.id)
