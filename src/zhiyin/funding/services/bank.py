"""The bank's statements and reports come in and are matched with what we know; staff look at the rest."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import structlog
from django.conf import settings
from django.db.models import QuerySet

from zhiyin.funding.models import BankLine, BankOrder, Withdrawal
from zhiyin.funding.providers.bank import camt053, pain002, reading
from zhiyin.funding.providers.bank.camt053 import Movement
from zhiyin.funding.providers.bank.reading import BadStatement
from zhiyin.funding.services import lines, orders, reports, withdrawals
from zhiyin.identity import queries as identity
from zhiyin.kit.errors import Refusal
from zhiyin.wallets import services as wallets

log = structlog.get_logger()
# A person's transfer to the deployment's account names them so: "ZY-mei".
DEPOSIT_MARK = "ZY-"
UNPAID = (Withdrawal.HELD, Withdrawal.RELEASED, BankOrder.WAITING, BankOrder.REFUSED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What a file of the bank's brought: how many lines it has, how many of them were new, and how many of those somebody must look at."""

    lines: int
    new: int
    unmatched: int


def read_statement(content: bytes, *, at: datetime) -> Read:
    """Each movement of the statement (camt.053) is known and, where it is ours, settled: paid withdrawals and orders have left, returned ones are
    back, and a transfer that names a person ("ZY-mei") is in their wallet. The rest waits for staff. So is each status of a report (pain.002).

    Each line is settled in a transaction of its own; one that a wallet does not take now waits for staff. Raises `BadStatement`: nothing was stored.
    Repeats: lines that are known, from this file or another, are passed over; so a file can be read again after a crash.
    """
    root = reading.parsed(content)
    if pain002.is_one(root):
        items = reports.told_apart(pain002.read(root))
        became = [why for why in (reports.take(each, at=at) for each in items) if why]
        return Read(lines=len(items), new=len(became), unmatched=sum(why not in reports.CLEAR for why in became))
    movements = camt053.read(root)
    if any(each.account != settings.CONFIG.bank_iban for each in movements):
        raise BadStatement(what="another account")
    new = [each for each in movements if _taken(each, at=at)]
    for key in _early().values_list("id", flat=True):
        wallets.together(lambda key=key: _match_again(key, at=at))  # type: ignore[misc]
    unmatched = BankLine.objects.filter(id__in=[each.id for each in new], state=BankLine.UNMATCHED).count()
    return Read(lines=len(movements), new=len(new), unmatched=unmatched)


def _taken(movement: Movement, *, at: datetime) -> bool:
    try:
        return wallets.together(lambda: _take(movement, at=at))
    except Refusal as refusal:  # a frozen wallet, say: the line waits for somebody, and the others go on
        log.warning("bank line not settled", line=str(movement.id), reason=refusal.code)
        return wallets.together(lambda: _take(movement, at=at, why="not_now"))


def _take(movement: Movement, *, at: datetime, why: str = "") -> bool:
    """The line is known, and settled unless it is known `why` it cannot be."""
    line = BankLine(
        id=movement.id,
        account=movement.account,
        statement=movement.statement,
        amount_minor=movement.amount_minor,
        asset=movement.asset,
        booked_on=movement.booked_on,
        reference=movement.reference,
        words=movement.words,
        counterpart=movement.counterpart,
        is_return=movement.is_return,
        state=BankLine.UNMATCHED,
        why=why or "unknown",
        at=at,
    )
    lines.one_at_a_time(line.id)
    if BankLine.objects.filter(id=line.id).exists():
        return False
    line.save(force_insert=True)
    if not why:
        _match(line, at=at)
    return True


def _early() -> QuerySet[BankLine]:
    """What came back before it was seen going out, and waits for that."""
    return BankLine.objects.filter(state=BankLine.UNMATCHED, why="not_paid_yet")


def _match_again(line_id: UUID, *, at: datetime) -> None:
    line = _early().select_for_update().filter(id=line_id).first()
    if line is not None:  # another reader, or staff, may have been faster
        _match(line, at=at)


def _match(line: BankLine, *, at: datetime) -> None:
    row = lines.named(line.reference)
    if row is None:
        _deposit(line, at=at)
    elif abs(line.amount_minor) != row.amount_minor or line.asset != row.asset:
        _leave(line, "amount_differs", row)
    elif line.amount_minor < 0:
        _paid(line, row, at=at)
    elif row.state == Withdrawal.PAID:
        _leave(line, "returned", row, state=BankLine.MATCHED)
        _came_back(row, at=at)
    else:
        _leave(line, "not_paid_yet" if row.state == Withdrawal.SENT else "not_to_be_paid", row)


def _paid(line: BankLine, row: Withdrawal | BankOrder, *, at: datetime) -> None:
    if row.state == Withdrawal.SENT:
        _leave(line, "paid", row, state=BankLine.MATCHED)
        lines.paid(row, at=at)
    elif row.state in UNPAID:
        _leave(line, "not_to_be_paid", row)
    elif _was_seen(row):
        _leave(line, "paid_twice", row)
    else:  # the bank had reported it before it booked it
        _leave(line, "paid", row, state=BankLine.MATCHED)


def _was_seen(row: Withdrawal | BankOrder) -> bool:
    """Whether a line of a statement has shown it going out."""
    return BankLine.objects.filter(amount_minor__lt=0, **_key(row)).exclude(state=BankLine.UNMATCHED).exists()


def _came_back(row: Withdrawal | BankOrder, *, at: datetime) -> None:
    if isinstance(row, Withdrawal):
        withdrawals.give_back(row, at=at)
    else:
        orders.came_back(row, at=at)


def _deposit(line: BankLine, *, at: datetime) -> None:
    named = [word.removeprefix(DEPOSIT_MARK) for word in line.words.split() if word.startswith(DEPOSIT_MARK)]
    person = identity.by_handle(named[0]) if len(named) == 1 and line.amount_minor > 0 else None
    if person is None:
        _leave(line, "unknown_return" if line.is_return else "unknown", None)
        return
    line.state, line.why = BankLine.MATCHED, "deposit"
    lines.give(line, person, at=at)


def _leave(line: BankLine, why: str, row: Withdrawal | BankOrder | None, *, state: str = BankLine.UNMATCHED) -> None:
    line.state, line.why = state, why
    for name, value in _key(row).items() if row else ():
        setattr(line, name, value)
    line.save()


def _key(row: Withdrawal | BankOrder) -> dict[str, object]:
    return {"withdrawal": row} if isinstance(row, Withdrawal) else {"order": row}
