"""What the bank says of its files (pain.002): done is settled, refused is free again, whatever comes first, twice, or makes no sense."""

from datetime import timedelta

import pytest
from tests import make
from tests.funding.bank import Booked, account_of, report, statement
from tests.payments.crowd import at_once

from zhiyin.events.money import WithdrawalPaid
from zhiyin.funding import models, queries, services
from zhiyin.identity.queries import Person
from zhiyin.kit.errors import Refusal
from zhiyin.kit.ids import uuid7
from zhiyin.ledger import queries as ledger
from zhiyin.wallets.queries import wallet

LATER = make.AT + timedelta(days=1)
db = pytest.mark.django_db


@pytest.fixture
def mei() -> Person:
    return make.person(name="Mei Chen", balance_minor=100_00)


def asked(person: Person, amount_minor: int = 30_00, *, sent: bool = True) -> queries.Withdrawal:
    """A withdrawal of theirs, in a file that was written."""
    account = queries.bank_accounts(person.id)
    method = account[0].id if account else account_of(person)
    made = services.withdraw(key=uuid7(), person_id=person.id, method_id=method, amount_minor=amount_minor, at=make.AT)
    if sent:
        for file in services.files_for_bank(make.AT):
            services.file_written(file.id, at=make.AT)
    return made


def file_of(one: queries.Withdrawal) -> str:
    return models.Withdrawal.objects.get(id=one.id).file_id.hex  # type: ignore[union-attr]


def state(one: queries.Withdrawal) -> tuple[str, str]:
    found = queries.withdrawal(one.id, for_person=one.person_id)
    return (found.state, found.reason) if found else ("", "")


def standing(person: Person) -> tuple[int, int]:
    """Balance and what is free of it; records, bank and journal agree."""
    assert queries.differences() == ()
    assert ledger.verify().problems == ()
    assert queries.bank_state().difference_minor == 0
    found = wallet(person.id)
    return found.balance_minor, found.available_minor


@db
def test_what_the_bank_refuses_is_free_again_and_its_owner_reads_why(mei: Person) -> None:
    one = asked(mei)

    read = services.read_statement(report((one.id.hex, "RJCT", "AC04"), file=file_of(one)), at=LATER)

    assert (read.lines, read.new, read.unmatched) == (1, 1, 0)
    assert (state(one), standing(mei)) == (("released", "bank: AC04"), (100_00, 100_00))


@db
def test_what_the_bank_has_done_is_settled_and_its_statement_adds_nothing(mei: Person) -> None:
    one = asked(mei)

    services.read_statement(report((one.id.hex, "ACSC", "")), at=LATER)
    assert (state(one)[0], standing(mei), queries.bank_state().reported_minor) == ("paid", (70_00, 70_00), 30_00)
    line = Booked(amount_minor=-30_00, ref="B1", reference=one.id.hex)
    read = services.read_statement(statement(line), at=LATER)

    assert (read.unmatched, standing(mei), queries.bank_state().reported_minor) == (0, (70_00, 70_00), 0)
    assert len(make.published(WithdrawalPaid)) == 1
    again = services.read_statement(statement(Booked(amount_minor=-30_00, ref="B2", reference=one.id.hex), number="S2"), at=LATER)
    assert (again.unmatched, queries.unmatched_lines()[0].why) == (1, "paid_twice")


@db
def test_the_statement_may_come_before_the_report(mei: Person) -> None:
    one = asked(mei)
    services.read_statement(statement(Booked(amount_minor=-30_00, ref="B1", reference=one.id.hex)), at=LATER)

    read = services.read_statement(report((one.id.hex, "ACSC", "")), at=LATER)

    assert (read.unmatched, state(one)[0], standing(mei)) == (0, "paid", (70_00, 70_00))


@db
@pytest.mark.parametrize("status", ["RCVD", "ACTC", "ACCP", "ACSP", "PDNG", "ACWC", "PART"])
def test_what_is_under_way_moves_nothing(mei: Person, status: str) -> None:
    one = asked(mei)

    read = services.read_statement(report((one.id.hex, status, "")), at=LATER)

    assert (read.unmatched, state(one)[0], standing(mei)) == (0, "sent", (100_00, 70_00))


