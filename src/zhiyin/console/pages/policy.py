"""How often and when people may be reached, and who is held out: shown to those who answer for it, changed by marketing."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zhiyin.console.access import FOLLOW_UPS, POLICY, may
from zhiyin.console.forms import PolicyForm, cap_words
from zhiyin.console.frame import attempt, page
from zhiyin.experiments import queries as experiments
from zhiyin.experiments import services as holdouts
from zhiyin.followups import queries as followups
from zhiyin.followups import services
from zhiyin.identity import queries as identity
from zhiyin.identity.access import current_person, staff_required
from zhiyin.kit import clock

HOLDOUT = "followups"


@staff_required(*FOLLOW_UPS)
@require_http_methods(["GET", "HEAD"])
def policy(request: HttpRequest) -> HttpResponse:
    """The caps, quiet hours and holdout in force, and everything that was before."""
    return _page(request, PolicyForm(now=followups.policy(), percent=experiments.percent(HOLDOUT)))


@staff_required(*POLICY)
@require_http_methods(["POST"])
def change(request: HttpRequest) -> HttpResponse:
    """The typed policy holds from now on; the former one stays on record."""
    form = PolicyForm(request.POST, now=followups.policy(), percent=experiments.percent(HOLDOUT))
    if not form.is_valid():
        return _page(request, form)
    attempt(request, lambda: _keep(form, request), _("Every decision from now on keeps to this."))
    return redirect("console:policy")


def _keep(form: PolicyForm, request: HttpRequest) -> None:
    by, at, typed = current_person(request).id, clock.now(), form.cleaned_data
    services.set_policy(caps=form.caps(), quiet_from=typed["quiet_from"], quiet_until=typed["quiet_until"], by=by, at=at)
    holdouts.set_holdout(HOLDOUT, typed["percent"], by=by, at=at)


def _page(request: HttpRequest, form: PolicyForm) -> HttpResponse:
    history, holdout = followups.policy_history(), experiments.history(HOLDOUT)
    people = identity.people({*(entry.by for entry in history), *(entry.by for entry in holdout if entry.by)})
    facts = {"now": followups.policy(), "percent": experiments.percent(HOLDOUT), "may_change": may(current_person(request).roles, POLICY)}
    return page(request, "policy", "followups", form=form, history=history, holdout=holdout, people=people, cap_words=cap_words, **facts)
