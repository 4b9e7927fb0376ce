"""What was left for people, whether it left and arrived, and the addresses that are not written to any more."""

from typing import ClassVar

from django.conf import settings
from django.db import models

INAPP = "inapp"
STATES = ("queued", "sending", "sent", "delivered", "bounced", "failed", "in_doubt", "closed")
RECEIPTS = ("accepted", "caught", "delivered", "bounced", "complained", "refused", "later", "unknown")
REASONS = ("bounce", "complaint", "stop")


class Message(models.Model):
    """A message for a person on a channel. `key` makes sending twice send once; words are made from `template` and `params` when read.

    A card in the inbox is delivered when its row is written. On every other channel: queued → sending → sent → delivered or bounced; or failed,
    when nobody would take it; in_doubt, when nobody knows whether it left; closed, when it was called off before it left. `attempt` fences:
    who finds another number than its own has lost the letter to somebody else. Which state may follow which: sql/transitions.sql.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    key = models.UUIDField(unique=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=10)
    template = models.CharField(max_length=40)
    params = models.JSONField(default=dict)
    purpose = models.CharField(max_length=20, default="service", db_default="service", help_text="What the person's consent is asked for.")
    follow_up_id = models.BigIntegerField(null=True, help_text="The follow-up it belongs to, which lives on a higher floor.")
    state = models.CharField(max_length=10, default="delivered", db_default="delivered")
    sent_at = models.DateTimeField(help_text="When it was sent on its way; it reaches the person later, or never.")
    due_at = models.DateTimeField(null=True, help_text="When it is next tried.")
    not_after = models.DateTimeField(null=True, help_text="It leaves before that, or not at all.")
    lease_until = models.DateTimeField(null=True)
    attempt = models.PositiveSmallIntegerField(default=0, db_default=0)
    tries = models.PositiveSmallIntegerField(default=0, db_default=0, help_text="How often a provider was asked.")
    doubted = models.BooleanField(default=False, db_default=False, help_text="Once nobody knew whether it had left; it may have arrived twice.")
    left_at = models.DateTimeField(null=True)
    provider = models.CharField(max_length=20, default="", db_default="")
    reference = models.CharField(max_length=200, default="", db_default="", help_text="The provider's own name for it.")
    address_hash = models.CharField(max_length=64, default="", db_default="")
    reason = models.CharField(max_length=40, default="", db_default="")
    seen_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index("person", "channel", models.F("id").desc(), name="message_newest"),
            models.Index("person", condition=models.Q(seen_at=None, closed_at=None), name="message_unread"),
            models.Index("follow_up_id", condition=models.Q(follow_up_id__isnull=False), name="message_of_follow_up"),
            models.Index("channel", "due_at", condition=models.Q(state__in=["queued", "in_doubt"]), name="message_due"),
            models.Index("lease_until", condition=models.Q(state="sending"), name="message_leased"),
            models.Index("reference", condition=~models.Q(reference=""), name="message_reference"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(seen_at=None) | models.Q(seen_at__gte=models.F("sent_at")), name="message_seen_after_sent"),
            models.CheckConstraint(
                condition=models.Q(closed_at=None) | models.Q(closed_at__gte=models.F("sent_at")), name="message_closed_after_sent"
            ),
            models.CheckConstraint(condition=models.Q(state__in=STATES), name="message_state_is_known"),
            models.CheckConstraint(condition=~models.Q(channel=INAPP) | models.Q(state="delivered"), name="message_inapp_is_delivered"),
            models.CheckConstraint(condition=~models.Q(state="queued") | models.Q(due_at__isnull=False), name="message_queued_is_due"),
            models.CheckConstraint(condition=models.Q(state="sending") ^ models.Q(lease_until=None), name="message_sending_is_leased"),
        ]

    def __str__(self) -> str:
        return f"{self.template} on {self.channel}"


class Receipt(models.Model):
    """What a provider said of a message, at the moment or later. Rows are only ever added. `raw`: small, and without anybody's words or address."""

    id = models.UUIDField(primary_key=True, editable=False)
    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="receipts")
    provider = models.CharField(max_length=20)
    kind = models.CharField(max_length=10)
    reason = models.CharField(max_length=40, blank=True)
    raw = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(kind__in=RECEIPTS), name="receipt_kind_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.provider}: {self.kind}"


class Suppression(models.Model):
    """An address that is not written to: it bounced, its owner complained or said stop. The address is kept as a keyed hash only.

    A complaint stops what can be refused; a bounce and a stop stop everything. The newest row of an address holds; `until` None: for good.
    """

    id = models.BigAutoField(primary_key=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=10)
    address_hash = models.CharField(max_length=64)
    reason = models.CharField(max_length=10)
    at = models.DateTimeField()
    until = models.DateTimeField(null=True)
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index("channel", "address_hash", name="suppression_of_address")]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(reason__in=REASONS), name="suppression_reason_is_known"),
            models.UniqueConstraint(
                fields=["channel", "address_hash", "reason"], condition=models.Q(lifted_at=None), name="one_suppression_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel}: {self.reason}"


class Pace(models.Model):
    """How fast a provider is being used: letters in the running minute, and until when it is left alone."""

    provider = models.CharField(max_length=20, primary_key=True)
    minute = models.DateTimeField()
    letters = models.PositiveIntegerField(default=0)
    rests_until = models.DateTimeField(null=True)
    reason = models.CharField(max_length=40, blank=True)

    def __str__(self) -> str:
        return f"{self.provider}: {self.letters}"


class Device(models.Model):
    """A browser of a person that shows notifications. Who holds the device holds the subscription: the endpoint is its last person's alone.

    `digest` is the SHA-256 of the endpoint, in hexadecimal digits: the browser knows itself by it in the list.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    endpoint = models.CharField(max_length=1_000)
    digest = models.CharField(max_length=64, unique=True)
    p256dh = models.CharField(max_length=100)
    auth = models.CharField(max_length=30)
    name = models.CharField(max_length=60)
    added_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class Alert(models.Model):
    """Something that staff must know now, for one of the places that the operator named. `id` follows from what it is about and the place, so that
    each place is told of each thing once. `due_at`: when it is next tried; empty: it was told, or given up.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    code = models.CharField(max_length=20)
    facts = models.JSONField(default=dict)
    place = models.CharField(max_length=16, help_text="The place's name among the operator's; the address itself is a secret of theirs.")
    at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    told_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index("due_at", condition=models.Q(due_at__isnull=False), name="alert_due")]

    def __str__(self) -> str:
        return self.code


class Account(models.Model):
    """A person's account with a chat company, as the operator's bridge names it. `code`: what the person still has to say there, since `code_at`.

    An account is one person's: whoever proves it last has it.
    """

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="+")
    account = models.CharField(max_length=200, blank=True)
    linked_at = models.DateTimeField(null=True)
    code = models.CharField(max_length=10, blank=True)
    code_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["account"], condition=~models.Q(account=""), name="an_account_is_one_persons"),
            models.UniqueConstraint(fields=["code"], condition=~models.Q(code=""), name="a_code_links_one_person"),
            models.CheckConstraint(condition=models.Q(account="") ^ models.Q(linked_at__isnull=False), name="account_is_linked"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}"
