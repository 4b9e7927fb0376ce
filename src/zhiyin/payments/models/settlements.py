"""What a merchant pays for being paid, and how its money goes to its bank."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from zhiyin.payments.models.merchants import Merchant


class Terms(models.Model):
    """What each payment of a merchant costs it from a moment on: basis points of the amount and a fixed part. Never changed; newer rows follow."""

    id = models.BigAutoField(primary_key=True)
    merchant = models.ForeignKey(Merchant, on_delete=models.PROTECT, related_name="+", db_index=False)
    basis_points = models.PositiveIntegerField()
    fixed_minor = models.BigIntegerField()
    since = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    made_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["merchant", "since"], name="one_price_at_a_time"),
            models.CheckConstraint(condition=Q(basis_points__lte=10_000), name="terms_take_at_most_all"),
            models.CheckConstraint(condition=Q(fixed_minor__gte=0), name="terms_are_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.basis_points} bp + {self.fixed_minor}"


class Plan(models.Model):
    """When and where a merchant's money goes to its bank. `weekday`: 0 is Monday, None every day, or each month's first when `monthly`.

    `looked_until`: the last cut-off judged.
    """

    merchant = models.OneToOneField(Merchant, on_delete=models.PROTECT, related_name="+", primary_key=True)
    weekday = models.PositiveSmallIntegerField(null=True)
    monthly = models.BooleanField(default=False)
    minimum_minor = models.BigIntegerField()
    holder = models.CharField(max_length=70)
    iban = models.CharField(max_length=34)
    looked_until = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(minimum_minor__gte=0), name="plan_minimum_is_not_negative"),
            models.CheckConstraint(condition=Q(weekday__isnull=True) | Q(weekday__lt=7), name="plan_weekday_is_one"),
            models.CheckConstraint(condition=Q(monthly=False) | Q(weekday__isnull=True), name="plan_is_weekly_or_monthly"),
        ]

    def __str__(self) -> str:
        return f"{self.merchant_id}"


class Settlement(models.Model):
    """What a merchant took up to a cut-off, less refunds and fees, on its way to its bank (due), there (paid), or in its wallet again (returned).

    Only the state ever changes. `id` follows from merchant and cut-off. `fee_id` and `payout_id` are the ledger's transfers, `return_id` the one that
    gave it back. `carried_minor`: what had come back of earlier ones (`carried_by`) and goes to the bank with this one.
    """

    DUE, PAID, RETURNED = "due", "paid", "returned"

    id = models.UUIDField(primary_key=True)
    merchant = models.ForeignKey(Merchant, on_delete=models.PROTECT, related_name="+", db_index=False)
    cut_off = models.DateTimeField()
    payments = models.PositiveIntegerField()
    refunds = models.PositiveIntegerField()
    gross_minor = models.BigIntegerField()
    refunds_minor = models.BigIntegerField()
    fees_minor = models.BigIntegerField()
    carried_minor = models.BigIntegerField(default=0)
    net_minor = models.BigIntegerField()
    asset = models.CharField(max_length=8)
    holder = models.CharField(max_length=70)
    iban = models.CharField(max_length=34)
    fee_id = models.UUIDField(unique=True)
    payout_id = models.UUIDField(unique=True)
    at = models.DateTimeField(db_index=True)
    state = models.CharField(max_length=8, default=DUE)
    paid_at = models.DateTimeField(null=True)
    returned_at = models.DateTimeField(null=True)
    return_id = models.UUIDField(null=True, unique=True)
    reason = models.CharField(max_length=64, blank=True, default="")
    carried_by = models.ForeignKey("self", on_delete=models.PROTECT, related_name="carries", null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["merchant", "cut_off"], name="one_settlement_for_a_cut_off"),
            models.CheckConstraint(
                condition=Q(net_minor=F("gross_minor") - F("refunds_minor") - F("fees_minor") + F("carried_minor")), name="settlement_adds_up"
            ),
            models.CheckConstraint(condition=Q(net_minor__gt=0, fees_minor__gte=0), name="settlement_is_positive"),
            models.CheckConstraint(
                condition=Q(state="due", paid_at=None) | Q(state="paid", paid_at__isnull=False) | Q(state="returned"),
                name="settlement_state_is_known",
            ),
            models.CheckConstraint(
                condition=Q(state="returned") ^ Q(returned_at=None, return_id=None, carried_by=None), name="settlement_returned_has_its_transfer"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.id}"


class Settled(models.Model):
    """A payment or refund that is in a settlement, and so in no other. `id` is the payment's or refund's."""

    id = models.UUIDField(primary_key=True)
    settlement = models.ForeignKey(Settlement, on_delete=models.PROTECT, related_name="+")
    is_refund = models.BooleanField()
    amount_minor = models.BigIntegerField()
    fee_minor = models.BigIntegerField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(amount_minor__gt=0, fee_minor__gte=0, fee_minor__lte=F("amount_minor")), name="fee_is_within_payment"),
            models.CheckConstraint(condition=Q(is_refund=False) | Q(fee_minor=0), name="refund_costs_nothing"),
        ]

    def __str__(self) -> str:
        return f"{self.id}"
