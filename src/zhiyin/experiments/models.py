"""Who is left alone on purpose, so that it can be told what the rest gained."""

from typing import ClassVar

from django.db import models


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
