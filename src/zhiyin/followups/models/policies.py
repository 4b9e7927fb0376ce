"""How often and when people may be reached."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class Policy(models.Model):
    """How often and when people may be reached, from `at` on. The newest row holds; rows are only ever added."""

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    caps = models.JSONField()
    quiet_from = models.TimeField()
    quiet_until = models.TimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(quiet_from=F("quiet_until")), name="policy_quiet_hours_are_a_span"),
        ]

    def __str__(self) -> str:
        return f"policy {self.id}"


class Budget(models.Model):
    """What a person set for themselves, from `at` on: how often at most in thirty days (in all, for a purpose, on a channel), no questions and offers
    until a moment, quiet hours of their own. The newest row holds; rows are only ever added.
    """

    id = models.BigAutoField(primary_key=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    most = models.PositiveSmallIntegerField(null=True)
    purposes = models.JSONField(default=dict)
    channels = models.JSONField(default=dict)
    paused_until = models.DateTimeField(null=True)
    quiet_from = models.TimeField(null=True)
    quiet_until = models.TimeField(null=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index("person", F("id").desc(), name="budget_of_person")]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(quiet_from=None, quiet_until=None)
                | Q(quiet_from__isnull=False, quiet_until__isnull=False) & ~Q(quiet_from=F("quiet_until")),
                name="budget_quiet_hours_are_a_span",
            ),
        ]

    def __str__(self) -> str:
        return f"budget {self.id}"
