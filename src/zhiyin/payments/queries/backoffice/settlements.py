"""What a merchant's settlements were and will be, and whether its books agree with the journal."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, Sum

from zhiyin.payments import models
from zhiyin.payments.queries.merchants import Merchant, told
from zhiyin.wallets import queries as wallets
from zhiyin.wallets.services import Code

SETTLEMENTS_MAX = 100
# What moves a merchant's wallet, and which way.
SIDES = ((Code.PAYMENT, "payments", 1), (Code.REFUND, "refunds", -1), (Code.FEE, "fees", -1), (Code.SETTLEMENT, "settlements", -1))
DIFFERENCES_MAX = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What a payment costs its merchant from `since` on. Units: hundredths of a percent, and minor."""

    basis_points: int
    fixed_minor: int
    since: datetime
    by: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """When and where a merchant's money goes. `weekday`: 0 is Monday, None every day, or each first of a month when `monthly`.

    `minimum_minor`: less than that waits. `to_check`: the bank sent money back since, and nothing goes there until its owner says it is right.
    """

    merchant_id: UUID
    weekday: int | None
    monthly: bool
    minimum_minor: int
    holder: str
    iban: str
    to_check: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """What went to a merchant's bank: `net_minor` = gross − refunds − fees + what had come back before (`carried_minor`).

    `state`: due | paid | returned (it is in the wallet again, `reason` says why).
    """

    id: UUID
    merchant_id: UUID
    cut_off: datetime
    payments: int
    refunds: int
    gross_minor: int
    refunds_minor: int
    fees_minor: int
    carried_minor: int
    net_minor: int
    asset: str
    holder: str
    iban: str
    at: datetime
    state: str
    paid_at: datetime | None
    returned_at: datetime | None
    reason: str
    fee_id: UUID
    payout_id: UUID
    return_id: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One kind of movement: what our records say and what the journal says. `kind`: payments | refunds | fees | settlements."""

    kind: str
    records: int
    records_minor: int
    journal: int
    journal_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One difference. `kind`: record_without_money | money_without_record | record_differs | sum_differs; `side`: as in Side, or other."""

    kind: str
    side: str
    id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconciliation:
    """A merchant's books of a stretch of time against the journal. `findings` is empty when they agree; at most a hundred are named."""

    merchant: Merchant
    since: datetime
    until: datetime
    asset: str
    sides: tuple[Side, ...]
    findings: tuple[Finding, ...]
    unsettled_minor: int
    wallet_minor: int


def told_plan(row: models.Plan) -> Plan:
    """A plan as the other rooms know it. One statement."""
    return Plan(
        merchant_id=row.merchant_id, weekday=row.weekday, monthly=row.monthly, minimum_minor=row.minimum_minor, holder=row.holder, iban=row.iban,
        to_check=must_be_checked(row),
    )  # fmt: skip


def must_be_checked(row: models.Plan) -> bool:
    """Whether the bank sent money back since the account was last written down. One statement; for this room."""
    return models.Settlement.objects.filter(merchant_id=row.merchant_id, returned_at__gte=row.changed_at).exists()


def told_settlement(row: models.Settlement) -> Settlement:
    """A settlement as the other rooms know it. No SQL."""
    return Settlement(**{name: getattr(row, name) for name in Settlement.__dataclass_fields__})


def terms(merchant_id: UUID) -> tuple[Terms, ...]:
    """What payments cost a merchant, the newest price first. One statement."""
    rows = models.Terms.objects.filter(merchant_id=merchant_id).order_by("-since")
    return tuple(Terms(basis_points=row.basis_points, fixed_minor=row.fixed_minor, since=row.since, by=row.by_id) for row in rows)


def plan(merchant_id: UUID) -> Plan | None:
    """When and where a merchant's money goes; None when it stays in the wallet. Two statements."""
    row = models.Plan.objects.filter(merchant_id=merchant_id).first()
    return told_plan(row) if row else None


def settlements(merchant_id: UUID | None = None, *, state: str = "", limit: int = SETTLEMENTS_MAX) -> tuple[Settlement, ...]:
    """The newest settlements, of one merchant or of all, of a state (due | paid | returned) or of any. One statement."""
    rows = models.Settlement.objects.all()
    if merchant_id:
        rows = rows.filter(merchant_id=merchant_id)
    if state:
        rows = rows.filter(state=state)
    return tuple(told_settlement(row) for row in rows.order_by("-cut_off", "id")[:limit])


def settlement(settlement_id: UUID, *, merchant_id: UUID) -> Settlement | None:
    """A settlement of that merchant; None for any other. One statement."""
    row = models.Settlement.objects.filter(id=settlement_id, merchant_id=merchant_id).first()
    return told_settlement(row) if row else None


def unsettled_minor(merchant_id: UUID) -> int:
    """What the merchant took and is not settled, less what it gave back, and what the bank sent back; fees not yet taken off. Three statements."""
    took = models.Payment.objects.filter(merchant_id=merchant_id).aggregate(sum=Sum("amount_minor"))["sum"] or 0
    gave = models.Refund.objects.filter(merchant_id=merchant_id).aggregate(sum=Sum("amount_minor"))["sum"] or 0
    made = models.Settlement.objects.filter(merchant_id=merchant_id)
    done = made.aggregate(
        gross=Sum("gross_minor"), back=Sum("refunds_minor"), again=Sum("net_minor", filter=Q(state=models.Settlement.RETURNED, carried_by=None))
    )
    return int(took - gave - (done["gross"] or 0) + (done["back"] or 0) + (done["again"] or 0))


