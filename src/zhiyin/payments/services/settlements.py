"""What merchants took goes to their banks, less what was given back and what it costs."""

from datetime import datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import structlog
from django.conf import settings
from django.db import connection, transaction
from django.db.models import QuerySet, Sum

from zhiyin.events.money import BankOrderEnded, SettlementDue, SettlementPaid, SettlementReturned
from zhiyin.funding import services as funding
from zhiyin.funding.queries import pays_out
from zhiyin.funding.services import NewOrder, parse_iban
from zhiyin.kit.errors import Refusal
from zhiyin.kit.ids import derived
from zhiyin.ledger.services import Command, Op
from zhiyin.outbox import services as outbox
from zhiyin.payments import models
from zhiyin.payments.queries.backoffice.settlements import Plan, Settlement, must_be_checked, told_plan, told_settlement
from zhiyin.wallets import queries as wallet_queries
from zhiyin.wallets import services as wallets
from zhiyin.wallets.queries import default_asset
from zhiyin.wallets.services import Code, NoWallet

HOLDER_CHARACTERS_MAX = 70
BASIS_POINTS_MAX = 10_000
log = structlog.get_logger()

# The fee is that of the payment's own moment. A refund is the merchant's loss in full: its fee was for taking the money.
GATHER_SQL = """
with put as (
  insert into payments_settled (id, settlement_id, is_refund, amount_minor, fee_minor)
  select p.id, %(settlement)s, false, p.amount_minor,
         least(p.amount_minor, coalesce(t.fixed_minor, 0) + div(p.amount_minor::numeric * coalesce(t.basis_points, 0) + 5000, 10000))
    from payments_payment p
    left join lateral (select fixed_minor, basis_points from payments_terms
                        where merchant_id = p.merchant_id and since <= p.at order by since desc limit 1) t on true
   where p.merchant_id = %(merchant)s and p.at < %(cut_off)s and p.asset = %(asset)s
     and not exists (select from payments_settled s where s.id = p.id)
  union all
  select r.id, %(settlement)s, true, r.amount_minor, 0 from payments_refund r
   where r.merchant_id = %(merchant)s and r.at < %(cut_off)s and r.asset = %(asset)s
     and not exists (select from payments_settled s where s.id = r.id)
  returning is_refund, amount_minor, fee_minor
)
select count(*) filter (where not is_refund), count(*) filter (where is_refund), coalesce(sum(amount_minor) filter (where not is_refund), 0),
       coalesce(sum(amount_minor) filter (where is_refund), 0), coalesce(sum(fee_minor), 0) from put
"""


class BadPlan(Refusal):
    """Money cannot go to the bank like that; `why`: holder | weekday."""

    code = "bad_plan"


class BadTerms(Refusal):
    """Fees that cannot be, or that would change the past."""

    code = "bad_terms"


class BankToCheck(Refusal):
    """The bank sent the last money back: its owner must look at the account first."""

    code = "bank_to_check"
    status = 409


class UnknownSettlement(Refusal):
    """There is no settlement of that number."""

    code = "unknown_settlement"
    status = 404


class _TooLittle(Exception):
    """Not worth a transfer to the bank yet."""


@transaction.atomic
def set_terms(  # noqa: PLR0913  a price has this many terms, all by name
    merchant_id: UUID, *, basis_points: int, fixed_minor: int, by: UUID | None, since: datetime | None = None, at: datetime
) -> None:
    """Each payment of the merchant costs it that much from `since` on (from now, without it); those before keep their price.

    Units: hundredths of a percent, and minor. Only somebody who loads history may set a price for the past (`by` None).
    Raises `BadTerms`. Repeats: one more row of the same price, unless it is for the same moment, which changes nothing.
    """
    begins = since or at
    if not 0 <= basis_points <= BASIS_POINTS_MAX or fixed_minor < 0 or (by is not None and begins < at):
        raise BadTerms
    fields = {"basis_points": basis_points, "fixed_minor": fixed_minor, "by_id": by, "made_at": at}
    models.Terms.objects.get_or_create(merchant_id=merchant_id, since=begins, defaults=fields)


