"""A shop asks a person to help at its till."""

from uuid import UUID

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from zhiyin.identity.access import current_person, person_required
from zhiyin.kit import clock
from zhiyin.payments import queries as payments
from zhiyin.payments import services


@person_required
@require_POST
def answer(request: HttpRequest, place_id: UUID) -> HttpResponse:
    """Yes opens the till; no closes the invitation. Somebody else's does not exist for this person."""
    who, at, said = current_person(request).id, clock.now(), request.POST.get("answer", "")
    if place_id not in {each.id for each in payments.invitations_of(who)}:
        raise Http404
    try:
        if said == "yes":
            services.accept_invitation(place_id, person_id=who, at=at)
            return redirect("merchant:shops")
        if said == "no":
            services.leave_till(place_id, person_id=who, at=at)
            return redirect("web:me")
    except services.InvitationOver as over:
        raise Http404 from over
    raise BadRequest("neither yes nor no")
