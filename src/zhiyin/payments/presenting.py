"""The digits of a person's own code: their phone makes new ones each minute, without a connection too. Pure: bytes and numbers in, digits out.

Twenty digits: `7`, the device's number (9), a one-time password of the minute (8: RFC 6238 with HMAC-SHA-256), two check digits (ISO 7064,
MOD 97-10, so that it is never taken for a card's number). `web/static/js/presenting.js` makes the same.
"""

import hmac
import re
from dataclasses import dataclass
from datetime import datetime

from zhiyin.kit.errors import Refusal

LEAD, NUMBER_DIGITS, PASSWORD_DIGITS = "7", 9, 8
STEP_SECONDS = 60
# A phone's clock may be a minute off either way.
STEPS_NEAR = (0, -1, 1)
_SPACES = re.compile(r"[\s·•-]+")


class NotAPersonsCode(Refusal):
    """The text is not the code of somebody's wallet."""

    code = "not_a_persons_code"


@dataclass(frozen=True, slots=True)
class Digits:
    """A code taken apart."""

    number: str
    password: str


def made(number: str, secret: bytes, step: int) -> str:
    """The code of that device in that minute."""
    body = LEAD + number + password(secret, step)
    return body + check_digits(body)


def read(text: str) -> Digits:
    """What a scanned or typed code is made of; spaces between its digits do not matter. Raises `NotAPersonsCode`."""
    digits = _SPACES.sub("", text[:80])
    if not re.fullmatch(rf"{LEAD}[0-9]{{{NUMBER_DIGITS + PASSWORD_DIGITS + 2}}}", digits, re.ASCII) or int(digits) % 97 != 1:
        raise NotAPersonsCode
    return Digits(digits[1 : 1 + NUMBER_DIGITS], digits[1 + NUMBER_DIGITS : -2])


def step_at(at: datetime) -> int:
    """The minute of that moment, counted from 1970."""
    return int(at.timestamp()) // STEP_SECONDS


def step_of(digits: Digits, secret: bytes, *, at: datetime) -> int | None:
    """The minute for which this password was made, if it is this one, the last or the next; None otherwise."""
    now = step_at(at)
    return next((now + near for near in STEPS_NEAR if hmac.compare_digest(password(secret, now + near), digits.password)), None)


def password(secret: bytes, step: int) -> str:
    """The one-time password of that minute: RFC 4226's truncation over HMAC-SHA-256."""
    digest = hmac.digest(secret, step.to_bytes(8, "big"), "sha256")
    place = digest[-1] & 15
    number = int.from_bytes(digest[place : place + 4], "big") & 0x7FFF_FFFF
    return f"{number % 10**PASSWORD_DIGITS:0{PASSWORD_DIGITS}}"


def check_digits(body: str) -> str:
    """The two digits that make the whole number leave 1 when divided by 97."""
    return f"{98 - int(body) * 100 % 97:02}"
