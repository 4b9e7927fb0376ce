"""Who people are, told to the other rooms."""

import hashlib
import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from uuid import UUID

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import connection
from django.db.models import Q, QuerySet

from zhiyin.identity import texting
from zhiyin.identity.models import STAFF_ROLES, ApiToken, Phone, User
from zhiyin.kit import phone_numbers
from zhiyin.kit.statements import Prepared

TOKEN_PREFIX = "zy_"  # noqa: S105  the public beginning of every token, so that a leaked one is recognised

# Asked for by every transfer: the ORM would spend more on putting the words together than PostgreSQL on the answer.
OWNER_SQL = Prepared("""
select u.id, u.handle, u.name, u.language, u.timezone, u.roles from identity_apitoken t join identity_user u on u.id = t.person_id
 where t.digest = %s and t.ended_at is null and u.is_active and u.joined_at is not null
""")
BY_HANDLE_SQL = Prepared("""
select id, handle, name, language, timezone, roles from identity_user
 where handle = %s and is_active and joined_at is not null and 'person' = any(roles)
""")


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody with a sign-in. `roles` in no order; `handle` without its "@"."""

    id: UUID
    handle: str
    name: str
    language: str
    timezone: str
    roles: tuple[str, ...]

    @property
    def is_staff(self) -> bool:
        """Whether the console opens for them."""
        return bool(STAFF_ROLES.intersection(self.roles))


@dataclass(frozen=True, slots=True, kw_only=True)
class SecurityState:
    """What protects a sign-in: how many passkeys, whether there is a password, and how many browsers are signed in."""

    passkeys: int
    password: bool
    sessions: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A program's key as its owner sees it: never the key itself."""

    id: UUID
    name: str
    made_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PhoneState:
    """A person's telephone number as they see it, all but its end hidden. `wanted`: one that waits for its code."""

    number: str = ""
    findable: bool = False
    wanted: str = ""
    code_sent_at: datetime | None = None


def phone(person_id: UUID) -> PhoneState:
    """What is known of a person's telephone number. One statement."""
    row = Phone.objects.filter(person_id=person_id).first()
    if row is None:
        return PhoneState()
    return PhoneState(
        number=phone_numbers.shown(row.number), findable=row.findable, wanted=phone_numbers.shown(row.wanted), code_sent_at=row.code_sent_at
    )


def telephone(person_id: UUID) -> str:
    """The whole number that the person has confirmed, as "+15551234567", for whoever has to dial it; empty when there is none. One statement."""
    return Phone.objects.filter(person_id=person_id).values_list("number", flat=True).first() or ""


def mail_addresses(person_ids: Collection[UUID]) -> dict[UUID, str]:
    """The confirmed mail address of each of these people who has one and may sign in, the first of theirs where there are several. One statement."""
    rows = EmailAddress.objects.filter(user_id__in=set(person_ids), verified=True, user__is_active=True, user__joined_at__isnull=False)
    return {row.user_id: row.email for row in rows.order_by("primary", "id")}


def numbers(person_ids: Iterable[UUID]) -> dict[UUID, str]:
    """The confirmed telephone number of each of these people who has one and may sign in, E.164. One statement."""
    rows = Phone.objects.filter(person_id__in=set(person_ids), person__is_active=True, person__joined_at__isnull=False).exclude(number="")
    return dict(rows.values_list("person_id", "number"))


def owner_of_number(number: str) -> UUID | None:
    """Whose confirmed number that is, E.164; None when nobody's. One statement."""
    return Phone.objects.filter(number=number).exclude(number="").values_list("person_id", flat=True).first()


def takes_phones() -> bool:
    """Whether numbers can be confirmed here. No SQL."""
    return texting.current() is not None


def told(user: User) -> Person:
    """A user as the other rooms know them. No SQL."""
    return Person(id=user.id, handle=user.handle, name=user.name, language=user.language, timezone=user.timezone, roles=tuple(user.roles))


def person(person_id: UUID) -> Person | None:
    """That person, also one whose sign-in is closed; None when nobody who has joined has the id. One statement."""
    return people((person_id,)).get(person_id)


def people(person_ids: Iterable[UUID]) -> dict[UUID, Person]:
    """Those who have joined among the ids, by id. One statement."""
    return {user.id: told(user) for user in User.objects.filter(id__in=set(person_ids), joined_at__isnull=False)}


def by_handle(handle: str) -> Person | None:
    """The person of "@mei", "mei" or " MEI "; None when nobody who has joined as a person (with a wallet) has it. One statement."""
    plain = plain_handle(handle)
    return _only(BY_HANDLE_SQL, plain) if plain and "\x00" not in plain else None


def anybody(handle: str) -> Person | None:
    """Whoever has joined under that handle, in any spelling and whatever their roles; None when nobody has. For operators. One statement."""
    user = User.objects.filter(handle=plain_handle(handle).replace("\x00", ""), joined_at__isnull=False).first()
    return told(user) if user else None


def plain_handle(text: str) -> str:
    """A handle as it is kept: without "@", in small letters, full-width signs made plain. No SQL."""
    return text.strip().translate(_HALF_WIDTH).removeprefix("@").lower()


