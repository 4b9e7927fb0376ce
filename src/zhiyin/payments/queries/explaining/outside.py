"""Movements from and to the world outside: cards, banks, chains, the house's own exchange."""

from dataclasses import replace
from uuid import UUID

from zhiyin.funding import queries as funding
from zhiyin.funding.queries import chain
from zhiyin.payments.queries.explaining.words import Mine, Named, tell
from zhiyin.wallets import queries as wallets

HOUSE = ("Those who run this wallet", "运营方")


def top_ups(mine: Mine) -> Named:
    """What came in by card, from a bank, or made up. Three statements at most."""
    found = funding.top_ups(mine)
    by_bank = [key for key, row in found.items() if row.source == "bank"]
    by_card = [key for key, row in found.items() if row.source not in ("bank", "demo")]
    charges = funding.charges(by_card) if by_card else {}
    senders = funding.bank_senders(by_bank) if by_bank else {}
    for key, row in found.items():
        if charge := charges.get(key):
            card = charge.method.name
            yield key, replace(tell("top_up", (f"Top-up from {card}", f"从 {card} 充值"), way="card", other=(card, "")), through=card)
        elif row.source == "bank":
            who = senders.get(key, "")
            other = (who, "") if who else ("Your bank", "您的银行")
            yield key, replace(tell("top_up", ("Top-up by bank transfer", "银行转账充值"), way="bank", other=other), through=who)
        else:
            yield key, tell("top_up", ("Top-up", "充值"), way="demo", other=("Made-up money", "演示用的钱"))


def withdrawals(mine: Mine, person_id: UUID) -> Named:
    """What a bank account got, and what came back from it. One statement."""
    for row in funding.withdrawals_moved(person_id, [entry.ref for entry in mine.values() if entry.ref]):
        account = row.method.name
        paid = (f"Withdrawal to {account}", f"提现到 {account}")
        back = (f"Withdrawal came back from {account}", f"{account} 退回的提现")
        for key, title in ((row.transfer_id, paid), (row.return_id, back)):
            if key in mine:
                yield key, replace(tell("withdrawal", title, way="bank", other=(account, "")), through=account, about_id=row.id)


def exchanges(mine: Mine) -> Named:
    """One currency for another: both sides. One statement."""
    of = {key: entry.ref or key for key, entry in mine.items()}
    done = wallets.exchanges(of.values())
    for key, exchange_id in of.items():
        if made := done.get(exchange_id):
            sold = mine[key].amount_minor < 0
            unit = made.quote.buys if sold else made.quote.sells
            title = (f"Exchange into {unit}", f"换成 {unit}") if sold else (f"Exchange from {unit}", f"由 {unit} 换来")
            told = tell("exchange", title, way="exchange", other=(f"Your {unit}", f"您的 {unit}"))
            yield key, replace(told, about_id=made.id, exchange=made)


def deposits(mine: Mine) -> Named:
    """What came in over a chain. One statement."""
    for key, row in chain.deposits_by_id(mine).items():
        unit = row.asset
        told = tell("deposit", (f"{unit} received", f"收到 {unit}"), way="chain", other=(f"The chain of {unit}", f"{unit} 链"))
        yield key, replace(told, reference=row.txid)


def payouts(mine: Mine) -> Named:
    """What went out over a chain, its fee within the amount. One statement."""
    for row in chain.payouts_by_id(entry.ref for entry in mine.values() if entry.ref):
        if (key := chain.captured(row.id)) in mine:
            told = tell("payout", (f"{row.asset} sent out", f"转出 {row.asset}"), way="chain", other=(row.address, ""))
            yield key, replace(told, through=row.address, reference=row.txid, fee_minor=row.fee_minor, about_id=row.id)


def given(mine: Mine) -> Named:
    """What those who run this wallet gave: points, a community's currency, demo coins. No SQL."""
    for key in mine:
        yield key, tell("given", ("From those who run this wallet", "运营方发放"), way="house", other=HOUSE)
