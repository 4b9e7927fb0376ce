"""A person shows their code and the till reads it: once, in time, and above the limit only if they agree."""

import random
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.conf import settings as site
from django.db import ProgrammingError, transaction
from pytest_django import Settings
from tests import make

from zhiyin.events.money import PaymentCompleted, PaymentRefused
from zhiyin.identity.queries import Person
from zhiyin.kit.errors import Refusal
from zhiyin.kit.ids import uuid7
from zhiyin.payments import models, presenting, queries, services
from zhiyin.payments.queries import Merchant, Presented
from zhiyin.wallets.queries import wallet

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def mei() -> Person:
    return make.person(balance_minor=200_00)


@pytest.fixture
def shop() -> Merchant:
    return make.merchant("Anna's Market")


def take(shop: Merchant, code: str, amount_minor: int = 5_00, *, at: datetime = make.AT, key: UUID | None = None) -> Presented:
    return services.take_code(key=key or uuid7(), merchant_id=shop.id, by_id=shop.owner_id, code=code, amount_minor=amount_minor, at=at)


def shown(person: Person, *, at: datetime = make.AT) -> str:
    return services.show_code(person.id, None, at=at).digits


def test_a_small_amount_is_paid_at_once(mei: Person, shop: Merchant) -> None:
    taken = take(shop, shown(mei), 50_00)

    assert (taken.state, wallet(shop.id).balance_minor) == ("paid", 50_00)
    receipt = queries.payment(taken.id, for_person=mei.id)
    assert receipt is not None
    assert receipt.amount_minor == 50_00
    assert [fact.id for fact in make.published(PaymentCompleted)] == [taken.id]
    assert queries.differences() == ()


def test_more_than_the_limit_waits_until_the_person_agrees_once(mei: Person, shop: Merchant) -> None:
    taken = take(shop, shown(mei), 50_01)
    assert (taken.state, wallet(shop.id).balance_minor) == ("waiting", 0)

    first = services.agree(taken.id, person_id=mei.id, at=make.AT + MINUTE)
    again = services.agree(taken.id, person_id=mei.id, at=make.AT + MINUTE)

    assert first == again
    assert (first.state, wallet(shop.id).balance_minor, wallet(mei.id).balance_minor) == ("paid", 50_01, 149_99)
    with pytest.raises(services.NothingToAgreeTo):
        services.decline(taken.id, person_id=mei.id, at=make.AT + MINUTE)


def test_who_says_no_pays_nothing_even_if_they_then_say_yes(mei: Person, shop: Merchant) -> None:
    taken = take(shop, shown(mei), 60_00)

    services.decline(taken.id, person_id=mei.id, at=make.AT)
    assert services.decline(taken.id, person_id=mei.id, at=make.AT).state == "declined"
    with pytest.raises(services.NothingToAgreeTo):
        services.agree(taken.id, person_id=mei.id, at=make.AT)

    assert wallet(mei.id).balance_minor == 200_00


def test_an_answer_that_comes_too_late_pays_nothing(mei: Person, shop: Merchant) -> None:
    taken = take(shop, shown(mei), 60_00)

    with pytest.raises(services.NothingToAgreeTo):
        services.agree(taken.id, person_id=mei.id, at=make.AT + 3 * MINUTE)

    found = queries.presented(taken.id, merchant_id=shop.id, at=make.AT + 3 * MINUTE)
    assert found is not None
    assert found.state == "over"


def test_nobody_else_agrees(mei: Person, shop: Merchant) -> None:
    taken = take(shop, shown(mei), 60_00)

    for stranger in (shop.owner_id, make.person().id):
        with pytest.raises(services.NothingToAgreeTo):
            services.agree(taken.id, person_id=stranger, at=make.AT)
        assert queries.asked_of(taken.id, person_id=stranger, at=make.AT) is None


def test_a_code_is_read_once(mei: Person, shop: Merchant) -> None:
    code = shown(mei)
    take(shop, code)

    for till in (shop, make.merchant()):
        with pytest.raises(services.PresentedCodeUsed):
            take(till, code)

    assert wallet(mei.id).balance_minor == 195_00


def test_after_a_code_was_read_the_page_shows_the_next_one(mei: Person, shop: Merchant) -> None:
    first = services.show_code(mei.id, None, at=make.AT)
    take(shop, first.digits)

    second = services.show_code(mei.id, first.device_id, at=make.AT)

    assert (second.device_id, second.digits != first.digits) == (first.device_id, True)
    assert take(shop, second.digits).state == "paid"


def test_the_same_key_is_answered_as_the_first_time_and_other_content_refused(mei: Person, shop: Merchant) -> None:
    key, code = uuid7(), shown(mei)

    assert take(shop, code, key=key) == take(shop, code, key=key)
    for amount, other in ((6_00, code), (5_00, shown(mei))):
        with pytest.raises(Refusal, match="key_reused"):
            take(shop, other, amount, key=key)

    assert wallet(mei.id).balance_minor == 195_00


