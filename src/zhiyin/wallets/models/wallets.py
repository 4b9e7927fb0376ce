"""Who owns which account of the ledger."""

from typing import ClassVar

from django.db import models


class Wallet(models.Model):
    """An owner's account in one asset. The balance lies in the ledger, never here.

    `owner_id` is a person, a merchant, or a thing in which money waits for somebody (a red packet, a link). The latter two live on a higher
    floor, so it is a plain id.
    """

    PERSON, MERCHANT, HOLDING = "person", "merchant", "holding"

    id = models.BigAutoField(primary_key=True)
    owner_id = models.UUIDField()
    asset = models.CharField(max_length=8)
    kind = models.CharField(max_length=8)
    account_id = models.BigIntegerField(unique=True)
    opened_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["owner_id", "asset"], name="one_wallet_per_owner_and_asset"),
            models.CheckConstraint(condition=models.Q(kind__in=["person", "merchant", "holding"]), name="wallet_kind_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.owner_id} {self.asset}"
