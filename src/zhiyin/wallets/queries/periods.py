"""A wallet over a stretch of time: what it had, what came and went, what was left."""

from datetime import datetime
from uuid import UUID

from zhiyin.ledger import queries as ledger
from zhiyin.ledger.queries import Period
from zhiyin.wallets.queries.holdings import accounts


def period(owner_id: UUID, *, since: datetime, until: datetime, asset: str = "") -> Period:
    """What counted in a wallet from `since` until just before `until`; nothing for an owner without one. Three statements."""
    account = accounts((owner_id,), asset=asset).get(owner_id)
    return ledger.period(account, since=since, until=until) if account else Period(opening_minor=0, entries=())
