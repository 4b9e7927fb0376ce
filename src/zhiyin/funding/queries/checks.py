"""Whether everything that came into wallets and left them has its record, and every record its money."""

from collections.abc import Iterator

from zhiyin.funding import models
from zhiyin.wallets import queries as wallets
from zhiyin.wallets.queries import Claim, Difference
from zhiyin.wallets.services import Code


def differences() -> tuple[Difference, ...]:
    """Where top-ups and the journal disagree; empty when all is well. See `wallets.queries.differences`."""
    return wallets.differences(Code.TOP_UP, _top_ups)


def _top_ups() -> Iterator[Claim]:
    rows = models.TopUp.objects.values_list("id", "person_id", "asset", "amount_minor").iterator(chunk_size=5_000)
    return (Claim(id=key, payer_id=None, payee_id=person, asset=asset, amount_minor=amount) for key, person, asset, amount in rows)
