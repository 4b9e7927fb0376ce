"""Running tabs: open one, note what one paid for all, settle."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from zhiyin.identity.access import current_person, person_required
from zhiyin.kit import clock
from zhiyin.kit.errors import Refusal
from zhiyin.kit.ids import uuid7
from zhiyin.kit.money import parse_amount
from zhiyin.payments.queries import together
from zhiyin.payments.services import together as doing
from zhiyin.wallets import queries as wallets
from zhiyin.web import forms


@person_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """With whom and for what (GET), and the deed (POST, once for each key)."""
    if request.method == "GET":
        return _form(request)
    key, at, form = forms.read_key(request), clock.now(), request.POST
    handles = forms.read_handles(form.get("people", ""))
    try:
        opened = doing.open_tab(key=key, owner_id=current_person(request).id, name=form.get("name", ""), handles=handles, at=at)
    except Refusal as refusal:
        return _form(request, refusal=refusal)
    return redirect("web:tab", opened)


@person_required
@require_http_methods(["GET", "POST"])
def tab(request: HttpRequest, tab_id: UUID) -> HttpResponse:
    """Who paid what, and who owes whom (GET); noting something, or settling (POST)."""
    if request.method == "GET":
        return _page(request, tab_id)
    try:
        _do(request, tab_id)
    except Refusal as refusal:
        return _page(request, tab_id, refusal=refusal)
    return redirect("web:tab", tab_id)


def _do(request: HttpRequest, tab_id: UUID) -> None:
    who, at, form = current_person(request).id, clock.now(), request.POST
    if form.get("deed") == "settle":
        doing.settle_tab(tab_id, owner_id=who, at=at)
    else:
        amount = parse_amount(form.get("amount", ""), wallets.default_asset())
        doing.add_to_tab(tab_id, key=forms.read_key(request), payer_id=who, amount_minor=amount, at=at, note=form.get("note", ""))


def _form(request: HttpRequest, *, refusal: Refusal | None = None) -> HttpResponse:
    form = request.POST
    facts = {
        "name": form.get("name", ""),
        "people": form.get("people", ""),
        "key": uuid7(),
    }
    return forms.page(request, "web/together/tabs/new.html", facts, refusal=refusal)


def _page(request: HttpRequest, tab_id: UUID, *, refusal: Refusal | None = None) -> HttpResponse:
    shown = together.tab(tab_id, for_person=current_person(request).id)
    if shown is None:
        raise Http404
    facts = {
        "tab_shown": shown,
        "amount_typed": request.POST.get("amount", ""),
        "note": request.POST.get("note", ""),
        "key": uuid7(),
    }
    return forms.page(request, "web/together/tabs/tab.html", facts, refusal=refusal)
