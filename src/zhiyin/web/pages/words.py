"""Choosing the language of pages, signed in or not."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from zhiyin.identity import services as identity
from zhiyin.identity.access import current_person

YEAR_SECONDS = 365 * 86_400


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Pages speak the chosen language from now on: remembered for the person, and by a cookie for this browser."""
    chosen = request.POST.get("language", "")
    onward = request.POST.get("next", "/")
    there = onward if url_has_allowed_host_and_scheme(onward, allowed_hosts=None) else "/"
    response = HttpResponseRedirect(there)
    if chosen in dict(settings.LANGUAGES):
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, chosen, max_age=YEAR_SECONDS, samesite="Lax", secure=request.is_secure())
        if request.user.is_authenticated:
            identity.set_language(current_person(request).id, chosen)
    return response
