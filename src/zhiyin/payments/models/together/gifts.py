"""Gifts that several give to one."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models


class GroupGift(models.Model):
    """Money that several put together for one person. `id` is the key of the deed, and the owner of the wallet in which the money waits.

    open → given | cancelled | expired (nobody put anything in, or it could not be given for a month). What was put in goes back after the latter
    two, each part by itself. `guests`: who may put something in, beside the opener. `due_at`: when it is given, or giving is tried again.
    """

    OPEN, GIVEN, CANCELLED, EXPIRED = "open", "given", "cancelled", "expired"

    id = models.UUIDField(primary_key=True)
    opener = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    receiver = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    guests = ArrayField(models.UUIDField())
    occasion = models.CharField(max_length=60)
    words = models.CharField(max_length=140, blank=True)
    goal_minor = models.BigIntegerField(null=True)
    asset = models.CharField(max_length=8)
    at = models.DateTimeField()
    give_at = models.DateTimeField()
    due_at = models.DateTimeField()
    state = models.CharField(max_length=9, default=OPEN)
    total_minor = models.BigIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)
    given_id = models.UUIDField(null=True, unique=True, help_text="The ledger's transfer to the receiver.")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~models.Q(opener=models.F("receiver")), name="gift_is_for_somebody_else"),
            models.CheckConstraint(condition=models.Q(guests__len__gte=1, guests__len__lte=50), name="gift_has_one_to_fifty_guests"),
            models.CheckConstraint(condition=models.Q(goal_minor=None) | models.Q(goal_minor__gt=0), name="gift_goal_is_positive"),
            models.CheckConstraint(condition=models.Q(state__in=["open", "given", "cancelled", "expired"]), name="gift_state_is_known"),
            models.CheckConstraint(condition=models.Q(total_minor__gte=0), name="gift_is_not_negative"),
            models.CheckConstraint(condition=models.Q(state="open") ^ models.Q(ended_at__isnull=False), name="gift_ends_once"),
            models.CheckConstraint(condition=models.Q(state="given") ^ models.Q(given_id=None), name="gift_that_was_given_has_its_transfer"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["opener", "-at", "-id"], name="gifts_of_a_person"),
            models.Index(fields=["receiver", "-ended_at", "-id"], condition=models.Q(state="given"), name="gifts_to_a_person"),
            models.Index("due_at", condition=models.Q(state="open"), name="gifts_that_are_due"),
        ]

    def __str__(self) -> str:
        return f"{self.id} {self.state}"


class GiftPart(models.Model):
    """What somebody put into a gift. `id` is the key of the deed and of the ledger's transfer. `shown`: the receiver may see how much it was.

    `back_id`: the ledger's transfer that gave it back; `back_at`: when that was; `due_at`: when giving it back is tried next.
    """

    id = models.UUIDField(primary_key=True)
    gift = models.ForeignKey(GroupGift, on_delete=models.PROTECT, related_name="parts")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    amount_minor = models.BigIntegerField()
    shown = models.BooleanField(default=False)
    at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    back_at = models.DateTimeField(null=True)
    back_id = models.UUIDField(null=True, unique=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(amount_minor__gt=0), name="gift_part_is_positive"),
            models.CheckConstraint(
                condition=models.Q(back_id=None, back_at=None) | models.Q(back_at__isnull=False, due_at=None), name="gift_part_goes_back_once"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["person", "-at", "-id"], name="gift_parts_of_a_person"),
            models.Index("due_at", condition=models.Q(due_at__isnull=False), name="gift_parts_to_give_back"),
        ]

    def __str__(self) -> str:
        return f"{self.gift_id}/{self.id}"
