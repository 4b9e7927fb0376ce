"""What people miss: saying it, seeing first whether somebody has said it, and voting."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from zhiyin.identity.access import current_person, person_required
from zhiyin.improvements import queries as improvements
from zhiyin.kit import clock
from zhiyin.kit.errors import Refusal
from zhiyin.kit.ids import uuid7
from zhiyin.surveys.queries import wishes as wished
from zhiyin.surveys.services import wishing
from zhiyin.web import forms

DONE_MAX = 20


@person_required
@require_http_methods(["GET", "POST"])
def wishes(request: HttpRequest) -> HttpResponse:
    """What others miss, and one's own wishes (GET). A new one (POST): at once, or after a look at those that read like it."""
    if request.method == "GET":
        return _page(request, key=uuid7())
    who, key, text = current_person(request).id, forms.read_key(request), request.POST.get("text", "")
    try:
        words = wishing.checked(text)
        similar = () if request.POST.get("sure") else wished.alike(words, who)
        if similar:
            return _page(request, key=key, text=words, similar=similar)
        wishing.make(words, key=key, person_id=who, at=clock.now())
    except Refusal as refusal:
        return _page(request, key=forms.next_key(key, refusal), text=text, refusal=refusal)
    return redirect(f"{reverse('web:wishes')}?made=1")


@person_required
@require_POST
def vote(request: HttpRequest, wish_id: UUID) -> HttpResponse:
    """The person wants it too, or no longer does."""
    wishing.vote(wish_id, person_id=current_person(request).id, wanted=request.POST.get("wanted") == "1", at=clock.now())
    return redirect(f"{reverse('web:wishes')}#wish-{wish_id}")


def _page(
    request: HttpRequest, *, key: UUID, text: str = "", similar: tuple[wished.WishLine, ...] = (), refusal: Refusal | None = None
) -> HttpResponse:
    who = current_person(request).id
    own, done = wished.of_person(who), wished.by_states((wished.DONE,), limit=DONE_MAX)
    facts = {
        "key": key,
        "text": text,
        "similar": similar,
        "longest": wished.LENGTH_MAX,
        "own": own,
        "shown": wished.shown(who),
        "done": done,
        "answers": improvements.by_wishes(wish.id for wish in (*own, *done)),
        "made": request.GET.get("made") == "1",
    }
    return forms.page(request, "web/surveys/wishes.html", facts, refusal=refusal)
