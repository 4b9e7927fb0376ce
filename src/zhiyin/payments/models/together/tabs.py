"""Running tabs: who paid what for all, until it is settled."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models


class Tab(models.Model):
    """What several people pay for each other over some time. `id` is the key of the deed; `members` stay the same, the owner first."""

    id = models.UUIDField(primary_key=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    name = models.CharField(max_length=140)
    members = ArrayField(models.UUIDField())
    asset = models.CharField(max_length=8)
    at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(members__len__gte=2, members__len__lte=21), name="tab_has_two_to_twenty_one"),
        ]

    def __str__(self) -> str:
        return self.name


class TabEntry(models.Model):
    """A member paid something for all of them. `id` is the key of the deed; the row never changes."""

    id = models.UUIDField(primary_key=True)
    tab = models.ForeignKey(Tab, on_delete=models.PROTECT, related_name="entries")
    payer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    amount_minor = models.BigIntegerField()
    note = models.CharField(max_length=140, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(amount_minor__gt=0), name="tab_entry_is_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.id}"
