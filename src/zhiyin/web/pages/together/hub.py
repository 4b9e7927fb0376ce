"""Everything that goes on between a person and others, in one place."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from zhiyin.identity.access import current_person, person_required
from zhiyin.payments.queries import together


@person_required
@require_GET
def hub(request: HttpRequest) -> HttpResponse:
    """What waits for an answer, and the ways to begin something."""
    who = current_person(request).id
    return render(
        request,
        "web/together/hub.html",
        {
            "requests": together.requests(who),
            "packets": together.red_packets_sent(who),
            "bills": together.bills(who),
            "links": together.money_links(who),
            "tabs": together.tabs(who),
            "gifts": together.group_gifts(who),
        },
    )
