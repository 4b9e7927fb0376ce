"""Questionnaires, their published versions, and what people answered."""

from typing import ClassVar
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q

CODE_CHARACTERS_MAX = 20


class Survey(models.Model):
    """A questionnaire. `draft` is being written; what people are asked is the newest version. Whether it is anonymous never changes."""

    DRAFT, OPEN, PAUSED, CLOSED = "draft", "open", "paused", "closed"

    id = models.UUIDField(primary_key=True, editable=False)
    code = models.CharField(max_length=CODE_CHARACTERS_MAX, unique=True)
    draft = models.JSONField()
    anonymous = models.BooleanField()
    state = models.CharField(max_length=6, default=DRAFT)
    token = models.CharField(max_length=32, unique=True, help_text="In the public address.")
    framed_by = models.JSONField(default=list, help_text="Origins that may show it in a frame.")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(state__in=["draft", "open", "paused", "closed"]), name="survey_has_a_known_state"),
            models.CheckConstraint(condition=~Q(code__in=["stars", "helped"]), name="survey_has_a_code_of_its_own"),
        ]

    def __str__(self) -> str:
        return self.code


class SurveyVersion(models.Model):
    """What was published: the database refuses to change or remove it."""

    id = models.UUIDField(primary_key=True, editable=False)
    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    document = models.JSONField()
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["survey", "number"], name="survey_version_has_its_number"),
        ]

    def __str__(self) -> str:
        return f"{self.survey_id} v{self.number}"


class Ticket(models.Model):
    """A link for one answer. Only the digest of its secret is kept; in an anonymous survey nobody can tell which answers it led to."""

    id = models.UUIDField(primary_key=True, editable=False)
    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="tickets")
    digest = models.CharField(max_length=64, unique=True)
    context = models.JSONField(default=dict)
    made_at = models.DateTimeField()
    used = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"ticket {self.id}"


class Response(models.Model):
    """One person's way through a version. It exists from the first tap on. An anonymous one knows nobody, no invitation, and no day but its week."""

    PARTIAL, COMPLETE = "partial", "complete"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    version = models.ForeignKey(SurveyVersion, on_delete=models.PROTECT, related_name="responses")
    anonymous = models.BooleanField()
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    invitation = models.OneToOneField("surveys.Invitation", null=True, on_delete=models.PROTECT, related_name="response")
    ticket = models.OneToOneField(Ticket, null=True, on_delete=models.PROTECT, related_name="response")
    source = models.CharField(max_length=6)
    context = models.JSONField(default=dict)
    state = models.CharField(max_length=8, default=PARTIAL)
    stands_at = models.CharField(max_length=30, blank=True, help_text="The question that was shown last and not answered.")
    week = models.DateField(help_text="The Monday of the week of the first tap.")
    first_at = models.DateTimeField(null=True)
    at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index("version", "week", name="response_by_version_and_week"),
            models.Index("person", F("at").desc(), name="response_of_person", condition=Q(person__isnull=False)),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(anonymous=False, first_at__isnull=False, at__isnull=False)
                | Q(anonymous=True, person=None, invitation=None, ticket=None, first_at=None, at=None, context={}),
                name="an_anonymous_response_knows_nobody",
            ),
            models.CheckConstraint(condition=Q(source__in=["inbox", "link", "qr", "embed", "ticket"]), name="response_came_a_known_way"),
            models.CheckConstraint(condition=Q(state="partial") | Q(state="complete", stands_at=""), name="a_complete_response_stands_nowhere"),
            models.CheckConstraint(condition=Q(week__iso_week_day=1), name="response_week_begins_on_monday"),
        ]

    def __str__(self) -> str:
        return f"{self.state} response {self.id}"


class QuestionAnswer(models.Model):
    """One answered question. `value` null: seen, and passed over. The ids are random, so that their order tells nothing."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    response = models.ForeignKey(Response, on_delete=models.PROTECT, related_name="answers")
    question = models.CharField(max_length=30)
    topic = models.CharField(max_length=30, blank=True)
    value = models.JSONField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["response", "question"], name="a_question_is_answered_once"),
        ]

    def __str__(self) -> str:
        return f"{self.question} = {self.value!r}"
