"""Who lets whom see what they do with friends."""

from typing import ClassVar

from django.conf import settings
from django.db import models


class Sharing(models.Model):
    """Whether a person lets chosen friends see whom they send money to; `since` when. Without a row, and by default: no. `amounts`: those, too."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, primary_key=True, on_delete=models.PROTECT, related_name="+")
    shown = models.BooleanField(default=False)
    amounts = models.BooleanField(default=False)
    since = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.person_id} {'shown' if self.shown else 'hidden'}"


class Viewer(models.Model):
    """A friend who was chosen to see it, from `at` on: nothing that was before."""

    id = models.BigAutoField(primary_key=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    viewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["person", "viewer"], name="a_friend_is_chosen_once"),
            models.CheckConstraint(condition=~models.Q(person=models.F("viewer")), name="a_friend_is_somebody_else"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} → {self.viewer_id}"
