"""Every letter that may leave by mail, in both languages, before anybody gets it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from zhiyin.channels import queries as channels
from zhiyin.console.access import FOLLOW_UPS
from zhiyin.console.frame import page
from zhiyin.console.pages.letters.letters import LETTER_ONLY
from zhiyin.identity.access import staff_required

LANGUAGES = ("en", "zh")


@staff_required(*FOLLOW_UPS)
@require_GET
def previews(request: HttpRequest) -> HttpResponse:
    """Each letter's first line in both languages; a tap shows the mail, or its plain part."""
    rows = [(template, [(language, channels.preview(template, language)) for language in LANGUAGES]) for template in channels.mail_templates()]
    return page(request, "letters/previews", "followups", rows=rows)


@staff_required(*FOLLOW_UPS)
@require_GET
def preview(request: HttpRequest, letter_template: str, spoken: str) -> HttpResponse:
    """One mail, filled with made-up facts; its links lead nowhere. `?plain=1` shows the part without a page."""
    letter = channels.preview(letter_template, spoken)
    if letter is None:
        raise Http404
    if "plain" in request.GET:
        return HttpResponse(letter.body, content_type="text/plain; charset=utf-8")
    return HttpResponse(letter.html, headers={"Content-Security-Policy": LETTER_ONLY})
