"""Telephone calls that somebody of ours owes a person, and each try."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

TOPIC_CHARACTERS_MAX = 500
NOTE_CHARACTERS_MAX = 1_000
OPEN = ("waiting", "claimed")
ENDED = ("reached", "refused", "wrong_number", "given_up", "cancelled")
REASONS = ("asked", "case", "follow_up")
OUTCOMES = ("reached", "no_answer", "refused", "do_not_call", "wrong_number")


class Call(models.Model):
    """Somebody of ours shall telephone a person, not before `due_at` and by `promised_at`.

    waiting → claimed (in one agent's hands until `lease_until`) → reached | refused | wrong_number | given_up | cancelled; nobody answering, or the
    agent letting go, makes it wait again.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=10)
    purpose = models.CharField(max_length=20)
    about_id = models.UUIDField(null=True, help_text="The case or the follow-up's occasion that it is about.")
    topic = models.CharField(max_length=TOPIC_CHARACTERS_MAX, blank=True)
    number = models.CharField(max_length=16, blank=True, help_text="Where to call them this time; empty: the number they have confirmed.")
    value = models.FloatField()
    state = models.CharField(max_length=12, default="waiting")
    made_at = models.DateTimeField()
    chosen_at = models.DateTimeField(null=True, help_text="The time that the person chose.")
    due_at = models.DateTimeField()
    promised_at = models.DateTimeField()
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    lease_until = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index("promised_at", condition=Q(state__in=["waiting", "claimed"]), name="call_promised"),
            models.Index("person", F("made_at").desc(), name="call_of_person"),
            models.Index(F("ended_at").desc(), condition=Q(ended_at__isnull=False), name="call_ended"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(state__in=(*OPEN, *ENDED)), name="call_state_is_known"),
            models.CheckConstraint(condition=Q(reason__in=REASONS), name="call_reason_is_known"),
            models.CheckConstraint(
                condition=Q(state="claimed", owner__isnull=False, lease_until__isnull=False) | ~Q(state="claimed") & Q(lease_until=None),
                name="call_claimed_is_somebodys",
            ),
            models.CheckConstraint(condition=Q(state__in=OPEN) ^ Q(ended_at__isnull=False), name="call_ended_says_when"),
            models.CheckConstraint(condition=Q(promised_at__gte=F("due_at")), name="call_promise_leaves_time"),
            models.UniqueConstraint(fields=["person"], condition=Q(reason="asked", state__in=OPEN), name="one_asked_call_at_a_time"),
            models.UniqueConstraint(fields=["about_id"], condition=Q(about_id__isnull=False, state__in=OPEN), name="one_call_about_a_thing"),
            models.UniqueConstraint(fields=["owner"], condition=Q(state="claimed"), name="one_call_in_ones_hands"),
        ]

    def __str__(self) -> str:
        return f"{self.reason} {self.state}"


class Try(models.Model):
    """One time an agent dialled, and what came of it. Rows are only ever added."""

    id = models.BigAutoField(primary_key=True)
    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="attempts")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=12)
    note = models.CharField(max_length=NOTE_CHARACTERS_MAX, blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index("person", F("id").desc(), name="try_of_person")]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(outcome__in=OUTCOMES), name="try_outcome_is_known"),
        ]

    def __str__(self) -> str:
        return self.outcome
