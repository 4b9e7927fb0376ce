"""What else wallets can hold here, what it is worth, and what was exchanged."""

from typing import ClassVar

from django.conf import settings
from django.db import models


class Asset(models.Model):
    """A currency or virtual currency that the operator offers beside the deployment's own. Code, kind and scale never change.

    `spread_bp`: what the house keeps of an exchange, in hundredths of a percent. `chain`: where it comes in and goes out ("" when nowhere);
    `confirmations`: how deep a deposit must lie before it counts. `paused_at`: since when it is neither exchanged nor sent out.
    """

    FIAT, POINTS, COMMUNITY, CRYPTO = KINDS = ("fiat", "points", "community", "crypto")

    code = models.CharField(primary_key=True, max_length=8)
    kind = models.CharField(max_length=12)
    scale = models.SmallIntegerField()
    symbol = models.CharField(max_length=8)
    name_en = models.CharField(max_length=40)
    name_zh = models.CharField(max_length=40)
    spread_bp = models.SmallIntegerField()
    chain = models.CharField(max_length=16, blank=True)
    confirmations = models.SmallIntegerField()
    added_at = models.DateTimeField()
    paused_at = models.DateTimeField(null=True)
    paused_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, db_index=False)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(kind__in=["fiat", "points", "community", "crypto"]), name="asset_kind_is_known"),
            models.CheckConstraint(condition=models.Q(scale__range=(0, 8)), name="asset_scale_is_sensible"),
            models.CheckConstraint(condition=models.Q(spread_bp__range=(0, 5_000)), name="asset_spread_is_at_most_half"),
            models.CheckConstraint(condition=models.Q(confirmations__range=(1, 1_000)), name="asset_waits_for_confirmations"),
        ]

    def __str__(self) -> str:
        return self.code


class Rate(models.Model):
    """The newest known worth of an asset: so many `units` of it (major) are worth so much (`worth`) of `base`. Not used after `good_until`."""

    asset = models.CharField(primary_key=True, max_length=8)
    base = models.CharField(max_length=8)
    units = models.DecimalField(max_digits=36, decimal_places=18)
    worth = models.DecimalField(max_digits=36, decimal_places=18)
    source = models.CharField(max_length=16)
    at = models.DateTimeField()
    good_until = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(units__gt=0, worth__gt=0), name="rate_is_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.units} {self.asset} = {self.worth} {self.base}"


class Quote(models.Model):
    """What the house offers one person for a few seconds. `mid`: major units of `buys` for one of `sells`, before the spread, exactly: "10/11"."""

    id = models.UUIDField(primary_key=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    sells = models.CharField(max_length=8)
    sell_minor = models.BigIntegerField()
    buys = models.CharField(max_length=8)
    buy_minor = models.BigIntegerField()
    mid = models.TextField()
    spread_bp = models.SmallIntegerField()
    source = models.CharField(max_length=40)
    rate_at = models.DateTimeField()
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(sell_minor__gt=0, buy_minor__gt=0), name="quote_is_positive"),
            models.CheckConstraint(condition=~models.Q(sells=models.F("buys")), name="quote_is_between_two_assets"),
        ]

    def __str__(self) -> str:
        return f"{self.id}"


class Exchange(models.Model):
    """A quote that was taken. `id` is the key of the request and of the ledger's first leg; a quote is taken once."""

    id = models.UUIDField(primary_key=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    quote = models.OneToOneField(Quote, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["person", "-at", "-id"], name="exchanges_of_a_person")]

    def __str__(self) -> str:
        return f"{self.id}"
