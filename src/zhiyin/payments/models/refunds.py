"""What merchants gave back."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from zhiyin.payments.models.merchants import Merchant
from zhiyin.payments.models.payments import Payment


class Refund(models.Model):
    """A merchant gave a payment back, whole or in part. `id` is the key of the request and the id of the ledger's reversal; the row never changes.

    `by` is who did it at the till. Payer and merchant are the payment's, kept here too for the lists of both.
    """

    id = models.UUIDField(primary_key=True)
    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="refunds")
    payer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    merchant = models.ForeignKey(Merchant, on_delete=models.PROTECT, related_name="+", db_index=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    amount_minor = models.BigIntegerField()
    asset = models.CharField(max_length=8)
    note = models.CharField(max_length=140, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(amount_minor__gt=0), name="refund_is_positive"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["payer", "-at", "-id"], name="refunds_of_a_person"),
            models.Index(fields=["merchant", "-at", "-id"], name="refunds_of_a_merchant"),
        ]

    def __str__(self) -> str:
        return f"{self.id}"
