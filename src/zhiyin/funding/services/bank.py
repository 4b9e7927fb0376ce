"""The bank by files: withdrawals go out as orders, statements come in and are matched with what we know; staff look at the rest."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from zhiyin.events.money import TopUpCompleted
from zhiyin.funding import models
from zhiyin.funding.models import BankFile, BankLine, Withdrawal
from zhiyin.funding.providers.bank import camt053, pain001
from zhiyin.funding.providers.bank.camt053 import BadStatement, Movement
from zhiyin.funding.sealing import opened
from zhiyin.funding.services import withdrawals
from zhiyin.identity import queries as identity
from zhiyin.identity.queries import Person
from zhiyin.kit.errors import Refusal
from zhiyin.kit.ids import uuid7
from zhiyin.outbox import services as outbox
from zhiyin.wallets import services as wallets
from zhiyin.wallets.services import Code

FILE_ROWS_MAX = 5_000
# A person's transfer to the deployment's account names them so: "ZY-mei".
DEPOSIT_MARK = "ZY-"


class LineSettled(Refusal):
    """The line of the statement needs nobody any more."""

    code = "line_settled"
    status = 409


class NotIncoming(Refusal):
    """The line is money that left the bank account."""

    code = "not_an_incoming_line"


class GivingYourself(Refusal):
    """A member of staff would settle a line for their own wallet."""

    code = "giving_yourself"


@dataclass(frozen=True, slots=True, kw_only=True)
class FileOut:
    """A file for the bank: its name and content are the same however often it is asked for."""

    id: UUID
    name: str
    content: bytes
    count: int
    total_minor: int
    asset: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What a statement brought: how many lines it has, how many of them were new, and how many of those somebody must look at."""

    lines: int
    new: int
    unmatched: int


def files_for_bank(at: datetime) -> tuple[FileOut, ...]:
    """Every withdrawal that waits is in a file for the bank; those files, and older ones that were never `file_written`.

    Repeats: the same files with the same names and content until they are written, so that a bank that gets one twice takes it once.
    """
    _gather(at)
    return tuple(_file(row) for row in BankFile.objects.filter(written_at=None).order_by("at", "id"))


def file_written(file_id: UUID, *, at: datetime) -> None:
    """The file lies where the operator wants it. Repeats: nothing more happens."""
    BankFile.objects.filter(id=file_id, written_at=None).update(written_at=at)


def read_statement(content: bytes, *, at: datetime) -> Read:
    """Each movement of the statement (camt.053) is known and, where it is ours, settled: paid withdrawals have left the wallets, returned ones are
    back in them, and a transfer that names a person ("ZY-mei") is in theirs. The rest waits for staff.

    Each line is settled in a transaction of its own. Raises `BadStatement`; then nothing was stored.
    Repeats: lines that are known, from this file or another, are passed over; so a file can be read again after a crash.
    """
    movements = camt053.read(content)
    if any(each.account != settings.CONFIG.bank_iban for each in movements):
        raise BadStatement(what="another account")
    new = [each for each in movements if wallets.together(lambda each=each: _take(each, at=at))]  # type: ignore[misc]
    for key in BankLine.objects.filter(state=BankLine.UNMATCHED, why="not_paid_yet").values_list("id", flat=True):
        wallets.together(lambda key=key: _match(BankLine.objects.select_for_update().get(id=key), at=at))  # type: ignore[misc]
    unmatched = BankLine.objects.filter(id__in=[each.id for each in new], state=BankLine.UNMATCHED).count()
    return Read(lines=len(movements), new=len(new), unmatched=unmatched)


def give_line(line_id: UUID, *, handle: str, by: UUID, note: str, at: datetime) -> None:
    """The money of that line is in the wallet of the person of that handle, as a top-up. Raises `LineSettled`, `NotIncoming`, `NoWallet`,
    `GivingYourself`.

    Repeats: refused.
    """
    person = identity.by_handle(handle)
    if person is None:
        raise wallets.NoWallet
    if person.id == by:
        raise GivingYourself
    wallets.together(lambda: _give(_open_line(line_id, by=by, note=note), person, at=at))


def pay_with_line(line_id: UUID, withdrawal_id: UUID, *, by: UUID, note: str, at: datetime) -> None:
    """That line is the bank's payment of that withdrawal, though it does not say so. Raises `LineSettled`, `WithdrawalGone`. Repeats: refused."""
    wallets.together(lambda: _pay_with(_open_line(line_id, by=by, note=note), withdrawal_id, at=at))


def book_own(line_id: UUID, *, by: UUID, note: str) -> None:
    """That line is the deployment's own money: a fee of the bank's, its own deposit. Raises `LineSettled`. Repeats: refused."""
    wallets.together(lambda: _book_own(_open_line(line_id, by=by, note=note)))


@transaction.atomic
def _gather(at: datetime) -> None:
    held = Withdrawal.objects.select_for_update(skip_locked=True).filter(state=Withdrawal.HELD).order_by("at", "id")[:FILE_ROWS_MAX]
    by_asset: dict[str, list[Withdrawal]] = {}
    for row in held:
        by_asset.setdefault(row.asset, []).append(row)
    for asset, rows in by_asset.items():
        file = BankFile.objects.create(id=uuid7(at), count=len(rows), total_minor=sum(row.amount_minor for row in rows), asset=asset, at=at)
        Withdrawal.objects.filter(id__in=[row.id for row in rows]).update(state=Withdrawal.SENT, file=file, changed_at=at)


