"""What people miss, and how many of them want it."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

WISH_CHARACTERS_MIN, WISH_CHARACTERS_MAX = 3, 140


class Wish(models.Model):
    """Something somebody misses. A new one waits for a look of staff; a shown one can be voted for; then it is taken up, done or declined.

    `votes` counts its voters, the one who made it among them until they take their vote back.
    """

    WAITING, SHOWN, TAKEN_UP, DONE, DECLINED = "waiting", "shown", "taken_up", "done", "declined"

    id = models.UUIDField(primary_key=True, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    text = models.CharField(max_length=WISH_CHARACTERS_MAX)
    state = models.CharField(max_length=10, default=WAITING)
    votes = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField()
    judged_at = models.DateTimeField(null=True)
    judged_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index("state", F("votes").desc(), F("id").desc(), name="wish_by_state_and_votes"),
            models.Index("person", F("id").desc(), name="wish_of_person"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(text=""), name="a_wish_says_something"),
            models.CheckConstraint(condition=Q(state__in=["waiting", "shown", "taken_up", "done", "declined"]), name="a_wish_has_a_known_state"),
            models.CheckConstraint(condition=Q(state="waiting") | Q(judged_by__isnull=False, judged_at__isnull=False), name="a_wish_was_judged"),
        ]

    def __str__(self) -> str:
        return self.text


class WishVote(models.Model):
    """One person wants it."""

    wish = models.ForeignKey(Wish, on_delete=models.PROTECT, related_name="voters")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["wish", "person"], name="a_person_votes_once_for_a_wish"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} for {self.wish_id}"
