"""What people paid and sent."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from zhiyin.payments.models.merchants import Merchant, PaymentCode


class Payment(models.Model):
    """A person paid a merchant. `id` is the key of the request and the id of the ledger's transfer; the row never changes."""

    id = models.UUIDField(primary_key=True)
    payer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    merchant = models.ForeignKey(Merchant, on_delete=models.PROTECT, related_name="+", db_index=False)
    code = models.OneToOneField(PaymentCode, on_delete=models.PROTECT, related_name="payment", null=True)
    amount_minor = models.BigIntegerField()
    asset = models.CharField(max_length=8)
    note = models.CharField(max_length=140, blank=True)
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(amount_minor__gt=0), name="payment_is_positive"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["payer", "-at", "-id"], name="payments_of_a_person"),
            models.Index(fields=["merchant", "-at", "-id"], name="payments_of_a_merchant"),
        ]

    def __str__(self) -> str:
        return f"{self.id}"


class Line(models.Model):
    """One line of a receipt, numbered from 1. `amount_minor` is what the line cost after discount.

    `name` and `category` are those of the merchant's own program; empty: the catalogue's item says them.
    """

    pk = models.CompositePrimaryKey("payment_id", "number")
    # Lines are written only together with their payment, a million at a time for history: a look-up for each would double that.
    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="lines", db_index=False, db_constraint=False)
    number = models.PositiveSmallIntegerField()
    item_id = models.CharField(max_length=40)
    quantity = models.IntegerField()
    amount_minor = models.BigIntegerField()
    discount_minor = models.BigIntegerField()
    name = models.CharField(max_length=120, blank=True, db_default="", default="")
    category = models.CharField(max_length=20, blank=True, db_default="", default="")

    def __str__(self) -> str:
        return f"{self.payment_id}/{self.number}"


class Transfer(models.Model):
    """A person sent money to another. `id` is the key of the request and the id of the ledger's transfer; the row never changes."""

    id = models.UUIDField(primary_key=True)
    sender = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    amount_minor = models.BigIntegerField()
    asset = models.CharField(max_length=8)
    note = models.CharField(max_length=140, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(amount_minor__gt=0), name="transfer_is_positive"),
            models.CheckConstraint(condition=~models.Q(sender=models.F("recipient")), name="transfer_has_two_people"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["sender", "-at", "-id"], name="transfers_sent"),
            models.Index(fields=["recipient", "-at", "-id"], name="transfers_received"),
        ]

    def __str__(self) -> str:
        return f"{self.id}"
