"""Merchants, what they sell, and the codes they show."""

from typing import ClassVar

from django.conf import settings
from django.db import models


class Merchant(models.Model):
    """Somebody who can be paid. `short_code` is printed under the QR for those who type; like `slug` it never changes."""

    id = models.UUIDField(primary_key=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    slug = models.CharField(max_length=40, unique=True)
    short_code = models.CharField(max_length=6, unique=True)
    name_en = models.CharField(max_length=80)
    name_zh = models.CharField(max_length=80, blank=True)
    category = models.CharField(max_length=20)
    mcc = models.CharField(max_length=4)
    city = models.CharField(max_length=40)
    country = models.CharField(max_length=2)
    postal_code = models.CharField(max_length=10, blank=True)
    opened_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(slug__regex=r"^[a-z0-9][a-z0-9-]{2,39}$"), name="merchant_slug_is_plain"),
            models.CheckConstraint(condition=models.Q(mcc__regex=r"^[0-9]{4}$"), name="merchant_mcc_is_four_digits"),
        ]

    def __str__(self) -> str:
        return self.name_en


class Item(models.Model):
    """A thing on receipts. `item_id` is the catalogue's own."""

    item_id = models.CharField(primary_key=True, max_length=40)
    name_en = models.CharField(max_length=120)
    name_zh = models.CharField(max_length=120, blank=True)
    category = models.CharField(max_length=20)

    def __str__(self) -> str:
        return self.name_en


class PaymentCode(models.Model):
    """A code for one payment of one amount, shown by a merchant for a short while. Paid at most once (see `Payment.code`)."""

    id = models.UUIDField(primary_key=True)
    merchant = models.ForeignKey(Merchant, on_delete=models.PROTECT, related_name="+")
    short_code = models.CharField(max_length=8, unique=True)
    amount_minor = models.BigIntegerField()
    asset = models.CharField(max_length=8)
    note = models.CharField(max_length=140, blank=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(amount_minor__gt=0), name="code_is_positive"),
            models.CheckConstraint(condition=models.Q(expires_at__gt=models.F("made_at")), name="code_expires_after_it_was_made"),
        ]

    def __str__(self) -> str:
        return self.short_code
