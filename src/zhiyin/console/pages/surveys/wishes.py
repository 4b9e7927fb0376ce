"""What people miss: read before anybody else reads it, shown or not, and taken up."""

from uuid import UUID

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from zhiyin.console.access import SURVEY_WORK, SURVEYS
from zhiyin.console.frame import attempt, page
from zhiyin.console.pages.surveys import words
from zhiyin.identity.access import current_person, staff_required
from zhiyin.improvements import queries as improvements
from zhiyin.improvements import services as improving
from zhiyin.kit import clock
from zhiyin.surveys.queries import wishes as wished
from zhiyin.surveys.services import wishing


@staff_required(*SURVEYS)
@require_GET
def wishes(request: HttpRequest) -> HttpResponse:
    """Wishes of one state, the most wanted first; those that wait for a look are shown first of all."""
    asked = request.GET.get("state", "")
    state = asked if asked in wished.STATES else wished.STATES[0]
    found = wished.by_states([state])
    open_ones = (*improvements.improvements(state="in_progress"), *improvements.improvements(state="open"))
    facts = {"found": found, "state": state, "states": words.WISH_STATES, "counts": wished.counts(), "work": SURVEY_WORK}
    return page(request, "surveys/wishes", "surveys", **facts, improvements=open_ones, answers=improvements.by_wishes(each.id for each in found))


@staff_required(*SURVEY_WORK)
@require_POST
def judge(request: HttpRequest, wish_id: UUID) -> HttpResponse:
    """The wish is shown to everybody, to nobody, or taken up by an improvement."""
    form, by, at = request.POST, current_person(request).id, clock.now()
    wanted = form.get("deed", "")
    if wanted == "take_up":
        try:
            improvement = UUID(form.get("improvement", ""))
        except ValueError as wrong:
            raise BadRequest("no improvement") from wrong
        attempt(
            request, lambda: improving.take_up_wish(improvement, wish_id, by=by, at=at), _("Taken up. Whoever wants it hears of it when it ships.")
        )
    elif wanted in ("show", "decline"):
        done = _("Shown: everybody can vote for it.") if wanted == "show" else _("Declined: nobody else sees it.")
        attempt(request, lambda: wishing.judge(wish_id, show=wanted == "show", by=by, at=at), done)
    else:
        raise BadRequest("no such deed")
    return redirect(f"{reverse('console:wishes')}?{urlencode({'state': form.get('state', '')})}")
