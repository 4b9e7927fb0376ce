"""Journeys in their versions, what was done about them, and who takes part."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

ACTIVE = "active"
WAITING, UNDER_WAY, DONE, FAILED = "waiting", "under_way", "done", "failed"
DEEDS = ("drafted", "published", "paused", "resumed", "stopped")
CHOICES = ("", "finish", "migrate", "cancel")


class JourneyVersion(models.Model):
    """One version of a journey, as its document says. A draft may change; once `published_at` is set nothing of it does (a trigger sees to it).

    `by` is empty for what the product came with.
    """

    id = models.BigAutoField(primary_key=True)
    code = models.CharField(max_length=30)
    number = models.PositiveSmallIntegerField()
    text = models.TextField(help_text="The document (YAML).")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now())
    published_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["code", "number"], name="one_journey_version_a_number"),
            models.UniqueConstraint(fields=["code"], condition=Q(published_at=None), name="one_draft_a_journey"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.number}"


class JourneyDeed(models.Model):
    """Something staff did about a journey. `choice`: what happened to those on older versions. Rows are only ever added."""

    id = models.BigAutoField(primary_key=True)
    code = models.CharField(max_length=30)
    number = models.PositiveSmallIntegerField()
    what = models.CharField(max_length=10)
    choice = models.CharField(max_length=8, blank=True)
    affected = models.PositiveIntegerField(default=0)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index("code", models.F("id").desc(), name="journey_deeds_of_code")]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(what__in=DEEDS, choice__in=CHOICES), name="journey_deed_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.what}"


class Enrolment(models.Model):
    """A person on one occasion of a journey, pinned to its version. `step` is the one they are at; at `look_at` it is seen how it went.

    active → finished | left (`reason`: the fact that ended it, stopped, replaced, silent …).
    """

    id = models.BigAutoField(primary_key=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    journey = models.CharField(max_length=30)
    version = models.PositiveSmallIntegerField()
    occasion = models.UUIDField()
    about_kind = models.CharField(max_length=20)
    about_id = models.UUIDField()
    context = models.JSONField(default=dict)
    step = models.CharField(max_length=30)
    state = models.CharField(max_length=8, default=ACTIVE)
    reason = models.CharField(max_length=40, blank=True)
    entered_at = models.DateTimeField()
    step_at = models.DateTimeField()
    look_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index("look_at", condition=Q(state="active"), name="enrolment_to_look_at"),
            models.Index("journey", "version", condition=Q(state="active"), name="enrolment_active"),
            models.Index("about_id", condition=Q(state="active"), name="enrolment_about"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["person", "journey", "occasion"], name="one_enrolment_per_occasion"),
            models.CheckConstraint(condition=Q(state__in=["active", "finished", "left"]), name="enrolment_state_is_known"),
            models.CheckConstraint(
                condition=Q(state="active", ended_at=None) | ~Q(state="active") & Q(ended_at__isnull=False), name="enrolment_ends_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.journey} {self.state}"


class JourneyTrial(models.Model):
    """A journey tried out before it is launched, on the last so many days or those ahead, as somebody asked; nobody was reached by it.

    waiting → under_way (since `begun_at`) → done, with what it came to (`found`), or failed, and why (`problem`).
    """

    id = models.UUIDField(primary_key=True, editable=False)
    code = models.CharField(max_length=30)
    number = models.PositiveSmallIntegerField(help_text="The version that was newest when it was asked for.")
    days = models.PositiveSmallIntegerField()
    ahead = models.BooleanField()
    state = models.CharField(max_length=10, default=WAITING)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    begun_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=300, blank=True)
    found = models.JSONField(null=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index("code", models.F("at").desc(), name="trials_of_journey"),
            models.Index("at", condition=Q(state__in=["waiting", "under_way"]), name="trial_waiting"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["code"], condition=Q(state__in=["waiting", "under_way"]), name="one_trial_at_a_time"),
            models.CheckConstraint(
                condition=Q(state=WAITING, begun_at=None, found=None)
                | Q(state__in=[UNDER_WAY, FAILED], begun_at__isnull=False, found=None)
                | Q(state=DONE, begun_at__isnull=False, found__isnull=False),
                name="trial_state_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.state}"


class JourneySweep(models.Model):
    """A time of the calendar (in a zone) or a segment that a journey has gone through, so that nobody goes through it twice."""

    id = models.BigAutoField(primary_key=True)
    journey = models.CharField(max_length=30)
    zone = models.CharField(max_length=50)
    moment = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["journey", "zone", "moment"], name="one_sweep_a_moment"),
        ]

    def __str__(self) -> str:
        return f"{self.journey} {self.zone} {self.moment}"


class SegmentMember(models.Model):
    """A person who is in the segment that a journey watches."""

    pk = models.CompositePrimaryKey("journey", "person_id")
    journey = models.CharField(max_length=30)
    person_id = models.UUIDField()
    since = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.journey} {self.person_id}"
