"""Paying, and what merchants do with payments."""

from datetime import timedelta

from tests import make
from tests.funding.company import card_of
from tests.repeats.deeds import Request, confirmed, repeated
from tests.wallets.currencies import IN_DOLLARS, PTS, tell_rates

from zhiyin.funding import services as funding
from zhiyin.kit.ids import uuid7
from zhiyin.payments import services
from zhiyin.payments.services.orders import NewLine, NewOrder
from zhiyin.wallets import services as wallets

ABOVE = {"prove_over_minor": 100_00, "prove_new_over_minor": 50_00}


@repeated(services.pay)
def paying_all_one_has() -> Request:
    mei, shop, key = make.person(balance_minor=5_00), make.merchant(), uuid7()
    return lambda: services.pay(key=key, payer_id=mei.id, code=shop.id, amount_minor=5_00, at=make.AT)


@repeated(services.pay)
def paying_a_code_for_one_payment() -> Request:
    mei, shop, key = make.person(balance_minor=20_00), make.merchant(), uuid7()
    code = services.make_code(shop.id, amount_minor=5_00, at=make.AT)
    return lambda: services.pay(key=key, payer_id=mei.id, code=code.short_code, at=make.AT)


@repeated(services.pay)
def paying_an_order() -> Request:
    mei, shop, key = make.person(balance_minor=20_00), make.merchant(), uuid7()
    new = NewOrder(amount_minor=5_00, lines=(NewLine(name="Bread", quantity=1, unit_minor=5_00),))
    order = services.place_order(new, key=uuid7(), merchant_id=shop.id, at=make.AT)
    return lambda: services.pay(key=key, payer_id=mei.id, code=order.short_code, at=make.AT)


@repeated(services.pay, config=ABOVE)
def paying_what_was_confirmed() -> Request:
    mei, shop, key = make.person(balance_minor=150_00), make.merchant(), uuid7()
    return confirmed(mei.id, lambda proof: services.pay(key=key, payer_id=mei.id, code=shop.id, amount_minor=150_00, at=make.AT, confirmation=proof))


@repeated(services.pay, funding.cover)
def paying_more_than_one_has_with_a_card_for_the_rest() -> Request:
    mei, shop, key = make.person(balance_minor=6_00), make.merchant(), uuid7()
    card = card_of(mei.id)

    def lacking() -> bool:
        return funding.cover(key=key, person_id=mei.id, amount_minor=10_00, at=make.AT, method_id=card)

    return lambda: services.pay(key=key, payer_id=mei.id, code=shop.id, amount_minor=10_00, at=make.AT, cover=lacking)


@repeated(services.pay, funding.cover)
def paying_all_of_it_with_a_card() -> Request:
    mei, shop, key = make.person(balance_minor=6_00), make.merchant(), uuid7()
    card = card_of(mei.id)
    bring = services.CardFirst(lambda: funding.cover(key=key, person_id=mei.id, amount_minor=10_00, at=make.AT, method_id=card, whole=True))
    return lambda: services.pay(key=key, payer_id=mei.id, code=shop.id, amount_minor=10_00, at=make.AT, cover=bring)


@repeated(services.transfer)
def sending_all_points_one_has() -> Request:
    wallets.add_asset(PTS, at=make.AT)
    tell_rates(IN_DOLLARS)
    mei, lin, key = make.person(), make.person(), uuid7()
    wallets.give(key=uuid7(), person_id=mei.id, asset="PTS", amount_minor=5, at=make.AT)
    return lambda: services.transfer(key=key, sender_id=mei.id, to_handle=lin.handle, amount_minor=5, at=make.AT, asset="PTS")


@repeated(services.transfer)
def sending_all_one_has() -> Request:
    mei, lin, key = make.person(balance_minor=5_00), make.person(), uuid7()
    return lambda: services.transfer(key=key, sender_id=mei.id, to_handle=lin.handle, amount_minor=5_00, at=make.AT)


@repeated(services.transfer, config=ABOVE)
def sending_what_was_confirmed() -> Request:
    mei, lin, key = make.person(balance_minor=150_00), make.person(), uuid7()
    return confirmed(
        mei.id,
        lambda proof: services.transfer(key=key, sender_id=mei.id, to_handle=lin.handle, amount_minor=150_00, at=make.AT, confirmation=proof),
    )


@repeated(services.take_code)
def reading_a_code_that_pays_at_once() -> Request:
    mei, shop, key = make.person(balance_minor=5_00), make.merchant(), uuid7()
    code = services.show_code(mei.id, None, at=make.AT).digits
    return lambda: services.take_code(key=key, merchant_id=shop.id, by_id=shop.owner_id, code=code, amount_minor=5_00, at=make.AT)


@repeated(services.take_code)
def reading_a_code_that_asks_first() -> Request:
    mei, shop, key = make.person(balance_minor=80_00), make.merchant(), uuid7()
    code = services.show_code(mei.id, None, at=make.AT).digits
    return lambda: services.take_code(key=key, merchant_id=shop.id, by_id=shop.owner_id, code=code, amount_minor=60_00, at=make.AT)


@repeated(services.agree)
def agreeing_to_a_read_code() -> Request:
    mei, shop, at = make.person(balance_minor=60_00), make.merchant(), make.AT + timedelta(seconds=5)
    asked = make.presented(mei.id, shop, 60_00)
    return lambda: services.agree(asked.id, person_id=mei.id, at=at)


@repeated(services.refund)
def giving_back_all_of_a_payment() -> Request:
    mei, shop, key = make.person(balance_minor=5_00), make.merchant(), uuid7()
    paid = make.payment(mei.id, shop.id, 5_00)
    return lambda: services.refund(key=key, payment_id=paid.id, by_id=shop.owner_id, amount_minor=5_00, at=make.AT)


@repeated(services.refund)
def giving_back_as_much_as_a_cashier_may() -> Request:
    mei, lin, shop, key = make.person(balance_minor=5_00), make.person(), make.merchant(), uuid7()
    paid = make.payment(mei.id, shop.id, 5_00)
    place = services.invite_staff(key=uuid7(), merchant_id=shop.id, by_id=shop.owner_id, handle=lin.handle, refund_max_minor=2_00, at=make.AT)
    services.accept_invitation(place, person_id=lin.id, at=make.AT)
    return lambda: services.refund(key=key, payment_id=paid.id, by_id=lin.id, amount_minor=2_00, at=make.AT)


@repeated(services.place_order)
def placing_an_order() -> Request:
    shop, key = make.merchant(), uuid7()
    new = NewOrder(amount_minor=5_00, reference="A-1", lines=(NewLine(name="Bread", quantity=2, unit_minor=2_50),))
    return lambda: services.place_order(new, key=key, merchant_id=shop.id, at=make.AT)


@repeated(services.settle)
def settling_a_day() -> Request:
    mei, shop = make.person(balance_minor=50_00), make.merchant()
    services.set_plan(shop.id, weekday=None, minimum_minor=0, holder="Anna Holm", iban="DE89370400440532013000", at=make.AT)
    services.set_terms(shop.id, basis_points=200, fixed_minor=0, by=None, since=make.AT, at=make.AT)
    make.payment(mei.id, shop.id, 10_00)
    at = make.AT + timedelta(days=1)
    return lambda: services.settle(shop.id, until=services.cut_off(None, at=at), at=at)


@repeated(services.invite_staff)
def inviting_somebody_to_the_till() -> Request:
    shop, lin, key = make.merchant(), make.person(), uuid7()
    return lambda: services.invite_staff(key=key, merchant_id=shop.id, by_id=shop.owner_id, handle=lin.handle, at=make.AT)
