"""The page behind a letter's links: its question with the tapped answer chosen beforehand, and the switch that stops letters of its kind.

Looking records nothing: programs that read mails follow every link in them. Only what somebody sends from the page counts.
"""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from zhiyin.channels import queries as channels
from zhiyin.channels.queries import Message
from zhiyin.kit import clock
from zhiyin.kit.errors import Refusal
from zhiyin.privacy import services as consents
from zhiyin.privacy.purposes import PURPOSES
from zhiyin.surveys import queries as surveys
from zhiyin.surveys import services as asking
from zhiyin.surveys.queries import InvitationDetail
from zhiyin.web import forms


@csrf_exempt  # the address itself is the proof, and some mail programs keep no cookies
@require_http_methods(["GET", "POST"])
def letter(request: HttpRequest, letter_token: str) -> HttpResponse:
    """What the letter said, and its question (GET); the answer (POST), which may be changed later."""
    message = _held(letter_token)
    tapped, refusal, kept = _number(request.GET.get("value", "")), None, False
    if request.method == "POST":
        tapped = _number(request.POST.get("value", ""))
        try:
            asking.answer(_asked_id(message), person_id=message.person_id, value=tapped, at=clock.now())
            kept = True
        except Refusal as error:
            refusal = error
    facts = {
        "words": channels.outside_words(message.template, message.params, language=get_language() or "en"),
        "invitation": _asked(message),
        "tapped": tapped,
        "kept": kept,
        "token": letter_token,
        "stoppable": not PURPOSES[message.purpose].needed,
    }
    return forms.page(request, "web/letters/letter.html", facts, refusal=refusal)


@csrf_exempt  # RFC 8058: a mail program sends "List-Unsubscribe=One-Click" for its reader, without cookies
@require_http_methods(["GET", "POST"])
def stop(request: HttpRequest, letter_token: str) -> HttpResponse:
    """Asks (GET), and stops letters of this purpose on this channel at once (POST)."""
    message = _held(letter_token)
    purpose = PURPOSES[message.purpose]
    if purpose.needed:
        raise Http404
    if request.method == "POST":
        consents.withdraw(message.person_id, purpose.code, channel=message.channel, source="one click", at=clock.now())
    facts = {"purpose": purpose.title(get_language() or "en"), "stopped": request.method == "POST", "token": letter_token}
    return render(request, "web/letters/stop.html", facts)


def _held(token: str) -> Message:
    message = channels.by_link(token)
    if message is None:
        raise Http404
    return message


def _asked_id(message: Message) -> UUID:
    text = message.params.get("invitation_id", "")
    if not text:
        raise Http404
    return UUID(text)


def _asked(message: Message) -> InvitationDetail | None:
    """The question, where it is one of a tap; a questionnaire has pages of its own."""
    asked = surveys.invitation(_asked_id(message), message.person_id) if message.params.get("invitation_id") else None
    return asked if asked is not None and asked.survey.choices else None


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 4 else -1
