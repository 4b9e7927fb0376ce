"""Everybody's payments, and one of them with its lines."""

from datetime import timedelta
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from zhiyin.console import lists
from zhiyin.console.access import PAYMENTS
from zhiyin.console.frame import note_use, page
from zhiyin.identity.access import staff_required
from zhiyin.kit import clock
from zhiyin.kit.money import major
from zhiyin.payments import queries as payments

DAYS = {"1": 1, "7": 7, "30": 30}
SPAN = lists.Filter("days", _("When"), {"": _("Always"), "1": _("Last 24 hours"), "7": _("Last 7 days"), "30": _("Last 30 days")})
HEAD = ("id", "at", "payer", "merchant", "amount", "asset", "note")


@staff_required(*PAYMENTS)
@require_GET
def payment_list(request: HttpRequest) -> HttpResponse:
    """The newest payments; words find payers, merchants, notes, exact amounts and ids."""
    ask = lists.asked(request, SPAN)
    days = DAYS.get(ask.chosen["days"])
    since = clock.now() - timedelta(days=days) if days else None
    try:
        found = payments.recent_payments(limit=ask.limit, words=ask.words, since=since, before=ask.before)
    except payments.BadCursor:
        return redirect("console:payments")
    if ask.as_csv:
        return lists.csv_of("payments", HEAD, (_cells(row) for row in found.rows))
    return page(request, "payments", "payments", ask=ask, chips=lists.groups(ask, SPAN), rows=found.rows, next_before=found.next_before)


@staff_required(*PAYMENTS)
@require_GET
def payment(request: HttpRequest, payment_id: UUID) -> HttpResponse:
    """One payment: who, to whom, its lines. Looking is noted for the payer."""
    receipt = payments.payment_for_staff(payment_id)
    if receipt is None:
        raise Http404
    note_use(request, receipt.payer_id, "payment")
    return page(request, "payment", "payments", receipt=receipt)


def _cells(row: payments.PaymentRow) -> tuple[object, ...]:
    return (row.id, row.at, row.payer_name, row.merchant.name_en, major(row.amount_minor, row.asset), row.asset, row.note)
