"""A card that pays all of a payment is asked once, and only for a payment that nothing else stands in the way of."""

from functools import partial
from uuid import UUID

import pytest
from tests import make
from tests.funding.company import Company, card_of
from tests.payments.crowd import at_once

from zhiyin.events.money import PaymentRefused
from zhiyin.funding import queries as funds
from zhiyin.funding import services as funding
from zhiyin.funding.providers import known
from zhiyin.kit.ids import uuid7
from zhiyin.ledger import queries as ledger
from zhiyin.payments import services
from zhiyin.payments.queries import differences
from zhiyin.wallets.queries import wallet


@pytest.fixture
def company(monkeypatch: pytest.MonkeyPatch) -> Company:
    made = Company()
    monkeypatch.setattr(known, "named", lambda _: made)
    return made


def by_card(key: UUID, payer_id: UUID, card: UUID, amount_minor: int = 25_00) -> services.CardFirst:
    return services.CardFirst(partial(funding.cover, key=key, person_id=payer_id, amount_minor=amount_minor, at=make.AT, method_id=card, whole=True))


@pytest.mark.usefixtures("fresh_database")
def test_tapping_many_times_at_once_asks_the_card_for_one_payment(company: Company) -> None:
    mei, shop, key = make.person(balance_minor=10_00), make.merchant(), uuid7()
    cover = by_card(key, mei.id, card_of(mei.id))

    paid = at_once(8, lambda _: services.pay(key=key, payer_id=mei.id, code=shop.id, amount_minor=25_00, at=make.AT, cover=cover).id)

    assert paid == [key] * 8
    assert (wallet(mei.id).balance_minor, wallet(shop.id).balance_minor, company.takes) == (10_00, 25_00, 1)
    assert (funds.differences(), differences(), ledger.verify().problems) == ((), (), ())


@pytest.mark.django_db
def test_a_payment_that_was_made_is_answered_without_asking_a_card(company: Company) -> None:
    mei, shop, key = make.person(balance_minor=30_00), make.merchant(), uuid7()
    first = services.pay(key=key, payer_id=mei.id, code=shop.id, amount_minor=25_00, at=make.AT)

    again = services.pay(key=key, payer_id=mei.id, code=shop.id, amount_minor=25_00, at=make.AT, cover=by_card(key, mei.id, card_of(mei.id)))

    assert (again, company.calls, wallet(mei.id).balance_minor) == (first, 0, 5_00)


@pytest.mark.django_db
def test_a_card_that_says_no_is_the_reason_that_is_told(company: Company) -> None:
    mei, shop, key = make.person(balance_minor=30_00), make.merchant(), uuid7()
    cover = by_card(key, mei.id, card_of(mei.id, "declined"))

    with pytest.raises(services.CardDidNotPay):
        services.pay(key=key, payer_id=mei.id, code=shop.id, amount_minor=25_00, at=make.AT, cover=cover)

    assert [fact.reason for fact in make.published(PaymentRefused)] == ["card_did_not_pay"]
    assert (wallet(mei.id).balance_minor, wallet(shop.id).balance_minor, company.calls) == (30_00, 0, 1)