def _file(row: BankFile) -> FileOut:
    config = settings.CONFIG
    transfers = [
        pain001.Transfer(
            reference=each.id.hex, to=pain001.Account(holder=each.method.label, iban=opened(each.method.token)), amount_minor=each.amount_minor
        )
        for each in row.withdrawals.select_related("method").order_by("at", "id")
    ]
    payer = pain001.Account(holder=config.bank_holder, iban=config.bank_iban, bic=config.bank_bic)
    order = pain001.Order(number=row.id.hex, at=row.at, asset=row.asset, payer=payer, words="Zhiyin", transfers=transfers)
    name = f"pain001-{row.at:%Y%m%d-%H%M%S}-{row.id.hex[-8:]}.xml"
    return FileOut(id=row.id, name=name, content=pain001.written(order), count=row.count, total_minor=row.total_minor, asset=row.asset)


def _take(movement: Movement, *, at: datetime) -> bool:
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
        why="unknown",
        at=at,
    )
    with connection.cursor() as cursor:  # two readers of one file: the second waits here for the first
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [str(line.id)])
    if BankLine.objects.filter(id=line.id).exists():
        return False
    line.save(force_insert=True)
    _match(line, at=at)
    return True


def _match(line: BankLine, *, at: datetime) -> None:
    named = _as_id(line.reference)
    row = Withdrawal.objects.select_for_update().filter(id=named).first() if named else None
    if row is None:
        _deposit(line, at=at)
    elif abs(line.amount_minor) != row.amount_minor or line.asset != row.asset:
        _leave(line, "amount_differs", row)
    elif line.amount_minor < 0:
        _paid(line, row, at=at)
    elif row.state == Withdrawal.PAID:
        _leave(line, "returned", row, state=BankLine.MATCHED)
        withdrawals.give_back(row, at=at)
    else:
        _leave(line, "not_paid_yet" if row.state == Withdrawal.SENT else "not_to_be_paid", row)


def _paid(line: BankLine, row: Withdrawal, *, at: datetime) -> None:
    if row.state == Withdrawal.SENT:
        _leave(line, "paid", row, state=BankLine.MATCHED)
        withdrawals.capture(row, at=at)
    else:
        _leave(line, "not_to_be_paid" if row.state in (Withdrawal.HELD, Withdrawal.RELEASED) else "paid_twice", row)


def _deposit(line: BankLine, *, at: datetime) -> None:
    named = [word.removeprefix(DEPOSIT_MARK) for word in line.words.split() if word.startswith(DEPOSIT_MARK)]
    person = identity.by_handle(named[0]) if len(named) == 1 and line.amount_minor > 0 else None
    if person is None:
        _leave(line, "unknown_return" if line.is_return else "unknown", None)
        return
    line.state, line.why = BankLine.MATCHED, "deposit"
    _give(line, person, at=at)


def _give(line: BankLine, person: Person, *, at: datetime) -> None:
    if line.amount_minor <= 0:
        raise NotIncoming
    line.person_id, line.why = person.id, "deposit"
    line.save()
    bank, wallet = wallets.system_account("bank", line.asset), wallets.open_wallet(person.id, asset=line.asset, at=at)
    row = models.TopUp(id=line.id, person_id=person.id, amount_minor=line.amount_minor, asset=line.asset, source="bank", at=at)
    row.save(force_insert=True)
    outbox.publish(TopUpCompleted(id=line.id, at=at, person_id=person.id, amount_minor=line.amount_minor, asset=line.asset))
    wallets.move(key=line.id, debit=bank, credit=wallet, amount_minor=line.amount_minor, asset=line.asset, code=Code.TOP_UP)


def _pay_with(line: BankLine, withdrawal_id: UUID, *, at: datetime) -> None:
    row = Withdrawal.objects.select_for_update().filter(id=withdrawal_id, state=Withdrawal.SENT).first()
    if row is None or row.amount_minor != -line.amount_minor or row.asset != line.asset:
        raise withdrawals.WithdrawalGone
    line.withdrawal, line.why = row, "paid"
    line.save()
    withdrawals.capture(row, at=at)


def _book_own(line: BankLine) -> None:
    line.why = "own"
    line.save()
    bank, own = wallets.system_account("bank", line.asset), wallets.system_account("bank_own", line.asset)
    incoming = line.amount_minor > 0
    debit, credit, code = (bank, own, Code.TOP_UP) if incoming else (own, bank, Code.WITHDRAWAL)
    wallets.move(key=line.id, debit=debit, credit=credit, amount_minor=abs(line.amount_minor), asset=line.asset, code=code)


def _open_line(line_id: UUID, *, by: UUID, note: str) -> BankLine:
    line = BankLine.objects.select_for_update().filter(id=line_id, state=BankLine.UNMATCHED).first()
    if line is None:
        raise LineSettled
    line.state, line.settled_by_id, line.note = BankLine.SETTLED, by, note[:140]
    return line


def _leave(line: BankLine, why: str, row: Withdrawal | None, *, state: str = BankLine.UNMATCHED) -> None:
    line.state, line.why, line.withdrawal = state, why, row
    line.save()


def _as_id(reference: str) -> UUID | None:
    try:
        return UUID(hex=reference)
    except ValueError:
        return None
