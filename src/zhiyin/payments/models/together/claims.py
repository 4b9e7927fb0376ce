"""Money left for somebody who may not have a wallet yet."""

from typing import ClassVar

from django.conf import settings
from django.db import models


class ClaimLink(models.Model):
    """Money that waits for whoever opens its link. `id` is the key of the deed, and the owner of the wallet in which the money waits.

    waiting → claimed | returned (nobody came in time) | taken_back. The link itself is not kept, only its digest.
    """

    WAITING, CLAIMED, RETURNED, TAKEN_BACK = "waiting", "claimed", "returned", "taken_back"

    id = models.UUIDField(primary_key=True)
    sender = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    digest = models.BinaryField(unique=True)
    amount_minor = models.BigIntegerField()
    asset = models.CharField(max_length=8)
    note = models.CharField(max_length=140, blank=True)
    at = models.DateTimeField()
    expires_at = models.DateTimeField()
    state = models.CharField(max_length=10, default=WAITING)
    claimer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, db_index=False)
    ended_at = models.DateTimeField(null=True)
    end_id = models.UUIDField(null=True, unique=True, help_text="The ledger's transfer by which the money left.")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(amount_minor__gt=0), name="claim_is_positive"),
            models.CheckConstraint(condition=models.Q(state__in=["waiting", "claimed", "returned", "taken_back"]), name="claim_state_is_known"),
            models.CheckConstraint(condition=models.Q(state="waiting") ^ models.Q(ended_at__isnull=False), name="claim_ends_once"),
            models.CheckConstraint(condition=models.Q(state="claimed") ^ models.Q(claimer=None), name="claim_has_one_claimer"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["sender", "-at", "-id"], name="claims_of_a_person"),
            models.Index(fields=["claimer", "-ended_at", "-id"], name="claims_to_a_person"),
            models.Index("expires_at", condition=models.Q(state="waiting"), name="claims_that_expire"),
        ]

    def __str__(self) -> str:
        return f"{self.id} {self.state}"
