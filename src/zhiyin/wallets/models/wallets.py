"""Who owns which account of the ledger."""

from typing import ClassVar

from django.conf import settings
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


class Freeze(models.Model):
    """Staff froze a person's wallets, or released them. Never changed: the newest counts."""

    id = models.UUIDField(primary_key=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    frozen = models.BooleanField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    why = models.CharField(max_length=200)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~models.Q(person=models.F("by")), name="nobody_releases_themselves"),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["person", "at", "id"], name="freezes_of_a_person")]

    def __str__(self) -> str:
        return f"{self.person_id} {'frozen' if self.frozen else 'released'}"
