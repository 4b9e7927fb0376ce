"""What a payer has to confirm: larger amounts, and the first larger amount to somebody new. Amount and payee are what is confirmed."""

from datetime import datetime
from uuid import UUID

from django.conf import settings

from zhiyin.identity.stepup import confirming
from zhiyin.kit.errors import Refusal
from zhiyin.kit.formats import money
from zhiyin.kit.money import AMOUNT_MINOR_MAX
from zhiyin.wallets import queries as wallets


class ConfirmationNeeded(Refusal):
    """The payer has to confirm this payment. `terms` is what: facts of the deed that a page hands to `identity.stepup`."""

    code = "confirmation_needed"
    status = 403

    def __init__(self, terms: dict[str, str]) -> None:
        super().__init__(amount=terms["amount"], name=terms["payee_name"])
        self.terms = terms


def asks(amount_minor: int) -> bool:
    """Whether so much may have to be confirmed at all; most payments are asked no further. Repeats: the same."""
    return amount_minor > min(settings.CONFIG.prove_over_minor, settings.CONFIG.prove_new_over_minor)


def worth_of(amount_minor: int, asset: str, *, at: datetime) -> int:
    """What an amount is worth in the deployment's currency, in minor units: more than any limit when nobody has said so lately. Repeats: the same."""
    if asset == wallets.default_asset():
        return amount_minor
    worth = wallets.worth(asset, amount_minor, at=at)
    return AMOUNT_MINOR_MAX if worth is None else worth


def check_confirmed(  # noqa: PLR0913  a deed has this many terms, all by name
    *, payer_id: UUID, terms: dict[str, str], amount_minor: int, is_new_payee: bool, confirmation: UUID | None, at: datetime
) -> None:
    """The confirmation of exactly these terms is spent on this deed; without one only what needs none goes on. Inside the deed's transaction.

    Units: minor. Raises `ConfirmationNeeded`, `ConfirmationDiffers`, `ConfirmationOver`. Repeats: a spent confirmation is refused.
    """
    limit = settings.CONFIG.prove_new_over_minor if is_new_payee else settings.CONFIG.prove_over_minor
    if confirmation is not None:
        confirming.use(confirmation, person_id=payer_id, terms=terms, for_id=UUID(terms["key"]), at=at)
    elif amount_minor > limit:
        raise ConfirmationNeeded(terms)


def terms_of(*, kind: str, key: UUID, payee: tuple[UUID, str] | tuple[UUID, str, str], amount_minor: int, asset: str) -> dict[str, str]:
    """What the payer is shown and signs: `kind` (payment | transfer), the deed's key, the payee's id and names, the amount. Repeats: the same."""
    payee_id, name, name_zh = payee[0], payee[1], payee[-1]
    return {
        "kind": kind,
        "key": str(key),
        "payee": str(payee_id),
        "payee_name": name,
        "payee_name_zh": name_zh or name,
        "amount_minor": str(amount_minor),
        "asset": asset,
        "amount": money(amount_minor, asset),
    }
