"""Everybody's payments, and one of them with its lines."""

from collections.abc import Sequence
from datetime import datetime, timedelta
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
from zhiyin.wallets.queries import default_asset

DAYS = {"1": 1, "7": 7, "30": 30}
SPAN = lists.Filter("days", _("When"), {"": _("Always"), "1": _("Last 24 hours"), "7": _("Last 7 days"), "30": _("Last 30 days")})
ORDER = lists.order("-at", "amount", "-amount")
HEAD = ("id", "at", "payer", "merchant", "amount", "asset", "note")


@staff_required(*PAYMENTS)
@require_GET
def payment_list(request: HttpRequest) -> HttpResponse:
    """The newest payments; words find payers, merchants, notes, exact amounts and ids."""
    ask = lists.asked(request, SPAN, ORDER)
    days = DAYS.get(ask.chosen["days"])
    since = clock.now() - timedelta(days=days) if days else None
    try:
        rows, next_before = _rows(ask, since)
    except payments.BadCursor:
        return redirect("console:payments")
    if ask.as_csv:
        return lists.csv_of("payments", HEAD, (_cells(row) for row in rows))
    facts = {"rows": rows, "next_before": next_before, "in_all": payments.payments_in_all(words=ask.words, since=since), "asset": default_asset()}
    return page(request, "payments", "payments", ask=ask, chips=lists.groups(ask, SPAN), **facts)


@staff_required(*PAYMENTS)
@require_GET
def payment(request: HttpRequest, payment_id: UUID) -> HttpResponse:
    """One payment: who, to whom, its lines. Looking is noted for the payer."""
    receipt = payments.payment_for_staff(payment_id)
    if receipt is None:
        raise Http404
    note_use(request, receipt.payer_id, "payment")
    return page(request, "payment", "payments", receipt=receipt)


def _rows(ask: lists.Asked, since: datetime | None) -> tuple[Sequence[payments.PaymentRow], str]:
    """The rows of the page, and the place of the next one."""
    if not ask.order:
        found = payments.recent_payments(limit=ask.limit, words=ask.words, since=since, before=ask.before)
        return found.rows, found.next_before
    rows, more = ask.shown(payments.ordered_payments(ask.order, limit=ask.reach, words=ask.words, since=since, skip=ask.skip))
    return rows, ask.next_skip(more)


def _cells(row: payments.PaymentRow) -> tuple[object, ...]:
    return (row.id, row.at, row.payer_name, row.merchant.name_en, major(row.amount_minor, row.asset), row.asset, row.note)
