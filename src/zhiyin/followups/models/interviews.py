"""Talks face to face: when agents have time, who is invited, what is booked."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.db import models
from django.db.models import F, Func, Q, Value

TOPIC_CHARACTERS_MAX = 200
NOTES_CHARACTERS_MAX = 10_000
STATES = ("booked", "held", "no_show", "cancelled")


def _one_at_a_time(who: str, name: str) -> ExclusionConstraint:
    """Two booked talks of one somebody never overlap. A range of one id stands for the id: PostgreSQL itself can exclude by ranges, while comparing
    ids in the same index would take an extension that not every server has.
    """
    theirs = Func(who, who, Value("[]"), function="uuidrange")
    time = Func("starts_at", "ends_at", function="tstzrange")
    return ExclusionConstraint(name=name, expressions=[(theirs, "&&"), (time, "&&")], condition=Q(state="booked"))


class Hours(models.Model):
    """An agent has time for talks every week, on a weekday (0: Monday) between two times of their own clock."""

    agent = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    weekday = models.PositiveSmallIntegerField()
    starts = models.TimeField()
    ends = models.TimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["agent", "weekday", "starts"], name="hours_said_once"),
            models.CheckConstraint(condition=Q(weekday__lte=6, starts__lt=F("ends")), name="hours_are_a_span"),
        ]

    def __str__(self) -> str:
        return f"{self.weekday} {self.starts}–{self.ends}"


class OtherDay(models.Model):
    """One day on which an agent has other hours than every week; without times, none."""

    agent = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    starts = models.TimeField(null=True)
    ends = models.TimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["agent", "day"], name="other_day_said_once"),
            models.CheckConstraint(
                condition=Q(starts=None, ends=None) | Q(starts__isnull=False, ends__isnull=False, starts__lt=F("ends")), name="other_day_is_a_span"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.starts}–{self.ends}"


class Offer(models.Model):
    """A person may choose a time for one talk, until `expires_at`. `after`: the talk that they missed, which leads to one new offer and no more."""

    id = models.UUIDField(primary_key=True, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    topic = models.CharField(max_length=TOPIC_CHARACTERS_MAX, blank=True)
    after = models.OneToOneField("Interview", null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index("person", F("made_at").desc(), name="offer_of_person")]

    def __str__(self) -> str:
        return f"offer {self.id}"


class Interview(models.Model):
    """A person and an agent talk, face to face. `sequence` grows with every change, as calendars count it.

    booked → held | no_show | cancelled. `*_records`: what each said to recording; None: not asked yet.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    state = models.CharField(max_length=10, default="booked")
    sequence = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True)
    notes = models.CharField(max_length=NOTES_CHARACTERS_MAX, blank=True)
    person_records = models.BooleanField(null=True)
    agent_records = models.BooleanField(null=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index("starts_at", condition=Q(state="booked"), name="interview_coming"),
            models.Index("person", F("starts_at").desc(), name="interview_of_person"),
            models.Index("agent", F("starts_at").desc(), name="interview_of_agent"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(state__in=STATES), name="interview_state_is_known"),
            models.CheckConstraint(condition=Q(starts_at__lt=F("ends_at")), name="interview_is_a_span"),
            models.CheckConstraint(condition=~Q(person=F("agent")), name="interview_has_two"),
            models.UniqueConstraint(fields=["offer"], condition=~Q(state="cancelled"), name="one_talk_of_an_offer"),
            _one_at_a_time("agent", "an_agent_talks_to_one_at_a_time"),
            _one_at_a_time("person", "a_person_talks_to_one_at_a_time"),
        ]

    def __str__(self) -> str:
        return f"{self.starts_at} {self.state}"


class Signal(models.Model):
    """A word from one browser of a talk to the other, so that the two find each other. Rows live for a few minutes."""

    id = models.BigAutoField(primary_key=True)
    interview = models.ForeignKey(Interview, on_delete=models.CASCADE, related_name="+")
    sender = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10)
    session = models.CharField(max_length=40)
    to = models.CharField(max_length=40, blank=True)
    body = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index("interview", "id", name="signal_of_interview"),
            models.Index("at", name="signal_by_time"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(kind__in=["hello", "offer", "answer", "bye"]), name="signal_kind_is_known"),
        ]

    def __str__(self) -> str:
        return self.kind
