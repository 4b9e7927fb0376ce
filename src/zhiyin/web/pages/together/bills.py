"""Splitting a bill: with whom, how, what that makes for each, and who has paid."""

from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from zhiyin.identity.access import current_person, person_required
from zhiyin.kit import clock
from zhiyin.kit.errors import Refusal
from zhiyin.kit.ids import uuid7
from zhiyin.kit.money import parse_amount
from zhiyin.payments import queries as payments
from zhiyin.payments.queries import Receipt, together
from zhiyin.payments.services import together as doing
from zhiyin.wallets import queries as wallets
from zhiyin.web import forms

ME = "me"
NOT_CARRIED = {"key", "csrfmiddlewaretoken"}
WAYS = ("equal", "shares", "lines")


@dataclass(frozen=True, slots=True)
class Draft:
    """A bill as its person has put it together so far, as text: nothing is judged yet.

    Step by step: with whom and how; for shares and lines also who has which (then `detailed`); then what that makes.
    """

    form: QueryDict
    receipt: Receipt | None

    @property
    def way(self) -> str:
        """How it is divided."""
        way = self.form.get("way", "equal")
        return way if way in WAYS and (way != "lines" or (self.receipt and self.receipt.lines)) else "equal"

    @property
    def handles(self) -> list[str]:
        """The others, in small letters and without "@", each once."""
        words = forms.read_handles(self.form.get("people", ""))
        return list(dict.fromkeys(word.lstrip("@").lower()[:40] for word in words))[:30]

    @property
    def detailed(self) -> bool:
        """Whether everything has been said."""
        return bool(self.handles) and (self.way == "equal" or "detailed" in self.form)

    def bill(self, key: UUID, owner_id: UUID) -> doing.NewBill:
        """The bill as it is meant. Raises `BadAmount`."""
        total = 0 if self.receipt else parse_amount(self.form.get("total", ""), wallets.default_asset())
        return doing.NewBill(
            key=key,
            owner_id=owner_id,
            way=self.way,
            sharers=[self._sharer(handle) for handle in (ME, *self.handles)],
            total_minor=total,
            payment_id=self.receipt.id if self.receipt else None,
            note=self.form.get("note", ""),
        )

    def _sharer(self, handle: str) -> doing.Sharer:
        weight = self.form.get(f"w_{handle}", "1").strip()
        lines = range(1, len(self.receipt.lines) + 1) if self.receipt else ()
        return doing.Sharer(
            handle="" if handle == ME else handle,
            weight=int(weight) if weight.isascii() and weight.isdecimal() and len(weight) <= 3 else 1,
            lines=tuple(number for number in lines if handle in self.form.getlist(f"l_{number}")),
        )


@person_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """The bill step by step (GET), and asking everybody (POST, once for each key)."""
    draft = _draft(request)
    if request.method == "GET":
        return _steps(request, draft)
    key, at = forms.read_key(request), clock.now()
    try:
        split = doing.split_bill(draft.bill(key, current_person(request).id), at=at)
    except Refusal as refusal:
        return _steps(request, draft, refusal=refusal)
    return redirect("web:bill", split)


@person_required
@require_GET
def bill(request: HttpRequest, bill_id: UUID) -> HttpResponse:
    """Who bears what, and who has paid."""
    shown = together.bill(bill_id, for_person=current_person(request).id)
    if shown is None:
        raise Http404
    return render(request, "web/together/bill.html", {"bill": shown})


def _draft(request: HttpRequest) -> Draft:
    form = request.POST if request.method == "POST" else request.GET
    try:
        receipt = payments.payment(UUID(form.get("payment", "")), for_person=current_person(request).id)
    except ValueError:
        receipt = None
    return Draft(form=form, receipt=receipt)


def _steps(request: HttpRequest, draft: Draft, *, refusal: Refusal | None = None) -> HttpResponse:
    """The next thing to say about the bill, or what it makes for each; with the words of a refusal, if there was one."""
    parts: tuple[doing.Part, ...] = ()
    if draft.handles:
        try:
            wanted = draft.bill(uuid7(), current_person(request).id)
            parts = doing.divided(wanted) if draft.detailed else ()
        except Refusal as cannot:
            refusal = refusal or cannot
    facts = {
        "draft": draft,
        "receipt": draft.receipt,
        "asset": wallets.default_asset(),
        "parts": parts,
        "asks": bool(draft.handles) and not draft.detailed and not (refusal and refusal.code == "bad_amount"),
        "carried": [(name, value) for name, values in draft.form.lists() if name not in NOT_CARRIED for value in values],
        "key": uuid7(),
    }
    return forms.page(request, "web/together/bill_new.html", facts, refusal=refusal)
