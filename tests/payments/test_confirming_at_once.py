"""One confirmation, many requests in the same instant: one payment."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from django.conf import settings as site
from django.db import connection
from pytest_django import Settings
from tests import make
from tests.identity.softkey import SoftKey

from zhiyin.identity.stepup import confirming
from zhiyin.kit.errors import Refusal
from zhiyin.kit.ids import uuid7
from zhiyin.payments import services
from zhiyin.payments.services import ConfirmationNeeded
from zhiyin.wallets import queries as wallets


@pytest.mark.usefixtures("fresh_database")
def test_racing_requests_with_one_confirmation_pay_once(settings: Settings) -> None:
    settings.CONFIG = replace(site.CONFIG, prove_over_minor=100_00, prove_new_over_minor=50_00)
    mei, shop, key = make.person(balance_minor=1_000_00), make.merchant(), uuid7()
    with pytest.raises(ConfirmationNeeded) as needed:
        services.pay(key=key, payer_id=mei.id, code=shop.id, amount_minor=150_00, at=make.AT)
    passkey = SoftKey().belongs_to(mei.id)
    asked = confirming.asked(confirming.begin(mei.id, terms=needed.value.terms, at=make.AT), person_id=mei.id, at=make.AT)
    assert asked.options
    answer = passkey.signs(asked.options["publicKey"]["challenge"])

    def one(_: int) -> str:
        try:
            confirming.by_passkey(asked.id, person_id=mei.id, response=answer, at=make.AT)
            return str(services.pay(key=key, payer_id=mei.id, code=shop.id, amount_minor=150_00, at=make.AT, confirmation=asked.id).id)
        except Refusal as refusal:
            return refusal.code
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as racers:
        answers = list(racers.map(one, range(8)))

    assert str(key) in answers
    assert set(answers) <= {str(key), "confirmation_over", "confirmation_failed"}
    assert wallets.wallet(mei.id).balance_minor == 850_00
