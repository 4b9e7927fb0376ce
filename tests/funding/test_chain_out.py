"""Coins that go out are paid once, or are back; whatever is lost on the way."""

from uuid import UUID

import pytest
from tests import make
from tests.funding.chain_trouble import MILLION, ChainAway, Crash, Plan, TroubledChain, open_chain

from zhiyin.events.currencies import PayoutEnded
from zhiyin.funding import chains
from zhiyin.funding.models import Payout, SimulatedOutput
from zhiyin.funding.queries import chain as queries
from zhiyin.funding.services import chain as services
from zhiyin.kit.errors import Refusal
from zhiyin.kit.ids import uuid7
from zhiyin.ledger.queries import verify
from zhiyin.outbox import services as outbox
from zhiyin.wallets import services as wallets
from zhiyin.wallets.queries import wallet
from zhiyin.wallets.services import InsufficientFunds, KeyReused

pytestmark = pytest.mark.django_db
THERE = "bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080"
FEE = 1_000


def rich() -> UUID:
    """Somebody with ten million of the smallest unit."""
    chain, mei = open_chain(), make.person()
    chain.pay(services.deposit_address(mei.id, "BTC", at=make.AT), 10 * MILLION)
    chain.mine(3)
    services.look("BTC", at=make.AT)
    return mei.id


def ask(person_id: UUID, amount_minor: int = MILLION, *, key: UUID | None = None, address: str = THERE) -> queries.Payout:
    return services.pay_out(key=key or uuid7(), person_id=person_id, asset="BTC", address=address, amount_minor=amount_minor, at=make.AT)


def push() -> None:
    services.push_payouts("BTC", at=make.AT)


def held_and_had(person_id: UUID) -> tuple[int, int]:
    mine = wallet(person_id, asset="BTC")
    return mine.balance_minor - mine.available_minor, mine.balance_minor


def all_is_well() -> bool:
    return (queries.chain_differences(), verify().problems) == ((), ())


def test_coins_are_set_aside_then_sent_then_paid() -> None:
    mei, chain = rich(), open_chain()

    asked = ask(mei)
    after_asking = held_and_had(mei)
    push()
    sent = Payout.objects.get(id=asked.id)
    chain.mine(3)
    push()

    assert after_asking == (MILLION + FEE, 10 * MILLION)
    assert (sent.state, len(sent.txid)) == ("sent", 64)
    assert (Payout.objects.get(id=asked.id).state, held_and_had(mei)) == ("done", (0, 9 * MILLION - FEE))
    assert [(fact.state, fact.amount_minor, fact.fee_minor) for fact in make.published(PayoutEnded)] == [("done", MILLION, FEE)]
    assert all_is_well()


def test_an_order_that_can_never_be_paid_gives_the_money_back() -> None:
    mei, chain = rich(), open_chain()
    asked = ask(mei)
    push()

    chain.reorganise(0, drop=[Payout.objects.get(id=asked.id).txid])
    push()
    push()

    assert (Payout.objects.get(id=asked.id).state, held_and_had(mei)) == ("failed", (0, 10 * MILLION))
    assert all_is_well()


def test_an_order_that_the_chain_refuses_gives_the_money_back(monkeypatch: pytest.MonkeyPatch) -> None:
    mei = rich()
    asked = ask(mei)
    monkeypatch.setitem(chains.KINDS, "simulated", TroubledChain)
    monkeypatch.setattr(TroubledChain, "plan", Plan(("send", "before"), chains.ChainRefused))

    push()

    assert (Payout.objects.get(id=asked.id).state, held_and_had(mei)) == ("failed", (0, 10 * MILLION))
    assert all_is_well()


@pytest.mark.parametrize("kind", [Crash, ChainAway])
@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("call", ["send", "sent"])
def test_whatever_call_is_lost_the_coins_leave_once(monkeypatch: pytest.MonkeyPatch, call: str, moment: str, kind: type[BaseException]) -> None:
    mei, chain = rich(), open_chain()
    ask(mei)
    monkeypatch.setitem(chains.KINDS, "simulated", TroubledChain)
    monkeypatch.setattr(TroubledChain, "plan", Plan((call, moment), kind))

    if kind is Crash:
        with pytest.raises(Crash):
            push()
    else:
        push()
    for _ in range(3):
        push()
        chain.mine()
    push()

    assert list(SimulatedOutput.objects.filter(address=THERE).values_list("amount_minor", flat=True)) == [MILLION]
    assert held_and_had(mei) == (0, 9 * MILLION - FEE)
    assert all_is_well()


