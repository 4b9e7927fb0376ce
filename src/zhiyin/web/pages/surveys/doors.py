"""The ways to a questionnaire: an invitation of one's own, the public address, a link for one answer."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from zhiyin.identity.access import current_person, person_required, seldom
from zhiyin.kit import clock
from zhiyin.surveys import queries as surveys
from zhiyin.surveys.queries import questionnaires
from zhiyin.surveys.services import responding
from zhiyin.surveys.services.responding import Door
from zhiyin.web.pages.surveys import screens
from zhiyin.web.pages.surveys.screens import Visit

ANSWERS_A_MINUTE = 60


@person_required
@require_http_methods(["GET", "POST"])
def own(request: HttpRequest, asked_id: UUID) -> HttpResponse:
    """What this person was invited to."""
    who, at = current_person(request), clock.now()
    invitation = surveys.invitation(asked_id, who.id)
    survey = questionnaires.by_code(invitation.survey.code) if invitation else None
    if invitation is None or survey is None:
        raise Http404
    door = Door(survey_id=survey.id, source="inbox", person_id=who.id, invitation_id=asked_id)
    way = screens.begun(request, survey) if survey.anonymous else questionnaires.way_of_invitation(asked_id, who.id, at=at)
    fresh = questionnaires.beginning(survey, person_id=who.id, invitation_id=asked_id, at=at)
    visit = Visit(survey=survey, door=door, way=way or fresh)
    if way is None and invitation.responded:
        return screens.ended(request, visit, refusal=responding.AnsweredBefore())
    return screens.shown(request, visit)


@csrf_exempt  # no session is used here, and a frame on another site has no cookie to compare with
@seldom("survey", a_minute=ANSWERS_A_MINUTE)
@require_http_methods(["GET", "POST"])
def public(request: HttpRequest, survey_token: str) -> HttpResponse:
    """Whoever has the address, from a link, a code on paper or a frame on another site; one response for each browser."""
    survey = questionnaires.by_token(survey_token)
    if survey is None:
        raise Http404
    source = "embed" if request.GET.get("frame") == "1" else "qr" if request.GET.get("by") == "qr" else "link"
    way = screens.begun(request, survey) or questionnaires.beginning(survey, at=clock.now())
    return screens.shown(request, Visit(survey=survey, door=Door(survey_id=survey.id, source=source), way=way))


@csrf_exempt  # as above: the link itself says who may answer
@seldom("survey", a_minute=ANSWERS_A_MINUTE)
@require_http_methods(["GET", "POST"])
def ticket(request: HttpRequest, survey_secret: str) -> HttpResponse:
    """Whoever has a link for one answer; a used one says so kindly."""
    found = questionnaires.of_ticket(survey_secret)
    if found is None:
        raise Http404
    survey, used = found
    way = screens.begun(request, survey)
    fresh = questionnaires.beginning(survey, ticket=survey_secret, at=clock.now())
    visit = Visit(survey=survey, door=Door(survey_id=survey.id, source="ticket", ticket=survey_secret), way=way or fresh)
    if used and way is None:
        return screens.ended(request, visit, refusal=responding.AnsweredBefore())
    return screens.shown(request, visit)
