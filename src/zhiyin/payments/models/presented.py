"""The codes that people show at a till."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from zhiyin.payments.models.merchants import Merchant


class Device(models.Model):
    """A page that shows somebody's code. `number` stands in each code it makes; its secret follows from `id` and is kept nowhere."""

    id = models.UUIDField(primary_key=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    number = models.CharField(max_length=9, unique=True)
    opened_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(number__regex=r"^[0-9]{9}$"), name="device_number_is_nine_digits"),
        ]

    def __str__(self) -> str:
        return self.number


class Presented(models.Model):
    """A person's code was read at a till. `id` is the till's key, and the id of the payment when it comes to one.

    `step` is the code's minute: a device's code of one minute is read once. `asks`: the payer has to agree first, until `expires_at`.
    """

    id = models.UUIDField(primary_key=True)
    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="+", db_index=False)
    step = models.BigIntegerField()
    payer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    merchant = models.ForeignKey(Merchant, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    amount_minor = models.BigIntegerField()
    asset = models.CharField(max_length=8)
    asks = models.BooleanField()
    at = models.DateTimeField()
    expires_at = models.DateTimeField()
    declined_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["device", "step"], name="presented_code_is_read_once"),
            models.CheckConstraint(condition=models.Q(amount_minor__gt=0), name="presented_is_positive"),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["payer", "-at"], name="presented_by_a_person")]

    def __str__(self) -> str:
        return f"{self.id}"


class WrongCode(models.Model):
    """Digits that a merchant's till read and that were nobody's code at that moment: who guesses is stopped."""

    pk = models.CompositePrimaryKey("merchant_id", "digits")
    merchant = models.ForeignKey(Merchant, on_delete=models.CASCADE, related_name="+", db_index=False)
    digits = models.CharField(max_length=20)
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["merchant", "-at"], name="wrong_codes_of_a_merchant")]

    def __str__(self) -> str:
        return self.digits
