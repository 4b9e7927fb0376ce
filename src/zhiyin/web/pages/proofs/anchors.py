"""What everybody may see and keep of anchors: the heads that were committed to Bitcoin, as files, and the proofs of it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from zhiyin.ledger.anchors import queries as anchors
from zhiyin.ledger.seals import queries as seals

PAGE = 20
SIZE_MAX = 2**63


@require_GET
def anchored(request: HttpRequest) -> HttpResponse:
    """The newest anchored heads, and how far their calendars are."""
    text = request.GET.get("below", "")
    below = int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else None
    shown = anchors.anchors(below=below, limit=PAGE)
    roots = {each.size: anchors.roots(each.size) for each in shown if each.height is not None}
    return render(request, "web/proofs/anchored.html", {"anchors": shown, "roots": roots, "is_full": len(shown) == PAGE})


@require_GET
def head_file(_request: HttpRequest, size: int) -> HttpResponse:
    """The head as it was signed, to the byte: what the proof is of."""
    head = seals.head(size) if size < SIZE_MAX else None
    if head is None:
        raise Http404
    return _file(head.note.encode(), f"head-{size}.txt", kind="text/plain; charset=utf-8")


@require_GET
def proof_file(_request: HttpRequest, size: int) -> HttpResponse:
    """The proof of OpenTimestamps that belongs to the head's file."""
    proof = anchors.proof(size) if size < SIZE_MAX else None
    if proof is None:
        raise Http404
    return _file(proof, f"head-{size}.txt.ots", kind="application/vnd.opentimestamps.v1")


def _file(data: bytes, name: str, *, kind: str) -> HttpResponse:
    answer = HttpResponse(data, content_type=kind)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Access-Control-Allow-Origin"] = "*"  # nothing here is anybody's
    return answer
