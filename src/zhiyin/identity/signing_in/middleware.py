"""Which browsers are signed in, kept fresh without a write for every page."""

import time
from collections.abc import Callable
from hashlib import sha256

from allauth.usersessions.models import UserSession
from django.http import HttpRequest, HttpResponseBase

FRESH_SECONDS = 300
SEEN = "zhiyin.seen"
CLIENT = ("REMOTE_ADDR", "HTTP_X_FORWARDED_FOR", "HTTP_USER_AGENT")


class SessionsMiddleware:
    """Notes when and from where a signed-in browser was last seen: every five minutes, and at once when it changes.

    allauth's own middleware writes on every request, which costs more than the home page.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The page, after the note."""
        if request.session.session_key and request.user.is_authenticated:
            self._note(request)
        return self.get_response(request)

    def _note(self, request: HttpRequest) -> None:
        client = sha256(" ".join(request.META.get(name, "") for name in CLIENT).encode()).hexdigest()[:16]
        at, seen = request.session.get(SEEN, (0, ""))
        if seen != client or time.time() - at > FRESH_SECONDS:
            request.session[SEEN] = (time.time(), client)
            UserSession.objects.create_from_request(request)