@db
def test_a_file_that_is_refused_frees_all_that_is_in_it_and_nothing_else(mei: Person) -> None:
    first, second = asked(mei, 10_00, sent=False), asked(mei, 20_00)
    third = asked(mei, 5_00)

    read = services.read_statement(report(file=file_of(first), whole="RJCT"), at=LATER)

    assert (read.new, read.unmatched) == (2, 0)
    assert ([state(one)[0] for one in (first, second, third)], standing(mei)) == (["released", "released", "sent"], (100_00, 95_00))


@db
def test_a_report_read_twice_is_followed_once(mei: Person) -> None:
    one = asked(mei)
    told = report((one.id.hex, "RJCT", "AC04"))

    reads = [services.read_statement(told, at=LATER) for _ in range(2)]

    assert ([each.new for each in reads], standing(mei)) == ([1, 0], (100_00, 100_00))


@db
@pytest.mark.parametrize(
    ("before", "status", "why"),
    [("", "RJCT", "not_sent"), ("paid", "RJCT", "paid_already"), ("released", "ACSC", "released"), ("unknown", "RJCT", "unknown")],
)
def test_what_makes_no_sense_waits_for_staff_and_moves_nothing(mei: Person, before: str, status: str, why: str) -> None:
    one = asked(mei, sent=before in ("paid", "released"))
    if before == "paid":
        services.read_statement(statement(Booked(amount_minor=-30_00, ref="B1", reference=one.id.hex)), at=LATER)
    if before == "released":
        services.release(one.id, reason="bank_refused", at=LATER)
    was = (state(one), standing(mei))

    services.read_statement(report((uuid7().hex if before == "unknown" else one.id.hex, status, "AC04")), at=LATER)

    (waits,) = queries.unmatched_reports()
    assert (waits.why, waits.status, waits.words) == (why, status, "said the bank")
    assert (state(one), standing(mei)) == was
    clerk = make.staff("risk")
    services.report_seen(waits.id, by=clerk.id, note="the bank called")
    assert queries.unmatched_reports() == ()
    with pytest.raises(Refusal, match="line_settled"):
        services.report_seen(waits.id, by=clerk.id, note="again")


GOOD = report(("x", "RJCT", ""))
BAD: list[bytes] = [
    b"",
    report(),
    report(file="F1"),
    GOOD.replace(b"RJCT", b"RJ"),
    GOOD.replace(b"RJCT", b"12345"),
    GOOD.replace(b"<MsgId>R1</MsgId>", b""),
    GOOD[:-20],
    b'<!DOCTYPE x [<!ENTITY a "b">]>' + GOOD,
    b'<?xml version="1.0"?><!DOCTYPE x SYSTEM "file:///etc/passwd">' + GOOD,
    GOOD.decode().encode("utf-16"),
    GOOD + b" " * 20_000_000,
]


@db
@pytest.mark.parametrize("content", BAD, ids=range(len(BAD)))
def test_a_file_that_is_no_report_is_refused_and_leaves_nothing(content: bytes) -> None:
    with pytest.raises(Refusal, match="bad_statement"):
        services.read_statement(content, at=LATER)
    assert models.BankReport.objects.count() == 0


@pytest.mark.usefixtures("fresh_database")
def test_two_readers_of_refusal_and_payment_agree_on_one_of_them() -> None:
    mei = make.person(name="Mei Chen", balance_minor=100_00)
    one = asked(mei)
    no, yes = report((one.id.hex, "RJCT", "AC04")), report((one.id.hex, "ACSC", ""), number="R2")

    at_once(4, lambda number: services.read_statement((no, yes)[number % 2], at=LATER))

    assert (state(one)[0], standing(mei)) in [("paid", (70_00, 70_00)), ("released", (100_00, 100_00))]
    assert len(queries.unmatched_reports()) == 1
