"""Money that came into wallets from outside."""

from typing import ClassVar

from django.conf import settings
from django.db import models


class TopUp(models.Model):
    """A person put money into their wallet. `id` is the key of the request and the id of the ledger's transfer."""

    id = models.UUIDField(primary_key=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    amount_minor = models.BigIntegerField()
    asset = models.CharField(max_length=8)
    source = models.CharField(max_length=16)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(amount_minor__gt=0), name="top_up_is_positive"),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["person", "-at", "-id"], name="top_ups_of_a_person")]

    def __str__(self) -> str:
        return f"{self.id}"
