"""Money into wallets and out of them, by cards, banks and chains; and from one currency into another."""

from datetime import timedelta
from uuid import UUID

from tests import make
from tests.funding import bank
from tests.funding.bank import Booked, account_of, report, statement
from tests.funding.chain_trouble import MILLION, open_chain
from tests.funding.company import card_of
from tests.repeats.deeds import NOTHING, REFUSED, Request, repeated
from tests.wallets.currencies import PTS, offer, open_market

from zhiyin.events.money import BankOrderEnded
from zhiyin.funding import services
from zhiyin.funding.models import BankLine, DemoVisit
from zhiyin.funding.providers.bank import pain002, reading
from zhiyin.funding.providers.protocol import Answer
from zhiyin.funding.services import chain, reports
from zhiyin.identity.queries import Person
from zhiyin.kit.ids import uuid7
from zhiyin.payments import services as payments
from zhiyin.payments.queries import Merchant
from zhiyin.payments.services import settlements
from zhiyin.wallets import services as wallets

THERE = "bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080"


def held(person: Person) -> UUID:
    return services.withdraw(key=uuid7(), person_id=person.id, method_id=account_of(person), amount_minor=5_00, at=make.AT).id


def sent(person: Person) -> UUID:
    asked = held(person)
    for file in services.files_for_bank(make.AT):
        services.file_written(file.id, at=make.AT)
    return asked


def unmatched(amount_minor: int) -> UUID:
    """A line of a statement that says nothing of use."""
    ref = uuid7().hex
    services.read_statement(statement(Booked(amount_minor=amount_minor, ref=ref), number=ref), at=make.AT)
    return BankLine.objects.get(state=BankLine.UNMATCHED).id


@repeated(services.top_up)
def topping_up() -> Request:
    mei, key = make.person(), uuid7()
    return lambda: services.top_up(key=key, person_id=mei.id, amount_minor=5_00, at=make.AT)


@repeated(services.charge)
def charging_a_card() -> Request:
    mei, key = make.person(), uuid7()
    card = card_of(mei.id)
    return lambda: services.charge(key=key, person_id=mei.id, method_id=card, amount_minor=5_00, at=make.AT)


@repeated(services.settle)
def hearing_that_a_late_card_has_paid() -> Request:
    mei, key = make.person(), uuid7()
    services.charge(key=key, person_id=mei.id, method_id=card_of(mei.id, "late"), amount_minor=5_00, at=make.AT)
    answer = Answer(state="paid", ref="x", amount_minor=5_00, asset="USD")
    return lambda: services.settle(key, answer, at=make.AT)


@repeated(services.visit_card_company)
def giving_a_card() -> Request:
    mei, key = make.person(), uuid7()
    services.visit_card_company(key=key, person_id=mei.id, back_url="http://here/", at=make.AT)
    DemoVisit.objects.create(ref=f"visit_{key.hex}", chosen="works")
    return lambda: services.visit_card_company(key=key, person_id=mei.id, back_url="http://here/", at=make.AT).id


@repeated(services.add_bank_account)
def adding_the_last_bank_account_that_can_be_kept() -> Request:
    mei, key = make.person(), uuid7()
    for _ in range(9):
        account_of(mei)
    return lambda: services.add_bank_account(key=key, person_id=mei.id, iban=bank.IBAN, holder="Mei Chen", at=make.AT)


@repeated(services.withdraw)
def withdrawing_all_one_has() -> Request:
    mei, key = make.person(balance_minor=5_00), uuid7()
    account = account_of(mei)
    return lambda: services.withdraw(key=key, person_id=mei.id, method_id=account, amount_minor=5_00, at=make.AT)


@repeated(services.withdraw)
def withdrawing_all_one_may_in_a_day() -> Request:
    mei, key = make.person(balance_minor=30_000_00), uuid7()
    account = account_of(mei)
    services.withdraw(key=uuid7(), person_id=mei.id, method_id=account, amount_minor=10_000_00, at=make.AT)
    return lambda: services.withdraw(key=key, person_id=mei.id, method_id=account, amount_minor=10_000_00, at=make.AT)


@repeated(services.cancel)
def cancelling_a_withdrawal() -> Request:
    mei = make.person(balance_minor=5_00)
    asked = held(mei)
    return lambda: services.cancel(asked, person_id=mei.id, at=make.AT)


@repeated(services.release)
def releasing_a_withdrawal() -> Request:
    asked = sent(make.person(balance_minor=5_00))
    return lambda: services.release(asked, reason="closed account", at=make.AT)


