"""What every answer carries, and the one line that every request leaves in the log."""

import time
from collections.abc import Callable
from secrets import token_hex

import structlog
from django.http import HttpRequest
from django.http.response import HttpResponseBase

CONTENT_SECURITY_POLICY = "; ".join(  # noqa: FLY002  one rule a line
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "media-src 'self' blob:",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
PERMISSIONS_POLICY = (
    "camera=(self), publickey-credentials-get=(self), publickey-credentials-create=(self), microphone=(), geolocation=(), payment=(), usb=()"
)
# A request's id has no digits: among thousands of ids of hexadecimal ones some could pass for a card's number.
_LETTERS = str.maketrans("0123456789", "ghijklmnop")
QUIET = ("/healthz", "/readyz", "/static/")
Answer = Callable[[HttpRequest], HttpResponseBase]
log = structlog.get_logger("zhiyin.request")


class Headers:
    """Says to browsers what a page may load and do (its own files, its own camera, nothing from elsewhere), and that no copy is kept."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The answer with its two policies, kept by nobody unless it says otherwise."""
        response = self.get_response(request)
        # A page may name the sites that show it in a frame; no other page is ever shown in one.
        framed_by = " ".join(getattr(response, "framed_by", ()))
        response.headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY.removesuffix("'none'") + (framed_by or "'none'"))
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)  # a page that needs more says so itself
        # Whoever uses the device next must not find somebody's money by going back. Static files have said their own by now.
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response


class Noted:
    """One request: its id, which every line written on its behalf carries, and the line that says what became of it."""

    def __init__(self) -> None:
        self.id, self.began = token_hex(8).translate(_LETTERS), time.perf_counter()
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request=self.id)

    def down(self, *, method: str | None, route: str | None, status: int, person: object) -> None:
        """Writes the line. The route is told, not the path, for a path may name a person."""
        milliseconds = round((time.perf_counter() - self.began) * 1000, 1)
        log.info("request", method=method, route=route, status=status, ms=milliseconds, person=person)


class RequestLine:
    """Gives each request its id, and writes down what became of it."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The answer with its id."""
        note = Noted()
        response = self.get_response(request)
        response.headers["X-Request-ID"] = note.id
        if not request.path.startswith(QUIET):
            route = request.resolver_match.route if request.resolver_match else None
            who = getattr(getattr(request, "_cached_user", None), "pk", None)
            note.down(method=request.method, route=route, status=response.status_code, person=who)
        return response
