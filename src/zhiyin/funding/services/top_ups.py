"""Money into the wallet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from zhiyin.events.money import TopUpCompleted
from zhiyin.funding import models
from zhiyin.funding.queries.top_ups import TopUp, sources, told
from zhiyin.identity import queries as identity
from zhiyin.kit.errors import Refusal
from zhiyin.kit.formats import money
from zhiyin.kit.money import ASSETS
from zhiyin.ledger.services import Command, Status, post_in
from zhiyin.outbox import services as outbox
from zhiyin.wallets import services as wallets
from zhiyin.wallets.queries import default_asset
from zhiyin.wallets.services import Code, KeyReused, NoWallet, check_amount

TOP_UP_MAJOR_MAX = 10_000
ROWS_PER_TRANSACTION = 1_000


class TopUpTooLarge(Refusal):
    """More than one top-up may bring."""

    code = "top_up_too_large"


class UnknownSource(Refusal):
    """Money does not come from there."""

    code = "unknown_source"


class BadHistory(Refusal):
    """A past top-up that the ledger does not accept."""

    code = "bad_history"


@dataclass(frozen=True, slots=True, kw_only=True)
class PastTopUp:
    """A top-up of the past, to be loaded. `key` becomes its id; `amount_minor` in minor units of the deployment's currency."""

    key: UUID
    person_id: UUID
    amount_minor: int
    at: datetime


def top_up(*, key: UUID, person_id: UUID, amount_minor: int, at: datetime, source: str = "demo") -> TopUp:
    """The person's wallet holds that much more. `TopUpCompleted` is told.

    `source` is one of `queries.sources()`: made-up money (`demo`) where the deployment plays with it, else there is none and every call is refused.

    Units: minor, of the deployment's currency; 10,000.00 at most. Raises `BadAmount`, `TopUpTooLarge`, `UnknownSource`, `NoWallet`, `KeyReused`.
    Repeats: the same key with the same content answers the first top-up and moves nothing.
    """
    if source not in sources():
        raise UnknownSource
    check_top_up(amount_minor)
    wanted = models.TopUp(id=key, person_id=person_id, amount_minor=amount_minor, asset=default_asset(), source=source, at=at)
    return wallets.together(lambda: _top_up(wanted))


def top_up_many(rows: Sequence[PastTopUp]) -> int:
    """All these past top-ups are in the wallets, at their own moments; `TopUpCompleted` is told of each as imported. How many were new.

    A thousand in a transaction, in the order given. Units: minor. Raises `BadHistory` for a thousand that cannot be loaded: nothing of it is.
    Repeats: what is there already is passed over.
    """
    chunks = [rows[start : start + ROWS_PER_TRANSACTION] for start in range(0, len(rows), ROWS_PER_TRANSACTION)]
    return sum(_load(chunk) for chunk in chunks)


@transaction.atomic
def _load(rows: Sequence[PastTopUp]) -> int:
    asset, known = default_asset(), models.TopUp.objects.filter(id__in=[row.key for row in rows]).values_list("id", flat=True)
    there = set(known)
    new = [row for row in rows if row.key not in there]
    if not new:
        return 0
    issuer, accounts = wallets.system_account("issuer", asset), wallets.open_wallets([row.person_id for row in new], asset=asset, at=new[0].at)
    models.TopUp.objects.bulk_create(
        models.TopUp(id=row.key, person_id=row.person_id, amount_minor=row.amount_minor, asset=asset, source="demo", at=row.at) for row in new
    )
    outbox.publish(
        *(TopUpCompleted(id=row.key, at=row.at, person_id=row.person_id, amount_minor=row.amount_minor, asset=asset, imported=True) for row in new)
    )
    outcomes = post_in(
        [
            Command(id=row.key, debit=issuer, credit=accounts[row.person_id], amount_minor=row.amount_minor, code=Code.TOP_UP, effective_at=row.at)
            for row in new
        ]
    )
    for row, outcome in zip(new, outcomes, strict=True):
        if outcome.status is not Status.OK:
            raise BadHistory(what=f"top-up {row.key}: {outcome.status.name.lower()}")
    return len(new)


def _top_up(wanted: models.TopUp) -> TopUp:
    first = models.TopUp.objects.filter(id=wanted.id).first()
    if first:
        if (first.person_id, first.amount_minor, first.asset, first.source) != (wanted.person_id, wanted.amount_minor, wanted.asset, wanted.source):
            raise KeyReused
        return told(first)
    if identity.person(wanted.person_id) is None:
        raise NoWallet
    issuer, wallet = wallets.system_account("issuer", wanted.asset), wallets.open_wallet(wanted.person_id, asset=wanted.asset, at=wanted.at)
    wanted.save(force_insert=True)
    amount, asset = wanted.amount_minor, wanted.asset
    outbox.publish(TopUpCompleted(id=wanted.id, at=wanted.at, person_id=wanted.person_id, amount_minor=amount, asset=asset))
    wallets.move(key=wanted.id, debit=issuer, credit=wallet, amount_minor=amount, asset=asset, code=Code.TOP_UP)
    return told(wanted)


def check_top_up(amount_minor: int) -> None:
    """Raises `BadAmount` or `TopUpTooLarge` unless one top-up may bring that much. Changes nothing. Repeats: the same answer."""
    check_amount(amount_minor)
    most = TOP_UP_MAJOR_MAX * 10 ** ASSETS[default_asset()].scale
    if amount_minor > most:
        raise TopUpTooLarge(most=money(most, default_asset()))
