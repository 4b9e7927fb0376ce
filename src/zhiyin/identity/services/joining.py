"""People join: at once by an import or a command, or in two steps on the pages."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction

from zhiyin.events.people import PersonJoined
from zhiyin.identity.models import User
from zhiyin.identity.queries import Person, free_handle, told
from zhiyin.identity.services.names import checked_handle, checked_name
from zhiyin.identity.services.preferences import check_language, check_timezone
from zhiyin.kit.errors import Refusal
from zhiyin.kit.ids import derived, uuid7
from zhiyin.outbox import services as outbox

UNFINISHED_KEPT = timedelta(days=1)


class HandleTaken(Refusal):
    """Somebody else has that handle."""

    code = "handle_taken"


class EmailTaken(Refusal):
    """That address already signs somebody in."""

    code = "email_taken"


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
    check_language(language)
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


def _judged(new: NewPerson, *, at: datetime, passwords: dict[str | None, str]) -> User:
    timezone = new.timezone or settings.CONFIG.timezone
    check_language(new.language)
    check_timezone(timezone)
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