@repeated(services.read_statement, again=NOTHING)
def reading_a_statement() -> Request:
    mei = make.person(balance_minor=5_00)
    asked, ref = sent(mei), uuid7().hex
    entries = [
        Booked(amount_minor=-5_00, ref=f"{ref}1", reference=asked.hex),
        Booked(amount_minor=7_00, ref=f"{ref}2", words=f"ZY-{mei.handle}"),
        Booked(amount_minor=5_00, ref=f"{ref}3", reference=asked.hex, back=True),
    ]
    content = statement(*entries, number=ref)
    return lambda: services.read_statement(content, at=make.AT).new


def ordered(shop: Merchant) -> UUID:
    """A payment to the shop's bank account that is in a file for the bank."""
    mei, day = make.person(balance_minor=5_00), make.AT + timedelta(days=1)
    payments.set_plan(shop.id, weekday=None, minimum_minor=0, holder="Anna Holm", iban=bank.IBAN, at=make.AT)
    make.payment(mei.id, shop.id, 5_00)
    made = payments.settle(shop.id, until=payments.cut_off(None, at=day), at=day)
    assert made
    for file in services.files_for_bank(day):
        services.file_written(file.id, at=day)
    return made.id


@repeated(reports.take, again=NOTHING)
def reading_that_the_bank_has_paid() -> Request:
    (item,) = pain002.read(reading.parsed(report((sent(make.person(balance_minor=5_00)).hex, "ACSC", ""), number=uuid7().hex)))
    return lambda: int(bool(reports.take(item, at=make.AT)))


@repeated(services.refuse_order)
def hearing_that_the_bank_will_not_pay_a_shop() -> Request:
    order = ordered(make.merchant())
    return lambda: services.refuse_order(order, reason="closed account", at=make.AT)


@repeated(settlements.follow_the_bank)
def taking_back_what_the_bank_did_not_pay_a_shop() -> Request:
    services.refuse_order(ordered(make.merchant()), reason="closed account", at=make.AT)
    ended = make.published(BankOrderEnded)[-1]
    return lambda: settlements.follow_the_bank(ended)


@repeated(services.give_line, again=REFUSED)
def giving_a_line_to_somebody() -> Request:
    mei, clerk, line = make.person(), make.staff(), unmatched(5_00)
    return lambda: services.give_line(line, handle=mei.handle, by=clerk.id, note="", at=make.AT)


@repeated(services.pay_with_line, again=REFUSED)
def finding_the_payment_of_a_withdrawal() -> Request:
    asked, clerk, line = sent(make.person(balance_minor=5_00)), make.staff(), unmatched(-5_00)
    return lambda: services.pay_with_line(line, asked, by=clerk.id, note="", at=make.AT)


@repeated(services.book_own, again=REFUSED)
def booking_what_is_ours() -> Request:
    clerk, line = make.staff(), unmatched(-1_00)
    return lambda: services.book_own(line, by=clerk.id, note="")


@repeated(chain.pay_out)
def paying_out_coins() -> Request:
    open_chain()
    mei, key = make.person(), uuid7()
    wallets.give(key=uuid7(), person_id=mei.id, asset="BTC", amount_minor=MILLION + 2_000, at=make.AT)
    return lambda: chain.pay_out(key=key, person_id=mei.id, asset="BTC", address=THERE, amount_minor=MILLION, at=make.AT)


@repeated(chain.push_payouts)
def ending_a_payout() -> Request:
    found = open_chain()
    for _ in range(2):  # the second time the other stories' pay-outs are over
        paying_out_coins()()
        chain.push_payouts("BTC", at=make.AT)
        found.mine(3)
    chain.push_payouts("BTC", at=make.AT)
    paying_out_coins()()
    chain.push_payouts("BTC", at=make.AT)
    found.mine(3)
    return lambda: chain.push_payouts("BTC", at=make.AT)


@repeated(chain.look, again=NOTHING)
def crediting_a_deposit() -> Request:
    found, mei = open_chain(), make.person()
    found.pay(chain.deposit_address(mei.id, "BTC", at=make.AT), MILLION)
    found.mine(3)
    return lambda: chain.look("BTC", at=make.AT)


@repeated(wallets.exchange)
def exchanging_all_one_has() -> Request:
    open_market()
    mei, key = make.person(balance_minor=110_00), uuid7()
    quoted = offer(mei.id)
    return lambda: wallets.exchange(key=key, person_id=mei.id, quote_id=quoted.id, at=make.AT)


@repeated(wallets.give)
def giving_points() -> Request:
    wallets.add_asset(PTS, at=make.AT)
    mei, key = make.person(), uuid7()
    return lambda: wallets.give(key=key, person_id=mei.id, asset="PTS", amount_minor=5, at=make.AT)


@repeated(wallets.add_liquidity)
def adding_liquidity() -> Request:
    wallets.add_asset(PTS, at=make.AT)
    key = uuid7()
    return lambda: wallets.add_liquidity(key=key, asset="PTS", amount_minor=5)
