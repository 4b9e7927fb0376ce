"""What people do about their own sign-in."""

import re
import secrets
import zoneinfo
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction

from zhiyin.events.people import PersonJoined, RoleGiven, RoleTaken
from zhiyin.identity.models import GIVEN_ROLES, LANGUAGES, STAFF_ROLES, ApiToken, User
from zhiyin.identity.queries import TOKEN_PREFIX, Person, digest, free_handle, plain_handle, told
from zhiyin.kit.errors import Refusal
from zhiyin.kit.ids import derived, uuid7
from zhiyin.outbox import services as outbox

NAME_CHARACTERS_MAX = 60
UNFINISHED_KEPT = timedelta(days=1)


class BadHandle(Refusal):
    """A handle is 3 to 30 of a–z, 0–9 and _, and begins with a letter or figure."""

    code = "bad_handle"


class HandleTaken(Refusal):
    """Somebody else has that handle."""

    code = "handle_taken"


class EmailTaken(Refusal):
    """That address already signs somebody in."""

    code = "email_taken"


class BadName(Refusal):
    """A name is 1 to 60 characters that can be seen."""

    code = "bad_name"


class UnknownLanguage(Refusal):
    """We speak English and Chinese."""

    code = "unknown_language"


class UnknownTimezone(Refusal):
    """No such place in the time zone database."""

    code = "unknown_timezone"


class NobodyThere(Refusal):
    """Nobody who has joined has that handle or id."""

    code = "nobody_there"


class UnknownRole(Refusal):
    """No such role, or one that everybody has for ever."""

    code = "unknown_role"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPerson:
    """Somebody to join. Without `id` one is made; without `password` only a passkey or an e-mailed code signs them in."""

    handle: str
    name: str
    id: UUID | None = None
    email: str = ""
    password: str | None = None
    language: str = "en"
    timezone: str = ""
    roles: tuple[str, ...] = ("person",)


@transaction.atomic
def join(  # noqa: PLR0913  a sign-up has this many answers, all by name
    *,
    handle: str,
    name: str,
    email: str = "",
    password: str | None = None,
    language: str = "en",
    timezone: str = "",
    roles: tuple[str, ...] = ("person",),
    at: datetime,
) -> Person:
    """Somebody can sign in, is found by handle, and the other rooms hear `PersonJoined`. The e-mail counts as verified.

    Without `timezone` the deployment's. Raises `BadHandle`, `HandleTaken`, `EmailTaken`, `BadName`, `UnknownLanguage`, `UnknownTimezone`.
    Repeats: a second call with the same handle is refused with `HandleTaken` and changes nothing.
    """
    new = NewPerson(handle=handle, name=name, email=email, password=password, language=language, timezone=timezone, roles=roles)
    user = _judged(new, at=at, passwords={new.password: make_password(password)})
    if User.objects.filter(handle=user.handle).exists():
        raise HandleTaken(handle=user.handle)
    if email and EmailAddress.objects.filter(email=email.lower(), verified=True).exists():
        raise EmailTaken
    try:
        with transaction.atomic():
            _saved([user])
    except IntegrityError as race:  # two people asked for the handle in the same instant
        raise HandleTaken(handle=user.handle) from race
    return told(user)


@transaction.atomic
def join_many(people: Sequence[NewPerson], *, at: datetime) -> tuple[Person, ...]:
    """All of them have joined, or none; three statements per thousand people. For imports and the demo.

    People with the same password share one salt, so that thousands of demo sign-ins do not cost thousands of hashes.
    Raises what `join` raises, for the first at fault. Repeats: refused with `HandleTaken`.
    """
    passwords = {password: make_password(password) for password in {each.password for each in people}}
    users = [_judged(each, at=at, passwords=passwords) for each in people]
    taken = User.objects.filter(handle__in=[user.handle for user in users]).values_list("handle", flat=True).first()
    if taken:
        raise HandleTaken(handle=taken)
    _saved(users)
    return tuple(told(user) for user in users)


@transaction.atomic
def begin_joining(user: User, *, name: str, language: str, at: datetime) -> User:
    """An unfinished sign-up is kept: nobody finds it, and its handle is a placeholder, so that it holds nothing another person may want.

    Raises `BadName`, `UnknownLanguage`. Repeats: each call keeps one more.
    """
    _check_language(language)
    user.id = uuid7(at)
    user.handle = f"_{user.id.hex[-28:]}"
    user.name = checked_name(name)
    user.language, user.timezone, user.roles = language, settings.CONFIG.timezone, ["person"]
    user.save(force_insert=True)
    return user


@transaction.atomic
def finish_joining(person_id: UUID, *, handle: str, at: datetime) -> bool:
    """Somebody who signed up on the pages has proved the e-mail: they are found by handle, and `PersonJoined` is told. True when that is so now.

    When the handle was taken meanwhile, the nearest free one is theirs. Repeats: a second call changes nothing, tells nothing and says False.
    """
    user = User.objects.select_for_update().get(id=person_id)
    if user.joined_at:
        return False
    user.joined_at = at
    user.handle = free_handle(handle, user.name)
    try:
        with transaction.atomic():
            user.save(update_fields=["handle", "joined_at"])
    except IntegrityError:  # somebody was faster by a blink
        user.handle = free_handle(handle, user.name)
        user.save(update_fields=["handle", "joined_at"])
    _tell([user])
    return True


def forget_unfinished(at: datetime) -> int:
    """Sign-ups that were begun a day before `at` or earlier and never finished are gone, with their e-mail. Returns how many. Repeats: nothing."""
    begun_before = UUID(int=int((at - UNFINISHED_KEPT).timestamp() * 1000) << 80)
    gone, _ = User.objects.filter(joined_at=None, id__lt=begun_before).delete()
    return gone


