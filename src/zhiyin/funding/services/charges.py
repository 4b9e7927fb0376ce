"""A card pays money into a wallet: intend (commit) → ask its company, with the intent's id as idempotency key → settle (commit).

Whatever is lost between two steps, the money is right: a charge whose end nobody knows stays open, and `ask_about_open_charges` asks the company.
"""

from datetime import datetime, timedelta
from uuid import UUID

import structlog
from django.db.models import F

from zhiyin.events.money import TopUpCompleted, TopUpStarted
from zhiyin.funding import models
from zhiyin.funding.providers import known
from zhiyin.funding.providers.protocol import Answer, ProviderAway, Wanted
from zhiyin.funding.queries.charges import OPEN, Charge, covering, told_charge
from zhiyin.funding.queries.methods import allows_automatic, cards
from zhiyin.funding.services.methods import NoSuchMethod
from zhiyin.funding.services.outages import note_away, note_back
from zhiyin.funding.services.top_ups import check_top_up
from zhiyin.kit.errors import Refusal
from zhiyin.outbox import services as outbox
from zhiyin.wallets import queries as wallet_queries
from zhiyin.wallets import services as wallets
from zhiyin.wallets.queries import default_asset
from zhiyin.wallets.services import Code, KeyReused

log = structlog.get_logger()
FIRST_ASKED = timedelta(seconds=15)
ASKED_AT_LEAST_EVERY = timedelta(hours=1)
# A request of ours that has not arrived by then never will: the company's own time-outs are far shorter.
LOST_AFTER = timedelta(minutes=10)
ASKED_AT_ONCE = 50


def charge(*, key: UUID, person_id: UUID, method_id: UUID, amount_minor: int, at: datetime) -> Charge:
    """The card has paid and the wallet holds that much more (`TopUpCompleted` is told); or it has not; or nobody knows yet: `state` says which.

    Not to be called inside a transaction: it asks the card's company. Units: minor, of the deployment's currency; 10,000.00 at most.
    Raises `BadAmount`, `TopUpTooLarge`, `NoSuchMethod`, `NoWallet`, `KeyReused`.
    Repeats: the same key with the same content is one charge, whatever was lost on the way the first time.
    """
    wanted = _wish(key, person_id, method_id=method_id, amount_minor=amount_minor, at=at)
    return _asked_for(wallets.together(lambda: _intend(wanted)), at=at)


def cover(  # noqa: PLR0913  all by name
    *, key: UUID, person_id: UUID, amount_minor: int, at: datetime, method_id: UUID | None = None, whole: bool = False
) -> bool:
    """What the wallet lacks for a payment of that key and amount has come from a card; whether it has. `whole`: all of it, whatever the wallet has.

    The card is `method_id` if the person chose one, else their first one if they allowed that (`allow_automatic`). Units: minor. Not to be called
    inside a transaction. Raises as `charge`. Repeats: one charge for each payment, whatever was lost; one that failed is not tried again.
    """
    rest = wallets.together(lambda: _rest(covering(key), person_id, amount_minor=amount_minor, at=at, method_id=method_id, whole=whole))
    return rest if isinstance(rest, bool) else _asked_for(rest, at=at).state == models.Charge.PAID


def settle(charge_id: UUID, answer: Answer, *, at: datetime) -> None:
    """What the company answered holds: a paid charge is in the wallet, in the same commit as its top-up and the fact.

    That the card paid counts whenever it is heard, also after "failed"; nothing counts after "paid". What was taken differs from what was asked
    for: the charge stays open, for people to look at. Raises what `wallets.services.move` raises. Repeats: nothing more happens.
    """
    wallets.together(lambda: _settle(charge_id, answer, at=at))


def ask_about_open_charges(at: datetime) -> int:
    """Every charge whose end nobody knows, and that is due, has been asked about; how many were. Later and later, hourly at last.

    A company that does not answer is not asked about the next charge in the same round: the worker has other work, and people wait for it.
    Repeats: asks again only what is due again. Several may ask at once.
    """
    due = models.Charge.objects.select_related("method").filter(state__in=OPEN, ask_at__lte=at).order_by("ask_at")[:ASKED_AT_ONCE]
    away: set[str] = set()
    for row in due:
        if row.method.provider in away:
            continue
        pause = min(FIRST_ASKED * 2 ** min(row.asked + 1, 10), ASKED_AT_LEAST_EVERY)
        models.Charge.objects.filter(id=row.id).update(asked=F("asked") + 1, ask_at=at + pause)
        try:
            ask(row.id, at=at)
        except ProviderAway:
            away.add(row.method.provider)
            note_away(row.method.provider, at=at)
        except Refusal as refusal:  # a frozen wallet: the money waits with the company until it can arrive
            models.Charge.objects.filter(id=row.id, state__in=OPEN).update(reason=refusal.code)
            log.warning("charge not settled", charge=str(row.id), reason=refusal.code)
    return len(due)


