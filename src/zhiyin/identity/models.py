"""People who can sign in, and what each may do."""

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models

from zhiyin.kit.ids import uuid7

ROLES = ("person", "merchant", "support", "marketing", "product", "risk", "auditor", "admin")
LANGUAGES = ("en", "zh-hans")
STAFF_ROLES = frozenset({"support", "marketing", "product", "risk", "auditor", "admin"})
GIVEN_ROLES = tuple(role for role in ROLES if role != "person")  # everybody who joins is a person


class UserManager(BaseUserManager["User"]):
    """Makes users; e-mail is kept lower-cased in its domain part."""

    def create_user(self, *, handle: str, name: str, email: str = "", password: str | None = None, **fields: Any) -> "User":
        """A saved user. Without a password only a passkey or a code signs them in."""
        user = self.model(handle=handle.lower(), name=name, email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        """The user of that handle, whatever its case."""
        return self.get(handle=(username or "").lower())


class User(AbstractBaseUser):
    """Somebody with a sign-in: a person, a merchant's owner or a member of staff."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    handle = models.CharField(max_length=30, unique=True)
    name = models.CharField(max_length=60)
    email = models.EmailField(blank=True)
    language = models.CharField(max_length=10, default="en")
    timezone = models.CharField(max_length=50, default="America/New_York")
    roles = ArrayField(models.CharField(max_length=12), default=list)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(null=True, help_text="Empty while a sign-up waits for its e-mail code: nobody finds or pays them yet.")

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "handle"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(handle__regex=r"^[a-z0-9_]{3,30}$"), name="handle_is_plain"),
            models.CheckConstraint(condition=models.Q(roles__contained_by=list(ROLES)), name="roles_are_known"),
            models.CheckConstraint(condition=models.Q(language__in=LANGUAGES), name="language_is_ours"),
        ]

    def __str__(self) -> str:
        return f"@{self.handle}"

    @property
    def is_staff(self) -> bool:
        """Whether the console opens for them."""
        return bool(STAFF_ROLES.intersection(self.roles))

    @property
    def username(self) -> str:
        """The word of allauth for the handle."""
        return self.handle


class ApiToken(models.Model):
    """A key with which a program speaks for a person. Only its SHA-256 is kept: who reads the table can use none of them."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=60)
    digest = models.BinaryField(max_length=32, unique=True)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(ended_at__isnull=True) | models.Q(ended_at__gte=models.F("made_at")), name="token_ends_after_it_began"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Confirmation(models.Model):
    """A person confirms one deed: `terms` is what they were shown and what they signed, with `nonce`; `evidence` is what proves it years later.

    pending → confirmed → used, each step once; `used_for` names the deed. Nothing is used after `expires_at`.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    terms = models.JSONField()
    nonce = models.BinaryField(max_length=16)
    state = models.CharField(max_length=10)
    tries = models.PositiveSmallIntegerField(default=0)
    way = models.CharField(max_length=10, blank=True)
    evidence = models.JSONField(null=True)
    code_sent_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)
    used_for = models.UUIDField(null=True, unique=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(state="pending", confirmed_at=None, used_for=None)
                | models.Q(state="confirmed", confirmed_at__isnull=False, evidence__isnull=False, used_for=None)
                | models.Q(state="used", confirmed_at__isnull=False, evidence__isnull=False, used_for__isnull=False, used_at__isnull=False),
                name="confirmation_says_how_far_it_is",
            ),
            models.CheckConstraint(condition=models.Q(way__in=["", "passkey", "app", "code"]), name="confirmation_way_is_known"),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index("person", "made_at", name="confirmations_of_a_person")]

    def __str__(self) -> str:
        return f"{self.id} {self.state}"


class Phone(models.Model):
    """A person's telephone number. `number` is theirs: a code sent to it came back; `wanted` waits for that. `findable`: who knows it may find them.

    A number is one person's: whoever proves it last has it, for numbers change hands.
    """

    person = models.OneToOneField(User, on_delete=models.CASCADE, primary_key=True, related_name="+")
    number = models.CharField(max_length=16, blank=True)
    wanted = models.CharField(max_length=16, blank=True, db_index=True)
    findable = models.BooleanField(default=False)
    confirmed_at = models.DateTimeField(null=True)
    code_sent_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["number"], condition=~models.Q(number=""), name="a_number_is_one_persons"),
            models.CheckConstraint(condition=models.Q(number="") ^ models.Q(confirmed_at__isnull=False), name="number_is_confirmed"),
            models.CheckConstraint(condition=models.Q(findable=False) | ~models.Q(number=""), name="only_a_number_is_found"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}"


class PhoneCode(models.Model):
    """A code was sent to a number for a person. Kept for a day, so that nobody's telephone is flooded."""

    id = models.BigAutoField(primary_key=True)
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    number = models.CharField(max_length=16, db_index=True)
    sent_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.person_id} {self.sent_at}"


class PhoneSearch(models.Model):
    """How often a person looked for others by their numbers in one hour. Which numbers is not kept."""

    id = models.BigAutoField(primary_key=True)
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+", db_index=False)
    hour = models.DateTimeField(db_index=True)
    count = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["person", "hour"], name="one_count_an_hour"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.count}"
