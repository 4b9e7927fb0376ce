"""How a person can pay money in and where it can be paid out to: tokens, never the numbers behind them."""

from typing import ClassVar

from django.conf import settings
from django.db import models


class Method(models.Model):
    """A card, or a bank account, of a person. `token` is what its provider calls it; a bank account's is its number under this deployment's key.

    `customer` is what the provider calls the person. `position` is the person's own order. A method that was removed is kept for old receipts.
    """

    CARD, BANK = "card", "bank"

    id = models.UUIDField(primary_key=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=8)
    provider = models.CharField(max_length=16)
    token = models.CharField(max_length=255)
    customer = models.CharField(max_length=255, blank=True)
    label = models.CharField(max_length=70)
    last_four = models.CharField(max_length=4)
    expires = models.CharField(max_length=7, blank=True)
    position = models.SmallIntegerField()
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(kind__in=["card", "bank"]), name="method_kind_is_known"),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["person", "position", "id"], name="methods_of_a_person")]

    def __str__(self) -> str:
        return f"{self.label} {self.last_four}"


class CardSetup(models.Model):
    """A person was sent to a provider's own page to give it a card. `ref` is what the provider calls that visit."""

    id = models.UUIDField(primary_key=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    provider = models.CharField(max_length=16)
    ref = models.CharField(max_length=255, blank=True)
    method = models.OneToOneField(Method, on_delete=models.PROTECT, related_name="setup", null=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.id}"


class DemoVisit(models.Model):
    """What the pretend card company of a demo remembers: which pretend card was chosen on its page. `ref` names the visit."""

    ref = models.CharField(max_length=64, primary_key=True)
    chosen = models.CharField(max_length=16)

    def __str__(self) -> str:
        return self.ref


class FundingChoice(models.Model):
    """What a person chose: whether a payment may take what is missing from their first card, and whether that card is offered before the balance.

    Without a row: neither.
    """

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, primary_key=True, related_name="+")
    automatic = models.BooleanField(default=False)
    card_first = models.BooleanField(default=False)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.person_id}: {self.automatic}"