def test_a_code_of_another_time_or_of_a_stopped_phone_pays_nothing(mei: Person, shop: Merchant) -> None:
    showing = services.show_code(mei.id, None, at=make.AT)
    for at in (make.AT - 2 * MINUTE, make.AT + 3 * MINUTE):
        with pytest.raises(services.PresentedCodeOver):
            take(shop, showing.digits, at=at)

    tomorrow = make.AT + timedelta(hours=25)
    late = presenting.made(showing.number, showing.secret, presenting.step_at(tomorrow))
    with pytest.raises(services.PresentedCodeOver):
        take(shop, late, at=tomorrow)

    assert services.stop_codes(mei.id, at=make.AT) == 1
    with pytest.raises(services.PresentedCodeOver):
        take(shop, showing.digits)
    assert wallet(mei.id).balance_minor == 200_00


def test_a_phone_without_a_connection_goes_on_for_hours(mei: Person, shop: Merchant) -> None:
    showing, later = services.show_code(mei.id, None, at=make.AT), make.AT + timedelta(hours=20)

    assert take(shop, presenting.made(showing.number, showing.secret, presenting.step_at(later)), at=later).state == "paid"


def test_a_shop_is_not_told_why_a_wallet_cannot_pay(shop: Merchant) -> None:
    poor = make.person(balance_minor=1_00)
    code = shown(poor)

    with pytest.raises(services.PayerCannotPay) as refused:
        take(shop, code)

    assert refused.value.facts == {}
    assert [(fact.payer_id, fact.reason, fact.merchant_id) for fact in make.published(PaymentRefused)] == [(poor.id, "insufficient_funds", shop.id)]
    assert take(shop, code, 1_00).state == "paid"  # nothing had happened, so the code is still good


def test_too_little_money_is_told_to_the_person_who_agrees_and_they_can_agree_again(shop: Merchant) -> None:
    poor = make.person(balance_minor=1_00)
    taken = take(shop, shown(poor), 60_00)

    with pytest.raises(Refusal, match="insufficient_funds"):
        services.agree(taken.id, person_id=poor.id, at=make.AT)
    make.top_up(poor.id, 60_00)

    assert services.agree(taken.id, person_id=poor.id, at=make.AT).state == "paid"


def test_only_a_till_of_the_shop_reads_for_it(mei: Person, shop: Merchant) -> None:
    with pytest.raises(services.NotAtThisTill):
        services.take_code(key=uuid7(), merchant_id=shop.id, by_id=mei.id, code=shown(mei), amount_minor=5_00, at=make.AT)


@pytest.mark.parametrize("amount_minor", [0, -5_00, 10**18])
def test_what_is_no_amount_takes_nothing(mei: Person, shop: Merchant, amount_minor: int) -> None:
    with pytest.raises(Refusal, match="bad_amount"):
        take(shop, shown(mei), amount_minor)


def test_who_guesses_is_stopped_and_honest_tills_are_not(mei: Person, shop: Merchant) -> None:
    showing, draw = services.show_code(mei.id, None, at=make.AT), random.Random(1)
    other = make.merchant()
    for _ in range(30):
        with pytest.raises(services.PresentedCodeOver):
            take(shop, _guess(showing.number, draw))

    with pytest.raises(services.TooManyWrongCodes):
        take(shop, showing.digits)
    assert take(other, showing.digits).state == "paid"
    later = make.AT + timedelta(minutes=11)
    assert take(shop, shown(mei, at=later), at=later).state == "paid"


def _guess(number: str, draw: random.Random) -> str:
    body = f"{presenting.LEAD}{number}{draw.randrange(10**8):08}"
    return body + presenting.check_digits(body)


def test_any_changed_code_pays_nothing(mei: Person, shop: Merchant) -> None:
    code, draw = shown(mei), random.Random(7)
    for _ in range(300):
        body = list(code[:18])
        body[draw.randrange(1, 18)] = draw.choice("0123456789")
        changed = "".join(body) + presenting.check_digits("".join(body))
        if changed != code:
            with pytest.raises((services.PresentedCodeOver, services.TooManyWrongCodes)):
                take(shop, changed)

    assert wallet(mei.id).balance_minor == 200_00


def test_what_was_read_stays_as_it_was(mei: Person, shop: Merchant) -> None:
    taken = take(shop, shown(mei), 60_00)

    for change in ({"amount_minor": 1}, {"payer_id": shop.owner_id}, {"step": 1}):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            models.Presented.objects.filter(id=taken.id).update(**change)


def test_what_must_be_confirmed_is_asked_on_the_phone_even_below_the_limit(mei: Person, shop: Merchant, settings: Settings) -> None:
    settings.CONFIG = replace(site.CONFIG, prove_over_minor=20_00, prove_new_over_minor=20_00)

    assert take(shop, shown(mei), 20_00).state == "paid"
    taken = take(shop, shown(mei), 20_01)
    assert taken.state == "waiting"
    with pytest.raises(services.ConfirmationNeeded) as needed:
        services.agree(taken.id, person_id=mei.id, at=make.AT)

    assert (needed.value.terms["key"], needed.value.terms["amount"]) == (str(taken.id), "$20.01")
    assert wallet(mei.id).balance_minor == 180_00
    assert make.published(PaymentRefused) == []
