"""One movement of money in full, and what to do when something is wrong with it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from zhiyin.funding import queries as funding
from zhiyin.identity.access import current_person, person_required
from zhiyin.identity.stepup import confirming
from zhiyin.kit import clock
from zhiyin.payments import queries as payments
from zhiyin.payments.queries import Receipt
from zhiyin.surveys import queries as surveys
from zhiyin.wallets import queries as wallets
from zhiyin.web.pages.cases import opening
from zhiyin.web.pages.proofs import receipts as proofs

FRESH = timedelta(seconds=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A transfer, a top-up or a refund as its person sees it: `amount_minor` is signed. `handle`: the other person's, if there is one.

    `payment_id`: the payment that a refund gave back.
    """

    id: UUID
    title: str
    what: str
    handle: str
    amount_minor: int
    balance_minor: int | None
    at: datetime
    note: str
    payment_id: UUID | None = None


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
    if kind == "withdrawal":
        return redirect("web:withdrawal", entry_id)
    tell = {"top_up": _top_up, "refund": _refund}.get(kind) or (_transfer if kind.startswith("transfer") else None)
    told = tell(request, entry_id) if tell else None
    if told is None:
        raise Http404
    proof = confirming.confirmed(entry_id, person_id=current_person(request).id)
    return render(request, "web/activity/story.html", {"row": told, **proofs.facts(told.id), "asset": wallets.default_asset(), "proof": proof})


def _receipt(request: HttpRequest, payment_id: UUID) -> Receipt:
    found = payments.payment(payment_id, for_person=current_person(request).id)
    if found is None:
        raise Http404
    return found


def _stars(request: HttpRequest, shown: Receipt) -> dict[str, object]:
    asked = surveys.about(current_person(request).id, "payment", about_id=shown.id)
    invitation = next((each for each in asked if each.answer or not each.closed_at), None)
    return {"payment_id": shown.id, "invitation": invitation, "waiting": invitation is None and clock.now() - shown.at < FRESH}


def _transfer(request: HttpRequest, transfer_id: UUID) -> Story | None:
    found = payments.transfer(transfer_id, for_person=current_person(request).id)
    if found is None:
        return None
    return Story(
        id=found.id,
        title=found.other_name,
        what=_("You sent money") if found.amount_minor < 0 else _("You received money"),
        handle=found.other_handle,
        amount_minor=found.amount_minor,
        balance_minor=found.balance_after_minor,
        at=found.at,
        note=found.note,
    )


def _refund(request: HttpRequest, refund_id: UUID) -> Story | None:
    who = current_person(request).id
    found = payments.refund(refund_id, for_person=who)
    if found is None:
        return None
    entry = wallets.entries(who, (refund_id,), asset=found.refund.asset).get(refund_id)
    return Story(
        id=found.refund.id,
        title=found.merchant.name(get_language() or "en"),
        what=_("Given back by the shop"),
        handle="",
        amount_minor=found.refund.amount_minor,
        balance_minor=entry.balance_minor if entry else None,
        at=found.refund.at,
        note=found.refund.note,
        payment_id=found.refund.payment_id,
    )


def _top_up(request: HttpRequest, top_up_id: UUID) -> Story | None:
    who = current_person(request).id
    found = funding.top_ups((top_up_id,)).get(top_up_id)
    if found is None or found.person_id != who:
        return None
    entry = wallets.entries(who, (top_up_id,)).get(top_up_id)
    return Story(
        id=found.id,
        title=_("Top-up"),
        what=_source(found),
        handle="",
        amount_minor=found.amount_minor,
        balance_minor=entry.balance_minor if entry else None,
        at=found.at,
        note="",
    )


def _source(found: funding.TopUp) -> str:
    if found.source == "demo":
        return _("Demo money added")
    if found.source == "bank":
        return _("By bank transfer")
    charge = funding.charge(found.id, for_person=found.person_id)
    return _("From %(name)s") % {"name": charge.method.name} if charge else _("From a card")
