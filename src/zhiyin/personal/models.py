"""What a person has chosen about what they see."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

THEMES = ("light", "dark", "auto", "contrast")
SIZES = (1, 2, 3, 4)


class ChosenLook(models.Model):
    """How pages look to a person: colours, text size from 1 to 4, and whether they are in simple mode."""

    person_id = models.UUIDField(primary_key=True)
    theme = models.CharField(max_length=10, default="auto")
    size = models.PositiveSmallIntegerField(default=2)
    simple = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(theme__in=THEMES), name="a_theme_is_known"),
            models.CheckConstraint(condition=models.Q(size__in=SIZES), name="a_size_is_one_to_four"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.theme}"


class Arrangement(models.Model):
    """What a person changed about their tiles: `pinned` ones keep their place (code → place from 0), `hidden` ones are away."""

    person_id = models.UUIDField(primary_key=True)
    pinned = models.JSONField(default=dict)
    hidden = ArrayField(models.CharField(max_length=20), default=list)

    def __str__(self) -> str:
        return str(self.person_id)


class Dismissed(models.Model):
    """A suggestion that a person does not want: never again (not_mine), or not for four weeks (less)."""

    pk = models.CompositePrimaryKey("person_id", "item_id")
    person_id = models.UUIDField()
    item_id = models.CharField(max_length=60)
    kind = models.CharField(max_length=10)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(kind__in=("not_mine", "less")), name="a_dismissal_has_a_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.item_id} {self.kind}"
