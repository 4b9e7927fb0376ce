"""Money that is left for whoever comes is confirmed like money to somebody new."""

from datetime import datetime
from uuid import UUID

from zhiyin.payments.services.proof import asks, check_confirmed, terms_of
from zhiyin.wallets.queries import default_asset


def check_left(  # noqa: PLR0913  the sides of one deed
    key: UUID, name: str, *, sender_id: UUID, amount_minor: int, confirmation: UUID | None, at: datetime
) -> None:
    """The sender's confirmation of exactly this amount in exactly this packet or link (`name`: what the sender reads) is spent on it.

    Units: minor. Raises `ConfirmationNeeded`, `ConfirmationDiffers`, `ConfirmationOver`. Repeats: a spent confirmation is refused.
    """
    if not confirmation and not asks(amount_minor):
        return
    terms = terms_of(kind="transfer", key=key, payee=(key, name), amount_minor=amount_minor, asset=default_asset())
    check_confirmed(payer_id=sender_id, terms=terms, amount_minor=amount_minor, is_new_payee=True, confirmation=confirmation, at=at)
