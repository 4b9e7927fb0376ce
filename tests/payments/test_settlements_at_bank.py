"""A settlement goes to the merchant's bank in the bank's own files: paid once, or back in the shop's wallet with a line that says why."""

from datetime import UTC, datetime, timedelta

import pytest
from tests import make
from tests.funding.bank import IBAN, OURS, Booked, references, report, statement
from tests.payments.crowd import at_once
from tests.payments.test_settlements import LATER, MIDNIGHT, MONDAY, agrees, price, shop

from zhiyin.events.money import BankOrderEnded, SettlementPaid, SettlementReturned
from zhiyin.funding import queries as funds
from zhiyin.funding import services as funding
from zhiyin.funding.models import BankOrder
from zhiyin.identity.queries import Person
from zhiyin.kit.errors import Refusal
from zhiyin.kit.ids import uuid7
from zhiyin.ledger import queries as ledger
from zhiyin.payments import listeners, models, queries, services
from zhiyin.payments.queries import Merchant, Settlement
from zhiyin.wallets.queries import wallet

db = pytest.mark.django_db
DAY = timedelta(days=1)


def settled(merchant: Merchant, mei: Person, amount_minor: int = 50_00) -> Settlement:
    """One payment of Monday, settled, and in a file that was written."""
    make.payment(mei.id, merchant.id, amount_minor, at=MONDAY)
    assert services.settle_due(LATER) == 1
    written()
    return queries.settlements(merchant.id)[0]


def written(at: datetime = LATER) -> None:
    for file in funding.files_for_bank(at):
        funding.file_written(file.id, at=at)


def heard() -> None:
    """The worker has told this room what the bank did."""
    listeners.follow_the_bank(make.published(BankOrderEnded))


def said(one: Settlement, amount_minor: int, ref: str, *, back: bool = False) -> bytes:
    return statement(Booked(amount_minor=amount_minor, ref=ref, reference=one.id.hex, back=back), number=ref)


def state(one: Settlement) -> str:
    return models.Settlement.objects.get(id=one.id).state


def all_agree(merchant: Merchant) -> bool:
    """Records, journal and bank say the same."""
    return (queries.differences(), funds.differences(), ledger.verify().problems, funds.bank_state().difference_minor) == ((), (), (), 0) and agrees(
        merchant
    )


@db
def test_the_banks_file_holds_the_settlement_and_its_statement_pays_it_once() -> None:
    merchant, mei = shop()
    price(merchant, 100, 0)
    make.payment(mei.id, merchant.id, 50_00, at=MONDAY)
    services.settle_due(LATER)
    (file,) = funding.files_for_bank(LATER)
    (one,) = queries.settlements(merchant.id)
    assert references(file) == [one.id.hex]
    assert all(part in file.content.decode() for part in (IBAN, OURS, "Anna Holm", '<InstdAmt Ccy="USD">49.50<'))
    funding.file_written(file.id, at=LATER)

    for _ in range(2):
        funding.read_statement(said(one, -49_50, "B1"), at=LATER + DAY)
        heard()

    assert (state(one), wallet(merchant.id).balance_minor) == ("paid", 0)
    assert [fact.settlement_id for fact in make.published(SettlementPaid)] == [one.id]
    assert all_agree(merchant)
    assert IBAN not in str(list(BankOrder.objects.values()))


@db
@pytest.mark.parametrize("way", ["refused", "returned", "staff"])
def test_what_does_not_arrive_is_in_the_shops_wallet_with_a_line_that_says_why(way: str) -> None:
    merchant, mei = shop()
    one = settled(merchant, mei)

    if way == "refused":
        funding.read_statement(report((one.id.hex, "RJCT", "AC04")), at=LATER + DAY)
    elif way == "staff":
        funding.refuse_order(one.id, reason="bank_refused", at=LATER + DAY)
    else:
        funding.read_statement(said(one, -50_00, "B1"), at=LATER + DAY)
        funding.read_statement(said(one, 50_00, "B2", back=True), at=LATER + DAY)
    heard()
    heard()

    assert (state(one), wallet(merchant.id).balance_minor) == ("returned", 50_00)
    line = queries.account_book(merchant.id)[0]
    assert (line.told.title("en"), line.amount_minor, line.balance_minor) == ("Came back from Anna Holm ·· 3000", 50_00, 50_00)
    assert line.told.title("zh-hans") == "Anna Holm ·· 3000 退回"
    assert line.told.note == {"refused": "bank: AC04", "returned": "bank_returned", "staff": "bank_refused"}[way]
    assert [fact.reason for fact in make.published(SettlementReturned)] == [line.told.note]
    assert all_agree(merchant)


