"""Everybody, and one person on one page."""

from collections.abc import Mapping
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from zhiyin.channels import queries as channels
from zhiyin.console import lists
from zhiyin.console.access import PEOPLE
from zhiyin.console.frame import note_use, page
from zhiyin.console.words import ROLES, VERDICT_KINDS
from zhiyin.followups import queries as followups
from zhiyin.identity import queries as identity
from zhiyin.identity.access import staff_required
from zhiyin.kit.ids import uuid7
from zhiyin.payments import queries as payments
from zhiyin.privacy import queries as privacy
from zhiyin.support import queries as support
from zhiyin.surveys import queries as surveys
from zhiyin.wallets import queries as wallets

ROLE = lists.Filter("role", _("Role"), {"": _("Everybody"), **ROLES})
ORDER = lists.Filter("order", _("Order"), {"": _("By handle"), "newest": _("Newest first")})
HEAD = ("id", "handle", "name", "language", "timezone", "roles")
SHOWN = 6


@staff_required(*PEOPLE)
@require_GET
def people(request: HttpRequest) -> HttpResponse:
    """Everybody by handle; words find names and handles."""
    ask = lists.asked(request, ROLE, ORDER)
    role = ask.chosen["role"]
    rows, last = ask.shown(identity.directory(words=ask.words, role=role, after=ask.before, limit=ask.reach, newest=bool(ask.order)))
    if ask.as_csv:
        return lists.csv_of("people", HEAD, ((row.id, row.handle, row.name, row.language, row.timezone, " ".join(row.roles)) for row in rows))
    next_before = last.handle if last else ""
    in_all = identity.directory_size(words=ask.words, role=role)
    return page(request, "people", "people", ask=ask, chips=lists.groups(ask, ROLE, ORDER), rows=rows, next_before=next_before, in_all=in_all)


@staff_required(*PEOPLE)
@require_GET
def person(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """One person, whole: wallet, payments, what was decided and sent, what they said, what they allow. Looking is noted for them."""
    found = identity.person(person_id)
    if found is None:
        raise Http404
    note_use(request, person_id, "profile")
    return page(request, "person", "people", person=found, **_money(person_id), **_voice(person_id), **_rights(person_id))


def _money(person_id: UUID) -> Mapping[str, object]:
    freezes = wallets.freezes(person_id)
    return {
        "freezes": freezes,
        "freezers": identity.people({each.by for each in freezes}),
        "freeze_key": uuid7(),
        "summary": payments.person_summary(person_id),
        "activity": payments.activity(person_id, limit=SHOWN).rows,
    }


def _voice(person_id: UUID) -> Mapping[str, object]:
    language = get_language() or "en"
    messages = channels.inbox(person_id, limit=SHOWN)
    return {
        "decisions": followups.decisions_of(person_id, limit=SHOWN),
        "journey_name": followups.journey_name,
        "verdict_name": followups.verdict_name,
        "kinds": VERDICT_KINDS,
        "inbox": tuple((message, channels.text(message, language)) for message in messages),
        "answers": surveys.answers_of(person_id, limit=SHOWN),
        "cases": support.cases_of(person_id, limit=SHOWN),
    }


def _rights(person_id: UUID) -> Mapping[str, object]:
    return {"security": identity.security_state(person_id), "consents": privacy.consents(person_id), "uses": privacy.uses_of(person_id, SHOWN)}
