"""Any movement of a wallet explained, and disputed when something is wrong with it."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods

from zhiyin.identity.access import current_person, person_required
from zhiyin.payments import queries as payments
from zhiyin.payments.queries import Movement
from zhiyin.web.pages.cases import opening
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
    """What is wrong with it, in the person's words: it opens a case with the movement attached."""
    found = _movement(request, entry_id)
    kind = "payment" if found.told.kind == "payment" else "movement"
    return opening(request, (kind, entry_id), "web/statements/dispute.html", {"movement": found})


def _movement(request: HttpRequest, entry_id: UUID) -> Movement:
    found = payments.movement(current_person(request).id, entry_id)
    if found is None:
        raise Http404
    return found
