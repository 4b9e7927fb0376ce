"""What a person allows, what is inferred about them, and who looked."""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from zhiyin.identity.access import current_person, person_required
from zhiyin.kit import clock
from zhiyin.privacy import queries as privacy_queries
from zhiyin.privacy import services as consents
from zhiyin.privacy.purposes import PURPOSES
from zhiyin.privacy.queries import Use

USES_MAX = 100


@dataclass(frozen=True, slots=True)
class ToldUse:
    """One look at a person's data, in words."""

    at: datetime
    who: str
    what: str
    why: str


@person_required
@require_http_methods(["GET", "POST"])
def privacy(request: HttpRequest) -> HttpResponse:
    """Every purpose with its switch; a switch works at once."""
    who = current_person(request)
    purpose = request.POST.get("purpose", "")
    if request.method == "POST" and purpose in PURPOSES and not PURPOSES[purpose].needed:
        change = consents.grant if request.POST.get("allow") == "1" else consents.withdraw
        change(who.id, purpose, source="privacy page", at=clock.now())
        return redirect("web:privacy")
    return render(request, "web/me/privacy.html", {"consents": privacy_queries.consents(who.id)})


@person_required
@require_GET
def uses(request: HttpRequest) -> HttpResponse:
    """Who used the person's data, what of it, and why."""
    rows = privacy_queries.uses_of(current_person(request).id, USES_MAX)
    return render(request, "web/me/uses.html", {"uses": [_told(row, request.LANGUAGE_CODE) for row in rows]})
