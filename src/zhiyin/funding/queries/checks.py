"""Whether everything that came into wallets and left them has its record, and every record its money."""

from collections.abc import Iterator
from uuid import UUID

from django.db.models import Exists, OuterRef

from zhiyin.funding import models
from zhiyin.funding.models import BankLine, Withdrawal
from zhiyin.funding.queries.chain import chain_differences
from zhiyin.kit.ids import derived
from zhiyin.wallets import queries as wallets
from zhiyin.wallets.queries import Claim, Difference
from zhiyin.wallets.services import Code

LOST_MAX = 100


def differences() -> tuple[Difference, ...]:
    """Where top-ups, withdrawals and the bank's own lines disagree with the journal, what was set aside for withdrawals included, and which cards
    have paid without a top-up; empty when all is well. See `wallets.queries.differences`.
    """
    own = wallets.differences(Code.TOP_UP, _top_ups) + wallets.differences(Code.WITHDRAWAL, _withdrawals)
    return own + wallets.held_differences(Code.WITHDRAWAL, _under_way) + _paid_in_vain() + chain_differences() + wallets.exchange_differences()


def _top_ups() -> Iterator[Claim]:
    rows = models.TopUp.objects.values_list("id", "person_id", "asset", "amount_minor").iterator(chunk_size=5_000)
    for key, person, asset, amount in rows:
        yield _claim(key, amount, asset, payee=person)
    yield from _own_lines(incoming=True)


def _withdrawals() -> Iterator[Claim]:
    rows = Withdrawal.objects.filter(state__in=[Withdrawal.PAID, Withdrawal.RETURNED])
    for key, person, asset, amount, state in rows.values_list("id", "person_id", "asset", "amount_minor", "state").iterator(chunk_size=5_000):
        yield _claim(derived("withdrawal paid", key), amount, asset, payer=person)
        if state == Withdrawal.RETURNED:
            yield _claim(derived("withdrawal returned", key), amount, asset, payee=person)
    yield from _own_lines(incoming=False)


def _under_way() -> Iterator[Claim]:
    rows = Withdrawal.objects.filter(state__in=[Withdrawal.HELD, Withdrawal.SENT]).values_list("id", "person_id", "asset", "amount_minor")
    return (_claim(key, amount, asset, payer=person) for key, person, asset, amount in rows.iterator(chunk_size=5_000))


def _paid_in_vain() -> tuple[Difference, ...]:
    arrived = models.TopUp.objects.filter(id=OuterRef("id"), person_id=OuterRef("person_id"), amount_minor=OuterRef("amount_minor"))
    lost = models.Charge.objects.filter(~Exists(arrived), state=models.Charge.PAID).values_list("id", flat=True)
    return tuple(Difference(kind="record_without_money", id=key) for key in lost[:LOST_MAX])


def _own_lines(*, incoming: bool) -> Iterator[Claim]:
    own = BankLine.objects.filter(state=BankLine.SETTLED, why="own")
    rows = own.filter(amount_minor__gt=0) if incoming else own.filter(amount_minor__lt=0)
    return (_claim(key, abs(amount), asset) for key, asset, amount in rows.values_list("id", "asset", "amount_minor").iterator(chunk_size=5_000))


def _claim(key: UUID, amount_minor: int, asset: str, *, payer: UUID | None = None, payee: UUID | None = None) -> Claim:
    return Claim(id=key, payer_id=payer, payee_id=payee, asset=asset, amount_minor=amount_minor)