def set_plan(  # noqa: PLR0913  as `set_terms`
    merchant_id: UUID, *, weekday: int | None, minimum_minor: int, holder: str, iban: str, at: datetime, monthly: bool = False
) -> Plan:
    """What the merchant takes goes to that account at the end of each day, each week before that weekday (0: Monday), or each month (`monthly`), when
    it is worth it. What the bank had sent back goes there with the next one.

    Units: minor; less than the minimum waits for the next time. Raises `BadPlan`, `BadIban`. Repeats: the same plan.
    """
    name, number = " ".join(holder.split()), parse_iban(iban)
    if not 0 < len(name) <= HOLDER_CHARACTERS_MAX or not name.isprintable():
        raise BadPlan(why="holder")
    if weekday not in (None, 0, 1, 2, 3, 4, 5, 6) or (monthly and weekday is not None) or minimum_minor < 0:
        raise BadPlan(why="weekday")
    row, _ = models.Plan.objects.update_or_create(
        merchant_id=merchant_id,
        defaults={"weekday": weekday, "monthly": monthly, "minimum_minor": minimum_minor, "holder": name, "iban": number, "changed_at": at},
    )
    return told_plan(row)


def cut_off(weekday: int | None, *, at: datetime, monthly: bool = False) -> datetime:
    """The last moment up to which money goes to the bank: midnight at the deployment's place. No SQL. Repeats: the same."""
    zone = ZoneInfo(settings.CONFIG.timezone)
    day = at.astimezone(zone).date()
    back = day.day - 1 if monthly else 0 if weekday is None else (day.weekday() - weekday) % 7
    return datetime.combine(day - timedelta(days=back), time.min, zone)


def settle(merchant_id: UUID, *, until: datetime, at: datetime) -> Settlement | None:
    """Every payment and refund of the merchant before `until` that is in no settlement is in one now, with what the bank had sent back; its fees and
    its sum have left the wallet together, the bank is asked to pay it (where the deployment has one), and `SettlementDue` is told. None when there
    is nothing, or less than the plan's minimum: it waits.

    Raises `InsufficientFunds` when the merchant has used the money otherwise, `BankToCheck` after the bank has sent money back, until the plan is
    said again, `UnknownSettlement` without a plan, `NoWallet`, `AccountFrozen`.
    Repeats: the settlement of that merchant and moment, also when two workers race; nothing more moves.
    """
    try:
        return wallets.together(lambda: _settle(merchant_id, until=until, at=at))
    except _TooLittle:
        models.Plan.objects.filter(merchant_id=merchant_id).update(looked_until=until)
        return None


def settle_due(at: datetime) -> int:
    """Every merchant whose time has come is settled; how many settlements were made. One that cannot be is told in the log and tried again.

    Repeats: nothing more.
    """
    made = 0
    for plan in models.Plan.objects.order_by("merchant_id"):
        until = cut_off(plan.weekday, monthly=plan.monthly, at=at)
        if plan.looked_until and plan.looked_until >= until:
            continue
        try:
            made += settle(plan.merchant_id, until=until, at=at) is not None
        except Refusal as refusal:
            log.warning("settlement_refused", merchant_id=str(plan.merchant_id), reason=refusal.code)
    return made


@transaction.atomic
def mark_settlement_paid(settlement_id: UUID, *, at: datetime) -> Settlement:
    """The bank has paid: the settlement is done, and `SettlementPaid` is told. Raises `UnknownSettlement`. Repeats: nothing more."""
    row = models.Settlement.objects.select_for_update().filter(id=settlement_id).first()
    if row is None:
        raise UnknownSettlement
    if row.state == models.Settlement.DUE:
        row.state, row.paid_at = models.Settlement.PAID, at
        row.save(update_fields=["state", "paid_at"])
        paid = derived("SettlementPaid", row.id)
        outbox.publish(SettlementPaid(id=paid, at=at, settlement_id=row.id, merchant_id=row.merchant_id, amount_minor=row.net_minor, asset=row.asset))
    return told_settlement(row)


def follow_the_bank(ended: BankOrderEnded) -> None:
    """What became of a settlement at the bank holds: it is paid, or its money is in the merchant's wallet again and `SettlementReturned` is told.

    What is no settlement is passed over. Raises what `wallets.services.book` raises. Repeats: nothing more happens, in whatever order they come.
    """
    if not models.Settlement.objects.filter(id=ended.order_id).exists():
        return
    if ended.state == "paid":
        mark_settlement_paid(ended.order_id, at=ended.at)
    else:
        wallets.together(lambda: _come_back(ended))


