"""Who was asked what, and what they answered. The words of an answer live here and nowhere else."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from zhiyin.kit.ids import uuid7

COMMENT_CHARACTERS_MAX = 2_000


class Invitation(models.Model):
    """A question put to one person about one thing. `key` makes asking twice ask once; a closed one takes no new answer."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    key = models.UUIDField(unique=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    survey = models.CharField(max_length=20)
    about_kind = models.CharField(max_length=20)
    about_id = models.UUIDField()
    invited_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    context = models.JSONField(default=dict, help_text="Words for the blanks of a questionnaire.")
    responded = models.BooleanField(default=False, help_text="Whether a questionnaire was begun; when is not told.")

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index("person", models.F("id").desc(), name="invitation_of_person")]

    def __str__(self) -> str:
        return f"{self.survey} about {self.about_kind} {self.about_id}"


class Answer(models.Model):
    """What the invited person answered. A change of mind changes the row and counts in `changes`; `text` is their optional sentence."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    invitation = models.OneToOneField(Invitation, on_delete=models.PROTECT)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    survey = models.CharField(max_length=20)
    value = models.SmallIntegerField()
    changes = models.PositiveSmallIntegerField(default=0)
    text = models.CharField(max_length=COMMENT_CHARACTERS_MAX, blank=True)
    texts = models.PositiveSmallIntegerField(default=0, help_text="How often a sentence was given or changed.")
    first_at = models.DateTimeField()
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index("person", models.F("id").desc(), name="answer_of_person"),
            models.Index("survey", "first_at", name="answer_by_survey_and_time"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(survey="stars", value__range=(1, 5)) | models.Q(survey="helped", value__range=(0, 1)),
                name="answer_is_on_its_scale",
            ),
            models.CheckConstraint(condition=models.Q(at__gte=models.F("first_at")), name="answer_changes_forward"),
        ]

    def __str__(self) -> str:
        return f"{self.survey} {self.value}"
