"""Who is left alone on purpose, who is tried with what, and what they did afterwards, so that it can be told what it changed."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

STATES = ("draft", "running", "stopped", "decided")


class HoldoutSetting(models.Model):
    """From `at` on, this percentage of people is held out under this name. Rows are only added: the latest one counts, the others are the history."""

    name = models.CharField(max_length=60)
    percent = models.PositiveSmallIntegerField()
    by = models.UUIDField(null=True)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(percent__lte=100), name="a_holdout_is_a_percentage"),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["name", "-id"], name="holdout_latest_first")]

    def __str__(self) -> str:
        return f"{self.name} {self.percent} %"


class Experiment(models.Model):
    """A question put to chance: people are drawn into arms, and a figure of each is compared. What it asks never changes once it runs; its state goes
    draft → running → stopped → decided. The database holds both (sql/experiments.sql).

    `arms`: [{"code", "weight", "wait_minutes"}], the first is the control. `least`: the smallest difference worth finding, in the metric's unit.
    `people`: how many the reading is tuned for, expected by the end; set before anybody is drawn.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    name = models.CharField(max_length=60, unique=True)
    hypothesis = models.CharField(max_length=300)
    about = models.CharField(max_length=60, help_text='Where people are drawn: "followups.<journey>".')
    metric = models.CharField(max_length=20)
    asset = models.CharField(max_length=10, blank=True)
    window_days = models.PositiveSmallIntegerField()
    arms = models.JSONField()
    method = models.CharField(max_length=10)
    looks = models.PositiveSmallIntegerField()
    weeks = models.PositiveSmallIntegerField()
    least = models.FloatField()
    people = models.PositiveIntegerField()
    state = models.CharField(max_length=10, default="draft")
    started_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)
    chosen = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(state__in=STATES), name="experiment_state_is_known"),
            models.CheckConstraint(condition=Q(method__in=["always", "planned"]), name="experiment_method_is_known"),
            models.CheckConstraint(condition=Q(people__gte=1, weeks__gte=1, looks__gte=1, window_days__gte=1), name="experiment_ends_some_day"),
            models.CheckConstraint(condition=Q(state="draft") ^ Q(started_at__isnull=False), name="experiment_running_has_begun"),
            models.CheckConstraint(condition=Q(state="decided") ^ Q(chosen=""), name="experiment_decided_has_a_choice"),
            models.UniqueConstraint(fields=["about"], condition=Q(state="running"), name="one_experiment_at_a_time_about_a_thing"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.state}"


class ExperimentDeed(models.Model):
    """What was done about an experiment: drafted, started, stopped or decided, by whom, with which words. Rows are only ever added."""

    experiment = models.ForeignKey(Experiment, on_delete=models.PROTECT, related_name="deeds")
    what = models.CharField(max_length=10)
    by = models.UUIDField(null=True)
    at = models.DateTimeField()
    words = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return f"{self.what} {self.at:%Y-%m-%d}"


class Exposure(models.Model):
    """A person met what their arm does differently, for the first time. Once for each experiment and person."""

    experiment = models.ForeignKey(Experiment, on_delete=models.PROTECT, related_name="+", db_index=False)
    person_id = models.UUIDField()
    arm = models.CharField(max_length=20)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["experiment", "person_id"], name="a_person_is_drawn_once"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.arm}"


class Outcome(models.Model):
    """Something a person did, heard as a fact: paid, refunded (negative), sent, topped_up, answered, withdrew. Can be thrown away and heard again."""

    person_id = models.UUIDField()
    kind = models.CharField(max_length=10)
    at = models.DateTimeField()
    amount_minor = models.BigIntegerField(default=0)
    asset = models.CharField(max_length=10, blank=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["person_id", "at"], include=["kind", "amount_minor", "asset"], name="outcome_of_person"),
            models.Index(fields=["at", "person_id"], name="outcome_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.kind}"
