"""Money on its way to a bank, and what the bank's statements say."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from zhiyin.funding.models.methods import Method


class BankFile(models.Model):
    """A file of withdrawals and orders for the bank (pain.001); its name and content are always the same. `written_at` None: it must be written."""

    id = models.UUIDField(primary_key=True)
    count = models.PositiveIntegerField()
    total_minor = models.BigIntegerField()
    asset = models.CharField(max_length=8)
    at = models.DateTimeField()
    written_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.id}"


class Withdrawal(models.Model):
    """A person wants money from their wallet in their bank account. `id` is the key of the request and the id of the ledger's hold.

    `held`: set aside in the wallet; `sent`: in a file for the bank; `paid`: the bank paid it and the money has left the wallet; `released`: it
    stays in the wallet after all; `returned`: it was paid and came back.
    """

    HELD, SENT, PAID, RELEASED, RETURNED = "held", "sent", "paid", "released", "returned"

    id = models.UUIDField(primary_key=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    method = models.ForeignKey(Method, on_delete=models.PROTECT, related_name="+", db_index=False)
    amount_minor = models.BigIntegerField()
    asset = models.CharField(max_length=8)
    state = models.CharField(max_length=8, default=HELD)
    reason = models.CharField(max_length=64, blank=True)
    file = models.ForeignKey(BankFile, on_delete=models.PROTECT, related_name="withdrawals", null=True)
    at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(amount_minor__gt=0), name="withdrawal_is_positive"),
            models.CheckConstraint(condition=models.Q(state__in=["held", "sent", "paid", "released", "returned"]), name="withdrawal_state_is_known"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["person", "-at", "-id"], name="withdrawals_of_a_person"),
            models.Index(fields=["at"], name="withdrawals_to_send", condition=models.Q(state="held")),
        ]

    def __str__(self) -> str:
        return f"{self.id}"


class BankLine(models.Model):
    """One movement on the bank's statement (camt.053): `amount_minor` is signed, what came in is positive. `id` follows from the bank's own words.

    `matched`: it is a withdrawal of ours, or a person's top-up; `unmatched`: somebody must look; `settled`: somebody did.
    """

    MATCHED, UNMATCHED, SETTLED = "matched", "unmatched", "settled"

    id = models.UUIDField(primary_key=True)
    account = models.CharField(max_length=34)
    statement = models.CharField(max_length=35)
    amount_minor = models.BigIntegerField()
    asset = models.CharField(max_length=8)
    booked_on = models.DateField()
    reference = models.CharField(max_length=35, blank=True)
    words = models.CharField(max_length=140, blank=True)
    counterpart = models.CharField(max_length=70, blank=True)
    is_return = models.BooleanField()
    state = models.CharField(max_length=9)
    why = models.CharField(max_length=32)
    withdrawal = models.ForeignKey(Withdrawal, on_delete=models.PROTECT, related_name="lines", null=True)
    order = models.ForeignKey("funding.BankOrder", on_delete=models.PROTECT, related_name="lines", null=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, db_index=False)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, db_index=False)
    note = models.CharField(max_length=140, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~models.Q(amount_minor=0), name="bank_line_is_not_nothing"),
            models.CheckConstraint(condition=models.Q(state__in=["matched", "unmatched", "settled"]), name="bank_line_state_is_known"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["-at", "-id"], name="bank_lines_to_look_at", condition=models.Q(state="unmatched")),
        ]

    def __str__(self) -> str:
        return f"{self.id}"
