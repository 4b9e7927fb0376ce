"""What may leave a wallet: rules with their history, who a person is for them, and what they have used."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from zhiyin.wallets.judging import DEEDS, MEASURES, OUT, OWN, PERSON, SCOPES, TIER, TIERS


class LimitRule(models.Model):
    """A limit as somebody set it, never changed: the table is its own history. `proposed_by` None: it came with the product.

    `amount`: minor units or times, None for no limit. `needs_another`: it counts only once somebody else has agreed (`LimitDecision`).
    """

    id = models.UUIDField(primary_key=True)
    measure = models.CharField(max_length=8)
    deed = models.CharField(max_length=10)
    asset = models.CharField(max_length=8, blank=True)
    scope = models.CharField(max_length=9)
    tier = models.CharField(max_length=8, blank=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    amount = models.BigIntegerField(null=True)
    categories = ArrayField(models.CharField(max_length=4), default=list)
    effective_from = models.DateTimeField()
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, db_index=False)
    proposed_at = models.DateTimeField()
    why = models.CharField(max_length=200)
    needs_another = models.BooleanField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(measure__in=MEASURES), name="limit_measure_is_known"),
            models.CheckConstraint(condition=models.Q(deed__in=[*DEEDS, OUT]), name="limit_deed_is_known"),
            models.CheckConstraint(condition=models.Q(scope__in=SCOPES), name="limit_scope_is_known"),
            models.CheckConstraint(condition=models.Q(amount__isnull=True) | models.Q(amount__gte=0), name="limit_is_not_negative"),
            models.CheckConstraint(
                condition=models.Q(scope__in=[PERSON, OWN], person__isnull=False) | ~models.Q(scope__in=[PERSON, OWN]) & models.Q(person=None),
                name="limit_names_its_person",
            ),
            models.CheckConstraint(
                condition=models.Q(scope=TIER, tier__in=TIERS) | ~models.Q(scope=TIER) & models.Q(tier=""), name="limit_names_its_tier"
            ),
            models.UniqueConstraint(fields=["id", "proposed_by"], name="limit_and_who_proposed_it"),
        ]

    def __str__(self) -> str:
        return f"{self.scope} {self.measure} {self.deed} {self.amount}"


class LimitDecision(models.Model):
    """Somebody else has agreed to a rule, or refused it: once, for ever. The database itself knows that it was not who proposed it."""

    rule = models.OneToOneField(LimitRule, on_delete=models.PROTECT, primary_key=True, related_name="decision")
    # Repeated from the rule (a foreign key over both columns holds them equal), so that a CHECK can compare the two people.
    proposed_by_id = models.UUIDField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    decided_at = models.DateTimeField()
    agreed = models.BooleanField()
    why = models.CharField(max_length=200, blank=True)
    effective_from = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~models.Q(decided_by=models.F("proposed_by_id")), name="four_eyes"),
        ]

    def __str__(self) -> str:
        return f"{self.rule_id} {'agreed' if self.agreed else 'refused'}"


class Standing(models.Model):
    """Who a person is for limits from a moment on: their tier, and until which day they are not of age. Never changed: the newest counts."""

    id = models.UUIDField(primary_key=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    tier = models.CharField(max_length=8)
    minor_until = models.DateField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    why = models.CharField(max_length=200)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(tier__in=TIERS), name="tier_is_known"),
            models.CheckConstraint(condition=~models.Q(person=models.F("by")), name="nobody_raises_themselves"),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["person", "at", "id"], name="standings_of_a_person")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.tier}"


class StandingProposal(models.Model):
    """A standing that allows the person more, as somebody proposed it: it waits for somebody else, and becomes the `Standing` of the same id."""

    id = models.UUIDField(primary_key=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    tier = models.CharField(max_length=8)
    minor_until = models.DateField(null=True)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    proposed_at = models.DateTimeField()
    why = models.CharField(max_length=200)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(tier__in=TIERS), name="proposed_tier_is_known"),
            models.CheckConstraint(condition=~models.Q(person=models.F("proposed_by")), name="nobody_proposes_themselves"),
            models.UniqueConstraint(fields=["id", "proposed_by", "person"], name="standing_and_who_proposed_it"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.tier}"


class StandingDecision(models.Model):
    """Somebody else has agreed to a standing, or refused it: once, for ever; neither who proposed it nor the person themselves."""

    proposal = models.OneToOneField(StandingProposal, on_delete=models.PROTECT, primary_key=True, related_name="decision")
    # Repeated from the proposal (a foreign key over all three columns holds them equal), so that a CHECK can compare the people.
    proposed_by_id = models.UUIDField()
    person_id = models.UUIDField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    decided_at = models.DateTimeField()
    agreed = models.BooleanField()
    why = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=~models.Q(decided_by=models.F("proposed_by_id")) & ~models.Q(decided_by=models.F("person_id")), name="standing_four_eyes"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.proposal_id} {'agreed' if self.agreed else 'refused'}"


class LimitUsage(models.Model):
    """What a person has used of one thing (`deed`, or "out") in the present hour, day and month, in one asset: kept only where a rule asks for it.

    Whoever counts holds the row until they commit, so of two payments at once the second sees the first. `basis` names the rules it is counted for:
    when they change, it is counted anew from the journal (sql/usage.sql). `counted_from`: when that was, by the database's clock.
    """

    pk = models.CompositePrimaryKey("person_id", "asset", "deed")
    person_id = models.UUIDField()
    asset = models.CharField(max_length=8)
    deed = models.CharField(max_length=10)
    basis = models.BigIntegerField()
    hour_start = models.DateTimeField()
    day_start = models.DateTimeField()
    month_start = models.DateTimeField()
    counted_from = models.DateTimeField()
    hourly = models.IntegerField()
    daily = models.IntegerField()
    day = models.BigIntegerField()
    month = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.person_id} {self.asset} {self.deed}"
