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
