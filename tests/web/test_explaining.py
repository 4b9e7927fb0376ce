"""The page of any line explains its amount: from, to, how, fee, balance after and seal; so do statements and their spreadsheet, in both languages."""

import csv
import io
from zoneinfo import ZoneInfo

import pytest
from django.core.cache import cache
from tests import make
from tests.funding.bank import Booked, account_of, statement
from tests.ledger.seals.lived import seal_all
from tests.wallets import currencies
from tests.web.browser import client_of, words

from zhiyin.funding import services as funding
from zhiyin.identity import services as identity
from zhiyin.identity.queries import Person
from zhiyin.kit import clock
from zhiyin.kit.ids import uuid7
from zhiyin.payments import queries, services
from zhiyin.wallets import services as wallets

pytestmark = pytest.mark.usefixtures("fresh_database")
TODAY = clock.now().astimezone(ZoneInfo("America/New_York")).date()
ALWAYS = {"en": ("From", "To", "Fee", "Balance after", "Sealed"), "zh-hans": ("付款方", "收款方", "手续费", "余额", "已封存")}


@pytest.fixture
def life(fresh_database: str) -> Person:
    """A top-up, a payment and a refund of it, money sent, an exchange, a withdrawal that was paid and came back."""
    cache.clear()
    mei, bakery = make.person("mei", name="Mei Lin", balance_minor=100_00), make.merchant("Anna's Bakery", name_zh="安娜面包房")
    make.person("lin", name="林小雨")
    currencies.open_market()
    paid = make.payment(mei.id, bakery.id, 12_00, note="two loaves")
    services.refund(key=uuid7(), payment_id=paid.id, by_id=bakery.owner_id, amount_minor=2_00, at=make.AT)
    services.transfer(key=uuid7(), sender_id=mei.id, to_handle="lin", amount_minor=7_00, at=make.AT)
    wallets.exchange(key=uuid7(), quote_id=currencies.offer(mei.id, sell_minor=11_00).id, person_id=mei.id, at=make.AT)
    asked = funding.withdraw(key=uuid7(), person_id=mei.id, method_id=account_of(mei), amount_minor=30_00, at=make.AT)
    for file in funding.files_for_bank(make.AT):
        funding.file_written(file.id, at=make.AT)
    funding.read_statement(statement(Booked(amount_minor=-30_00, ref="B1", reference=asked.id.hex)), at=make.AT)
    funding.read_statement(statement(Booked(amount_minor=30_00, ref="B2", reference=asked.id.hex, back=True), number="S2"), at=make.AT)
    seal_all()
    return mei


def test_every_line_of_the_book_opens_to_a_page_that_explains_it_and_so_does_the_spreadsheet(life: Person) -> None:
    for language, said in ALWAYS.items():
        identity.set_language(life.id, language)
        browser = client_of(life)
        for line in queries.account_book(life.id):
            page = words(browser.get(f"/activity/movement/{line.id}/"))
            assert [word for word in (*said, line.told.title(language)) if word not in page] == [], line.told
        for row in queries.activity(life.id).rows:
            place = f"/activity/{row.kind}/{row.id}/" if row.kind != "payment" else f"/activity/{row.id}/"
            page = words(browser.get(place, follow=True))
            assert [word for word in said if word not in page] == [], row.kind
        book = browser.get(f"/statements/{TODAY:%Y-%m}.csv").content.decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(book)))
        assert len(rows) == 8
        assert all(row[-2].isdigit() for row in rows[1:])
    assert [row[10] for row in rows[1:]] == ["演示用的钱", "钱包余额", "钱包余额", "钱包余额", "在钱包内兑换", *["银行账户 Mei Lin ·· 3000"] * 2]
    assert rows[5][13] == "1 USD = 0.904545 EUR"


def test_a_withdrawal_that_came_back_is_two_lines(life: Person) -> None:
    page = words(client_of(life).get("/activity/", {"kind": "withdrawal"}))

    assert "Came back from Mei Lin ·· 3000" in page
    assert "−$30.00" in "".join(page.split())
    assert "+$30.00" in "".join(page.split())
