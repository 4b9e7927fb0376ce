"""Every page in its person's own language and time zone."""

from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation

from zhiyin.identity.access import current_person
from zhiyin.kit.errors import Refusal
from zhiyin.kit.refusals import say


class OwnWords:
    """Speaks a signed-in person's language and keeps their clock; others get what their browser asks for, and the deployment's clock."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer, with language and zone set while it is made."""
        zone = settings.CONFIG.timezone
        if request.user.is_authenticated:
            who = current_person(request)
            zone = who.timezone
            translation.activate(who.language)
        with timezone.override(zone):
            response = self.get_response(request)
            if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED and request.method == "GET" and "text/html" in request.headers.get("Accept", ""):
                response = _only_by_form(request, response)
        response.headers["Content-Language"] = translation.get_language() or "en"
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A refusal that no form had a place for is a page of its own, in words."""
        if not isinstance(exception, Refusal):
            return None
        sentence = say(exception, translation.get_language() or "en")
        return render(request, "errors/refused.html", {"sentence": sentence}, status=exception.status)


def _only_by_form(request: HttpRequest, refused: HttpResponse) -> HttpResponse:
    """Somebody opened the address of a form's button, as by "back" and enter: a page says that nothing was done, and leads on."""
    page = render(request, "errors/405.html", status=refused.status_code)
    page.headers["Allow"] = refused.headers["Allow"]
    return page
