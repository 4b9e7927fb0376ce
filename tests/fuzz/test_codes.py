"""Codes that are scanned, photographed or typed: a shop's, a person's, a chain's address, a friend's link; and cursors."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from tests import make
from tests.fuzz.bad import Draw
from tests.fuzz.watch import Watch, journal, taken_back
from tests.wallets.currencies import open_market
from zhiyin.funding.chains import bech32, bip21
from zhiyin.kit.errors import Refusal
from zhiyin.kit.ids import uuid7
from zhiyin.payments import emvco, presenting
from zhiyin.payments import services as payments
from zhiyin.payments.queries import paging
from zhiyin.web import friend_links

pytestmark = pytest.mark.django_db


def test_no_text_that_claims_to_be_a_code_is_a_fault() -> None:
    open_market()
    shop, mei, watch = make.merchant(), make.person(balance_minor=50_00), Watch("codes")
    payload = payments.make_code(shop.id, amount_minor=5_00, at=make.AT).payload
    shown = payments.show_code(mei.id, None, at=make.AT).digits
    address = bech32.encode("bc", bytes(range(20)))
    cursor = paging.cursor(make.AT, uuid7())
    readers: tuple[tuple[str, Callable[[str], object], tuple[type[Exception], ...]], ...] = (
        (payload, emvco.decode, (Refusal,)),
        (shown, presenting.read, (Refusal,)),
        (address, lambda text: bech32.decode("bc", text), ()),
        (f"bitcoin:{address}?amount=0.01&label=tea", lambda text: bip21.read(text, scheme="bitcoin", asset="BTC"), (bip21.NotReadable,)),
        (friend_links.link("mei"), friend_links.read, (Refusal,)),
        (cursor, paging.parsed, (Refusal,)),
    )
    for number in watch.times(3_000):
        draw = Draw(number)
        good, read, foreseen = draw.choice(readers)
        text = draw.mangled(good.encode()).decode("utf-8", "replace") if draw.random() < 0.8 else draw.choice((draw.text, draw.amount, draw.uuid))()
        try:
            read(text)
        except foreseen as no:
            watch.answers[getattr(no, "code", type(no).__name__)] += 1
        except Exception as error:  # noqa: BLE001  nobody foresaw it
            watch.fault(error, text)
        else:
            watch.answers["read"] += 1
    assert not watch.wrong


def test_no_code_pays_but_the_one_that_was_made() -> None:
    shop, mei, watch = make.merchant(), make.person(balance_minor=500_00), Watch("paying by code")
    payload = payments.make_code(shop.id, amount_minor=5_00, at=make.AT).payload
    shown = payments.show_code(mei.id, None, at=make.AT).digits
    before = journal()
    for number in watch.times(400):
        draw = Draw(number)
        person = draw.random() < 0.5
        good = shown if person else payload
        text = draw.mangled(good.encode()).decode("utf-8", "replace") if draw.random() < 0.8 else draw.text()
        at = make.AT + timedelta(seconds=draw.choice((0, 0, 0, 59, 200, -200, 86_400)))
        with taken_back():
            try:
                if person:
                    payments.take_code(key=uuid7(), merchant_id=shop.id, by_id=shop.owner_id, code=text, amount_minor=5_00, at=at)
                else:
                    payments.pay(key=uuid7(), payer_id=mei.id, code=text, amount_minor=None, at=at)
            except Refusal as refusal:
                watch.answers[refusal.code] += 1
                if journal() != before:
                    watch.blame("refused, and moved", text)
                continue
            except Exception as error:  # noqa: BLE001  nobody foresaw it
                watch.fault(error, text)
                continue
            watch.answers["paid"] += 1
            watch.moved += 1
            if "".join(text.split()) != "".join(good.split()) or journal() != (before[0] + 1, before[1] + 5_00):
                watch.blame("paid by another code", text)
    assert not watch.wrong
