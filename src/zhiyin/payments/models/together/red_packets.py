"""Red packets 红包, and who got what out of them."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models


class RedPacket(models.Model):
    """Money to be shared out among those who open it. `id` is the key of the deed, and the owner of the wallet in which the money waits.

    open → finished | returned. `seed` decides a lucky draw and is told when it has ended; its digest is told from the first moment.
    `guests` empty: whoever is signed in and has the link may open it. The link itself is not kept, only its digest; `former`: that of the link under
    which a packet was handed on before links were worked out.
    """

    EQUAL, LUCKY = "equal", "lucky"
    OPEN, FINISHED, RETURNED = "open", "finished", "returned"

    id = models.UUIDField(primary_key=True)
    digest = models.BinaryField(unique=True)
    former = models.BinaryField(null=True, unique=True)
    sender = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    total_minor = models.BigIntegerField()
    asset = models.CharField(max_length=8)
    count = models.PositiveSmallIntegerField()
    way = models.CharField(max_length=5)
    greeting = models.CharField(max_length=140, blank=True)
    guests = ArrayField(models.UUIDField(), default=list)
    seed = models.BinaryField()
    at = models.DateTimeField()
    expires_at = models.DateTimeField()
    state = models.CharField(max_length=8, default=OPEN)
    opened = models.PositiveSmallIntegerField(default=0)
    left_minor = models.BigIntegerField()
    returned_minor = models.BigIntegerField(default=0)
    return_id = models.UUIDField(null=True, unique=True, help_text="The ledger's transfer that gave the rest back.")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(count__gte=1, count__lte=100), name="packet_is_for_one_to_a_hundred"),
            models.CheckConstraint(condition=models.Q(total_minor__gte=models.F("count")), name="packet_has_something_for_everybody"),
            models.CheckConstraint(condition=models.Q(way__in=["equal", "lucky"]), name="packet_way_is_known"),
            models.CheckConstraint(condition=models.Q(state__in=["open", "finished", "returned"]), name="packet_state_is_known"),
            models.CheckConstraint(condition=models.Q(opened__lte=models.F("count"), left_minor__gte=0), name="packet_gives_no_more_than_it_has"),
            models.CheckConstraint(
                condition=models.Q(state="open", ended_at=None) | ~models.Q(state="open") & models.Q(left_minor=0, ended_at__isnull=False),
                name="packet_that_ended_is_empty",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["sender", "-at", "-id"], name="packets_of_a_person"),
            models.Index("expires_at", condition=models.Q(state="open"), name="packets_that_expire"),
        ]

    def __str__(self) -> str:
        return f"{self.id} {self.state}"


class RedPacketShare(models.Model):
    """What one person got out of a red packet. `id` is the id of the ledger's transfer, `number` the place in the order of opening, from 1."""

    id = models.UUIDField(primary_key=True)
    packet = models.ForeignKey(RedPacket, on_delete=models.PROTECT, related_name="shares", db_index=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    number = models.PositiveSmallIntegerField()
    amount_minor = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["packet", "person"], name="a_packet_is_opened_once_by_each"),
            models.UniqueConstraint(fields=["packet", "number"], name="a_share_goes_to_one"),
            models.CheckConstraint(condition=models.Q(amount_minor__gte=1), name="share_is_positive"),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["person", "-at", "-id"], name="shares_of_a_person")]

    def __str__(self) -> str:
        return f"{self.packet_id}/{self.number}"
