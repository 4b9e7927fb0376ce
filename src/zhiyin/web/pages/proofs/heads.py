"""What everybody may see and keep: the heads of the tree, proofs that one continues another, and how a receipt is checked."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from zhiyin.ledger.seals import queries as seals
from zhiyin.ledger.seals.queries import Head

PAGE = 50


@require_GET
def heads(request: HttpRequest) -> HttpResponse:
    """The newest heads, each with the proof that the newest one continues it."""
    shown = seals.heads(below=_size(request, "below"), limit=PAGE)
    return render(request, "web/proofs/heads.html", {"heads": shown, "newest": seals.head(), "is_full": len(shown) == PAGE})


@require_GET
def heads_json(request: HttpRequest) -> JsonResponse:
    """The same for programs: newest first, `below` gives the next page."""
    shown = seals.heads(below=_size(request, "below"), limit=PAGE)
    return _open_to_all({"heads": [_told(head) for head in shown]})


@require_GET
def proof(request: HttpRequest) -> JsonResponse:
    """Two heads and the proof that the later one (`to`, else the newest) continues the earlier (`from`)."""
    early, late = (seals.head(size) if (size := _size(request, name)) else None for name in ("from", "to"))
    if "to" not in request.GET:
        late = seals.head()
    if early is None or late is None or early.size > late.size:
        return JsonResponse({"problem": "`from` and `to` are sizes of two heads of /heads/, the smaller one first"}, status=422)
    return _open_to_all({"heads": [_told(early), _told(late)], "proof": seals.consistency(early.size, late.size)})


@require_GET
def how(request: HttpRequest) -> HttpResponse:
    """How a receipt is checked without trusting us, in plain words."""
    return render(request, "web/proofs/how.html", {"newest": seals.head()})


def _told(head: Head) -> dict[str, object]:
    return {"size": head.size, "at": head.at.isoformat(), "note": head.note, "key": head.key_text}


def _open_to_all(facts: dict[str, object]) -> JsonResponse:
    answer = JsonResponse(facts, json_dumps_params={"indent": 1, "ensure_ascii": False})
    answer.headers["Cache-Control"] = "no-cache"
    answer.headers["Access-Control-Allow-Origin"] = "*"  # another wallet's checker may compare: nothing here is anybody's
    return answer


def _size(request: HttpRequest, name: str) -> int | None:
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else None
