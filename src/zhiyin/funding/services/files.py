"""Files for the bank: every withdrawal and order that waits, in a pain.001 that is the same however often it is asked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F

from zhiyin.funding.models import BankFile, BankOrder, Withdrawal
from zhiyin.funding.providers.bank import pain001
from zhiyin.funding.sealing import opened
from zhiyin.kit.ids import uuid7

FILE_ROWS_MAX = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class FileOut:
    """A file for the bank: its name and content are the same however often it is asked for."""

    id: UUID
    name: str
    content: bytes
    count: int
    total_minor: int
    asset: str


def files_for_bank(at: datetime) -> tuple[FileOut, ...]:
    """Every withdrawal and every order that waits is in a file for the bank; those files, and older ones that were never `file_written`.

    Repeats: the same files with the same names and content until they are written, so that a bank that gets one twice takes it once.
    """
    _gather(at)
    return tuple(_file(row) for row in BankFile.objects.filter(written_at=None).order_by("at", "id"))


def file_written(file_id: UUID, *, at: datetime) -> None:
    """The file lies where the operator wants it. Repeats: nothing more happens."""
    BankFile.objects.filter(id=file_id, written_at=None).update(written_at=at)


@transaction.atomic
def _gather(at: datetime) -> None:
    held = Withdrawal.objects.select_for_update(skip_locked=True).filter(state=Withdrawal.HELD).order_by("at", "id")[:FILE_ROWS_MAX]
    waiting = BankOrder.objects.select_for_update(skip_locked=True).filter(state=BankOrder.WAITING).order_by("at", "id")[:FILE_ROWS_MAX]
    by_asset: dict[str, list[Withdrawal | BankOrder]] = {}
    rows: list[Withdrawal | BankOrder] = [*held, *waiting]
    for row in rows:
        by_asset.setdefault(row.asset, []).append(row)
    for asset, own in by_asset.items():
        file = BankFile.objects.create(id=uuid7(at), count=len(own), total_minor=sum(row.amount_minor for row in own), asset=asset, at=at)
        ids = [row.id for row in own]
        Withdrawal.objects.filter(id__in=ids).update(state=Withdrawal.SENT, file=file, changed_at=at)
        BankOrder.objects.filter(id__in=ids).update(state=BankOrder.SENT, file=file, changed_at=at)


def _file(row: BankFile) -> FileOut:
    config = settings.CONFIG
    payer = pain001.Account(holder=config.bank_holder, iban=config.bank_iban, bic=config.bank_bic)
    order = pain001.Order(number=row.id.hex, at=row.at, asset=row.asset, payer=payer, words="Zhiyin", transfers=_transfers(row))
    name = f"pain001-{row.at:%Y%m%d-%H%M%S}-{row.id.hex[-8:]}.xml"
    return FileOut(id=row.id, name=name, content=pain001.written(order), count=row.count, total_minor=row.total_minor, asset=row.asset)


def _transfers(row: BankFile) -> Sequence[pain001.Transfer]:
    people = row.withdrawals.annotate(to=F("method__label"), number=F("method__token"))
    shops = row.orders.annotate(to=F("holder"), number=F("token"))
    return [
        pain001.Transfer(reference=each.id.hex, to=pain001.Account(holder=each.to, iban=opened(each.number)), amount_minor=each.amount_minor)
        for rows in (people, shops)
        for each in rows.order_by("at", "id")
    ]