def reconciled_merchants() -> tuple[Merchant, ...]:
    """The merchants whose money goes to a bank, by name. One statement."""
    return tuple(told(row.merchant) for row in models.Plan.objects.select_related("merchant").order_by("merchant__name_en"))


def reconciliation(merchant: Merchant, *, since: datetime, until: datetime) -> Reconciliation:
    """Payments, refunds, fees and settlements from `since` until just before `until`, each looked up in the journal, and each movement of the
    wallet in that time looked up among them. Also whether each settlement is the sum of what is in it. Twelve statements at most.
    """
    records = _records(merchant.id, since, until)
    counted = wallets.period(merchant.id, since=since, until=until).entries
    # A payment a moment before midnight is booked a moment after it: it is looked for by its id, wherever it counts.
    beside = wallets.entries(merchant.id, [key for side in records.values() for key in side])
    journal = {entry.transfer_id: entry for entry in counted} | beside
    sides, findings = [], list(_sums_that_differ(merchant.id, since, until))
    for code, kind, sign in SIDES:
        own = records[kind]
        booked = {key: entry.amount_minor * sign for key, entry in journal.items() if entry.code == code}
        strangers = _unknown(kind, [key for key in booked if key not in own], merchant.id)
        shown = {key: amount for key, amount in booked.items() if key in own or key in strangers}
        sides.append(Side(kind=kind, records=len(own), records_minor=sum(own.values()), journal=len(shown), journal_minor=sum(shown.values())))
        findings += [Finding(kind="record_without_money", side=kind, id=key) for key in own if key not in booked]
        findings += [Finding(kind="record_differs", side=kind, id=key) for key, amount in own.items() if booked.get(key, amount) != amount]
        findings += [Finding(kind="money_without_record", side=kind, id=key) for key in strangers]
    known = {code for code, _kind, _sign in SIDES}
    findings += [Finding(kind="money_without_record", side="other", id=entry.transfer_id) for entry in counted if entry.code not in known]
    return Reconciliation(
        merchant=merchant,
        since=since,
        until=until,
        asset=wallets.default_asset(),
        sides=tuple(sides),
        findings=tuple(findings[:DIFFERENCES_MAX]),
        unsettled_minor=unsettled_minor(merchant.id),
        wallet_minor=wallets.wallet(merchant.id).balance_minor,
    )


def _records(merchant_id: UUID, since: datetime, until: datetime) -> dict[str, dict[UUID, int]]:
    span = {"merchant_id": merchant_id, "at__gte": since, "at__lt": until}
    made = list(models.Settlement.objects.filter(**span).values_list("fee_id", "fees_minor", "payout_id", "net_minor"))
    returned = models.Settlement.objects.filter(merchant_id=merchant_id, returned_at__gte=since, returned_at__lt=until)
    back = {row.return_id: -row.net_minor for row in returned if row.return_id}
    return {
        "payments": dict(models.Payment.objects.filter(**span).values_list("id", "amount_minor")),
        "refunds": dict(models.Refund.objects.filter(**span).values_list("id", "amount_minor")),
        "fees": {fee_id: fees for fee_id, fees, _payout_id, _net in made if fees},
        "settlements": {payout_id: net for _fee_id, _fees, payout_id, net in made} | back,
    }


def _unknown(kind: str, ids: Sequence[UUID], merchant_id: UUID) -> set[UUID]:
    """Those of the ids that no record of ours explains, at any time."""
    if not ids:
        return set()
    table, field = {
        "payments": (models.Payment.objects, "id"),
        "refunds": (models.Refund.objects, "id"),
        "fees": (models.Settlement.objects, "fee_id"),
        "settlements": (models.Settlement.objects, "payout_id"),
    }[kind]
    mine = table.filter(merchant_id=merchant_id)
    known: set[UUID] = set(mine.filter(**{f"{field}__in": ids}).values_list(field, flat=True))
    if kind == "settlements":
        known |= set(mine.filter(return_id__in=ids).values_list("return_id", flat=True))
    return set(ids) - known


def _sums_that_differ(merchant_id: UUID, since: datetime, until: datetime) -> Iterable[Finding]:
    rows = models.Settlement.objects.filter(merchant_id=merchant_id, at__gte=since, at__lt=until)
    held = (
        models.Settled.objects.filter(settlement__in=rows)
        .values("settlement_id", "is_refund")
        .annotate(sum=Sum("amount_minor"), fees=Sum("fee_minor"))
    )
    sums = {(each["settlement_id"], each["is_refund"]): (int(each["sum"]), int(each["fees"])) for each in held}
    for row in rows:
        (gross, fees), (given_back, _none) = sums.get((row.id, False), (0, 0)), sums.get((row.id, True), (0, 0))
        if (gross, given_back, fees) != (row.gross_minor, row.refunds_minor, row.fees_minor):
            yield Finding(kind="sum_differs", side="settlements", id=row.id)
