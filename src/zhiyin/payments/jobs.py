"""What time makes due."""

from datetime import datetime

from zhiyin.outbox.listening import Beside, every
from zhiyin.payments.couriers import COURIERS
from zhiyin.payments.services import audit, is_audit_due, settle_due, together

AUDITOR = Beside("audit", is_audit_due, audit)


@every(seconds=20)
def give_back_red_packets(at: datetime) -> None:
    """What nobody took of a red packet is with its sender again within half a minute after its day."""
    together.return_expired_red_packets(at)


@every(seconds=60)
def give_back_what_nobody_claimed(at: datetime) -> None:
    """Money left behind a link is with its sender again within two minutes after its week."""
    together.return_expired_money(at)


@every(seconds=0.5)
def call_merchants_programs(at: datetime) -> None:
    """What merchants' addresses are to be told is on its way, without anybody waiting for them."""
    COURIERS.round(at)


@every(seconds=60)
def settle_merchants(at: datetime) -> None:
    """Whatever is due to merchants' banks is settled, soon after midnight."""
    settle_due(at)


@every(seconds=20)
def give_gifts(at: datetime) -> None:
    """Whom a gift is for has it within half a minute of its hour."""
    together.give_due_gifts(at)


@every(seconds=60)
def give_back_gifts(at: datetime) -> None:
    """What was put into gifts that were never given is with those who gave it, as soon as their wallets take it."""
    together.return_gift_parts(at)


@every(seconds=300)
def audit_the_books(at: datetime) -> None:
    """Every night the books are read from the first line to the last, and staff hear of any difference."""
    AUDITOR.round(at)
