"""Every page in its person's own language and time zone."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from zhiyin.identity.access import current_person


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
        response.headers["Content-Language"] = translation.get_language() or "en"
        return response
