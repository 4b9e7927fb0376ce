"""How much may be sent: a picture where pictures are read, a form or a program's request everywhere else. Judged before anything of it is read."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from zhiyin.api import problems
from zhiyin.kit.errors import Refusal
from zhiyin.kit.refusals import say

PICTURE = 10_000_000
FORM = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
LARGEST = PICTURE + 100_000  # the picture, and the fields around it


class TooMuchSent(Refusal):
    """A request is larger than anything that is read here; `megabytes`: how large it may be."""

    code = "too_much_sent"
    status = 413


class Sizes:
    """Refuses what is too large by what its head says, before a form, a guard or a page looks into it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer, or 413 and a sentence."""
        most = LARGEST if request.content_type == "multipart/form-data" else FORM
        said = request.META.get("CONTENT_LENGTH") or "0"
        if said.isdecimal() and int(said) <= most:
            return self.get_response(request)
        refusal = TooMuchSent(megabytes=f"{most / 1_000_000:.0f}")
        if request.path.startswith("/api/"):
            return problems.answer(request, refusal)
        return render(request, "errors/refused.html", {"sentence": say(refusal, get_language() or "en")}, status=refusal.status)
