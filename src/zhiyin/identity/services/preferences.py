"""The language and the time zone a person has chosen."""

import zoneinfo
from uuid import UUID

from zhiyin.identity.models import LANGUAGES, User
from zhiyin.kit.errors import Refusal


class UnknownLanguage(Refusal):
    """We speak English and Chinese."""

    code = "unknown_language"


class UnknownTimezone(Refusal):
    """No such place in the time zone database."""

    code = "unknown_timezone"


def set_language(person_id: UUID, language: str) -> None:
    """Pages and messages speak that language ("en" or "zh-hans") to the person. Raises `UnknownLanguage`. Repeats: nothing."""
    check_language(language)
    User.objects.filter(id=person_id).update(language=language)


def set_timezone(person_id: UUID, timezone: str) -> None:
    """Days and hours are the person's at that place ("America/New_York"). Raises `UnknownTimezone`. Repeats: nothing."""
    check_timezone(timezone)
    User.objects.filter(id=person_id).update(timezone=timezone)


def check_language(language: str) -> None:
    """Pages and messages exist in that language. Raises `UnknownLanguage`. Repeats: it changes nothing."""
    if language not in LANGUAGES:
        raise UnknownLanguage(language=language[:20])


def check_timezone(timezone: str) -> None:
    """The time zone database knows that place. Raises `UnknownTimezone`. Repeats: it changes nothing."""
    if timezone not in zoneinfo.available_timezones():
        raise UnknownTimezone(timezone=timezone[:50])
