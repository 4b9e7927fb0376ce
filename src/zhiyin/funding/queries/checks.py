"""Whether everything that came into wallets and left them has its record, and every record its money."""

from collections.abc import Iterator
from uuid import UUID

from zhiyin.funding import models
from zhiyin.funding.models import BankLine, Withdrawal
from zhiyin.funding.queries.chain import chain_differences
from zhiyin.kit.ids import derived
from zhiyin.wallets import queries as wallets
from zhiyin.wallets.queries import Claim, Difference
from zhiyin.wallets.services import Code


def differences() -> tuple[Difference, ...]:
    """Where top-ups, withdrawals and the bank's own lines disagree with the journal; empty when all is well. See `wallets.queries.differences`."""
    own = wallets.differences(Code.TOP_UP, _top_ups) + wallets.differences(Code.WITHDRAWAL, _withdrawals)
    return own + chain_differences() + wallets.exchange_differences()


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


def _own_lines(*, incoming: bool) -> Iterator[Claim]:
    own = BankLine.objects.filter(state=BankLine.SETTLED, why="own")
    rows = own.filter(amount_minor__gt=0) if incoming else own.filter(amount_minor__lt=0)
    return (_claim(key, abs(amount), asset) for key, asset, amount in rows.values_list("id", "asset", "amount_minor").iterator(chunk_size=5_000))


def _claim(key: UUID, amount_minor: int, asset: str, *, payer: UUID | None = None, payee: UUID | None = None) -> Claim:
    return Claim(id=key, payer_id=payer, payee_id=payee, asset=asset, amount_minor=amount_minor)
