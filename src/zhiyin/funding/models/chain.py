"""Virtual currencies that come in and go out over a chain."""

from typing import ClassVar

from django.conf import settings
from django.db import models


class ChainAddress(models.Model):
    """Where a person receives an asset: their own address, the same for ever."""

    id = models.BigAutoField(primary_key=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    asset = models.CharField(max_length=8)
    address = models.CharField(max_length=100)
    made_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["person", "asset"], name="one_address_per_person_and_asset"),
            models.UniqueConstraint(fields=["asset", "address"], name="an_address_is_one_persons"),
        ]

    def __str__(self) -> str:
        return self.address


class Deposit(models.Model):
    """An output of the chain to one of our addresses. `id` follows from asset, txid and vout, and is the id of the ledger's transfer.

    `height`: the block it lies in, None while it lies in none. Gone: the chain has forgotten it before it counted; it may come back.
    """

    SEEN, CREDITED, GONE = "seen", "credited", "gone"

    id = models.UUIDField(primary_key=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    asset = models.CharField(max_length=8)
    txid = models.CharField(max_length=64)
    vout = models.IntegerField()
    amount_minor = models.BigIntegerField()
    height = models.BigIntegerField(null=True)
    confirmations = models.IntegerField()
    state = models.CharField(max_length=8)
    seen_at = models.DateTimeField()
    credited_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["asset", "txid", "vout"], name="an_output_is_one_deposit"),
            models.CheckConstraint(condition=models.Q(amount_minor__gt=0), name="deposit_is_positive"),
            models.CheckConstraint(condition=models.Q(state__in=["seen", "credited", "gone"]), name="deposit_state_is_known"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["person", "asset", "-seen_at"], name="deposits_of_a_person"),
            models.Index(fields=["asset"], condition=models.Q(state="seen"), name="deposits_still_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.txid}:{self.vout}"


class Payout(models.Model):
    """An asset that leaves over its chain. `id` is the key of the request, of the ledger's hold, and of the order to the chain.

    Held: the money is set aside. Sent: the chain has the order. Done: it lies deep enough and is paid. Failed: it never can, the money is free again.
    """

    HELD, SENT, DONE, FAILED = "held", "sent", "done", "failed"

    id = models.UUIDField(primary_key=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    asset = models.CharField(max_length=8)
    address = models.CharField(max_length=100)
    amount_minor = models.BigIntegerField()
    fee_minor = models.BigIntegerField()
    txid = models.CharField(max_length=64, blank=True)
    confirmations = models.IntegerField(default=0)
    state = models.CharField(max_length=8)
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(amount_minor__gt=0, fee_minor__gte=0), name="payout_is_positive"),
            models.CheckConstraint(condition=models.Q(state__in=["held", "sent", "done", "failed"]), name="payout_state_is_known"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["person", "asset", "-asked_at"], name="payouts_of_a_person"),
            models.Index(fields=["asset"], condition=models.Q(state__in=["held", "sent"]), name="payouts_under_way"),
        ]

    def __str__(self) -> str:
        return f"{self.id}"


class ChainLook(models.Model):
    """How high the chain of an asset was when it was last looked at from beginning to end."""

    asset = models.CharField(primary_key=True, max_length=8)
    height = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.asset} {self.height}"


class SimulatedOutput(models.Model):
    """A line of the simulated chain, which stands in for a real one in demos and tests. `key`: the order it carries out, for outgoing ones.

    `height` None: it lies in no block yet. `dropped`: the chain has thrown it away.
    """

    id = models.BigAutoField(primary_key=True)
    asset = models.CharField(max_length=8)
    txid = models.CharField(max_length=64)
    vout = models.IntegerField()
    address = models.CharField(max_length=100)
    amount_minor = models.BigIntegerField()
    height = models.BigIntegerField(null=True)
    dropped = models.BooleanField(default=False)
    key = models.UUIDField(null=True, unique=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["asset", "txid", "vout"], name="a_simulated_output_is_named_once"),
        ]

    def __str__(self) -> str:
        return f"{self.txid}:{self.vout}"


class SimulatedTip(models.Model):
    """How high the simulated chain of an asset is."""

    asset = models.CharField(primary_key=True, max_length=8)
    height = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.asset} {self.height}"
