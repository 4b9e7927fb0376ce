"""What an agent does with a case: take it, answer it, close it, file it under a theme."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zhiyin.console.access import CASE_WORK, FILING
from zhiyin.console.forms import FileForm, ReplyForm
from zhiyin.console.frame import attempt
from zhiyin.console.pages.cases import case_page
from zhiyin.identity.access import current_person, staff_required
from zhiyin.improvements import services as improvements
from zhiyin.kit import clock
from zhiyin.support import services as support


@staff_required(*CASE_WORK)
@require_POST
def take(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The case is in this agent's hands."""
    attempt(request, lambda: support.take(case_id, current_person(request).id, at=clock.now()), _("The case is yours."))
    return redirect("console:case", case_id)


@staff_required(*CASE_WORK)
@require_POST
def reply(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The person has the agent's answer."""
    form, agent = ReplyForm(request.POST), current_person(request).id
    if not form.is_valid():
        return case_page(request, case_id, form)
    text = form.cleaned_data["text"]
    attempt(request, lambda: support.reply(case_id, agent_id=agent, text=text, at=clock.now()), _("Your answer is on its way to their inbox."))
    return redirect("console:case", case_id)


@staff_required(*CASE_WORK)
@require_POST
def close(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The case is closed without the person having said whether it was solved."""
    attempt(request, lambda: support.close(case_id, at=clock.now(), by=current_person(request).id), _("The case is closed."))
    return redirect("console:case", case_id)


@staff_required(*CASE_WORK)
@require_POST
def reopen(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """A closed case waits for us again."""
    attempt(request, lambda: support.reopen(case_id, at=clock.now(), by=current_person(request).id), _("The case is open again."))
    return redirect("console:case", case_id)


@staff_required(*FILING)
@require_POST
def file_case(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The case carries the chosen theme."""
    form, by = FileForm(request.POST), current_person(request).id
    if form.is_valid():
        theme = form.cleaned_data["theme"]
        attempt(request, lambda: improvements.file_case(theme, case_id, by=by, at=clock.now()), _("Filed under the theme."))
    return redirect("console:case", case_id)


@staff_required(*FILING)
@require_POST
def unfile_case(request: HttpRequest, case_id: UUID, theme_id: UUID) -> HttpResponse:
    """The case no longer carries the theme."""
    attempt(request, lambda: improvements.unfile_case(theme_id, case_id), _("Taken out of the theme."))
    return redirect("console:case", case_id)
