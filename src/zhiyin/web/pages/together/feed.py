"""What friends let one see, and what one lets friends see."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from zhiyin.identity.access import current_person, person_required
from zhiyin.kit import clock
from zhiyin.kit.errors import Refusal
from zhiyin.payments.queries import together
from zhiyin.payments.services import together as doing
from zhiyin.web import forms


@person_required
@require_GET
def feed(request: HttpRequest) -> HttpResponse:
    """What friends did, as far as they let this person see it."""
    who = current_person(request).id
    return render(request, "web/together/feed.html", {"items": together.feed(who), "own": together.feed_settings(who)})


@person_required
@require_http_methods(["GET", "POST"])
def settings(request: HttpRequest) -> HttpResponse:
    """Who may see what this person does with friends (GET), and the change of it (POST)."""
    who = current_person(request).id
    if request.method == "GET":
        own = together.feed_settings(who)
        return _form(request, friends=" ".join(f"@{each.handle}" for each in own.viewers), shown=own.shown, amounts=own.amounts)
    friends, shown, amounts = request.POST.get("friends", "")[:2_000], request.POST.get("shown") == "1", request.POST.get("amounts") == "1"
    handles = forms.read_handles(friends)
    try:
        doing.share_with(who, handles, shown=shown, amounts=amounts, at=clock.now())
    except Refusal as refusal:
        return _form(request, friends=friends, shown=shown, amounts=amounts, refusal=refusal)
    return redirect("web:feed")


def _form(request: HttpRequest, *, friends: str, shown: bool, amounts: bool, refusal: Refusal | None = None) -> HttpResponse:
    facts = {"friends": friends, "shown": shown, "amounts": amounts}
    return forms.page(request, "web/together/feed_settings.html", facts, refusal=refusal)