@pytest.mark.parametrize("step", ["publish", "book"])
@pytest.mark.parametrize("stage", ["asking", "ending"])
def test_a_crash_between_two_steps_leaves_all_or_nothing(monkeypatch: pytest.MonkeyPatch, stage: str, step: str) -> None:
    mei, chain, key = rich(), open_chain(), uuid7()
    if stage == "ending":
        ask(mei, key=key)
        push()
        chain.mine(3)
    before = held_and_had(mei)

    def fall_over(*_args: object, **_kwargs: object) -> None:
        raise Crash

    with monkeypatch.context() as broken:
        broken.setattr(outbox if step == "publish" else wallets, step, fall_over)
        if (stage, step) != ("asking", "publish"):  # nothing is told of asking
            with pytest.raises(Crash):
                ask(mei, key=key) if stage == "asking" else push()
            assert held_and_had(mei) == before

    ask(mei, key=key)
    push()
    chain.mine(3)
    push()
    assert held_and_had(mei) == (0, 9 * MILLION - FEE)
    assert all_is_well()


def test_an_order_that_the_chain_forgot_is_given_again_under_its_id() -> None:
    mei, chain = rich(), open_chain()
    asked = ask(mei)
    push()
    txid = Payout.objects.get(id=asked.id).txid
    SimulatedOutput.objects.filter(txid=txid).delete()

    push()
    push()
    chain.mine(3)
    push()

    assert Payout.objects.get(id=asked.id).txid == txid
    assert held_and_had(mei) == (0, 9 * MILLION - FEE)


def test_the_same_key_sets_aside_once_and_names_one_payout() -> None:
    mei, key = rich(), uuid7()

    assert ask(mei, key=key) == ask(mei, key=key)
    assert held_and_had(mei) == (MILLION + FEE, 10 * MILLION)
    with pytest.raises(KeyReused):
        ask(mei, 2 * MILLION, key=key)


def test_what_is_set_aside_cannot_be_spent_twice() -> None:
    mei = rich()
    ask(mei, 6 * MILLION)

    with pytest.raises(InsufficientFunds):
        ask(mei, 6 * MILLION)
    with pytest.raises(InsufficientFunds):
        ask(mei, 4 * MILLION)  # the fee is missing


@pytest.mark.parametrize(
    ("amount_minor", "address", "code"),
    [
        (0, THERE, "bad_amount"),
        (-1, THERE, "bad_amount"),
        (10**19, THERE, "bad_amount"),
        (MILLION, THERE[:-1] + "q", "bad_address"),
        (MILLION, "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", "bad_address"),
        (MILLION, "", "bad_address"),
        (MILLION, "🙂" * 50, "bad_address"),
    ],
)
def test_what_cannot_leave_says_why_and_sets_nothing_aside(amount_minor: int, address: str, code: str) -> None:
    mei = rich()

    with pytest.raises(Refusal) as refused:
        ask(mei, amount_minor, address=address)

    assert (refused.value.code, held_and_had(mei)) == (code, (0, 10 * MILLION))


def test_coins_do_not_leave_to_an_address_of_this_wallet() -> None:
    mei = rich()
    other = services.deposit_address(make.person().id, "BTC", at=make.AT)

    with pytest.raises(services.OwnAddress):
        ask(mei, address=other.upper())


def test_a_payout_without_its_money_is_found() -> None:
    mei, chain = rich(), open_chain()
    asked = ask(mei)
    push()
    Payout.objects.filter(id=asked.id).update(state="done")
    chain.mine(3)

    assert [(each.kind, each.id) for each in queries.chain_differences()] == [
        ("record_without_money", queries.captured(asked.id)),
        ("money_without_record", asked.id),
    ]


def test_a_payout_under_way_for_which_nothing_is_set_aside_is_found() -> None:
    mei = rich()
    asked = ask(mei)
    Payout.objects.filter(id=asked.id).update(fee_minor=0)

    assert [(each.kind, each.id) for each in queries.chain_differences()] == [("record_differs", asked.id)]