def ask(charge_id: UUID, *, at: datetime) -> None:
    """What the company says about the charge holds from now on. One it never heard of, and that is old enough, has failed.

    Raises `ProviderAway`, and what `settle` raises. Repeats: nothing more happens.
    """
    row = models.Charge.objects.select_related("method").filter(id=charge_id).first()
    if row is None or row.state == models.Charge.PAID:
        return
    answer = known.named(row.method.provider).look(_wanted(row))
    note_back(row.method.provider, at=at)
    if answer is not None:
        settle(charge_id, answer, at=at)
    elif row.state == models.Charge.INTENDED and at - row.at > LOST_AFTER:
        models.Charge.objects.filter(id=charge_id, state=models.Charge.INTENDED).update(state=models.Charge.FAILED, reason="never_arrived")


def _wish(key: UUID, person_id: UUID, *, method_id: UUID, amount_minor: int, at: datetime) -> models.Charge:
    check_top_up(amount_minor)
    return models.Charge(
        id=key, person_id=person_id, method_id=method_id, amount_minor=amount_minor, asset=default_asset(), at=at, ask_at=at + FIRST_ASKED
    )


def _rest(  # noqa: PLR0913  as `cover`
    key: UUID, person_id: UUID, *, amount_minor: int, at: datetime, method_id: UUID | None, whole: bool
) -> models.Charge | bool:
    """The charge for what is missing; without one, whether nothing is. A repeat finds the first charge: by then other money may be missing."""
    first = models.Charge.objects.select_related("method").filter(id=key, person_id=person_id).first()
    if first:
        return first
    card = method_id or (next((each.id for each in cards(person_id)), None) if allows_automatic(person_id) else None)
    missing = amount_minor if whole else amount_minor - wallet_queries.wallet(person_id).available_minor
    if card is None or missing <= 0:
        return missing <= 0
    return _intend(_wish(key, person_id, method_id=card, amount_minor=missing, at=at))


def _intend(wanted: models.Charge) -> models.Charge:
    first = models.Charge.objects.select_related("method").filter(id=wanted.id).first()
    if first:
        same = (first.person_id, first.method_id, first.amount_minor, first.asset)
        if same != (wanted.person_id, wanted.method_id, wanted.amount_minor, wanted.asset):
            raise KeyReused
        return first
    method = models.Method.objects.filter(id=wanted.method_id, person_id=wanted.person_id, kind=models.Method.CARD, removed_at=None).first()
    if method is None:
        raise NoSuchMethod
    wallets.open_wallet(wanted.person_id, asset=wanted.asset, at=wanted.at)
    wanted.method = method
    wanted.save(force_insert=True)
    outbox.publish(TopUpStarted(id=wanted.id, at=wanted.at, person_id=wanted.person_id, amount_minor=wanted.amount_minor, asset=wanted.asset))
    return wanted


def _asked_for(row: models.Charge, *, at: datetime) -> Charge:
    """The charge after its company was asked for it, if it was not before."""
    if row.state == models.Charge.INTENDED:
        try:
            settle(row.id, known.named(row.method.provider).charge(_wanted(row)), at=at)
        except ProviderAway:
            note_away(row.method.provider, at=at)
        row.refresh_from_db()
    return told_charge(row)


def _settle(charge_id: UUID, answer: Answer, *, at: datetime) -> None:
    row = models.Charge.objects.select_for_update(of=("self",)).select_related("method").get(id=charge_id)
    if row.state == models.Charge.PAID:
        return
    row.ref = answer.ref or row.ref
    if answer.state != "paid":
        row.state, row.reason = (models.Charge.FAILED, answer.reason[:64]) if answer.state == "failed" else (models.Charge.WAITING, "")
        row.save()
        return
    if (answer.amount_minor, answer.asset) != (row.amount_minor, row.asset):
        row.state, row.reason = models.Charge.WAITING, "amount_differs"
        row.save()
        log.error("card company took another amount", charge=str(charge_id))
        return
    row.state, row.reason = models.Charge.PAID, ""
    row.save()
    _arrive(row, at=at)


def _arrive(row: models.Charge, *, at: datetime) -> None:
    amount, asset, provider = row.amount_minor, row.asset, row.method.provider
    company, wallet = wallets.system_account(provider, asset), wallets.open_wallet(row.person_id, asset=asset, at=at)
    models.TopUp(id=row.id, person_id=row.person_id, amount_minor=amount, asset=asset, source=provider, at=at).save(force_insert=True)
    outbox.publish(TopUpCompleted(id=row.id, at=at, person_id=row.person_id, amount_minor=amount, asset=asset))
    wallets.move(key=row.id, debit=company, credit=wallet, amount_minor=amount, asset=asset, code=Code.TOP_UP)


def _wanted(row: models.Charge) -> Wanted:
    return Wanted(
        charge_id=row.id,
        token=row.method.token,
        customer=row.method.customer,
        amount_minor=row.amount_minor,
        asset=row.asset,
        at=row.at,
        ref=row.ref,
    )
