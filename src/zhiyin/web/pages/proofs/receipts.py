"""The seal of one movement of money, and the file with which its owner can check it without us."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from zhiyin.identity.access import current_person, person_required
from zhiyin.ledger.seals import queries as seals


def facts(entry_id: UUID) -> dict[str, object]:
    """What `web/proofs/seal.html` shows beside a movement: nothing when the ledger has no transfer of that id. One query."""
    found = seals.seals((entry_id,))
    return {"sealed": {"id": entry_id, "seal": found[entry_id]} if entry_id in found else None}


@person_required
@require_GET
def state(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """Whether the movement has its seal, as a fragment: a fresh receipt asks for it until it has."""
    _check_own(request, entry_id)
    return render(request, "web/proofs/seal.html", facts(entry_id))


@person_required
@require_GET
def file(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """The receipt's file to keep. Without a seal yet: back to where it is waited for."""
    _check_own(request, entry_id)
    made = seals.receipt(entry_id, owner_id=current_person(request).id)
    if made is None:
        return redirect("web:seal", entry_id)
    return saved(made, f"zhiyin-receipt-{entry_id}.json")


@person_required
@require_GET
def promise(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """What we signed until the seal is there: that it will be. Once it is there: to the receipt's file."""
    _check_own(request, entry_id)
    made = seals.promise(entry_id, owner_id=current_person(request).id)
    return saved(made, f"zhiyin-promise-{entry_id}.json") if made else redirect("web:seal_file", entry_id)


def saved(made: dict[str, object], name: str) -> HttpResponse:
    """A proof as a file to keep."""
    answer = JsonResponse(made, json_dumps_params={"indent": 1, "ensure_ascii": False})
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _check_own(request: HttpRequest, entry_id: UUID) -> None:
    if not seals.is_of(entry_id, owner_id=current_person(request).id):
        raise Http404
