"""Staff freeze a person's wallets while something is looked into, and release them again; each time with a reason that stays."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection

from zhiyin.events.limits import WalletFrozen, WalletReleased
from zhiyin.identity import queries as identity
from zhiyin.kit.errors import Refusal
from zhiyin.kit.ids import derived
from zhiyin.ledger import services as ledger
from zhiyin.outbox import services as outbox
from zhiyin.wallets import models
from zhiyin.wallets.queries.currencies import assets
from zhiyin.wallets.services.moving import KeyReused, NoWallet, open_wallet, together

WHY_CHARACTERS_MAX = 200
LOCK_SQL = "select pg_advisory_xact_lock(hashtextextended(%s, 8))"


class BadFreeze(Refusal):
    """It is not said why."""

    code = "bad_freeze"


class OwnFreeze(Refusal):
    """Nobody freezes or releases themselves."""

    code = "own_freeze"
    status = 403


def set_frozen(*, key: UUID, person_id: UUID, frozen: bool, by: UUID, why: str, at: datetime) -> None:  # noqa: PLR0913  who, whom, when and why
    """Nothing enters or leaves the person's wallets in any currency from now on and `WalletFrozen` is told; or all does again: `WalletReleased`.

    Raises `NoWallet`, `OwnFreeze`, `BadFreeze`, `KeyReused`. Repeats: the same key with the same content does it once; with other content it is
    refused. Who is frozen already is not frozen, and told, again.
    """
    reason = why.strip()
    if not 0 < len(reason) <= WHY_CHARACTERS_MAX or not reason.isprintable():
        raise BadFreeze
    if identity.person(person_id) is None:
        raise NoWallet
    if person_id == by:
        raise OwnFreeze
    wanted = models.Freeze(id=key, person_id=person_id, frozen=frozen, by_id=by, at=at, why=reason)
    together(lambda: _set(wanted))


def _set(wanted: models.Freeze) -> None:
    with connection.cursor() as cursor:  # one at a time for each person, so that record and ledger say the same
        cursor.execute(LOCK_SQL, [str(wanted.person_id)])
    first = models.Freeze.objects.filter(id=wanted.id).first()
    if first:
        if any(getattr(first, name) != getattr(wanted, name) for name in ("person_id", "frozen", "by_id", "why")):
            raise KeyReused
        return
    before = models.Freeze.objects.filter(person_id=wanted.person_id).order_by("-at", "-id").first()
    if wanted.frozen == bool(before and before.frozen):
        return
    if before and wanted.at <= before.at:  # two clocks: what was done later counts later
        wanted.at = before.at + timedelta(milliseconds=1)
    wanted.save(force_insert=True)
    # A wallet for every currency is there first, so that none is opened beside this and stays out of it.
    accounts = sorted(open_wallet(wanted.person_id, asset=each.asset.code, at=wanted.at) for each in assets())
    for account in accounts:
        change = ledger.freeze if wanted.frozen else ledger.unfreeze
        change(account, key=derived("freeze", wanted.id, account), at=wanted.at)
    kind = WalletFrozen if wanted.frozen else WalletReleased
    outbox.publish(kind(id=derived("wallet frozen", wanted.id), at=wanted.at, person_id=wanted.person_id, by=wanted.by_id))