def end_sessions(person_id: UUID) -> int:
    """Every browser of that person is signed out. Returns how many were signed in. Repeats: nothing."""
    sessions = list(UserSession.objects.filter(user_id=person_id))
    for session in sessions:
        session.end()
    return len(sessions)


def end_session(session_id: int, *, person_id: UUID) -> None:
    """That browser of the person is signed out. Repeats: nothing."""
    for session in UserSession.objects.filter(id=session_id, user_id=person_id):
        session.end()


def set_language(person_id: UUID, language: str) -> None:
    """Pages and messages speak that language ("en" or "zh-hans") to the person. Raises `UnknownLanguage`. Repeats: nothing."""
    _check_language(language)
    User.objects.filter(id=person_id).update(language=language)


def set_timezone(person_id: UUID, timezone: str) -> None:
    """Days and hours are the person's at that place ("America/New_York"). Raises `UnknownTimezone`. Repeats: nothing."""
    _check_timezone(timezone)
    User.objects.filter(id=person_id).update(timezone=timezone)


def rename(person_id: UUID, name: str) -> None:
    """The person is shown under that name. Raises `BadName`. Repeats: nothing."""
    User.objects.filter(id=person_id).update(name=checked_name(name))


@transaction.atomic
def give_role(person_id: UUID, role: str, *, at: datetime) -> Person:
    """The person may do what the role may, from the next click on: a role of staff, or merchant. `RoleGiven` is told.

    Raises `UnknownRole`, `NobodyThere`. Repeats: who has the role keeps it, and nothing is told.
    """
    user = _holder(person_id, role)
    if role not in user.roles:
        user.roles = [*user.roles, role]
        user.save(update_fields=["roles"])
        outbox.publish(RoleGiven(id=uuid7(at), at=at, person_id=user.id, role=role))
    return told(user)


@transaction.atomic
def take_role(person_id: UUID, role: str, *, at: datetime) -> Person:
    """The person may no longer do what the role may; one of staff's ends their sessions, too. `RoleTaken` is told. A merchant's shops stay.

    Raises `UnknownRole`, `NobodyThere`. Repeats: who does not have the role stays signed in, and nothing is told.
    """
    user = _holder(person_id, role)
    if role in user.roles:
        user.roles = [each for each in user.roles if each != role]
        user.save(update_fields=["roles"])
        outbox.publish(RoleTaken(id=uuid7(at), at=at, person_id=user.id, role=role))
        if role in STAFF_ROLES:
            end_sessions(user.id)
    return told(user)


def issue_token(person_id: UUID, name: str, *, at: datetime) -> str:
    """A program can speak for the person with the token returned, which is shown this once: only its SHA-256 is kept.

    Raises `BadName`. Repeats: every call makes another token.
    """
    token = TOKEN_PREFIX + secrets.token_urlsafe(32)
    ApiToken.objects.create(id=uuid7(at), person_id=person_id, name=checked_name(name), digest=digest(token), made_at=at)
    return token


def end_token(token_id: UUID, *, person_id: UUID, at: datetime) -> None:
    """The person's token opens nothing any more, from the next request on. Repeats: nothing."""
    ApiToken.objects.filter(id=token_id, person_id=person_id, ended_at=None).update(ended_at=at)


def checked_handle(text: str) -> str:
    """The handle as it will be kept: 3 to 30 of a–z, 0–9 and _, the first not "_". Raises `BadHandle`. Repeats: it changes nothing."""
    handle = plain_handle(text)
    if not re.fullmatch(r"[a-z0-9][a-z0-9_]{2,29}", handle):
        raise BadHandle(handle=handle[:40])
    return handle


def checked_name(text: str) -> str:
    """The name as it will be kept: one line, no invisible signs. Raises `BadName`. Repeats: it changes nothing."""
    name = " ".join("".join(sign for sign in text if sign.isprintable() or sign.isspace()).split())
    if not 0 < len(name) <= NAME_CHARACTERS_MAX:
        raise BadName(limit=NAME_CHARACTERS_MAX)
    return name


def _holder(person_id: UUID, role: str) -> User:
    if role not in GIVEN_ROLES:
        raise UnknownRole(role=role[:20], roles=", ".join(GIVEN_ROLES))
    user = User.objects.select_for_update().filter(id=person_id, joined_at__isnull=False).first()
    if user is None:
        raise NobodyThere(who=person_id)
    return user


def _judged(new: NewPerson, *, at: datetime, passwords: dict[str | None, str]) -> User:
    timezone = new.timezone or settings.CONFIG.timezone
    _check_language(new.language)
    _check_timezone(timezone)
    return User(
        id=new.id or uuid7(at),
        handle=checked_handle(new.handle),
        name=checked_name(new.name),
        email=new.email.lower(),
        password=passwords[new.password],
        language=new.language,
        timezone=timezone,
        roles=list(new.roles),
        joined_at=at,
    )


def _saved(users: Sequence[User]) -> None:
    User.objects.bulk_create(users, batch_size=1_000)
    EmailAddress.objects.bulk_create(
        [EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in users if user.email], batch_size=1_000
    )
    _tell(users)


def _tell(users: Iterable[User]) -> None:
    outbox.publish(
        *(
            PersonJoined(id=derived("PersonJoined", user.id), at=user.joined_at, person_id=user.id, language=user.language, timezone=user.timezone)
            for user in users
            if user.joined_at
        )
    )


def _check_language(language: str) -> None:
    if language not in LANGUAGES:
        raise UnknownLanguage(language=language[:20])


def _check_timezone(timezone: str) -> None:
    if timezone not in zoneinfo.available_timezones():
        raise UnknownTimezone(timezone=timezone[:50])