def _come_back(ended: BankOrderEnded) -> None:
    # Whoever settles this merchant at the moment sees it before or after, never half: the plan's row is the lock of both.
    models.Plan.objects.select_for_update().filter(merchant_id=ended.owner_id).first()
    row = models.Settlement.objects.select_for_update().get(id=ended.order_id)
    if row.state == models.Settlement.RETURNED:
        return
    row.state, row.returned_at, row.return_id, row.reason = row.RETURNED, ended.at, derived("settlement returned", row.id), ended.reason[:64]
    row.save(update_fields=["state", "returned_at", "return_id", "reason"])
    told = SettlementReturned(
        id=derived("SettlementReturned", row.id), at=ended.at, settlement_id=row.id, merchant_id=row.merchant_id, amount_minor=row.net_minor,
        asset=row.asset, reason=row.reason,
    )  # fmt: skip
    outbox.publish(told)
    wallet = wallets.open_wallet(row.merchant_id, asset=row.asset, kind="merchant", at=ended.at)
    back = Command(
        id=row.return_id, op=Op.REVERSE, debit=funding.drawer(row.asset), credit=wallet, amount_minor=row.net_minor, code=Code.SETTLEMENT,
        ref=row.payout_id,
    )  # fmt: skip
    wallets.book([back], asset=row.asset)


def _again(merchant_id: UUID) -> QuerySet[models.Settlement]:
    """What the bank sent back and has gone nowhere since."""
    return models.Settlement.objects.filter(merchant_id=merchant_id, state=models.Settlement.RETURNED, carried_by=None)


def _settle(merchant_id: UUID, *, until: datetime, at: datetime) -> Settlement:
    plan = models.Plan.objects.select_for_update().filter(merchant_id=merchant_id).first()
    if plan is None:
        raise UnknownSettlement
    first = models.Settlement.objects.filter(merchant_id=merchant_id, cut_off=until).first()
    if first:
        return told_settlement(first)
    if must_be_checked(plan):
        raise BankToCheck
    row = _gathered(plan, until=until, at=at)
    if row.net_minor <= 0 or row.net_minor < plan.minimum_minor:
        raise _TooLittle
    row.save(force_insert=True)
    _again(merchant_id).update(carried_by=row)
    models.Plan.objects.filter(merchant_id=merchant_id).update(looked_until=until)
    if pays_out():
        wanted = NewOrder(id=row.id, owner_id=merchant_id, holder=row.holder, iban=row.iban, amount_minor=row.net_minor, asset=row.asset)
        funding.order(wanted, at=at)
    outbox.publish(SettlementDue(id=row.id, at=at, merchant_id=merchant_id, amount_minor=row.net_minor, asset=row.asset))
    _move(row)
    return told_settlement(row)


def _gathered(plan: models.Plan, *, until: datetime, at: datetime) -> models.Settlement:
    settlement_id, asset = derived("settlement", plan.merchant_id, until.astimezone(ZoneInfo("UTC"))), default_asset()
    with connection.cursor() as cursor:
        cursor.execute(GATHER_SQL, {"settlement": settlement_id, "merchant": plan.merchant_id, "cut_off": until, "asset": asset})
        payments, refunds, gross, given_back, fees = map(int, cursor.fetchone())
    again = _again(plan.merchant_id).aggregate(sum=Sum("net_minor"))["sum"] or 0
    return models.Settlement(
        id=settlement_id,
        merchant_id=plan.merchant_id,
        cut_off=until,
        payments=payments,
        refunds=refunds,
        gross_minor=gross,
        refunds_minor=given_back,
        fees_minor=fees,
        carried_minor=again,
        net_minor=gross - given_back - fees + again,
        asset=asset,
        holder=plan.holder,
        iban=plan.iban,
        fee_id=derived("settlement fee", settlement_id),
        payout_id=derived("settlement payout", settlement_id),
        at=at,
    )


def _move(row: models.Settlement) -> None:
    wallet = wallet_queries.accounts((row.merchant_id,), asset=row.asset).get(row.merchant_id)
    if wallet is None:
        raise NoWallet
    parts = [
        (row.fee_id, wallets.system_account("fees", row.asset), row.fees_minor, Code.FEE),
        (row.payout_id, funding.drawer(row.asset), row.net_minor, Code.SETTLEMENT),
    ]
    commands = [
        Command(id=key, debit=wallet, credit=account, amount_minor=amount, code=code, link=1) for key, account, amount, code in parts if amount
    ]
    wallets.book(commands, asset=row.asset)
