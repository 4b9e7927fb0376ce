"""What is known of a person, learned from facts alone. Every table here can be thrown away and made again (`services.rebuild`)."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

LEARNED_TABLES = ("item", "merchantfact", "personstate", "spendmonth", "personitem", "personcategory", "personhour", "dismissal")


class Item(models.Model):
    """Something that merchants sell, with its public names."""

    item_id = models.CharField(max_length=60, primary_key=True)
    name_en = models.CharField(max_length=200)
    name_zh = models.CharField(max_length=200)
    category = models.CharField(max_length=60)

    def __str__(self) -> str:
        return self.name_en


class MerchantFact(models.Model):
    """A merchant's public names and its category."""

    merchant_id = models.UUIDField(primary_key=True)
    name_en = models.CharField(max_length=120)
    name_zh = models.CharField(max_length=120)
    category = models.CharField(max_length=60)

    def __str__(self) -> str:
        return self.name_en


class PersonState(models.Model):
    """The plain figures of a person: how many payments, when. `learning`: whether habits may be learned (consent "personalisation").

    `timezone` is the zone they joined with; it decides for ever what a day is, so that a rebuild gives the same days.
    """

    person_id = models.UUIDField(primary_key=True)
    timezone = models.CharField(max_length=50, default="UTC")
    learning = models.BooleanField(default=False)
    payments = models.PositiveIntegerField(default=0)
    transfers = models.PositiveIntegerField(default=0)
    first_at = models.DateTimeField(null=True)
    last_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.person_id)


class SpendMonth(models.Model):
    """What a person spent in a calendar month of their zone, by category: bookkeeping, not inference."""

    pk = models.CompositePrimaryKey("person_id", "month", "category", "asset")
    person_id = models.UUIDField()
    month = models.DateField()
    category = models.CharField(max_length=60)
    asset = models.CharField(max_length=10)
    amount_minor = models.BigIntegerField()
    payments = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.category}"


class Habit(models.Model):
    """How often a person comes back to something: a day counts once, however many payments it had.

    `weight` is the exponentially decayed count as a whole number relative to a fixed day (`habits.weight`): sums of whole numbers are exact, so the
    state does not depend on how facts were cut into batches. `gaps` are the last twelve distances in days between such days, newest first.
    """

    person_id = models.UUIDField()
    n = models.PositiveIntegerField()
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    last_day = models.DateField()
    weight = models.DecimalField(max_digits=1000, decimal_places=0)
    gaps = ArrayField(models.PositiveSmallIntegerField(), default=list)
    spend_minor = models.BigIntegerField()

    class Meta:
        abstract = True


class PersonItem(Habit):
    """How often a person buys an item."""

    pk = models.CompositePrimaryKey("person_id", "item_id")
    item_id = models.CharField(max_length=60)

    def __str__(self) -> str:
        return f"{self.person_id} {self.item_id}"


class PersonCategory(Habit):
    """How often a person buys in a category; "*" is shopping at all."""

    pk = models.CompositePrimaryKey("person_id", "category")
    category = models.CharField(max_length=60)

    def __str__(self) -> str:
        return f"{self.person_id} {self.category}"


class PersonHour(models.Model):
    """How many payments a person made in an hour of their day."""

    pk = models.CompositePrimaryKey("person_id", "hour")
    person_id = models.UUIDField()
    hour = models.PositiveSmallIntegerField()
    n = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.person_id} {self.hour}"


class Dismissal(models.Model):
    """What a person last said of a suggestion: not_mine, less or off."""

    pk = models.CompositePrimaryKey("person_id", "item_id")
    person_id = models.UUIDField()
    item_id = models.CharField(max_length=60)
    kind = models.CharField(max_length=10)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.person_id} {self.item_id} {self.kind}"


class PopularItem(models.Model):
    """An item that many people buy now; counted again from time to time (`jobs.py`), at least five people each."""

    item_id = models.CharField(max_length=60, primary_key=True)
    people = models.PositiveIntegerField()
    place = models.PositiveIntegerField()

    class Meta:
        ordering: ClassVar[list[str]] = ["place"]

    def __str__(self) -> str:
        return self.item_id
