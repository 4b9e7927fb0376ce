"""Money leaves a wallet for a bank account, by files."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from pytest_django import Settings
from tests import make
from tests.funding import bank
from tests.funding.bank import Booked, account_of, batch, references, statement

from zhiyin.events.money import WithdrawalPaid, WithdrawalReturned
from zhiyin.funding import models, queries, services
from zhiyin.identity.queries import Person
from zhiyin.kit.errors import Refusal
from zhiyin.kit.ids import uuid7
from zhiyin.ledger import queries as ledger
from zhiyin.wallets.queries import wallet

pytestmark = pytest.mark.django_db
LATER = make.AT + timedelta(days=1)


@pytest.fixture
def mei() -> Person:
    return make.person(name="Mei Chen", balance_minor=100_00)


def withdrawn(person: Person, amount_minor: int = 30_00, **terms: Any) -> queries.Withdrawal:
    given = {"key": uuid7(), "at": make.AT, **terms}
    given["method_id"] = given.get("method_id") or account_of(person)
    return services.withdraw(person_id=person.id, amount_minor=amount_minor, **given)


def sent(*asked: queries.Withdrawal) -> None:
    """They are in one file for the bank, which was written."""
    (file,) = services.files_for_bank(make.AT)
    assert references(file) == [each.id.hex for each in asked]
    services.file_written(file.id, at=make.AT)


def standing(person: Person) -> tuple[int, int]:
    """Balance and what is free of it; what was recorded, the bank and the journal agree."""
    assert queries.differences() == ()
    assert ledger.verify().problems == ()
    assert queries.bank_state().difference_minor == 0
    found = wallet(person.id)
    return found.balance_minor, found.available_minor


def state(asked: queries.Withdrawal) -> str:
    found = queries.withdrawal(asked.id, for_person=asked.person_id)
    return found.state if found else ""


def paid(asked: queries.Withdrawal, ref: str = "B1") -> Booked:
    return Booked(amount_minor=-asked.amount_minor, ref=ref, reference=asked.id.hex)


def test_a_withdrawal_is_held_then_paid_by_the_bank_and_gone(mei: Person) -> None:
    asked = withdrawn(mei)
    assert (asked.state, standing(mei)) == ("held", (100_00, 70_00))

    sent(asked)
    read = services.read_statement(statement(paid(asked)), at=LATER)

    assert (read.lines, read.new, read.unmatched, state(asked)) == (1, 1, 0, "paid")
    assert standing(mei) == (70_00, 70_00)
    assert [fact.id for fact in make.published(WithdrawalPaid)] == [asked.id]


def test_the_file_names_who_gets_how_much_where(mei: Person) -> None:
    asked = withdrawn(mei)

    (file,) = services.files_for_bank(make.AT)

    text = file.content.decode()
    assert all(part in text for part in (bank.IBAN, bank.OURS, "Mei Chen", '<InstdAmt Ccy="USD">30.00<', "<CtrlSum>30.00<", asked.id.hex))
    assert (file.count, file.total_minor) == (1, 30_00)


def test_a_file_that_was_not_written_is_the_same_again_and_one_that_was_is_not_made_twice(mei: Person) -> None:
    withdrawn(mei)

    first, second = services.files_for_bank(make.AT), services.files_for_bank(LATER)
    services.file_written(first[0].id, at=LATER)

    assert (first, services.files_for_bank(LATER)) == (second, ())


def test_a_statement_read_twice_pays_once(mei: Person) -> None:
    asked = withdrawn(mei)
    sent(asked)

    reads = [services.read_statement(statement(paid(asked)), at=LATER) for _ in range(2)]

    assert ([each.new for each in reads], standing(mei)) == ([1, 0], (70_00, 70_00))


def test_the_same_key_is_one_withdrawal_and_another_amount_is_refused(mei: Person) -> None:
    key, account = uuid7(), account_of(mei)

    assert withdrawn(mei, key=key, method_id=account) == withdrawn(mei, key=key, method_id=account)
    with pytest.raises(Refusal, match="key_reused"):
        withdrawn(mei, 31_00, key=key, method_id=account)
    assert standing(mei) == (100_00, 70_00)


def test_what_the_bank_returns_is_back_in_the_wallet(mei: Person) -> None:
    asked = withdrawn(mei)
    sent(asked)
    services.read_statement(statement(paid(asked)), at=LATER)

    services.read_statement(statement(Booked(amount_minor=30_00, ref="B2", reference=asked.id.hex, back=True), number="S2"), at=LATER)

    assert (state(asked), standing(mei)) == ("returned", (100_00, 100_00))
    assert len(make.published(WithdrawalReturned)) == 1


def test_a_return_that_comes_before_its_payment_waits_for_it(mei: Person) -> None:
    asked = withdrawn(mei)
    sent(asked)

    services.read_statement(statement(Booked(amount_minor=30_00, ref="B2", reference=asked.id.hex, back=True), number="S2"), at=LATER)
    assert (state(asked), [line.why for line in queries.unmatched_lines()]) == ("sent", ["not_paid_yet"])
    services.read_statement(statement(paid(asked)), at=LATER)

    assert (state(asked), queries.unmatched_lines(), standing(mei)) == ("returned", (), (100_00, 100_00))


def test_a_batch_that_was_booked_as_one_is_told_apart(mei: Person) -> None:
    account = account_of(mei)
    asked = [withdrawn(mei, amount, method_id=account) for amount in (10_00, 20_00)]
    sent(*asked)

    read = services.read_statement(batch([paid(each) for each in asked], ref="B1"), at=LATER)

    assert (read.new, {state(each) for each in asked}, standing(mei)) == (2, {"paid"}, (70_00, 70_00))


@pytest.mark.parametrize(
    ("change", "why"),
    [({"amount_minor": -29_99}, "amount_differs"), ({"reference": uuid7().hex}, "unknown"), ({"reference": "NOTPROVIDED"}, "unknown")],
)
def test_what_does_not_fit_waits_for_somebody_and_moves_nothing(mei: Person, change: dict[str, Any], why: str) -> None:
    asked = withdrawn(mei)
    sent(asked)

    services.read_statement(statement(replace(paid(asked), **change)), at=LATER)

    assert [line.why for line in queries.unmatched_lines()] == [why]
    assert (state(asked), standing(mei)) == ("sent", (100_00, 70_00))


def test_a_second_payment_of_one_withdrawal_waits_for_somebody(mei: Person) -> None:
    asked = withdrawn(mei)
    sent(asked)

    services.read_statement(statement(paid(asked), paid(asked, "B2")), at=LATER)

    assert ([line.why for line in queries.unmatched_lines()], standing(mei)) == (["paid_twice"], (70_00, 70_00))


def test_staff_say_what_a_line_is_and_the_books_close(mei: Person) -> None:
    asked, clerk = withdrawn(mei), make.staff("risk")
    sent(asked)
    lost, fee, gift = replace(paid(asked), reference=""), Booked(amount_minor=-1_50, ref="B2", words="charges"), Booked(amount_minor=9_00, ref="B3")
    services.read_statement(statement(lost, fee, gift), at=LATER)
    line = {each.amount_minor: each.id for each in queries.unmatched_lines()}

    services.pay_with_line(line[-30_00], asked.id, by=clerk.id, note="by amount", at=LATER)
    services.book_own(line[-1_50], by=clerk.id, note="bank fee")
    services.give_line(line[9_00], handle=mei.handle, by=clerk.id, note="she called", at=LATER)

    assert (queries.unmatched_lines(), state(asked), standing(mei)) == ((), "paid", (79_00, 79_00))
    with pytest.raises(Refusal, match="line_settled"):
        services.book_own(line[9_00], by=clerk.id, note="")
    with pytest.raises(Refusal, match="line_settled"):
        services.give_line(line[-1_50], handle=mei.handle, by=clerk.id, note="", at=LATER)


def test_nobody_is_given_money_that_left_the_bank(mei: Person) -> None:
    services.read_statement(statement(Booked(amount_minor=-5_00, ref="B1")), at=LATER)

    line = queries.unmatched_lines()[0].id
    with pytest.raises(Refusal, match="not_an_incoming_line"):
        services.give_line(line, handle=mei.handle, by=make.staff("risk").id, note="", at=LATER)
    with pytest.raises(Refusal, match="giving_yourself"):
        services.give_line(line, handle=mei.handle, by=mei.id, note="", at=LATER)
    assert standing(mei) == (100_00, 100_00)


def test_a_transfer_that_names_a_person_is_in_their_wallet(mei: Person) -> None:
    services.read_statement(statement(Booked(amount_minor=12_00, ref="B1", words=f"for ZY-{mei.handle}")), at=LATER)

    assert (standing(mei), next(each.source for each in queries.top_ups_of(mei.id))) == ((112_00, 112_00), "bank")


def test_a_withdrawal_is_called_off_until_it_is_in_a_file(mei: Person) -> None:
    first, second = withdrawn(mei, 10_00), withdrawn(mei, 20_00)
    services.cancel(first.id, person_id=mei.id, at=make.AT)
    sent(second)

    with pytest.raises(Refusal, match="withdrawal_gone"):
        services.cancel(second.id, person_id=mei.id, at=make.AT)
    with pytest.raises(Refusal, match="withdrawal_gone"):
        services.cancel(first.id, person_id=make.person().id, at=make.AT)
    assert (state(first), standing(mei)) == ("released", (100_00, 80_00))


def test_staff_release_what_the_bank_refused_and_a_late_payment_waits(mei: Person) -> None:
    asked = withdrawn(mei)
    sent(asked)

    services.release(asked.id, reason="bank_refused", at=LATER)
    assert standing(mei) == (100_00, 100_00)
    services.read_statement(statement(paid(asked)), at=LATER)

    assert ([line.why for line in queries.unmatched_lines()], standing(mei)) == (["not_to_be_paid"], (100_00, 100_00))


def test_a_new_bank_account_rests_for_a_day(mei: Person, settings: Settings) -> None:
    settings.CONFIG = replace(settings.CONFIG, bank_wait_hours=24)
    account = account_of(mei)

    with pytest.raises(Refusal, match="account_rests"):
        withdrawn(mei, method_id=account, at=make.AT + timedelta(hours=23, minutes=59))
    assert withdrawn(mei, method_id=account, at=LATER).state == "held"


@pytest.mark.parametrize(("amount", "code"), [(0, "bad_amount"), (-1, "bad_amount"), (100_01, "insufficient_funds"), (10_000_01, "over_limit")])
def test_an_amount_that_cannot_leave_sets_nothing_aside(mei: Person, amount: int, code: str) -> None:
    with pytest.raises(Refusal, match=code):
        withdrawn(mei, amount)
    assert standing(mei) == (100_00, 100_00)


def test_twenty_thousand_leave_in_a_day() -> None:
    rich = make.person(balance_minor=30_000_00)
    account = account_of(rich)
    for _ in range(2):
        withdrawn(rich, 10_000_00, method_id=account)

    with pytest.raises(Refusal, match="over_limit"):
        withdrawn(rich, 1_00, method_id=account, at=make.AT + timedelta(hours=13))  # 23:05 in New York
    assert withdrawn(rich, 1_00, method_id=account, at=make.AT + timedelta(hours=14)).state == "held"


def test_a_withdrawal_that_was_called_off_leaves_the_days_limit_as_it_was() -> None:
    rich = make.person(balance_minor=30_000_00)
    account = account_of(rich)
    first, _ = (withdrawn(rich, 10_000_00, method_id=account) for _ in range(2))

    services.cancel(first.id, person_id=rich.id, at=make.AT)

    assert withdrawn(rich, 10_000_00, method_id=account).state == "held"
    with pytest.raises(Refusal, match="over_limit"):
        withdrawn(rich, 1_00, method_id=account)


def test_nobody_withdraws_to_somebody_elses_account(mei: Person) -> None:
    with pytest.raises(Refusal, match="no_such_method"):
        withdrawn(mei, method_id=account_of(make.person()))


@pytest.mark.parametrize("iban", ["", "DE89370400440532013001", "4111111111111111", "DE", "GB33BUKB2020155555555Ä", "X" * 5_000])
def test_what_is_no_account_number_is_refused(mei: Person, iban: str) -> None:
    with pytest.raises(Refusal, match="bad_iban"):
        account_of(mei, iban)


def test_account_numbers_lie_under_a_key(mei: Person) -> None:
    account = account_of(mei)

    row = models.Method.objects.get(id=account)

    assert bank.IBAN not in "".join(str(value) for value in vars(row).values())
    assert queries.bank_accounts(mei.id)[0].name == "Mei Chen ·· 3000"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not xml",
        b"\xff\xfe\x00",
        b"<a/>",
        b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
        statement(Booked(amount_minor=1_00, ref="B"), account="DE89370400440532013000"),
        statement(Booked(amount_minor=1_00, ref="B"), closing=2_00),
        batch([Booked(amount_minor=-1_00, ref="")], ref="B", whole=-2_00).replace(b"<TxDtls>", b"<TxDtls/><TxDtls>"),
        statement(Booked(amount_minor=1_00, ref="B")).replace(b"1.00", b"1.001"),
        statement(Booked(amount_minor=1_00, ref="B")).replace(b"1.00", b"-1.00"),
        statement(Booked(amount_minor=1_00, ref="B")).replace(b"'USD'", b"'XXX'"),
        statement(Booked(amount_minor=1_00, ref="B")).replace(b"2026-10-13", b"yesterday"),
        statement(Booked(amount_minor=1_00, ref="B")).replace(b"CRDT", b"IN"),
    ],
)
def test_a_file_that_is_no_statement_is_refused_and_leaves_nothing(mei: Person, content: bytes) -> None:
    with pytest.raises(Refusal, match="bad_statement"):
        services.read_statement(content, at=LATER)
    assert (models.BankLine.objects.count(), standing(mei)) == (0, (100_00, 100_00))
