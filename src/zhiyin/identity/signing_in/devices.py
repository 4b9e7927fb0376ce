"""Browsers that have signed in before. A stranger who guesses at somebody's password uses up a stranger's tries, never the owner's."""

import secrets
from typing import TypedDict

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponseBase
from django.utils.crypto import salted_hmac

COOKIE = "zhiyin_known"
SALT = "zhiyin.known-device"
AGE_SECONDS = 365 * 86_400
LOGINS_MAX = 12


class Known(TypedDict):
    """What the cookie carries, signed: a name for the browser, and traces of who has signed in on it."""

    device: str
    logins: list[str]


def known_as(request: HttpRequest, login: str) -> str:
    """The name of this browser if `login` (a handle or an e-mail) has signed in on it, else empty."""
    known = _read(request)
    return known["device"] if _trace(login) in known["logins"] else ""


def remember(request: HttpRequest, response: HttpResponseBase, *, logins: tuple[str, ...]) -> None:
    """The browser is known to those logins from now on."""
    known = _read(request)
    traces = [_trace(login) for login in logins if login]
    known["logins"] = (traces + [old for old in known["logins"] if old not in traces])[:LOGINS_MAX]
    value = signing.dumps(known, salt=SALT)
    response.set_cookie(COOKIE, value, max_age=AGE_SECONDS, httponly=True, secure=settings.SESSION_COOKIE_SECURE, samesite="Lax")


def _read(request: HttpRequest) -> Known:
    try:
        found: Known = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=AGE_SECONDS)
    except signing.BadSignature:
        found = {"device": secrets.token_urlsafe(12), "logins": []}
    return found


def _trace(login: str) -> str:
    return salted_hmac(SALT, login.lower()).hexdigest()[:16]
