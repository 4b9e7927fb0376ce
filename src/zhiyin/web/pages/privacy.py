"""What a person allows, what is inferred about them, and who looked."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_http_methods

from zhiyin.identity.access import current_person, person_required
from zhiyin.kit import clock
from zhiyin.privacy import queries as allowed
from zhiyin.privacy import services as consents
from zhiyin.privacy.purposes import PURPOSES
from zhiyin.profiles import queries as profiles
from zhiyin.wallets import queries as wallets
from zhiyin.web import known

USES_MAX = 100


@person_required
@require_http_methods(["GET", "POST"])
def privacy(request: HttpRequest) -> HttpResponse:
    """Every purpose with its switch; a switch works at once."""
    who, purpose = current_person(request), request.POST.get("purpose", "")
    if request.method == "POST" and purpose in PURPOSES and not PURPOSES[purpose].needed:
        change = consents.grant if request.POST.get("allow") == "1" else consents.withdraw
        change(who.id, purpose, source="privacy page", at=clock.now())
        return redirect("web:privacy")
    return render(request, "web/me/privacy.html", {"consents": allowed.consents(who.id)})


@person_required
@require_GET
def profile(request: HttpRequest) -> HttpResponse:
    """All that is inferred about the person, and from what."""
    who, language = current_person(request), get_language() or "en"
    facts = {
        "facts": profiles.facts(who.id),
        "asset": wallets.default_asset(),
        "categories": known.categories(who.id, language),
        "items": known.items(who.id, language),
    }
    return render(request, "web/me/profile.html", facts)


@person_required
@require_GET
def uses(request: HttpRequest) -> HttpResponse:
    """Who used the person's data, what of it, and why."""
    rows = allowed.uses_of(current_person(request).id, USES_MAX)
    return render(request, "web/me/uses.html", {"uses": [known.use(row, get_language() or "en") for row in rows]})
