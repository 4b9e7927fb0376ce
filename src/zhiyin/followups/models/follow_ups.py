"""Planned contacts with people, and why each was made or not."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from zhiyin.followups.decide import unpack

RARE = ("suppressed", "held_out", "expired", "cancelled", "failed")
REACHED = ("sent", "answered", "stopped")
STATES = ("planned", *REACHED, "cancelled", "suppressed", "held_out", "expired", "failed")


class Member(models.Model):
    """A person as the engine meets them: the row that is held while it is decided what reaches them, so that each person is in the hands of one
    worker, and caps hold under any number of them.
    """

    person = models.OneToOneField(settings.AUTH_USER_MODEL, primary_key=True, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return str(self.person_id)


class FollowUp(models.Model):
    """One planned contact with a person, on one occasion of one journey.

    planned → sent → answered | stopped, or cancelled | suppressed | held_out | expired | failed; a deferred one stays planned for later, and one
    whose channel failed is planned again. The database holds the table of transitions (sql/*transitions.sql) and writes down each one.
    """

    id = models.BigAutoField(primary_key=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    journey = models.CharField(max_length=30)
    version = models.PositiveSmallIntegerField()
    purpose = models.CharField(max_length=20)
    message_class = models.CharField(max_length=15)
    occasion = models.UUIDField(help_text="What makes this contact one of its kind: the payment, the reply, the improvement.")
    about_kind = models.CharField(max_length=20)
    about_id = models.UUIDField()
    context = models.JSONField(default=dict, help_text="Ids and amounts that the message speaks of.")
    triggered_at = models.DateTimeField()
    state = models.CharField(max_length=10, default="planned")
    due_at = models.DateTimeField()
    not_after = models.DateTimeField()
    value = models.FloatField()
    attempt = models.PositiveIntegerField(default=0, help_text="How often in a row it could not be decided.")
    channel = models.CharField(max_length=10, blank=True)
    sent_at = models.DateTimeField(null=True)
    message_id = models.UUIDField(null=True)
    invitation_id = models.UUIDField(null=True)
    tried = models.CharField(max_length=60, blank=True, help_text="The channels that failed it for good, with commas.")
    lost_to = models.BigIntegerField(null=True, help_text="The follow-up that took its place; if that one fails, this one may come after all.")
    reminds = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index("due_at", condition=Q(state="planned"), name="follow_up_due"),
            models.Index("person", "due_at", condition=Q(state="planned"), name="follow_up_planned"),
            models.Index("person", "sent_at", condition=Q(sent_at__isnull=False), name="follow_up_contacts"),
            models.Index("about_id", name="follow_up_about"),
            models.Index("triggered_at", name="follow_up_by_time"),
            models.Index("lost_to", condition=Q(state="suppressed", lost_to__isnull=False), name="follow_up_lost"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["person", "journey", "occasion"], name="one_follow_up_of_a_person_per_occasion"),
            models.UniqueConstraint(fields=["message_id"], condition=Q(message_id__isnull=False), name="one_follow_up_per_message"),
            models.UniqueConstraint(fields=["invitation_id"], condition=Q(invitation_id__isnull=False), name="one_follow_up_per_invitation"),
            models.UniqueConstraint(fields=["reminds"], condition=Q(reminds__isnull=False), name="one_reminder_never_two"),
            models.CheckConstraint(condition=Q(state__in=STATES), name="follow_up_state_is_known"),
            models.CheckConstraint(
                condition=Q(state__in=REACHED, sent_at__isnull=False, message_id__isnull=False)
                | ~Q(state__in=REACHED) & Q(sent_at=None, message_id=None),
                name="follow_up_sent_has_message",
            ),
            models.CheckConstraint(condition=Q(sent_at=None) | Q(sent_at__lte=F("not_after")), name="follow_up_is_never_late"),
        ]

    def __str__(self) -> str:
        return f"{self.journey} {self.state}"


class Decision(models.Model):
    """What was decided of a follow-up at one moment, with every gate. Rows are only ever added."""

    id = models.BigAutoField(primary_key=True)
    follow_up = models.ForeignKey(FollowUp, on_delete=models.PROTECT, related_name="decisions")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    journey = models.CharField(max_length=30)
    at = models.DateTimeField()
    verdict = models.CharField(max_length=10)
    reason = models.CharField(max_length=40, blank=True)
    channel = models.CharField(max_length=10, blank=True)
    until = models.DateTimeField(null=True)
    packed = models.TextField(help_text="The gates, as `decide.pack` keeps them.")
    policy_id = models.BigIntegerField(help_text="The policy in force; 0 is the one the product comes with.")

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index("person", F("id").desc(), name="decision_of_person"),
            # The others are so many that the newest of them are never far.
            models.Index("verdict", F("id").desc(), condition=Q(verdict__in=RARE), name="decision_by_rare_verdict"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(verdict="deferred", until__isnull=False)
                | Q(verdict__in=["sent", "suppressed", "held_out", "expired", "cancelled", "failed"], until=None),
                name="decision_verdict_is_known",
            ),
            models.CheckConstraint(condition=Q(verdict="sent") ^ Q(channel=""), name="decision_sent_names_channel"),
        ]

    def __str__(self) -> str:
        return f"{self.verdict} {self.reason}"

    @property
    def gates(self) -> tuple[dict[str, Any], ...]:
        """What each gate said, in their order: {"gate", "ok", "facts"}."""
        return unpack(self.packed, self.verdict)
