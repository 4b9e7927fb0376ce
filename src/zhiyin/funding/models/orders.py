"""What the deployment itself asks its bank to pay, and what the bank said of its files."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from zhiyin.funding.models.bank import BankFile


class BankOrder(models.Model):
    """Money owed to somebody's bank account: a shop's settlement. `id` is its maker's own; `owner_id` is whom it is for, and is nobody's row here.

    `waiting`: in no file yet; `sent`: in one; `paid`: the bank paid it; `refused`: the bank will not; `returned`: it was paid and came back.
    """

    WAITING, SENT, PAID, REFUSED, RETURNED = "waiting", "sent", "paid", "refused", "returned"

    id = models.UUIDField(primary_key=True)
    owner_id = models.UUIDField()
    holder = models.CharField(max_length=70)
    token = models.TextField(help_text="The account number under a key.")
    last_four = models.CharField(max_length=4)
    amount_minor = models.BigIntegerField()
    asset = models.CharField(max_length=8)
    state = models.CharField(max_length=8, default=WAITING)
    reason = models.CharField(max_length=64, blank=True)
    file = models.ForeignKey(BankFile, on_delete=models.PROTECT, related_name="orders", null=True)
    at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(amount_minor__gt=0), name="bank_order_is_positive"),
            models.CheckConstraint(
                condition=models.Q(state__in=["waiting", "sent", "paid", "refused", "returned"]), name="bank_order_state_is_known"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["at"], name="bank_orders_to_send", condition=models.Q(state="waiting")),
        ]

    def __str__(self) -> str:
        return f"{self.id}"


class BankReport(models.Model):
    """What the bank said of one transfer of a file of ours (pain.002). `id` follows from the bank's own words, `status` is ISO's code.

    `matched`: it is a transfer of ours, which followed it; `unmatched`: somebody must look; `settled`: somebody did.
    """

    MATCHED, UNMATCHED, SETTLED = "matched", "unmatched", "settled"

    id = models.UUIDField(primary_key=True)
    report = models.CharField(max_length=35)
    reference = models.CharField(max_length=35, blank=True)
    status = models.CharField(max_length=4)
    reason = models.CharField(max_length=35, blank=True)
    words = models.CharField(max_length=140, blank=True)
    state = models.CharField(max_length=9)
    why = models.CharField(max_length=32)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, db_index=False)
    note = models.CharField(max_length=140, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(state__in=["matched", "unmatched", "settled"]), name="bank_report_state_is_known"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["-at", "-id"], name="bank_reports_to_look_at", condition=models.Q(state="unmatched")),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.status}"
