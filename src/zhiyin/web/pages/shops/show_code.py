"""A person's own code, for a till to read, and the question that a till may have."""

import base64
from functools import partial
from uuid import UUID

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from zhiyin.identity.access import current_person, person_required
from zhiyin.kit import clock
from zhiyin.kit.errors import Refusal
from zhiyin.payments import queries as payments
from zhiyin.payments import services as paying
from zhiyin.wallets import queries as wallets
from zhiyin.web import forms, proofs

DEVICE = "presenting"


@person_required
@require_GET
def show_code(request: HttpRequest) -> HttpResponse:
    """The code of this minute; with JavaScript the page makes the next ones itself, without a connection too."""
    return _page(request)


@person_required
@require_GET
def asked(request: HttpRequest) -> HttpResponse:
    """What came of the code, as a fragment: a question of the till, or that it is paid."""
    return render(request, "web/pay/asked.html", {"last": _last(request)})


@person_required
@require_POST
def answer(request: HttpRequest, presented_id: UUID) -> HttpResponse:
    """The person says yes or no to what a till asks."""
    who, at, said = current_person(request).id, clock.now(), request.POST.get("answer", "")
    if payments.asked_of(presented_id, person_id=who, at=at) is None:
        raise Http404
    if said not in ("yes", "no"):
        raise BadRequest("neither yes nor no")
    try:
        if said == "yes":
            agreed = partial(paying.agree, presented_id, person_id=who, at=at)
            paid = proofs.through(request, lambda proof: agreed(confirmation=proof), fields={"answer": "yes"})
            return paid if isinstance(paid, HttpResponse) else redirect("web:receipt", paid.id)
        paying.decline(presented_id, person_id=who, at=at)
    except Refusal as refusal:
        return _page(request, refusal=refusal)
    return redirect("web:show_code")


@person_required
@require_POST
def stop(request: HttpRequest) -> HttpResponse:
    """No code of any of the person's phones is good any more; this page starts again with a new one."""
    paying.stop_codes(current_person(request).id, at=clock.now())
    return redirect("web:show_code")


def _page(request: HttpRequest, *, refusal: Refusal | None = None) -> HttpResponse:
    at = clock.now()
    shown = paying.show_code(current_person(request).id, _device(request), at=at)
    request.session[DEVICE] = str(shown.device_id)
    facts = {
        "shown": shown,
        "secret": base64.b64encode(shown.secret).decode(),
        "now": int(at.timestamp() * 1000),
        "qr": payments.code_picture(shown.digits),
        "bars": payments.code_bars(shown.digits),
        "last": _last(request),
        "limit": paying.asks_above(),
        "asset": wallets.default_asset(),
    }
    return forms.page(request, "web/pay/show_code.html", facts, refusal=refusal)


def _last(request: HttpRequest) -> payments.Presented | None:
    return payments.last_presented(current_person(request).id, at=clock.now())


def _device(request: HttpRequest) -> UUID | None:
    try:
        return UUID(request.session.get(DEVICE, ""))
    except ValueError:
        return None
