"""The bank's lines that nobody recognised, withdrawals and card payments on their way, and what card companies called about."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from zhiyin.console.access import BANK, BANK_WORK
from zhiyin.console.frame import attempt, page
from zhiyin.funding import queries as funds
from zhiyin.funding import services as funding
from zhiyin.identity import queries as identity
from zhiyin.identity.access import current_person, staff_required
from zhiyin.kit import clock
from zhiyin.payments import queries as payments
from zhiyin.wallets.services import NoWallet


@staff_required(*BANK)
@require_GET
def bank(request: HttpRequest) -> HttpResponse:
    """How the account stands, and everything that waits for somebody."""
    on_the_way, charges, orders = funds.withdrawals_on_the_way(), funds.open_charges(), funds.bank_orders_on_the_way()
    facts = {
        "state": funds.bank_state(),
        "lines": funds.unmatched_lines(),
        "settled": funds.settled_lines(limit=10),
        "on_the_way": on_the_way,
        "orders": orders,
        "reports": funds.unmatched_reports(),
        "shops": payments.merchants([each.owner_id for each in orders]),
        "charges": charges,
        "events": funds.provider_events(limit=25),
        "people": identity.people({*(each.person_id for each in on_the_way), *(each.person_id for each in charges)}),
    }
    return page(request, "money/bank", "bank", **facts)


@staff_required(*BANK_WORK)
@require_POST
def settle(request: HttpRequest, line_id: UUID) -> HttpResponse:
    """The line is what the member of staff says: a person's money, a withdrawal's payment, or the deployment's own."""
    attempt(request, lambda: _settle(request, line_id), _("The line is settled and the books follow it."))
    return redirect("console:bank")


@staff_required(*BANK_WORK)
@require_POST
def release(request: HttpRequest, withdrawal_id: UUID) -> HttpResponse:
    """The bank will not pay the withdrawal: the money is free in its wallet."""
    attempt(request, lambda: funding.release(withdrawal_id, reason="bank_refused", at=clock.now()), _("The money is free in the wallet again."))
    return redirect("console:bank")


@staff_required(*BANK_WORK)
@require_POST
def refuse(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """The bank will not pay the settlement: its money goes back to the shop's wallet."""
    attempt(request, lambda: funding.refuse_order(order_id, reason="bank_refused", at=clock.now()), _("The money goes back to the shop's wallet."))
    return redirect("console:bank")


@staff_required(*BANK_WORK)
@require_POST
def seen(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """Somebody has looked into what the bank said."""
    by, note = current_person(request).id, request.POST.get("note", "").replace("\x00", "")
    attempt(request, lambda: funding.report_seen(report_id, by=by, note=note), _("It is noted."))
    return redirect("console:bank")


@staff_required(*BANK_WORK)
@require_POST
def ask_again(request: HttpRequest) -> HttpResponse:
    """Card companies are asked again about everything they ever called about; only what was missed changes."""
    count, failed = funding.replay_webhooks(clock.now())
    done = _("%(count)s calls were looked into again, %(failed)s of them without an answer.") % {"count": count, "failed": failed}
    attempt(request, lambda: None, done)
    return redirect("console:bank")


def _settle(request: HttpRequest, line_id: UUID) -> None:
    by, typed, at = current_person(request).id, request.POST, clock.now()
    note, way = typed.get("note", "").replace("\x00", ""), typed.get("way", "")
    if way == "person":
        if not typed.get("handle", "").strip():
            raise NoWallet
        funding.give_line(line_id, handle=typed["handle"], by=by, note=note, at=at)
    elif way == "own":
        funding.book_own(line_id, by=by, note=note)
    else:
        funding.pay_with_line(line_id, _withdrawal(typed.get("withdrawal", "")), by=by, note=note, at=at)


def _withdrawal(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as bad:
        raise funding.WithdrawalGone from bad
