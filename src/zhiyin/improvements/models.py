"""What many people say, and what was done about it."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

NAME_CHARACTERS_MAX = 80
WORDS_CHARACTERS_MAX = 2_000


class Theme(models.Model):
    """A trouble that several people share, named in both languages."""

    id = models.UUIDField(primary_key=True, editable=False)
    name_en = models.CharField(max_length=NAME_CHARACTERS_MAX, unique=True)
    name_zh = models.CharField(max_length=NAME_CHARACTERS_MAX, unique=True)
    description = models.CharField(max_length=WORDS_CHARACTERS_MAX, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(name_en="") & ~Q(name_zh=""), name="theme_is_named_in_both_languages"),
        ]

    def __str__(self) -> str:
        return self.name_en


class Filing(models.Model):
    """A case that carries a theme. A case may carry several."""

    theme = models.ForeignKey(Theme, on_delete=models.PROTECT, related_name="filings")
    case = models.ForeignKey("support.Case", on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["theme", "case"], name="a_case_carries_a_theme_once"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} under {self.theme_id}"


class Improvement(models.Model):
    """What is done about a theme: open → in_progress → shipped | declined. The notes are what its people read."""

    OPEN, IN_PROGRESS, SHIPPED, DECLINED = "open", "in_progress", "shipped", "declined"

    id = models.UUIDField(primary_key=True, editable=False)
    theme = models.ForeignKey(Theme, on_delete=models.PROTECT, related_name="improvements")
    title_en = models.CharField(max_length=NAME_CHARACTERS_MAX)
    title_zh = models.CharField(max_length=NAME_CHARACTERS_MAX)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, default=OPEN)
    note_en = models.CharField(max_length=WORDS_CHARACTERS_MAX, blank=True)
    note_zh = models.CharField(max_length=WORDS_CHARACTERS_MAX, blank=True)
    opened_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index("state", F("id").desc(), name="improvement_by_state")]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(title_en="") & ~Q(title_zh=""), name="improvement_is_named_in_both_languages"),
            models.CheckConstraint(
                condition=Q(state__in=["open", "in_progress"], ended_at=None, ended_by=None)
                | Q(state__in=["shipped", "declined"], ended_at__isnull=False, ended_by__isnull=False) & ~Q(note_en="") & ~Q(note_zh=""),
                name="improvement_ends_with_words_in_both_languages",
            ),
            models.CheckConstraint(condition=~Q(state__in=["in_progress", "shipped"]) | Q(started_at__isnull=False), name="improvement_was_started"),
        ]

    def __str__(self) -> str:
        return f"{self.title_en} ({self.state})"


class Beneficiary(models.Model):
    """Somebody whose case carried the theme at the moment the improvement shipped: they are told, once."""

    improvement = models.ForeignKey(Improvement, on_delete=models.PROTECT, related_name="beneficiaries")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["improvement", "person"], name="told_of_an_improvement_once"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} of {self.improvement_id}"


class Granting(models.Model):
    """A wish that an improvement fulfils. Whoever wants it when that ships is told of it, as those are whose cases carry the theme."""

    improvement = models.ForeignKey(Improvement, on_delete=models.PROTECT, related_name="grantings")
    wish = models.OneToOneField("surveys.Wish", on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.wish_id} by {self.improvement_id}"
