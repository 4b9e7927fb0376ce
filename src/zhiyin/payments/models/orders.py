"""What merchants' programs may do, and what they asked to be paid."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from zhiyin.payments.models.merchants import Merchant, PaymentCode


class MerchantKey(models.Model):
    """A program's key to a merchant's part of the interface. The key itself is shown once; only its SHA-256 is kept."""

    id = models.UUIDField(primary_key=True)
    merchant = models.ForeignKey(Merchant, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    digest = models.BinaryField(unique=True)
    scopes = ArrayField(models.CharField(max_length=20))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.id}"


class Order(models.Model):
    """Something to be paid, as a merchant's program put it: the code for it, the merchant's own reference, and the lines of the receipt to be.

    `id` follows from the merchant and the key of the request. `lines`: objects as `services.orders` keeps them.
    """

    id = models.UUIDField(primary_key=True)
    merchant = models.ForeignKey(Merchant, on_delete=models.PROTECT, related_name="+", db_index=False)
    code = models.OneToOneField(PaymentCode, on_delete=models.PROTECT, related_name="order")
    reference = models.CharField(max_length=64, blank=True)
    lines = models.JSONField()
    at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["merchant", "-at", "-id"], name="orders_of_a_merchant")]

    def __str__(self) -> str:
        return f"{self.id}"
