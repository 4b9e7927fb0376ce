"""What left, waits or was caught, and what its person would see."""

from uuid import UUID

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext, pgettext
from django.views.decorators.http import require_GET, require_POST

from zhiyin.channels import queries as channels
from zhiyin.channels import services as reach
from zhiyin.console.access import CASE_WORK, FOLLOW_UPS
from zhiyin.console.frame import note_use, page
from zhiyin.identity import queries as identity
from zhiyin.identity.access import current_person, staff_required
from zhiyin.kit import clock

LINES = 50
# A mail brings its own style and may do nothing else: no script, no pictures from elsewhere, no form, no way out of its frame.
LETTER_ONLY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox"


@staff_required(*FOLLOW_UPS)
@require_GET
def letters(request: HttpRequest) -> HttpResponse:
    """The letters of every channel but the inbox, the newest first."""
    before = request.GET.get("before", "")
    found = channels.letters(limit=LINES + 1, before=_id(before))
    people = identity.people(row.person_id for row in found)
    older = found[LINES - 1].id if len(found) > LINES else None
    return page(request, "letters/letters", "followups", rows=found[:LINES], people=people, older=older, state_name=_state_name)


@staff_required(*FOLLOW_UPS)
@require_GET
def letter(request: HttpRequest, letter_id: UUID) -> HttpResponse:
    """One letter with its words. Looking is noted for the person."""
    found = channels.shown(letter_id)
    if found is None:
        raise Http404
    line, words = found
    note_use(request, line.person_id, "followup")
    facts = {"line": line, "words": words, "person": identity.person(line.person_id), "state_name": _state_name}
    return page(request, "letters/letter", "followups", **facts)


@staff_required(*FOLLOW_UPS)
@require_GET
def rendered(request: HttpRequest, letter_id: UUID) -> HttpResponse:
    """The mail itself, as its person would see it; its links lead nowhere. Looking is noted for the person."""
    found = channels.shown(letter_id)
    if found is None or not found[1].html:
        raise Http404
    note_use(request, found[0].person_id, "followup")
    return HttpResponse(found[1].html, headers={"Content-Security-Policy": LETTER_ONLY})


@staff_required(*CASE_WORK)
@require_POST
def lift(request: HttpRequest, letter_id: UUID) -> HttpResponse:
    """Letters go to the address again although one came back, for the reason that staff give; both are on record."""
    found = channels.shown(letter_id)
    why = request.POST.get("why", "")
    if found is None:
        raise Http404
    if why not in reach.LIFTED_BECAUSE:
        raise BadRequest
    line = found[0]
    note_use(request, line.person_id, "followup")
    reach.lift_bounce(line.channel, line.address_hash, why=why, staff_id=current_person(request).id, at=clock.now())
    return redirect("console:letter", letter_id)


def _id(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None


def _state_name(row: channels.LetterLine) -> str:
    if row.state == "sent" and row.provider == "sandbox":
        return gettext("Caught: nothing left")
    names = {
        "queued": gettext("Waits"),
        "sending": gettext("Under way"),
        "sent": pgettext("letter", "Left"),
        "delivered": pgettext("letter", "Arrived"),
        "bounced": gettext("Came back"),
        "failed": gettext("Did not leave"),
        "in_doubt": gettext("In doubt"),
        "closed": gettext("Called off"),
    }
    return names[row.state]