@db
def test_nothing_goes_to_an_account_that_sent_money_back_until_its_owner_has_looked_and_then_all_of_it() -> None:
    merchant, mei = shop()
    one = settled(merchant, mei)
    funding.read_statement(report((one.id.hex, "RJCT", "AC01")), at=LATER + DAY)
    heard()
    make.payment(mei.id, merchant.id, 7_00, at=LATER + DAY)
    with pytest.raises(Refusal, match="bank_to_check"):
        services.settle(merchant.id, until=MIDNIGHT + 2 * DAY, at=LATER + 2 * DAY)
    assert services.settle_due(LATER + 2 * DAY) == 0
    shown = queries.plan(merchant.id)
    assert shown
    assert (shown.to_check, queries.unsettled_minor(merchant.id)) == (True, 57_00)

    services.set_plan(merchant.id, weekday=None, minimum_minor=0, holder="Anna Holm", iban="GB33BUKB20201555555555", at=LATER + 2 * DAY)
    assert services.settle_due(LATER + 2 * DAY) == 1
    written(LATER + 2 * DAY)

    again = queries.settlements(merchant.id)[0]
    assert (again.net_minor, again.carried_minor, again.gross_minor) == (57_00, 50_00, 7_00)
    assert (wallet(merchant.id).balance_minor, queries.unsettled_minor(merchant.id)) == (0, 0)
    funding.read_statement(said(again, -57_00, "B9"), at=LATER + 3 * DAY)
    heard()
    assert (state(again), state(one)) == ("paid", "returned")
    assert all_agree(merchant)


@db
def test_a_month_is_settled_on_its_first() -> None:
    merchant, mei = shop(monthly=True)
    make.payment(mei.id, merchant.id, 5_00, at=MONDAY)

    assert services.settle_due(LATER) == 0
    first = datetime(2026, 11, 1, 5, tzinfo=UTC)
    assert services.settle_due(first) == 1
    assert services.settle_due(first + 20 * DAY) == 0
    assert queries.settlements(merchant.id)[0].cut_off == datetime(2026, 11, 1, 4, tzinfo=UTC)
    with pytest.raises(services.BadPlan):
        shop(monthly=True, weekday=2)


@db
def test_what_the_bank_says_of_nothing_of_ours_changes_nothing() -> None:
    stranger = BankOrderEnded(id=uuid7(), at=LATER, order_id=uuid7(), owner_id=uuid7(), amount_minor=1, asset="USD", state="refused", reason="")

    listeners.follow_the_bank([stranger])

    assert make.published(SettlementReturned) == []
    with pytest.raises(Refusal, match="order_gone"):
        funding.refuse_order(uuid7(), reason="?", at=LATER)


@db
def test_what_was_paid_cannot_be_refused_by_hand() -> None:
    merchant, mei = shop()
    one = settled(merchant, mei)
    funding.read_statement(said(one, -50_00, "B1"), at=LATER)

    with pytest.raises(Refusal, match="order_gone"):
        funding.refuse_order(one.id, reason="?", at=LATER)


@pytest.mark.usefixtures("fresh_database")
def test_money_that_comes_back_while_the_next_is_settled_is_in_the_wallet_or_in_that_one() -> None:
    merchant, mei = shop()
    one = settled(merchant, mei)
    make.payment(mei.id, merchant.id, 7_00, at=LATER)
    funding.refuse_order(one.id, reason="bank_refused", at=LATER)
    (fact,) = make.published(BankOrderEnded)
    next_day = MIDNIGHT + DAY

    def work(number: int) -> object:
        if number % 2:
            return services.settle(merchant.id, until=next_day, at=LATER + DAY)
        return listeners.follow_the_bank([fact])

    at_once(4, work)

    sent = sum(each.net_minor for each in queries.settlements(merchant.id, state="due"))
    assert wallet(merchant.id).balance_minor + sent == 57_00
    assert state(one) == "returned"
    assert all_agree(merchant)
