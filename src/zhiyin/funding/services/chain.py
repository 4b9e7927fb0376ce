"""Virtual currencies come in over their chain, once and deep enough, and go out: intend, send with the intent's id, settle."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models import Q

from zhiyin.events.currencies import DepositCredited, PayoutEnded
from zhiyin.funding.chains import Chain, ChainAway, ChainRefused, Received, bip21
from zhiyin.funding.chains.bip21 import Asked, NotReadable
from zhiyin.funding.chains.simulated import SimulatedChain
from zhiyin.funding.models import chain as models
from zhiyin.funding.queries import chain as queries
from zhiyin.funding.queries.chain import Payout, captured, told
from zhiyin.kit.errors import Refusal
from zhiyin.kit.ids import derived
from zhiyin.ledger.services import Command, Op
from zhiyin.outbox import services as outbox
from zhiyin.wallets import services as wallets
from zhiyin.wallets.queries import Offered
from zhiyin.wallets.services import Code, KeyReused
from zhiyin.wallets.services.limits import PAYOUT, Deed, never_left, obey

# Blocks looked at again beyond those that still count, should the chain have changed while nobody looked.
SPARE_BLOCKS = 20

log = structlog.get_logger(__name__)


class NoChain(Refusal):
    """The asset does not come in or go out here."""

    code = "no_chain"
    status = 404


class BadAddress(Refusal):
    """Nothing can be sent there."""

    code = "bad_address"


class OwnAddress(Refusal):
    """Somebody of this very deployment receives there."""

    code = "own_address"


def deposit_address(person_id: UUID, asset: str, *, at: datetime) -> str:
    """Where the person receives the asset, for ever. Raises `NoChain`, `ChainAway`. Repeats: the same address."""
    _offer, chain = _way(asset)
    mine = models.ChainAddress.objects.filter(person_id=person_id, asset=asset)
    known = mine.first()
    if known is None:
        address = chain.address(derived("deposit address", person_id, asset))
        models.ChainAddress.objects.bulk_create(
            [models.ChainAddress(person_id=person_id, asset=asset, address=address, made_at=at)], ignore_conflicts=True
        )
        known = mine.get()
    return known.address


def look(asset: str, *, at: datetime) -> int:
    """What the chain says now is noted, and what lies deep enough is in its owner's wallet; how many deposits were credited.

    Raises `NoChain`, `ChainAway`. Repeats: an output is credited once, whoever looks, however often.
    """
    offer, chain = _way(asset)
    before = models.ChainLook.objects.filter(asset=asset).first()
    tip = chain.tip()
    since = max(min(before.height if before else 0, tip) - offer.confirmations - SPARE_BLOCKS, 0)
    _note(asset, chain.received(since=since), since=since, tip=tip, at=at)
    ready = models.Deposit.objects.filter(asset=asset, state=models.Deposit.SEEN, confirmations__gte=offer.confirmations)
    credited = sum(_credited(deposit_id, at, needed=offer.confirmations) for deposit_id in ready.values_list("id", flat=True))
    # Last, so that whoever falls over before begins from the same block again.
    models.ChainLook.objects.update_or_create(asset=asset, defaults={"height": tip})
    return credited


def read_link(asset: str, text: str) -> Asked:
    """Where an address or a BIP-21 link leads. Raises `NoChain`, `BadAddress`. Changes nothing. Repeats: the same answer."""
    _offer, chain = _way(asset)
    try:
        asked = bip21.read(text, scheme=chain.scheme, asset=asset)
    except NotReadable as unreadable:
        raise BadAddress(asset=asset) from unreadable
    there = chain.canonical(asked.address)
    if there is None:
        raise BadAddress(asset=asset)
    return replace(asked, address=there)


def pay_out(  # noqa: PLR0913  an order has this many terms, all by name
    *, key: UUID, person_id: UUID, asset: str, address: str, amount_minor: int, at: datetime
) -> Payout:
    """The amount and the chain's fee are set aside and will leave within moments (`push_payouts`).

    Units: minor. Raises `NoChain`, `ChainAway`, `AssetPaused`, `BadAddress`, `OwnAddress`, `BadAmount`, `OverLimit`, `AccountFrozen`,
    `InsufficientFunds`, `KeyReused`. Repeats: the same key with the same content answers the first pay-out and sets nothing aside.
    """
    offer, chain = _way(asset)
    wallets.check_amount(amount_minor)
    there = chain.canonical(address)
    if there is None:
        raise BadAddress(asset=asset)
    if models.ChainAddress.objects.filter(asset=asset, address=there).exists():
        raise OwnAddress(asset=asset)
    wanted = models.Payout(
        id=key, person_id=person_id, asset=asset, address=there, amount_minor=amount_minor, fee_minor=chain.fee_minor(),
        state=models.Payout.HELD, asked_at=at,
    )  # fmt: skip
    return told(wallets.together(lambda: _set_aside(wanted)), needed=offer.confirmations)


def push_payouts(asset: str, *, at: datetime) -> None:
    """Every pay-out under way is a step further: what is set aside is sent, what lies deep enough is paid, what never can is free again.

    Raises `NoChain`. Repeats: an order is sent once by its id and ends once, whoever pushes, however often.
    """
    offer, chain = _way(asset)
    for row in models.Payout.objects.filter(asset=asset, state__in=[models.Payout.HELD, models.Payout.SENT]).order_by("asked_at"):
        try:
            _push(row, chain, offer, at)
        except ChainAway:
            log.warning("chain_away", asset=asset, payout=str(row.id))
        except Refusal as refusal:
            log.warning("payout_stuck", payout=str(row.id), why=refusal.code)


def watch(at: datetime) -> None:
    """Every chain is looked at and every pay-out pushed; a chain that is away waits for the next time. Simulated ones find a block first.

    Repeats: as `look` and `push_payouts`.
    """
    for offer, chain in queries.ways():
        try:
            if isinstance(chain, SimulatedChain):
                chain.mine()
            look(offer.asset.code, at=at)
            push_payouts(offer.asset.code, at=at)
        except ChainAway:
            log.warning("chain_away", asset=offer.asset.code)


def simulate_deposit(person_id: UUID, asset: str, *, amount_minor: int, at: datetime) -> str:
    """Made-up coins are on their way to the person over the simulated chain; the txid. Raises `NoChain` on any other chain. Repeats: more of them."""
    chain = _simulated(asset)
    return chain.pay(deposit_address(person_id, asset, at=at), amount_minor)


def simulate_block(asset: str) -> None:
    """The simulated chain finds a block. Raises `NoChain` on any other chain. Repeats: one more."""
    _simulated(asset).mine()


def _simulated(asset: str) -> SimulatedChain:
    _offer, chain = _way(asset)
    if not isinstance(chain, SimulatedChain):
        raise NoChain(asset=asset)
    return chain


def _way(asset: str) -> tuple[Offered, Chain]:
    found = queries.way(asset)
    if found is None:
        raise NoChain(asset=asset[:8])
    return found


@transaction.atomic
def _note(asset: str, received: Sequence[Received], *, since: int, tip: int, at: datetime) -> None:
    owner = dict(models.ChainAddress.objects.filter(asset=asset, address__in={each.address for each in received}).values_list("address", "person_id"))
    found = {derived("deposit", asset, each.txid, each.vout): each for each in received if each.address in owner and each.amount_minor > 0}
    models.Deposit.objects.bulk_create(
        [
            models.Deposit(
                id=key, person_id=owner[each.address], asset=asset, txid=each.txid, vout=each.vout, amount_minor=each.amount_minor,
                height=each.height, confirmations=_deep(each.height, tip), state=models.Deposit.SEEN, seen_at=at,
            )
            for key, each in found.items()
        ],
        ignore_conflicts=True,
    )  # fmt: skip
    waiting = Q(state=models.Deposit.SEEN) | Q(state=models.Deposit.GONE, id__in=set(found))
    for row in models.Deposit.objects.select_for_update().filter(waiting, asset=asset).order_by("id"):
        each = found.get(row.id)
        if each is not None:
            row.state, row.height, row.confirmations = models.Deposit.SEEN, each.height, _deep(each.height, tip)
        elif row.height is None or row.height >= since:
            row.state, row.height, row.confirmations = models.Deposit.GONE, None, 0
        else:
            row.confirmations = _deep(row.height, tip)
        row.save(update_fields=["state", "height", "confirmations"])


def _deep(height: int | None, tip: int) -> int:
    return 0 if height is None else max(tip - height + 1, 0)


def _credited(deposit_id: UUID, at: datetime, *, needed: int) -> bool:
    try:
        return wallets.together(lambda: _credit(deposit_id, at, needed=needed))
    except Refusal as refusal:  # a frozen wallet, say: the others get theirs, and this one is tried again at the next look
        log.warning("deposit_waits", deposit=str(deposit_id), why=refusal.code)
        return False


def _credit(deposit_id: UUID, at: datetime, *, needed: int) -> bool:
    row = models.Deposit.objects.select_for_update().get(id=deposit_id)
    if row.state != models.Deposit.SEEN or row.confirmations < needed:  # another look may have seen the chain change
        return False
    row.state, row.credited_at = models.Deposit.CREDITED, at
    row.save(update_fields=["state", "credited_at"])
    outbox.publish(DepositCredited(id=row.id, at=at, person_id=row.person_id, asset=row.asset, amount_minor=row.amount_minor))
    wallet, outside = wallets.open_wallet(row.person_id, asset=row.asset, at=at), wallets.system_account("chain", row.asset)
    wallets.move(key=row.id, debit=outside, credit=wallet, amount_minor=row.amount_minor, asset=row.asset, code=Code.DEPOSIT)
    return True


def _set_aside(wanted: models.Payout) -> models.Payout:
    first = models.Payout.objects.filter(id=wanted.id).first()
    if first:
        terms = ("person_id", "asset", "address", "amount_minor")
        if any(getattr(first, name) != getattr(wanted, name) for name in terms):
            raise KeyReused
        return first
    wallets.check_going(wanted.asset)
    obey(_deed(wanted), at=wanted.asked_at)
    wanted.save(force_insert=True)
    wallets.book([_command(wanted, Op.HOLD, wanted.id)], asset=wanted.asset)
    return wanted


def _push(row: models.Payout, chain: Chain, offer: Offered, at: datetime) -> None:
    if row.state == models.Payout.HELD:
        try:
            txid = chain.send(key=row.id, address=row.address, amount_minor=row.amount_minor)
        except ChainRefused:
            wallets.together(lambda: _end(row.id, models.Payout.FAILED, at))
            return
        models.Payout.objects.filter(id=row.id, state=models.Payout.HELD).update(state=models.Payout.SENT, txid=txid)
    told = chain.sent(row.id)
    if told is None:
        # The chain has forgotten the order: it is given once more, under the same id.
        models.Payout.objects.filter(id=row.id, state=models.Payout.SENT).update(state=models.Payout.HELD)
    elif told.failed:
        wallets.together(lambda: _end(row.id, models.Payout.FAILED, at))
    elif told.confirmations >= offer.confirmations:
        wallets.together(lambda: _end(row.id, models.Payout.DONE, at))
    else:
        models.Payout.objects.filter(id=row.id).update(confirmations=told.confirmations)


def _end(payout_id: UUID, state: str, at: datetime) -> None:
    row = models.Payout.objects.select_for_update().get(id=payout_id)
    if row.state in (models.Payout.DONE, models.Payout.FAILED):
        return
    row.state, row.ended_at = state, at
    row.save(update_fields=["state", "ended_at"])
    outbox.publish(
        PayoutEnded(
            id=row.id, at=at, person_id=row.person_id, asset=row.asset, amount_minor=row.amount_minor, fee_minor=row.fee_minor, state=state
        )
    )  # fmt: skip
    done = state == models.Payout.DONE
    if not done:
        never_left(_deed(row), at=row.asked_at)
    command = _command(row, Op.CAPTURE if done else Op.VOID, captured(row.id) if done else derived("payout", row.id, "voided"))
    wallets.book([command], asset=row.asset)


def _deed(row: models.Payout) -> Deed:
    return Deed(person_id=row.person_id, kind=PAYOUT, asset=row.asset, amount_minor=row.amount_minor + row.fee_minor)


def _command(row: models.Payout, op: Op, key: UUID) -> Command:
    return Command(
        id=key, op=op, debit=wallets.open_wallet(row.person_id, asset=row.asset, at=row.asked_at),
        credit=wallets.system_account("chain", row.asset), amount_minor=row.amount_minor + row.fee_minor, code=Code.PAYOUT,
        ref=None if op is Op.HOLD else row.id,
    )  # fmt: skip
