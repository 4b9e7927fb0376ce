"""Coins that come in are in the wallet once, when they lie deep enough, whatever the chain does before."""

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

import pytest
from django.conf import settings
from django.test import override_settings
from tests import make
from tests.funding.chain_trouble import MILLION, ChainAway, Crash, Plan, TroubledChain, open_chain
from tests.wallets.currencies import balance

from zhiyin.events.currencies import DepositCredited
from zhiyin.funding import chains
from zhiyin.funding.models import Deposit
from zhiyin.funding.queries import chain as queries
from zhiyin.funding.services import chain as services
from zhiyin.ledger.queries import verify
from zhiyin.outbox import services as outbox
from zhiyin.wallets import services as wallets

pytestmark = pytest.mark.django_db


def states(person_id: UUID) -> list[tuple[str, int]]:
    return list(Deposit.objects.filter(person_id=person_id).order_by("seen_at", "id").values_list("state", "confirmations"))


def test_an_address_is_one_persons_for_ever() -> None:
    open_chain()
    mei, lin = make.person(), make.person()

    hers = services.deposit_address(mei.id, "BTC", at=make.AT)

    assert hers.startswith("bcrt1q")
    assert services.deposit_address(mei.id, "BTC", at=make.AT) == hers
    assert services.deposit_address(lin.id, "BTC", at=make.AT) != hers


def test_coins_count_at_the_third_confirmation_and_once() -> None:
    chain, mei = open_chain(), make.person()
    chain.pay(services.deposit_address(mei.id, "BTC", at=make.AT), 5 * MILLION)

    seen = []
    for _ in range(4):
        services.look("BTC", at=make.AT)
        seen.append((balance(mei.id, "BTC"), *states(mei.id)))
        chain.mine()
    for _ in range(3):
        services.look("BTC", at=make.AT)

    assert seen == [(0, ("seen", 0)), (0, ("seen", 1)), (0, ("seen", 2)), (5 * MILLION, ("credited", 3))]
    assert balance(mei.id, "BTC") == 5 * MILLION
    assert [fact.amount_minor for fact in make.published(DepositCredited)] == [5 * MILLION]
    assert (queries.chain_differences(), verify().problems) == ((), ())


def test_each_output_of_one_transaction_counts() -> None:
    chain, mei = open_chain(), make.person()
    chain.pay(services.deposit_address(mei.id, "BTC", at=make.AT), MILLION, vouts=3)
    chain.mine(3)

    assert services.look("BTC", at=make.AT) == 3
    assert balance(mei.id, "BTC") == 3 * MILLION


def test_coins_to_somebody_elses_address_are_nobodys() -> None:
    chain = open_chain()
    chain.pay("bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080", MILLION)
    chain.mine(5)

    assert services.look("BTC", at=make.AT) == 0


def test_a_reorganisation_takes_confirmations_back_and_nothing_is_credited_early() -> None:
    chain, mei = open_chain(), make.person()
    chain.pay(services.deposit_address(mei.id, "BTC", at=make.AT), MILLION)
    chain.mine(2)
    services.look("BTC", at=make.AT)

    chain.reorganise(2)
    services.look("BTC", at=make.AT)

    assert states(mei.id) == [("seen", 0)]
    chain.mine(3)
    assert services.look("BTC", at=make.AT) == 1
    assert balance(mei.id, "BTC") == MILLION


def test_coins_that_a_reorganisation_threw_out_are_gone_and_may_come_back() -> None:
    chain, mei = open_chain(), make.person()
    txid = chain.pay(services.deposit_address(mei.id, "BTC", at=make.AT), MILLION)
    chain.mine(2)
    services.look("BTC", at=make.AT)

    chain.reorganise(2, drop=[txid])
    chain.mine(5)
    services.look("BTC", at=make.AT)
    assert (states(mei.id), balance(mei.id, "BTC")) == ([("gone", 0)], 0)

    chain.restore(txid)
    chain.mine(3)
    services.look("BTC", at=make.AT)
    assert balance(mei.id, "BTC") == MILLION


def test_who_looks_after_a_long_time_misses_nothing() -> None:
    chain, mei = open_chain(), make.person()
    services.look("BTC", at=make.AT)
    chain.pay(services.deposit_address(mei.id, "BTC", at=make.AT), MILLION)

    chain.mine(500)

    assert services.look("BTC", at=make.AT) == 1


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("kind", [Crash, ChainAway])
def test_a_look_that_ends_in_the_middle_is_made_good_by_the_next(monkeypatch: pytest.MonkeyPatch, moment: str, kind: type[BaseException]) -> None:
    chain, mei = open_chain(), make.person()
    chain.pay(services.deposit_address(mei.id, "BTC", at=make.AT), MILLION)
    chain.mine(3)
    monkeypatch.setitem(chains.KINDS, "simulated", TroubledChain)
    monkeypatch.setattr(TroubledChain, "plan", Plan(("received", moment), kind))

    with pytest.raises(kind):
        services.look("BTC", at=make.AT)
    assert balance(mei.id, "BTC") == 0

    services.look("BTC", at=make.AT)
    assert balance(mei.id, "BTC") == MILLION


@pytest.mark.parametrize("step", ["publish", "move"])
def test_a_crash_while_crediting_leaves_all_or_nothing(monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    chain, mei = open_chain(), make.person()
    chain.pay(services.deposit_address(mei.id, "BTC", at=make.AT), MILLION)
    chain.mine(3)

    def fall_over(*_args: object, **_kwargs: object) -> None:
        raise Crash

    with monkeypatch.context() as broken:
        broken.setattr(outbox if step == "publish" else wallets, step, fall_over)
        with pytest.raises(Crash):
            services.look("BTC", at=make.AT)
    assert (states(mei.id), balance(mei.id, "BTC")) == ([("seen", 3)], 0)

    services.look("BTC", at=make.AT)
    assert (states(mei.id), balance(mei.id, "BTC")) == ([("credited", 3)], MILLION)
    assert (queries.chain_differences(), verify().problems) == ((), ())


def test_where_nothing_is_played_there_is_no_simulated_chain() -> None:
    open_chain()

    with override_settings(CONFIG=replace(settings.CONFIG, demo=0)):
        with pytest.raises(services.NoChain):
            services.deposit_address(make.person().id, "BTC", at=make.AT)
        with pytest.raises(services.NoChain):
            services.simulate_deposit(make.person().id, "BTC", amount_minor=1, at=make.AT)


def test_a_deposit_whose_block_is_replaced_right_before_it_is_credited_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    chain, mei = open_chain(), make.person()
    chain.pay(services.deposit_address(mei.id, "BTC", at=make.AT), MILLION)
    chain.mine(3)
    together = wallets.together

    def later(work: Callable[[], object]) -> object:
        monkeypatch.setattr(wallets, "together", together)
        chain.reorganise(3)
        services.look("BTC", at=make.AT)
        return together(work)

    monkeypatch.setattr(wallets, "together", later)

    assert (services.look("BTC", at=make.AT), balance(mei.id, "BTC")) == (0, 0)
    chain.mine(3)
    assert (services.look("BTC", at=make.AT), balance(mei.id, "BTC")) == (1, MILLION)
