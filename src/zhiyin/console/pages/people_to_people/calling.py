"""What an agent does with a call: take it, give it back, say what came of it; and owe a person one about their case."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zhiyin.console.access import CALLS
from zhiyin.console.frame import attempt
from zhiyin.followups.services import calls as calling
from zhiyin.identity.access import current_person, staff_required
from zhiyin.kit import clock
from zhiyin.kit.ids import uuid7
from zhiyin.support import queries as support


@staff_required(*CALLS)
@require_POST
def take_next(request: HttpRequest) -> HttpResponse:
    """The call that comes next is in this agent's hands."""
    taken = calling.claim_next(current_person(request).id, at=clock.now())
    return redirect("console:call", taken) if taken else redirect("console:calls")


@staff_required(*CALLS)
@require_POST
def take(request: HttpRequest, call_id: UUID) -> HttpResponse:
    """The chosen call is in this agent's hands."""
    attempt(request, lambda: calling.claim(call_id, current_person(request).id, at=clock.now()), _("The call is yours for half an hour."))
    return redirect("console:call", call_id)


@staff_required(*CALLS)
@require_POST
def give_back(request: HttpRequest, call_id: UUID) -> HttpResponse:
    """The call waits for anybody again."""
    attempt(request, lambda: calling.release(call_id, current_person(request).id, at=clock.now()), _("The call waits for somebody else."))
    return redirect("console:calls")


@staff_required(*CALLS)
@require_POST
def outcome(request: HttpRequest, call_id: UUID) -> HttpResponse:
    """What came of it is on record; the next call is one click away."""
    said, note, agent = request.POST.get("outcome", ""), request.POST.get("note", ""), current_person(request).id
    attempt(request, lambda: calling.record(call_id, agent, outcome=said, note=note, at=clock.now()), _("Noted."))
    return redirect("console:call", call_id)


@staff_required(*CALLS)
@require_POST
def about_case(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Somebody will call the person about their case."""
    if support.case(case_id) is None:
        raise Http404
    attempt(request, lambda: calling.call_about_case(case_id, key=uuid7(), at=clock.now()), _("They will be called about this."))
    return redirect("console:case", case_id)
