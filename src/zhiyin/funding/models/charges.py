"""Money asked of a card, and what its provider told us about that."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from zhiyin.funding.models.methods import Method


class Charge(models.Model):
    """A card is to pay money into the wallet. `id` is the key of the request, the provider's idempotency key, and the top-up's id once it is paid.

    `intended`: written down, the provider may not know of it yet; `waiting`: it knows and has not decided; `paid`, `failed`: decided.
    """

    INTENDED, WAITING, PAID, FAILED = "intended", "waiting", "paid", "failed"

    id = models.UUIDField(primary_key=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    method = models.ForeignKey(Method, on_delete=models.PROTECT, related_name="+", db_index=False)
    amount_minor = models.BigIntegerField()
    asset = models.CharField(max_length=8)
    state = models.CharField(max_length=8, default=INTENDED)
    ref = models.CharField(max_length=255, blank=True)
    reason = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField()
    asked = models.PositiveSmallIntegerField(default=0)
    ask_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(amount_minor__gt=0), name="charge_is_positive"),
            models.CheckConstraint(condition=models.Q(state__in=["intended", "waiting", "paid", "failed"]), name="charge_state_is_known"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["person", "-at", "-id"], name="charges_of_a_person"),
            models.Index(fields=["ask_at"], name="charges_to_ask_about", condition=models.Q(state__in=["intended", "waiting"])),
        ]

    def __str__(self) -> str:
        return f"{self.id}"


class ProviderEvent(models.Model):
    """A provider called us. Kept: what it is about, not its words; the provider itself is asked for the present state."""

    id = models.BigAutoField(primary_key=True)
    source = models.CharField(max_length=16)
    external_id = models.CharField(max_length=255)
    kind = models.CharField(max_length=64)
    charge_id = models.UUIDField(null=True)
    setup_id = models.UUIDField(null=True)
    at = models.DateTimeField()
    handled_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["source", "external_id"], name="one_row_per_provider_event"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["id"], name="provider_events_to_handle", condition=models.Q(handled_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.external_id}"
