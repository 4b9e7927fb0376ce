"""A person's telephone number: proved by a code that was sent to it, and found by others only if the person wants that."""

import hmac
import secrets
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from zhiyin.identity import texting
from zhiyin.identity.models import Phone, PhoneCode, PhoneSearch, User
from zhiyin.identity.queries import Person, told
from zhiyin.kit import phone_numbers
from zhiyin.kit.errors import Refusal
from zhiyin.kit.ids import derived

LIFETIME = timedelta(minutes=10)
TRIES_MAX, CODES_AN_HOUR_MAX, SEARCHES_AN_HOUR_MAX = 5, 5, 20
CODE_DIGITS = 6
KEPT = timedelta(days=1)

COUNT_SQL = """
insert into identity_phonesearch as old (person_id, hour, count) values (%s, %s, 1)
on conflict (person_id, hour) do update set count = old.count + 1 returning count
"""


class BadPhone(Refusal):
    """Not a telephone number with its country's code."""

    code = "bad_phone"


class NoTextsHere(Refusal):
    """Nobody takes short messages for this deployment, so no number can be confirmed."""

    code = "no_texts_here"
    status = 404


class TooManyPhoneCodes(Refusal):
    """More codes were asked for, or sent to that number, than anybody needs."""

    code = "too_many_phone_codes"
    status = 429


class TextNotTaken(Refusal):
    """Nobody could take the message with the code now; `why`: wrong_number when there is no such number."""

    code = "text_not_taken"
    status = 503


class WrongPhoneCode(Refusal):
    """The code is not the one that was sent, or it is over."""

    code = "wrong_phone_code"


class NoPhone(Refusal):
    """The person has no confirmed number."""

    code = "no_phone"


class TooManySearches(Refusal):
    """The person has looked for more numbers than anybody has friends to pay."""

    code = "too_many_searches"
    status = 429


def send_texts_through(maker: texting.Maker) -> None:
    """From now on codes leave by whom `maker` names (None: nobody, and a demo shows them on its page). Repeats: the newest maker is asked."""
    texting.use(maker)


def begin_phone(person_id: UUID, number: str, *, at: datetime) -> str:
    """A code is on its way to that number, good for ten minutes. The person's present number stays meanwhile. Answers the code where it does not
    leave, for a demo's page to show; else nothing.

    Raises `BadPhone`, `NoTextsHere`, `TooManyPhoneCodes`, `TextNotTaken`. Repeats: another code; the one before no longer counts.
    """
    company, plain = texting.current(), phone_numbers.read(number)
    if company is None:
        raise NoTextsHere
    if not plain:
        raise BadPhone
    with transaction.atomic():
        _lock(plain)
        row, _made = Phone.objects.select_for_update().get_or_create(person_id=person_id)
        recent = PhoneCode.objects.filter(sent_at__gt=at - timedelta(hours=1))
        if max(recent.filter(person_id=person_id).count(), recent.filter(number=plain).count()) >= CODES_AN_HOUR_MAX:
            raise TooManyPhoneCodes
        sent = PhoneCode.objects.create(person_id=person_id, number=plain, sent_at=at)
        row.wanted, row.code_sent_at, row.tries = plain, at, 0
        row.save(update_fields=["wanted", "code_sent_at", "tries"])
        language = User.objects.values_list("language", flat=True).get(id=person_id)
    code = _code(person_id, plain, at)
    with translation.override(language):
        text = _("{code} is your code to confirm this number for Zhiyin. Nobody from Zhiyin will ask you for it.").format(code=code)
    try:
        company.send(plain, text, key=derived("phone_code", sent.id, at.isoformat()), language=language, at=at)
    except texting.NotTaken as lost:
        raise TextNotTaken(why="wrong_number" if lost.wrong else "busy") from lost
    return "" if company.leaves else code


def confirm_phone(person_id: UUID, code: str, *, at: datetime) -> None:
    """The number is the person's, found by nobody until they want it; whoever had it before has it no longer.

    Raises `WrongPhoneCode`, also when the code is over or was tried five times. Repeats: refused, the number stays theirs.
    """
    if not _tried(person_id, code, at=at):
        raise WrongPhoneCode


def set_findable(person_id: UUID, *, findable: bool) -> None:
    """Who knows the person's number finds their name and handle by it, or nobody does. Raises `NoPhone`. Repeats: nothing changes."""
    if not Phone.objects.filter(person_id=person_id).exclude(number="").update(findable=findable):
        raise NoPhone


def forget_phone(person_id: UUID) -> None:
    """Nothing is known of the person's number. Repeats: nothing changes."""
    Phone.objects.filter(person_id=person_id).delete()


def find_by_phone(number: str, *, by: UUID, at: datetime) -> Person | None:
    """Whoever has that number and lets others find them by it; None alike for numbers that are nobody's and for people who do not want it.

    Raises `BadPhone`, `TooManySearches` (twenty an hour, found or not). Repeats: counted again.
    """
    plain = phone_numbers.read(number)
    if not plain:
        raise BadPhone
    with connection.cursor() as cursor:
        cursor.execute(COUNT_SQL, [by, at.replace(minute=0, second=0, microsecond=0)])
        if cursor.fetchone()[0] > SEARCHES_AN_HOUR_MAX:
            raise TooManySearches(most=SEARCHES_AN_HOUR_MAX)
    able = User.objects.filter(is_active=True, joined_at__isnull=False, roles__contains=["person"])
    row = able.filter(id__in=Phone.objects.filter(number=plain, findable=True).values("person_id")).first()
    return told(row) if row else None


def forget_phone_searches(at: datetime) -> int:
    """Counts of searches and of codes are not kept for longer than a day; how many are gone. Repeats: nothing."""
    return PhoneSearch.objects.filter(hour__lt=at - KEPT).delete()[0] + PhoneCode.objects.filter(sent_at__lt=at - KEPT).delete()[0]


@transaction.atomic
def _tried(person_id: UUID, code: str, *, at: datetime) -> bool:
    """Whether the code was right; the try counts, whatever comes of it."""
    wanted = Phone.objects.filter(person_id=person_id).values_list("wanted", flat=True).first()
    if not wanted:
        return False
    _lock(wanted)
    rows = {row.person_id: row for row in Phone.objects.select_for_update().filter(Q(number=wanted) | Q(person_id=person_id)).order_by("person_id")}
    row = rows.get(person_id)
    if row is None or row.wanted != wanted or row.code_sent_at is None or at >= row.code_sent_at + LIFETIME or row.tries >= TRIES_MAX:
        return False
    row.tries += 1
    typed = "".join(sign for sign in code[:20] if sign.isdigit() and sign.isascii())
    is_right = secrets.compare_digest(_code(person_id, wanted, row.code_sent_at), typed)
    if is_right:
        Phone.objects.filter(number=wanted).exclude(person_id=person_id).update(number="", confirmed_at=None, findable=False)
        row.findable = row.findable and row.number == wanted
        row.number, row.confirmed_at, row.wanted, row.code_sent_at = wanted, at, "", None
        if company := texting.current():
            company.confirmed(wanted, person_id, at=at)
    row.save()
    return is_right


def _lock(number: str) -> None:
    """Until the transaction's end nobody else does anything about that number."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 7))", [f"phone {number}"])


def _code(person_id: UUID, number: str, sent_at: datetime) -> str:
    """Fits no other person, number or moment."""
    said = f"phone|{person_id}|{number}|{sent_at.isoformat()}".encode()
    made = hmac.new(settings.SECRET_KEY.encode(), said, "sha256").digest()
    return f"{int.from_bytes(made) % 10**CODE_DIGITS:0{CODE_DIGITS}}"
