"""What of the outbox Django needs to know. Events and cursors live in tables of their own shape (`sql/tables.sql`), read and written by SQL alone."""

from typing import ClassVar

from django.db import models


class Parked(models.Model):
    """A fact that a listener could not take in three attempts; the listener went on without it until somebody retries it."""

    listener = models.CharField(max_length=100)
    event_name = models.CharField(max_length=100)
    event_id = models.UUIDField()
    error = models.TextField()
    attempts = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["listener", "event_name", "event_id"], name="a_fact_is_parked_once_per_listener"),
        ]

    def __str__(self) -> str:
        return f"{self.listener}: {self.event_name} {self.event_id}"
