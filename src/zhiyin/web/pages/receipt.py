"""One movement of money in full, and what to do when something is wrong with it."""

from datetime import timedelta
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from zhiyin.funding import queries as funding
from zhiyin.identity.access import current_person, person_required
from zhiyin.identity.stepup import confirming
from zhiyin.kit import clock
from zhiyin.payments import queries as payments
from zhiyin.payments.queries import Movement, Receipt
from zhiyin.surveys import queries as surveys
from zhiyin.web.pages import movements
from zhiyin.web.pages.cases import opening
from zhiyin.web.pages.proofs import receipts as proofs

FRESH = timedelta(seconds=30)
STORIES = ("transfer", "transfer_in", "transfer_out", "top_up", "refund")


@person_required
@require_GET
def receipt(request: HttpRequest, payment_id: UUID) -> HttpResponse:
    """What was paid to whom for what; the stars, if we ask. Somebody else's receipt does not exist for this person."""
    shown = _receipt(request, payment_id)
    given, cover = payments.refunds((shown.id,)), funding.cover_of(shown.id, for_person=shown.payer_id)
    facts = {
        "cover": cover if cover and cover.state == "paid" else None,
        "given": given,
        "proof": confirming.confirmed(shown.id, person_id=shown.payer_id),
        "off_minor": sum(line.discount_minor for line in shown.lines),
        "kept_minor": shown.amount_minor - sum(each.amount_minor for each in given),
    }
    return render(request, "web/activity/receipt.html", {"receipt": shown, **facts, **proofs.facts(shown.id), **_stars(request, shown)})


@person_required
@require_GET
def stars(request: HttpRequest, payment_id: UUID) -> HttpResponse:
    """The question about a payment as a fragment: a fresh receipt asks for it until it comes."""
    return render(request, "web/activity/stars.html", _stars(request, _receipt(request, payment_id)))


@person_required
@require_http_methods(["GET", "POST"])
def problem(request: HttpRequest, payment_id: UUID) -> HttpResponse:
    """What went wrong, in the person's words: it opens a case that a person answers."""
    return opening(request, ("payment", payment_id), "web/activity/problem.html", {"receipt": _receipt(request, payment_id)})


@person_required
@require_GET
def story(request: HttpRequest, kind: str, entry_id: UUID) -> HttpResponse:
    """A transfer, a top-up or a refund in full; a red packet and a withdrawal have pages of their own."""
    if kind.startswith("gift"):
        return redirect("web:gift", entry_id)
    if kind.startswith(("packet", "claim")):
        return redirect("web:own_red_packet" if kind.startswith("packet") else "web:money_link", entry_id)
    if kind == "exchange":
        return redirect("web:exchanged", entry_id)
    if kind.startswith("withdrawal"):
        return redirect("web:withdrawal", entry_id)
    found = payments.movement(current_person(request).id, entry_id) if kind in STORIES else None
    if found is None:
        raise Http404
    return render(request, "web/activity/story.html", {"what": _what(found), **movements.explained(request, found)})


def _receipt(request: HttpRequest, payment_id: UUID) -> Receipt:
    found = payments.payment(payment_id, for_person=current_person(request).id)
    if found is None:
        raise Http404
    return found


def _stars(request: HttpRequest, shown: Receipt) -> dict[str, object]:
    asked = surveys.about(current_person(request).id, "payment", about_id=shown.id)
    invitation = next((each for each in asked if each.answer or not each.closed_at), None)
    return {"payment_id": shown.id, "invitation": invitation, "waiting": invitation is None and clock.now() - shown.at < FRESH}


def _what(found: Movement) -> str:
    """What happened, in a few words."""
    told = found.told
    if told.kind == "top_up":
        words = {"demo": _("Demo money added"), "bank": _("By bank transfer"), "card": _("From %(name)s") % {"name": told.through}}
        return words.get(told.way, _("Top-up"))
    if told.kind == "refund":
        return _("Given back by the shop")
    return _("You sent money") if found.amount_minor < 0 else _("You received money")
