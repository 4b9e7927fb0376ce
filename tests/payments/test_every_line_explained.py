"""Every kind of line says from whom, to whom, how, at which rate, what of it was a fee or taken off, and what was left: true, in both languages."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from tests import make
from tests.funding import bank
from tests.funding.bank import Booked, account_of, statement
from tests.funding.company import Company, card_of
from tests.wallets import currencies

from zhiyin.events.money import Line
from zhiyin.funding import chains
from zhiyin.funding import services as funding
from zhiyin.funding.providers import known
from zhiyin.funding.services import chain
from zhiyin.identity.queries import Person
from zhiyin.kit.ids import uuid7
from zhiyin.ledger import queries as ledger
from zhiyin.payments import queries, services
from zhiyin.payments.queries import Merchant, Movement
from zhiyin.payments.services import together
from zhiyin.wallets import services as wallet_services

pytestmark = pytest.mark.django_db
THERE = "bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080"
TITLE = 0


@pytest.fixture
def mei() -> Person:
    return make.person("mei", name="Mei Lin", balance_minor=100_00)


@pytest.fixture
def bakery() -> Merchant:
    return make.merchant("Anna's Bakery", name_zh="安娜面包房", at=make.AT - timedelta(days=30))


@pytest.fixture
def lin() -> Person:
    return make.person("lin", name="林小雨", balance_minor=10_00)


def lines(owner: UUID, language: str, asset: str = "") -> list[tuple[str, str, str, int]]:
    """The account book, the oldest first: title, other end, way and amount of each line."""
    book = reversed(queries.account_book(owner, asset=asset))
    return [(each.told.title(language), each.told.other(language), each.told.way, each.amount_minor) for each in book]


def newest(owner: UUID, asset: str = "") -> Movement:
    return queries.account_book(owner, asset=asset)[0]


def test_what_moves_between_wallets_names_both_ends(mei: Person, lin: Person, bakery: Merchant) -> None:
    off = (Line(item_id="milk", quantity=1, amount_minor=5_00, discount_minor=75),)
    make.past_payment(mei.id, bakery.id, 5_00, lines=off)
    paid = make.payment(mei.id, bakery.id, 12_00, note="two loaves")
    make.presented(mei.id, bakery, 4_00)
    services.refund(key=uuid7(), payment_id=paid.id, by_id=bakery.owner_id, amount_minor=2_00, at=make.AT)
    services.transfer(key=uuid7(), sender_id=mei.id, to_handle="lin", amount_minor=7_00, at=make.AT)

    assert lines(mei.id, "en") == [
        ("Top-up", "Made-up money", "demo", 100_00),
        ("Anna's Bakery", "Anna's Bakery", "balance", -5_00),
        ("Anna's Bakery", "Anna's Bakery", "balance", -12_00),
        ("Anna's Bakery", "Anna's Bakery", "shown", -4_00),
        ("Refund from Anna's Bakery", "Anna's Bakery", "balance", 2_00),
        ("林小雨", "林小雨", "balance", -7_00),
    ]
    assert [line[TITLE] for line in lines(mei.id, "zh-hans")] == ["充值", "安娜面包房", "安娜面包房", "安娜面包房", "安娜面包房 退款", "林小雨"]
    assert lines(lin.id, "zh-hans")[-1] == ("Mei Lin", "Mei Lin", "balance", 7_00)
    assert [each.told.discount_minor for each in queries.account_book(mei.id)] == [0, 0, 0, 0, 75, 0]
    assert newest(mei.id).told.handle == "lin"


def test_links_and_red_packets_name_who_left_and_who_took_the_money(mei: Person, lin: Person) -> None:
    claimed, taken_back = (together.leave_money(key=uuid7(), sender_id=mei.id, amount_minor=5_00, note="thanks", at=make.AT) for _ in range(2))
    together.claim_money(together.link_token(claimed, sender_id=mei.id), person_id=lin.id, at=make.AT)
    together.take_money_back(taken_back, sender_id=mei.id, at=make.AT)
    packet = together.NewRedPacket(key=uuid7(), sender_id=mei.id, total_minor=8_00, count=2, way="equal", greeting="新年快乐")
    token = together.send_red_packet(packet, at=make.AT)
    together.open_red_packet(token, person_id=lin.id, at=make.AT)
    together.return_expired_red_packets(make.AT + timedelta(days=2))

    assert lines(mei.id, "en")[1:] == [
        ("Money link", "林小雨", "link", -5_00),
        ("Money link", "Whoever has the link", "link", -5_00),
        ("Money link came back", "Your money link", "link", 5_00),
        ("Red packet", "Whoever opens it", "packet", -8_00),
        ("Red packet came back", "Your red packet", "packet", 4_00),
    ]
    assert [line[:2] for line in lines(mei.id, "zh-hans")][1:] == [
        ("转账链接", "林小雨"),
        ("转账链接", "持有链接的人"),
        ("转账链接退回", "您的转账链接"),
        ("发红包", "打开红包的人"),
        ("红包退回", "您发的红包"),
    ]
    assert lines(lin.id, "zh-hans")[1:] == [("Mei Lin的转账链接", "Mei Lin", "link", 5_00), ("Mei Lin的红包", "Mei Lin", "packet", 4_00)]


def test_a_gift_of_several_is_named_to_who_gave_and_to_who_got_it(mei: Person, lin: Person) -> None:
    anna = make.person("anna", name="Anna")
    terms: dict[str, Any] = {"receiver": "anna", "guests": ["@lin"], "occasion": "Birthday", "day": make.AT.date() + timedelta(days=2)}
    given, off = (together.open_gift(together.NewGift(key=uuid7(), opener_id=mei.id, **terms), at=make.AT) for _ in range(2))
    for gift in (given, off):
        together.put_in(gift, key=uuid7(), person_id=mei.id, amount_minor=5_00, at=make.AT)
    together.cancel_gift(off, opener_id=mei.id, at=make.AT)
    together.give_due_gifts(make.AT + timedelta(days=3))

    out, back = ("Gift for Anna", "Anna", "gift", -5_00), ("Gift for Anna came back", "Your part of the gift", "gift", 5_00)
    assert lines(mei.id, "en")[1:] == [out, out, back]
    assert [line[TITLE] for line in lines(mei.id, "zh-hans")][1:] == ["送给Anna的礼物", "送给Anna的礼物", "送给Anna的礼物退回"]
    assert lines(anna.id, "zh-hans") == [("Mei Lin发起的合送礼物", "Mei Lin和朋友们", "gift", 5_00)]


def test_cards_and_banks_are_named_on_both_ways(mei: Person, bakery: Merchant, monkeypatch: pytest.MonkeyPatch) -> None:
    company = Company()
    monkeypatch.setattr(known, "named", lambda _name: company)
    card = card_of(mei.id)
    funding.charge(key=uuid7(), person_id=mei.id, method_id=card, amount_minor=20_00, at=make.AT)
    bought = uuid7()
    funding.cover(key=bought, person_id=mei.id, amount_minor=125_00, at=make.AT, method_id=card)
    services.pay(key=bought, payer_id=mei.id, code=bakery.id, amount_minor=125_00, at=make.AT)
    funding.read_statement(statement(Booked(amount_minor=50_00, ref="B0", words="ZY-mei", name="M. Lin")), at=make.AT)
    asked = funding.withdraw(key=uuid7(), person_id=mei.id, method_id=account_of(mei), amount_minor=30_00, at=make.AT)
    for file in funding.files_for_bank(make.AT):
        funding.file_written(file.id, at=make.AT)
    later = make.AT + timedelta(days=1)
    funding.read_statement(statement(Booked(amount_minor=-30_00, ref="B1", reference=asked.id.hex), number="S2"), at=later)
    funding.read_statement(statement(Booked(amount_minor=30_00, ref="B2", reference=asked.id.hex, back=True), number="S3"), at=later)

    name = "Demo ·· 4242"
    assert lines(mei.id, "en")[1:] == [
        (f"Top-up from {name}", name, "card", 20_00),
        (f"Top-up from {name}", name, "card", 5_00),
        ("Anna's Bakery", "Anna's Bakery", "balance", -125_00),
        ("Top-up by bank transfer", "M. Lin", "bank", 50_00),
        ("Withdrawal to Mei Lin ·· 3000", "Mei Lin ·· 3000", "bank", -30_00),
        ("Withdrawal came back from Mei Lin ·· 3000", "Mei Lin ·· 3000", "bank", 30_00),
    ]
    assert [line[TITLE] for line in lines(mei.id, "zh-hans")][-3:] == ["银行转账充值", "提现到 Mei Lin ·· 3000", "Mei Lin ·· 3000 退回的提现"]
    shown = queries.movement(mei.id, bought)
    assert shown
    assert (shown.told.covered_minor, shown.told.through) == (5_00, name)
    assert [(row.kind, row.amount_minor, row.balance_minor) for row in queries.activity(mei.id, kind="withdrawal").rows] == [
        ("withdrawal_back", 30_00, 50_00),
        ("withdrawal", -30_00, 20_00),
    ]


def test_other_currencies_tell_rate_spread_and_the_fee_of_the_chain(mei: Person) -> None:
    currencies.open_market()
    done = wallet_services.exchange(key=uuid7(), quote_id=currencies.offer(mei.id, sell_minor=11_00).id, person_id=mei.id, at=make.AT)
    wallet_services.give(key=uuid7(), person_id=mei.id, asset="PTS", amount_minor=500, at=make.AT)
    made = chains.of("simulated", "BTC")
    assert made
    chain.simulate_deposit(mei.id, "BTC", amount_minor=10_000_000, at=make.AT)
    for _ in range(3):
        chain.simulate_block("BTC")
    chain.look("BTC", at=make.AT)
    chain.pay_out(key=uuid7(), person_id=mei.id, asset="BTC", address=THERE, amount_minor=1_000_000, at=make.AT)
    for _ in range(4):
        chain.push_payouts("BTC", at=make.AT)
        chain.simulate_block("BTC")

    assert lines(mei.id, "en")[-1] == ("Exchange into EUR", "Your EUR", "exchange", -11_00)
    assert lines(mei.id, "zh-hans", "EUR") == [("由 USD 换来", "您的 USD", "exchange", done.quote.buy_minor)]
    assert lines(mei.id, "en", "PTS") == [("From those who run this wallet", "Those who run this wallet", "house", 500)]
    fee = made.fee_minor()
    assert lines(mei.id, "en", "BTC") == [
        ("BTC received", "The chain of BTC", "chain", 10_000_000),
        ("BTC sent out", THERE, "chain", -1_000_000 - fee),
    ]
    sold, gone = newest(mei.id), newest(mei.id, "BTC")
    assert sold.told.exchange == done
    assert (gone.told.fee_minor, gone.balance_minor) == (fee, 10_000_000 - 1_000_000 - fee)
    assert gone.told.reference


def test_a_shop_reads_who_paid_what_it_cost_and_where_the_money_went(mei: Person, bakery: Merchant) -> None:
    monday, midnight = make.AT, make.AT.replace(hour=4, minute=0) + timedelta(days=1)
    services.set_terms(bakery.id, basis_points=100, fixed_minor=0, by=None, since=monday - timedelta(days=9), at=monday)
    services.set_plan(bakery.id, weekday=None, minimum_minor=0, holder="Anna Holm", iban=bank.IBAN, at=monday - timedelta(days=9))
    paid = make.payment(mei.id, bakery.id, 40_00)
    services.refund(key=uuid7(), payment_id=paid.id, by_id=bakery.owner_id, amount_minor=10_00, at=make.AT)
    services.settle(bakery.id, until=midnight, at=midnight + timedelta(minutes=1))

    assert lines(bakery.id, "en") == [
        ("Mei Lin", "Mei Lin", "balance", 40_00),
        ("Refund to Mei Lin", "Mei Lin", "balance", -10_00),
        ("Fee for 1 payment", "Those who run this wallet", "balance", -40),
        ("To your bank, Anna Holm ·· 3000", "Anna Holm ·· 3000", "bank", -29_60),
    ]
    assert [line[TITLE] for line in lines(bakery.id, "zh-hans")][1:] == ["退款给 Mei Lin", "1 笔收款的手续费", "转到银行账户 Anna Holm ·· 3000"]
    assert ledger.verify().problems == ()


def test_a_line_is_explained_to_its_two_ends_only(mei: Person, bakery: Merchant, lin: Person) -> None:
    paid = make.payment(mei.id, bakery.id, 5_00)

    assert queries.movement(mei.id, paid.id)
    assert queries.movement(bakery.id, paid.id)
    assert queries.movement(lin.id, paid.id) is None
