"""What people ask of each other: single requests, and bills that were split into them."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from zhiyin.payments.models.payments import Payment


class Bill(models.Model):
    """Somebody paid for several and asks the others for their parts. `id` is the key of the deed; the row never changes.

    `payment`: the receipt it was split from, if there was one. `way`: equal | shares | lines.
    """

    EQUAL, SHARES, LINES = "equal", "shares", "lines"

    id = models.UUIDField(primary_key=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="+", null=True)
    total_minor = models.BigIntegerField()
    asset = models.CharField(max_length=8)
    note = models.CharField(max_length=140, blank=True)
    way = models.CharField(max_length=6)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(total_minor__gt=0), name="bill_is_positive"),
            models.CheckConstraint(condition=models.Q(way__in=["equal", "shares", "lines"]), name="bill_way_is_known"),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["owner", "-at", "-id"], name="bills_of_a_person")]

    def __str__(self) -> str:
        return f"{self.id}"


class MoneyRequest(models.Model):
    """A person asked another for money. `id` is the key of the deed. open → paid | declined | cancelled.

    A paid one has the transfer whose id is derived from this one's, so it is paid at most once.
    """

    OPEN, PAID, DECLINED, CANCELLED = "open", "paid", "declined", "cancelled"

    id = models.UUIDField(primary_key=True)
    asker = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    payer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    bill = models.ForeignKey(Bill, on_delete=models.PROTECT, related_name="requests", null=True)
    amount_minor = models.BigIntegerField()
    asset = models.CharField(max_length=8)
    note = models.CharField(max_length=140, blank=True)
    at = models.DateTimeField()
    state = models.CharField(max_length=9, default=OPEN)
    settled_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(amount_minor__gt=0), name="request_is_positive"),
            models.CheckConstraint(condition=~models.Q(asker=models.F("payer")), name="request_has_two_people"),
            models.CheckConstraint(condition=models.Q(state__in=["open", "paid", "declined", "cancelled"]), name="request_state_is_known"),
            models.CheckConstraint(condition=models.Q(state="open") ^ models.Q(settled_at__isnull=False), name="request_settled_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["payer", "-at", "-id"], name="requests_to_a_person"),
            models.Index(fields=["asker", "-at", "-id"], name="requests_by_a_person"),
        ]

    def __str__(self) -> str:
        return f"{self.id} {self.state}"


class BillPart(models.Model):
    """What one person bears of a bill, numbered from 1. `lines`: the numbers of the receipt's lines they share in. The owner's has no request."""

    pk = models.CompositePrimaryKey("bill_id", "number")
    bill = models.ForeignKey(Bill, on_delete=models.PROTECT, related_name="parts", db_index=False)
    number = models.PositiveSmallIntegerField()
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    amount_minor = models.BigIntegerField()
    lines = ArrayField(models.PositiveSmallIntegerField(), default=list)
    request = models.OneToOneField(MoneyRequest, on_delete=models.PROTECT, related_name="part", null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["bill", "person"], name="one_part_of_a_bill_per_person"),
            models.CheckConstraint(condition=models.Q(amount_minor__gte=0), name="part_is_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.bill_id}/{self.number}"
