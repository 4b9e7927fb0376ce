"""Where merchants want to hear of things, and what became of telling them."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from zhiyin.payments.models.merchants import Merchant


class Endpoint(models.Model):
    """An address of a merchant's that is told of some kinds of things. Its secret is worked out from `id` and `generation`, and kept nowhere.

    `rotated_at`: until a day later the secret before signs too. `failing_since`: nothing has been taken since then. `ended_at`: the merchant
    removed it; `disabled_at`: it failed for too long.
    """

    id = models.UUIDField(primary_key=True)
    merchant = models.ForeignKey(Merchant, on_delete=models.PROTECT, related_name="+")
    url = models.CharField(max_length=300)
    kinds = ArrayField(models.CharField(max_length=32))
    generation = models.PositiveIntegerField(default=1)
    rotated_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField()
    failing_since = models.DateTimeField(null=True)
    disabled_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.id}"


class Delivery(models.Model):
    """One thing that one endpoint is to be told, in the bytes that are signed. `due_at` None: delivered, or given up.

    `id` is the `webhook-id`, also of every later attempt and replay. `leased_until`: a worker is about it. `tries`: since it was last begun anew.
    """

    WAITING, DELIVERED, FAILED = "waiting", "delivered", "failed"

    id = models.UUIDField(primary_key=True)
    endpoint = models.ForeignKey(Endpoint, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=32)
    about_id = models.UUIDField()
    body = models.TextField()
    at = models.DateTimeField()
    state = models.CharField(max_length=10, default=WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(null=True)
    leased_until = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(state__in=["waiting", "delivered", "failed"]), name="delivery_state_is_known"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["endpoint", "-at", "-id"], name="deliveries_of_an_endpoint"),
            models.Index(fields=["due_at"], condition=models.Q(due_at__isnull=False), name="deliveries_due"),
        ]

    def __str__(self) -> str:
        return f"{self.id}"


class Attempt(models.Model):
    """One try to deliver. `status` None: no answer came, `problem` says why. `answer`: how the answer began."""

    id = models.BigAutoField(primary_key=True)
    delivery = models.ForeignKey(Delivery, on_delete=models.PROTECT, related_name="attempts")
    at = models.DateTimeField()
    milliseconds = models.PositiveIntegerField()
    status = models.PositiveSmallIntegerField(null=True)
    problem = models.CharField(max_length=40, blank=True)
    answer = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return f"{self.delivery_id}: {self.status or self.problem}"
