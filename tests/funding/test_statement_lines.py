"""Lines of a bank's statement that are odd, doubled, or cannot be settled now: none is lost, none counts twice."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from tests import make
from tests.funding.bank import Booked, account_of, batch, statement

from zhiyin.funding import queries, services
from zhiyin.funding.models import BankLine
from zhiyin.funding.services import BadStatement
from zhiyin.identity.queries import Person
from zhiyin.kit.ids import uuid7
from zhiyin.ledger import services as ledger
from zhiyin.wallets import services as wallets
from zhiyin.wallets.queries import accounts, wallet

pytestmark = pytest.mark.django_db
LATER = make.AT + timedelta(days=1)


@pytest.fixture
def mei() -> Person:
    return make.person("mei", balance_minor=100_00)


def came(amount_minor: int, ref: str) -> Booked:
    return Booked(amount_minor=amount_minor, ref=ref, words="ZY-mei")


def sent(person: Person, amount_minor: int = 30_00) -> str:
    """A withdrawal that is in a file for the bank; what the bank calls it."""
    asked = services.withdraw(key=uuid7(), person_id=person.id, method_id=account_of(person), amount_minor=amount_minor, at=make.AT)
    for file in services.files_for_bank(make.AT):
        services.file_written(file.id, at=make.AT)
    return asked.id.hex


def frozen(person: Person) -> int:
    account = accounts((person.id,))[person.id]
    ledger.freeze(account, key=uuid7(), at=make.AT)
    return account


@pytest.mark.parametrize("ref", ["B1", "NONREF", "NOTPROVIDED", ""])
def test_two_entries_of_one_reference_are_two(mei: Person, ref: str) -> None:
    file = statement(came(5_00, ref), came(7_00, ref))

    assert [services.read_statement(file, at=LATER).new for _ in range(2)] == [2, 0]
    assert wallet(mei.id).balance_minor == 112_00


def test_entries_without_a_reference_in_two_statements_are_two(mei: Person) -> None:
    for number in ("S1", "S2"):
        services.read_statement(statement(came(5_00, "NONREF"), number=number), at=LATER)

    assert wallet(mei.id).balance_minor == 110_00


def test_an_entry_of_nothing_is_no_movement(mei: Person) -> None:
    read = services.read_statement(statement(came(0, "B1"), came(5_00, "B2")), at=LATER)

    assert (read.lines, read.new, wallet(mei.id).balance_minor) == (1, 1, 105_00)


def test_a_part_in_another_currency_is_not_taken_for_ours(mei: Person) -> None:
    file = batch([came(5_00, ""), came(7_00, "")], ref="B1").replace(b"Ccy='USD'>5.00", b"Ccy='EUR'>5.00")

    with pytest.raises(BadStatement):
        services.read_statement(file, at=LATER)
    assert wallet(mei.id).balance_minor == 100_00


def test_a_line_that_a_frozen_wallet_does_not_take_waits_for_staff_and_the_others_go_on(mei: Person) -> None:
    lin, clerk = make.person("lin", balance_minor=50_00), make.staff()
    gone, account = sent(lin), frozen(lin)
    stopped = Booked(amount_minor=4_00, ref="B1", words="ZY-lin"), Booked(amount_minor=-30_00, ref="B2", reference=gone)

    read = services.read_statement(statement(*stopped, came(5_00, "B3")), at=LATER)

    assert (read.new, read.unmatched, wallet(mei.id).balance_minor) == (3, 2, 105_00)
    paid, given = BankLine.objects.filter(why="not_now").order_by("amount_minor")
    ledger.unfreeze(account, key=uuid7(), at=LATER)
    services.pay_with_line(paid.id, queries.withdrawals_of(lin.id)[0].id, by=clerk.id, note="", at=LATER)
    services.give_line(given.id, handle="lin", by=clerk.id, note="", at=LATER)
    assert (wallet(lin.id).balance_minor, queries.differences()) == (24_00, ())


def test_a_return_that_somebody_has_settled_meanwhile_is_not_given_back_again(mei: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    gone, clerk, zhou = sent(mei), make.staff(), make.person("zhou")
    early = Booked(amount_minor=30_00, ref="B1", reference=gone, back=True)
    services.read_statement(statement(early), at=LATER)
    line, together = BankLine.objects.get(why="not_paid_yet"), wallets.together

    asked: list[int] = []

    def later(work: Callable[[], object]) -> object:
        """First the other line is taken; then, right before the early one is looked at again, a clerk settles that."""
        asked.append(1)
        if len(asked) == 2:
            monkeypatch.setattr(wallets, "together", together)
            services.give_line(line.id, handle=zhou.handle, by=clerk.id, note="", at=LATER)
        return together(work)

    monkeypatch.setattr(wallets, "together", later)
    services.read_statement(statement(Booked(amount_minor=-30_00, ref="B2", reference=gone), number="S2"), at=LATER)

    line.refresh_from_db()
    assert (len(asked), line.state, wallet(mei.id).balance_minor, wallet(zhou.id).balance_minor) == (2, BankLine.SETTLED, 70_00, 30_00)
    assert queries.differences() == ()
