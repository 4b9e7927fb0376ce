"""What people have allowed, and who has used their data. Both tables are only ever added to."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from zhiyin.privacy.purposes import PURPOSES


class Consent(models.Model):
    """One "yes" or "no" of a person to a purpose on a channel ("*": every channel). The newest row of a pair is what holds."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=20)
    channel = models.CharField(max_length=10, default="*")
    allowed = models.BooleanField()
    wording = models.PositiveSmallIntegerField(help_text="The version of the purpose's words that the person read.")
    source = models.CharField(max_length=20, help_text="Where it was said: sign-up, settings, card, demo.")
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index("person", "purpose", "channel", models.F("id").desc(), name="consent_newest")]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(purpose__in=sorted(PURPOSES)), name="consent_purpose_is_known"),
            models.CheckConstraint(condition=models.Q(wording__gte=1), name="consent_wording_is_told"),
            models.CheckConstraint(condition=~models.Q(channel="") & ~models.Q(source=""), name="consent_says_where"),
        ]

    def __str__(self) -> str:
        return f"{'yes' if self.allowed else 'no'} to {self.purpose} on {self.channel}"


class DataUse(models.Model):
    """Somebody (or, without `by`, the product itself) has used data of a person: for which purpose, and what."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=12, help_text="The role in which they did it, at that time; empty for the product itself.", blank=True)
    purpose = models.CharField(max_length=20)
    what = models.CharField(max_length=60)
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index("person", models.F("id").desc(), name="datause_newest")]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(purpose__in=sorted(PURPOSES)), name="datause_purpose_is_known"),
            models.CheckConstraint(condition=~models.Q(what=""), name="datause_says_what"),
        ]

    def __str__(self) -> str:
        return f"{self.what} for {self.purpose}"
