"""The person's own order of shortcuts, and what they think of suggestions."""

from collections.abc import Mapping
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from zhiyin.identity.access import current_person, person_required
from zhiyin.kit import clock
from zhiyin.kit.errors import Refusal
from zhiyin.personal import queries as personal
from zhiyin.personal import services as arranging
from zhiyin.web import forms
from zhiyin.web.chrome import wants_fragment
from zhiyin.web.shortcuts import told


@person_required
@require_http_methods(["GET", "POST"])
def arrange(request: HttpRequest) -> HttpResponse:
    """Every shortcut with its place and reason; each button changes one thing at once."""
    who = current_person(request).id
    if request.method == "POST":
        try:
            _change(who, request.POST.dict())
        except Refusal as refusal:
            return _page(request, refusal=refusal)
        return redirect("web:arrange")
    return _page(request)


@person_required
@require_POST
def dismiss(request: HttpRequest, item_id: str) -> HttpResponse:
    """The suggestion is gone: for a while, for good, or with all others."""
    kind = request.POST.get("kind", "")
    try:
        arranging.dismiss(current_person(request).id, item_id, kind=kind, at=clock.now())
    except Refusal as refusal:
        return _page(request, refusal=refusal)
    if not wants_fragment(request):
        return redirect("web:home")
    said = {
        "not_mine": _("It will not be suggested again."),
        "less": _("It will not be suggested for four weeks."),
        "off": _("No more suggestions. You can switch them on again under Me › Privacy."),
    }
    return render(request, "web/home/dismissed.html", {"said": said[kind]})


def _change(who: UUID, form: Mapping[str, str]) -> None:
    by_code = {tile.code: tile for tile in personal.all_tiles(who, language="en")}
    verb = next((verb for verb in ("up", "down", "pin", "hide", "reset") if verb in form), "")
    code = form.get(verb, "")
    tile = by_code.get(code)
    match verb:
        case "up" | "down":
            arranging.move(who, code, by=-1 if verb == "up" else 1)
        case "pin":
            arranging.pin(who, code, pinned=not (tile and tile.pinned))
        case "hide":
            arranging.hide(who, code, hidden=not (tile and tile.hidden))
        case "reset":
            arranging.reset_tiles(who)


def _page(request: HttpRequest, *, refusal: Refusal | None = None) -> HttpResponse:
    tiles = personal.all_tiles(current_person(request).id, language=get_language() or "en")
    return forms.page(request, "web/home/arrange.html", {"tiles": told(tiles)}, refusal=refusal)
