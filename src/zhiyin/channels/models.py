"""What was left for people, and whether they saw it."""

from typing import ClassVar

from django.conf import settings
from django.db import models


class Message(models.Model):
    """A message that left for a person on a channel. `key` makes sending twice send once; words are made from `template` and `params` when read."""

    id = models.UUIDField(primary_key=True, editable=False)
    key = models.UUIDField(unique=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=10)
    template = models.CharField(max_length=40)
    params = models.JSONField(default=dict)
    follow_up_id = models.BigIntegerField(null=True, help_text="The follow-up it belongs to, which lives on a higher floor.")
    sent_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index("person", "channel", models.F("id").desc(), name="message_newest"),
            models.Index("person", condition=models.Q(seen_at=None, closed_at=None), name="message_unread"),
            models.Index("follow_up_id", condition=models.Q(follow_up_id__isnull=False), name="message_of_follow_up"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(seen_at=None) | models.Q(seen_at__gte=models.F("sent_at")), name="message_seen_after_sent"),
            models.CheckConstraint(
                condition=models.Q(closed_at=None) | models.Q(closed_at__gte=models.F("sent_at")), name="message_closed_after_sent"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.template} on {self.channel}"
