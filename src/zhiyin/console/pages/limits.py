"""What may leave a wallet: who limited it, when and why; proposing, trying it on last month, and agreeing as somebody else."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from uuid import UUID

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from zhiyin.console.access import LIMIT_WORK, LIMITS, may
from zhiyin.console.frame import attempt, note_use, page
from zhiyin.console.limit_form import DEEDS, MEASURES, SCOPES, LimitForm
from zhiyin.identity import queries as identity
from zhiyin.identity.access import current_person, staff_required
from zhiyin.kit import clock
from zhiyin.kit.categories import shop_label
from zhiyin.kit.errors import Refusal
from zhiyin.kit.formats import money
from zhiyin.kit.ids import uuid7
from zhiyin.kit.refusals import say
from zhiyin.payments import queries as payments
from zhiyin.wallets.queries import limits as queries
from zhiyin.wallets.queries.limits import CATEGORIES, COUNTS, Rule
from zhiyin.wallets.services import limits as services

NOON = time(12)


@staff_required(*LIMITS)
@require_GET
def limits(request: HttpRequest) -> HttpResponse:
    """What waits, what counts and what was before; with `?person=` those of one person."""
    at, handle = clock.now(), request.GET.get("person", "")
    person = identity.anybody(handle) if handle else None
    if person:
        note_use(request, person.id, "limits")
    waiting, entries = queries.waiting(at=at), queries.history(at=at, person_id=person.id if person else None)
    stood, refused = (queries.stood(person.id), queries.standings_refused(person.id)) if person else ((), ())
    raised = queries.standings_waiting()
    facts = {
        "waiting": waiting,
        "entries": entries,
        "asked": handle,
        "person": person,
        "stood": [(each, _noon(each.minor_until)) for each in stood],
        "raised": [(each, _noon(each.minor_until)) for each in raised],
        "refused": refused,
        "people": identity.people({*_people(waiting), *_people(entries), *_about(stood), *_about([*raised, *refused])}),
        "may_change": may(current_person(request).roles, LIMIT_WORK),
        "me": current_person(request).id,
        "key": uuid7(),
        "tiers": queries.TIERS,
        "told": told,
    }
    return page(request, "money/limits", "limits", **facts)


@staff_required(*LIMIT_WORK)
@require_GET
def new(request: HttpRequest) -> HttpResponse:
    """The form; and, once it is filled in, what the limit would have stopped last month."""
    form, facts = LimitForm(request.GET or None), dict[str, object]()
    if form.is_bound and form.is_valid():
        at = clock.now()
        try:
            rule = services.draft(form.rule(), at=at)
            tried = payments.limit_preview(rule, at=at)
            people = identity.people({each.person_id for each in tried.examples})
            facts = {"rule": rule, "needs": services.needs_another(form.rule(), at=at), "tried": tried, "people": people}
            for person_id in people:
                note_use(request, person_id, "payments")
        except Refusal as refusal:
            form.add_error(None, say(refusal, get_language() or "en"))
    return page(request, "money/limit_new", "limits", form=form, key=uuid7(), told=told, **facts)


@staff_required(*LIMIT_WORK)
@require_POST
def propose(request: HttpRequest) -> HttpResponse:
    """The limit counts from its moment, or waits for somebody else."""
    form, key = LimitForm(request.POST), _key(request)
    if not form.is_valid():
        return page(request, "money/limit_new", "limits", form=form, key=key, told=told)
    rule, typed, by = form.rule(), form.cleaned_data, current_person(request).id
    attempt(
        request,
        lambda: services.propose(rule, key=key, by=by, why=typed["why"], at=clock.now(), since=typed["since"]),
        _("Proposed. What allows more counts once somebody else has agreed."),
    )
    return redirect("console:limits")


@staff_required(*LIMIT_WORK)
@require_POST
def decide(request: HttpRequest, rule_id: UUID) -> HttpResponse:
    """Somebody else agrees, or does not."""
    agreed, by, why = "agree" in request.POST, current_person(request).id, request.POST.get("why", "")
    done = _("Agreed: it counts from its moment on.") if agreed else _("Not agreed. It will never count.")
    attempt(request, lambda: services.decide(rule_id, by=by, agreed=agreed, why=why, at=clock.now()), done)
    return redirect("console:limits")


@staff_required(*LIMIT_WORK)
@require_POST
def set_standing(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """The person's tier, and until when they are not of age."""
    form, by = request.POST, current_person(request).id

    def deed() -> None:
        until = form.get("minor_until", "")
        try:
            day = date.fromisoformat(until) if until else None
        except ValueError:
            raise services.BadLimit(field="minor_until") from None
        services.set_standing(
            key=_key(request), person_id=person_id, tier=form.get("tier", ""), minor_until=day, by=by, why=form.get("why", ""), at=clock.now()
        )

    attempt(request, deed, _("It is kept. What allows more counts once somebody else has agreed."))
    person = identity.person(person_id)
    return redirect(f"{request.path.rsplit('/people/', 1)[0]}/?person={person.handle if person else ''}")


@staff_required(*LIMIT_WORK)
@require_POST
def decide_standing(request: HttpRequest, rule_id: UUID) -> HttpResponse:
    """Somebody else agrees to a higher tier, or does not."""
    agreed, by, why = "agree" in request.POST, current_person(request).id, request.POST.get("why", "").replace("\x00", "")
    done = _("Agreed: it counts from its moment on.") if agreed else _("Not agreed. It will never count.")
    attempt(request, lambda: services.decide_standing(rule_id, by=by, agreed=agreed, why=why, at=clock.now()), done)
    return redirect("console:limits")


def told(rule: Rule) -> dict[str, str]:
    """A rule in words: for whom, of what, which limit, how much."""
    language, scope = get_language() or "en", f"{rule.scope}.{rule.tier}" if rule.tier else rule.scope
    if rule.measure in CATEGORIES:
        most = (", " if language == "en" else "、").join(shop_label(code, language) for code in rule.categories) or _("none")
    elif rule.amount is None:
        most = _("no limit")
    else:
        most = str(rule.amount) if rule.measure in COUNTS else money(rule.amount, rule.asset)
    return {"whom": str(dict(SCOPES)[scope]), "deed": str(dict(DEEDS)[rule.deed]), "measure": str(dict(MEASURES)[rule.measure]), "most": most}


def _people(entries: Iterable[queries.Entry]) -> set[UUID]:
    return {who for each in entries for who in (each.proposed_by, each.decided_by, each.rule.person_id) if who}


def _about(rows: Iterable[queries.Stood | queries.Proposed]) -> set[UUID]:
    """Everybody who is named in them."""
    others = ("by", "agreed_by", "decided_by", "person_id")
    return {who for each in rows for name in others if (who := getattr(each, name, None))}


def _noon(day: date | None) -> datetime | None:
    return datetime.combine(day, NOON, UTC) if day else None


def _key(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST.get("key", ""))
    except ValueError:
        raise BadRequest("no key") from None
