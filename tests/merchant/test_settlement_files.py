"""A settlement from the till to the bank and back: pages of the shop and of staff, the operator's commands, and the bank's own files between them."""

from argparse import Namespace
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.test import Client
from tests import make
from tests.funding.bank import IBAN, Booked, statement
from tests.payments.test_settlements_at_bank import all_agree, heard
from tests.web.browser import client_of, words

from zhiyin.identity import queries as identity
from zhiyin.identity import services as people
from zhiyin.kit import clock
from zhiyin.payments import services
from zhiyin.payments.queries import Merchant
from zhiyin.site.commands import bank as command
from zhiyin.wallets.queries import wallet

pytestmark = pytest.mark.django_db
PLAN = {"weekday": "", "minimum": "0", "holder": "Anna Holm", "iban": IBAN}
SAID = {
    "en": ("On its way to the bank", "at the bank", "Paid by the bank", "Came back from the bank", "The bank sent money back", "came back"),
    "zh-hans": ("正在汇往银行", "银行处理中", "银行已付款", "银行退回", "银行退回了款项", "已退回"),
}


def shop_of(language: str) -> tuple[Merchant, Client]:
    merchant = make.merchant("Anna's Bakery", name_zh="安娜面包店")
    owner = identity.person(merchant.owner_id)
    assert owner
    people.set_language(owner.id, language)
    return merchant, client_of(owner)


def desk(language: str) -> Client:
    member = make.staff("risk")
    people.set_language(member.id, language)
    return client_of(member)


def took(merchant: Merchant, amount_minor: int, *, days_ago: int) -> None:
    """The shop took that much, and the operator's evening round has settled the day."""
    then = clock.now() - timedelta(days=days_ago)
    make.payment(make.person(balance_minor=amount_minor, at=then).id, merchant.id, amount_minor, at=then)
    services.settle_due(clock.now() - timedelta(days=days_ago - 1))


def out(folder: Path) -> bytes:
    """The one file that the operator brings to the bank."""
    for old in folder.iterdir():
        old.unlink()
    assert command.run(Namespace(way="out", place=str(folder))) == 0
    (file,) = folder.iterdir()
    return file.read_bytes()


def told(folder: Path, *booked: Booked, number: str) -> int:
    """What the bank says by its statement, read by the operator; 0 when it explains itself and the books agree."""
    file = folder / "statement"
    file.write_bytes(statement(*booked, number=number))
    status = command.run(Namespace(way="in", place=str(file)))
    heard()
    return status


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_settlement_goes_out_in_a_file_and_is_paid_and_another_comes_back(tmp_path: Path, language: str) -> None:
    (merchant, anna), rui = shop_of(language), desk(language)
    way, waits, paid, back, warning, returned = SAID[language]
    till = f"/till/{merchant.slug}/bank/"
    anna.post(till, PLAN)

    took(merchant, 50_00, days_ago=4)
    first = out(tmp_path)
    assert (f"<IBAN>{IBAN}</IBAN>".encode() in first, b">50.00<" in first) == (True, True)
    assert way in words(anna.get(till))
    assert waits in words(rui.get("/console/bank/"))
    assert told(tmp_path, Booked(amount_minor=-50_00, ref="B1", reference=end_to_end(first)), number="S1") == 0
    assert paid in words(anna.get(till))

    took(merchant, 7_00, days_ago=2)
    second = out(tmp_path)
    reference = end_to_end(second)
    assert told(tmp_path, Booked(amount_minor=-7_00, ref="B2", reference=reference), number="S2") == 0
    assert told(tmp_path, Booked(amount_minor=7_00, ref="B3", reference=reference, back=True), number="S3") == 0
    assert [word for word in (back, warning) if word not in words(anna.get(till))] == []
    assert returned in words(rui.get("/console/settlements/"))
    assert wallet(merchant.id).balance_minor == 7_00

    anna.post(till, PLAN)  # she has looked: the account is right
    took(merchant, 1_00, days_ago=1)
    third = out(tmp_path)
    assert b">8.00<" in third
    assert told(tmp_path, Booked(amount_minor=-8_00, ref="B4", reference=end_to_end(third)), number="S4") == 0
    assert (wallet(merchant.id).balance_minor, all_agree(merchant)) == (0, True)


def end_to_end(file: bytes) -> str:
    """What the bank is to call the one transfer of the file: the settlement's number."""
    text = file.decode().split("<EndToEndId>")[1].split("<")[0]
    assert UUID(text)
    return text