def free_handle(*wishes: str) -> str:
    """A handle nobody has: the first wish that makes one ("Mei Lin" → "mei_lin"), with a figure behind when it is taken. One statement."""
    wish = next((plain for plain in map(_spelled, wishes) if len(plain) >= 3), "friend")
    taken = set(User.objects.filter(handle__startswith=wish).values_list("handle", flat=True))
    return wish if wish not in taken else next(f"{wish}{figure}" for figure in count(2) if f"{wish}{figure}" not in taken)


def is_free(handle: str) -> bool:
    """Whether nobody has that handle. One statement."""
    return not User.objects.filter(handle=handle).exists()


def search_people(words: str, *, limit: int) -> tuple[Person, ...]:
    """People whose handle begins with the words or whose name contains them, the closest first. One statement."""
    text = words.replace("\x00", "").strip().removeprefix("@")
    if not text:
        return ()
    handle = plain_handle(text)
    begins = Q(handle__startswith=handle) if re.fullmatch(r"[a-z0-9_]+", handle) else Q(pk__in=())
    found = _open().filter(begins | Q(name__icontains=text)).order_by("handle")[:limit]
    return tuple(sorted((told(user) for user in found), key=lambda each: (each.handle != handle, not each.handle.startswith(handle), each.handle)))


def directory(*, words: str = "", role: str = "", after: str = "", limit: int, newest: bool = False) -> tuple[Person, ...]:
    """A page of everybody who has joined, by handle, those after the handle `after`: for the console. One statement; with `newest` and `after` two.

    `words`: in the name or beginning the handle; `role`: only those who have it; `newest`: who joined last comes first.
    """
    rows = _joined(words, role)
    if not newest:
        return tuple(told(user) for user in (rows.filter(handle__gt=after) if after else rows).order_by("handle")[:limit])
    if last := User.objects.filter(handle=after, joined_at__isnull=False).first():
        rows = rows.filter(Q(joined_at__lt=last.joined_at) | Q(joined_at=last.joined_at, id__lt=last.id))
    return tuple(told(user) for user in rows.order_by("-joined_at", "-id")[:limit])


def directory_size(*, words: str = "", role: str = "") -> int:
    """How many people those words and that role find. One statement."""
    return _joined(words, role).count()


def _joined(words: str, role: str) -> QuerySet[User]:
    rows = User.objects.filter(joined_at__isnull=False)
    if text := words.strip().replace("\x00", ""):
        rows = rows.filter(Q(handle__startswith=plain_handle(text)) | Q(name__icontains=text))
    return rows.filter(roles__contains=[role]) if role else rows


def timezones() -> tuple[str, ...]:
    """The zones in which people live. One statement."""
    return tuple(User.objects.filter(joined_at__isnull=False, is_active=True).order_by("timezone").values_list("timezone", flat=True).distinct())


def members(  # noqa: PLR0913  each narrows the answer, all by name
    *,
    after: UUID | None,
    limit: int,
    zone: str = "",
    language: str = "",
    joined: tuple[datetime | None, datetime | None] = (None, None),
    among: Collection[UUID] | None = None,
) -> tuple[UUID, ...]:
    """The ids of people, in their order, from the one after `after` on: of a zone, of a language, who joined up to the first moment and from the
    second one on, among some. One statement.
    """
    rows = User.objects.filter(joined_at__isnull=False, is_active=True)
    until, since = joined
    wanted = {"id__gt": after, "timezone": zone, "language": language, "joined_at__lte": until, "joined_at__gte": since}
    rows = rows.filter(**{name: value for name, value in wanted.items() if value})
    if among is not None:
        rows = rows.filter(id__in=among)
    return tuple(rows.order_by("id").values_list("id", flat=True)[:limit])


def security_state(person_id: UUID) -> SecurityState:
    """What protects that person's sign-in. Three statements. Raises `User.DoesNotExist` for an unknown id."""
    user = User.objects.only("password").get(id=person_id)
    return SecurityState(
        passkeys=Authenticator.objects.filter(user_id=person_id, type=Authenticator.Type.WEBAUTHN).count(),
        password=user.has_usable_password(),
        sessions=UserSession.objects.filter(user_id=person_id).count(),
    )


def person_by_token(token: str) -> Person | None:
    """Whom a program speaks for with this token; None when it is unknown, ended, or its owner may no longer sign in. One statement."""
    if not token.startswith(TOKEN_PREFIX) or len(token) > 100:
        return None
    return _only(OWNER_SQL, digest(token))


def tokens(person_id: UUID) -> tuple[Token, ...]:
    """The working tokens of that person, the newest first. One statement."""
    rows = ApiToken.objects.filter(person_id=person_id, ended_at=None).order_by("-made_at", "-id")
    return tuple(Token(id=row.id, name=row.name, made_at=row.made_at) for row in rows)


def digest(token: str) -> bytes:
    """What is kept of a token. It carries 256 random bits, so one round of SHA-256 cannot be searched. No SQL."""
    return hashlib.sha256(token.encode()).digest()


def _only(sql: str, key: str | bytes) -> Person | None:
    with connection.cursor() as cursor:
        cursor.execute(sql, [key])
        row = cursor.fetchone()
    if row is None:
        return None
    person_id, handle, name, language, zone, roles = row
    return Person(id=person_id, handle=handle, name=name, language=language, timezone=zone, roles=tuple(roles))


def _open() -> QuerySet[User]:
    return User.objects.filter(joined_at__isnull=False, is_active=True)


def _spelled(wish: str) -> str:
    plain = unicodedata.normalize("NFKD", wish).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:24]


_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
