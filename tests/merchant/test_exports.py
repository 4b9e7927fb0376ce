"""A shop's books as files: all of its payments and refunds, none of anybody else's, and nothing in them runs."""

import csv
import io
import re
import zipfile

import pytest
from django.urls import reverse
from tests import make
from tests.merchant.test_refunds import cashier_at
from tests.merchant.test_till import anna

from zhiyin.kit import clock
from zhiyin.kit.ids import uuid7
from zhiyin.payments import services

pytestmark = pytest.mark.django_db
EVIL = '=HYPERLINK("http://evil.example","gift")'


def test_payments_and_refunds_of_the_days_and_of_this_shop_only() -> None:
    client, shop = anna()
    mei, now = make.person(balance_minor=100_00), clock.now()
    paid = make.payment(mei.id, shop.id, 20_00, note="two cakes", at=now)
    given = services.refund(key=uuid7(), payment_id=paid.id, by_id=shop.owner_id, amount_minor=5_50, at=now, note="one was stale")
    make.payment(mei.id, make.merchant().id, 7_77, at=now)
    make.payment(mei.id, shop.id, 8_88)  # in October

    answer = client.get(reverse("merchant:export", args=[shop.slug]), {"as": "csv"})

    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [row[1:5] for row in rows[1:]] == [["Payment", "20.00", "USD", "two cakes"], ["Refund", "-5.50", "USD", "one was stale"]]
    assert [row[6:] for row in rows[1:]] == [[str(paid.id), str(paid.id)], [str(given.id), str(paid.id)]]
    assert answer["Content-Disposition"].endswith('.csv"')


@pytest.mark.parametrize("note", [EVIL, "+1+1", "-2", "@SUM(A1)", " =1", "＝1", "\t=1"])
def test_no_cell_of_a_text_file_runs(note: str) -> None:
    client, shop = anna()
    make.payment(make.person(balance_minor=9_00).id, shop.id, 5_00, note=note, at=clock.now())

    answer = client.get(reverse("merchant:export", args=[shop.slug]), {"as": "csv"})

    cell = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))[1][4]
    assert cell.startswith("'")


def test_an_excel_file_has_numbers_dates_and_texts_but_no_formula() -> None:
    client, shop = anna()
    make.payment(make.person(balance_minor=90_00).id, shop.id, 50_25, note=EVIL, at=clock.now())

    answer = client.get(reverse("merchant:export", args=[shop.slug]), {"as": "xlsx"})

    book = zipfile.ZipFile(io.BytesIO(answer.content))
    sheet, texts = book.read("xl/worksheets/sheet1.xml").decode(), book.read("xl/sharedStrings.xml").decode()
    assert "<f>" not in sheet
    assert not any("hyperlink" in name.lower() for name in book.namelist())
    assert "<v>50.25</v>" in sheet
    assert "=HYPERLINK" in texts
    assert re.search(r'<c r="A2" s="\d+"><v>4\d{4}\.\d+</v>', sheet)


def test_days_that_make_no_sense_lead_back_to_the_form() -> None:
    client, shop = anna()
    there = reverse("merchant:export", args=[shop.slug])

    assert "lies before" in client.get(there, {"from": "2026-11-20", "to": "2026-11-01", "as": "csv"}).content.decode()
    for day in ("", "x", "0001-01-01", "9999-12-31"):
        assert client.get(there, {"from": day, "to": day, "as": "xlsx"}).status_code == 200
    assert client.get(there, {"as": "pdf"})["Content-Type"].startswith("text/html")


def test_a_cashier_takes_no_books_away() -> None:
    _client, shop = anna()
    cashier, _lin = cashier_at(shop, refund_max_minor=5_00)

    assert cashier.get(reverse("merchant:export", args=[shop.slug]), {"as": "csv"}).status_code == 404
    assert reverse("merchant:export", args=[shop.slug]) not in cashier.get(reverse("merchant:takings", args=[shop.slug])).content.decode()
