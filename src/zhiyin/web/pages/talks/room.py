"""The room where the two of a talk see and hear each other. What they say goes from browser to browser; we only help them to find each other."""

from dataclasses import asdict
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zhiyin.followups.queries import interviews, rooms
from zhiyin.followups.services.interviews import room as rooming
from zhiyin.identity import queries as identity
from zhiyin.identity.access import current_person, sign_in_required
from zhiyin.kit import clock

# Camera and microphone open on this page and on no other.
MAY = "camera=(self), microphone=(self), display-capture=(), geolocation=(), payment=(), usb=()"


@sign_in_required
@require_GET
def room(request: HttpRequest, talk_id: UUID) -> HttpResponse:
    """The page with both pictures; for anybody but the two there is no such page."""
    found, is_agent = _for_one_of_the_two(request, talk_id)
    other = identity.person(found.person_id if is_agent else found.agent_id)
    ways = {"ice": rooms.ice_servers(found.id, current_person(request).id, at=clock.now()), "elsewhere": rooms.elsewhere(found.id)}
    answer = render(request, "web/talks/room.html", {"talk": found, "is_agent": is_agent, "other": other, **ways})
    answer.headers["Permissions-Policy"] = MAY
    return answer


@sign_in_required
@require_http_methods(["GET", "POST"])
def signals(request: HttpRequest, talk_id: UUID) -> HttpResponse:
    """What the other browser left since `after` (GET), or a word for it (POST)."""
    found, is_agent = _for_one_of_the_two(request, talk_id)
    who = current_person(request).id
    if request.method == "POST":
        said = {name: request.POST.get(name, "") for name in ("kind", "session", "to", "body")}
        rooming.signal(talk_id, who, **said, at=clock.now())
        return HttpResponse(status=204)
    text = request.GET.get("after", "0")
    after = int(text) if text.isascii() and text.isdigit() and len(text) < 18 else 0
    mine, theirs = (found.agent_records, found.person_records) if is_agent else (found.person_records, found.agent_records)
    told = [asdict(each) for each in rooms.signals(talk_id, who, after=after)]
    return JsonResponse({"signals": told, "open": found.state == "booked", "mine": mine, "theirs": theirs})


@sign_in_required
@require_POST
def recording(request: HttpRequest, talk_id: UUID) -> HttpResponse:
    """One of the two says yes or no to recording."""
    rooming.allow_recording(talk_id, current_person(request).id, yes=request.POST.get("yes") == "1")
    return redirect("web:room", talk_id)


def _for_one_of_the_two(request: HttpRequest, talk_id: UUID) -> tuple[interviews.Talk, bool]:
    who = current_person(request).id
    found = interviews.talk(talk_id, who)
    if found is None:
        raise Http404
    return found, who == found.agent_id
