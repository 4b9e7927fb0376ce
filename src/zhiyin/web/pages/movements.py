"""Any movement of a wallet explained, and disputed when something is wrong with it."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from zhiyin.identity.access import current_person, person_required
from zhiyin.identity.stepup import confirming
from zhiyin.payments import queries as payments
from zhiyin.payments.queries import Movement
from zhiyin.web.pages.cases import opening
from zhiyin.web.pages.proofs import receipts
from zhiyin.web.papers import paper

# What a movement can be a part of, by its kind.
PAGES = {
    "refund": "web:receipt",
    "withdrawal": "web:withdrawal",
    "exchange": "web:exchanged",
    "claim": "web:money_link",
    "red_packet": "web:own_red_packet",
    "gift": "web:gift",
}


@person_required
@require_GET
def movement(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """One movement in full, whatever made it."""
    found = _movement(request, entry_id)
    facts = {**explained(request, found), "kind": paper.kind_word(found.told.kind), "about_url": _about(found)}
    return render(request, "web/statements/movement.html", facts)


@person_required
@require_http_methods(["GET", "POST"])
def dispute(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """What is wrong with it, in the person's words: it opens a case with the movement attached."""
    found = _movement(request, entry_id)
    kind = "payment" if found.told.kind == "payment" else "movement"
    return opening(request, (kind, entry_id), "web/statements/dispute.html", {"movement": found})


def explained(request: HttpRequest, found: Movement) -> dict[str, object]:
    """What `web/statements/explained.html` and `web/proofs/seal.html` show of a movement."""
    proof = confirming.confirmed(found.id, person_id=current_person(request).id)
    return {"movement": found, "way": paper.way_word(found.told), "proof": proof, **receipts.facts(found.id)}


def _about(found: Movement) -> str:
    """The page of what the movement is a part of; empty when it is a whole."""
    page, about = PAGES.get(found.told.kind), found.told.about_id
    return reverse(page, args=(about,)) if page and about else ""


def _movement(request: HttpRequest, entry_id: UUID) -> Movement:
    found = payments.movement(current_person(request).id, entry_id)
    if found is None:
        raise Http404
    return found
