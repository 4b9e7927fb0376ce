"""Who may enter a page. The faces put these above their views; they work for whole pages and for htmx fragments."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec
from urllib.parse import urlsplit

from allauth.account.adapter import get_adapter
from allauth.core.internal import ratelimit
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.crypto import salted_hmac
from django.utils.http import urlencode

from zhiyin.identity.models import STAFF_ROLES, User
from zhiyin.identity.queries import Person, told

# In the address of the sign-in page: a form was sent by somebody who was signed in no more.
UNDONE = "undone"

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def current_person(request: HttpRequest) -> Person:
    """Who sent this request. Only behind one of the decorators below, which have seen to it that there is somebody. No SQL."""
    user = request.user
    if not isinstance(user, User):
        raise PermissionDenied
    return told(user)


def sign_in_required(view: View[P]) -> View[P]:
    """Anybody who is signed in; others are sent to the sign-in page and come back."""
    return _only(view, frozenset())


def person_required(view: View[P]) -> View[P]:
    """Somebody with a wallet of their own (role person)."""
    return _only(view, frozenset({"person"}))


def merchant_required(view: View[P]) -> View[P]:
    """Somebody who runs a shop (role merchant)."""
    return _only(view, frozenset({"merchant"}))


def staff_required(*roles: str) -> Callable[[View[P]], View[P]]:
    """Staff with one of the roles, and an admin always; without roles any member of staff."""
    wanted = frozenset(roles) | {"admin"} if roles else STAFF_ROLES
    unknown = wanted - STAFF_ROLES
    if unknown:
        raise ValueError(f"no such staff role: {', '.join(sorted(unknown))}")
    return lambda view: _only(view, wanted)


def seldom(deed: str, *, a_minute: int) -> Callable[[View[P]], View[P]]:
    """Anybody, signed in or not, but no more forms a minute from one address than that. The address itself is not kept, only a keyed digest."""

    def guard(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            caller = salted_hmac(deed, get_adapter().get_client_ip(request)).hexdigest()
            if not ratelimit.consume(request, app="zhiyin", action=deed, config={deed: f"{a_minute}/m/key"}, key=caller):
                return render(request, "429.html", status=429)
            return view(request, *args, **kwargs)

        return guarded

    return guard


def _only(view: View[P], wanted: frozenset[str]) -> View[P]:
    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return _to_sign_in(request)
        if wanted and not wanted.intersection(request.user.roles):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


def _page_before(request: HttpRequest) -> str:
    """The page of ours whose form was sent; the home page when the browser does not tell."""
    page = urlsplit(request.headers.get("Referer", ""))
    return f"{page.path}?{page.query}".rstrip("?") if page.path and page.netloc == request.get_host() else settings.LOGIN_REDIRECT_URL


def _to_sign_in(request: HttpRequest) -> HttpResponseBase:
    if request.headers.get("HX-Request") != "true":
        if request.method in ("GET", "HEAD"):
            return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)
        # Coming back to a POST would show an empty answer to a GET: they come back to the form, and are told that its deed was not done.
        return redirect(f"{settings.LOGIN_URL}?{urlencode({'next': _page_before(request), UNDONE: '1'})}")
    # A fragment cannot hold the sign-in page: the whole page goes there, and comes back to where the person was, not to the fragment.
    page = urlsplit(request.headers.get("HX-Current-URL", "/"))
    there = page.path + (f"?{page.query}" if page.query else "")
    return HttpResponse(status=401, headers={"HX-Redirect": f"{settings.LOGIN_URL}?{urlencode({'next': there})}"})
