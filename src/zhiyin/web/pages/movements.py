"""Any movement of a wallet explained, and disputed when something is wrong with it."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_http_methods

from zhiyin.identity.access import current_person, person_required
from zhiyin.kit import clock
from zhiyin.kit.errors import Refusal
from zhiyin.kit.ids import uuid7
from zhiyin.kit.refusals import say
from zhiyin.payments import queries as payments
from zhiyin.payments.queries import Movement
from zhiyin.support import services as support
from zhiyin.web.pages.pay import read_key
from zhiyin.web.pages.proofs import receipts
from zhiyin.web.papers import paper


@person_required
@require_GET
def movement(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """One movement in full, whatever made it."""
    found = _movement(request, entry_id)
    return render(request, "web/statements/movement.html", {"movement": found, "kind": paper.kind_word(found.told.kind), **receipts.facts(found.id)})


@person_required
@require_http_methods(["GET", "POST"])
def dispute(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """What is wrong with it, in the person's words: it opens a case with the movement attached, once for each key."""
    found, facts = _movement(request, entry_id), {"key": uuid7(), "words": "", "refused": ""}
    if request.method == "POST":
        about, words, key = "payment" if found.told.kind == "payment" else "movement", request.POST.get("words", ""), read_key(request)
        try:
            case_id = support.ask(key=key, person_id=current_person(request).id, about_kind=about, about_id=entry_id, text=words, at=clock.now())
        except Refusal as refusal:
            facts = {"key": key, "words": words, "refused": say(refusal, get_language() or "en")}
        else:
            return redirect("web:case", case_id)
    return render(request, "web/statements/dispute.html", {"movement": found, **facts}, status=422 if facts["refused"] else 200)


def _movement(request: HttpRequest, entry_id: UUID) -> Movement:
    found = payments.movement(current_person(request).id, entry_id)
    if found is None:
        raise Http404
    return found
