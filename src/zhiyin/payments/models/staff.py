"""Who works at a merchant's till."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from zhiyin.payments.models.merchants import Merchant


class Staff(models.Model):
    """Somebody whom a merchant's owner asked to help. Nothing opens for them before `accepted_at` nor after `ended_at`.

    `refund_max_minor`: how much a cashier may give back in a day.
    """

    OWNER, CASHIER = "owner", "cashier"

    id = models.UUIDField(primary_key=True)
    merchant = models.ForeignKey(Merchant, on_delete=models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=8)
    refund_max_minor = models.BigIntegerField()
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    invited_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["merchant", "person"], condition=models.Q(ended_at=None), name="one_place_at_a_till"),
            models.CheckConstraint(condition=models.Q(role__in=["owner", "cashier"]), name="till_role_is_known"),
            models.CheckConstraint(condition=models.Q(refund_max_minor__gte=0), name="till_refund_limit_is_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.person_id}"
