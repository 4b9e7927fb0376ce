"""What came and went in a month or a tax year: to look at, to print, and to take away as PDF or for a spreadsheet."""

from datetime import date
from importlib import import_module

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_POST

from zhiyin.identity.access import current_person, person_required
from zhiyin.kit import clock, formats
from zhiyin.kit.errors import Refusal
from zhiyin.ledger.seals import queries as seals
from zhiyin.payments import queries as payments
from zhiyin.payments import services as books
from zhiyin.payments.queries import Statement
from zhiyin.wallets import queries as wallets
from zhiyin.web import forms
from zhiyin.web.papers import paper, periods, sheet
from zhiyin.web.papers.periods import Period


@person_required
@require_GET
def statements(request: HttpRequest) -> HttpResponse:
    """The months of a tax year with their figures, and the years before it."""
    return _months(request, year=request.GET.get("year", ""))


@person_required
@require_GET
def statement(request: HttpRequest, period: str) -> HttpResponse:
    """A month line by line, or a tax year month by month."""
    found, told = _told(request, period)
    if found.is_year:
        return _months(request, year=period)
    today, language = timezone.localdate(clock.now()), get_language() or "en"
    facts = {
        **_places(request, told.asset),
        "period": found,
        "title": paper.title_of(found, language),
        "told": told,
        "figures": paper.figures(told),
        "kind_word": paper.kind_word,
        "extras": paper.extras,
        "sealed": {key for key, seal in seals.seals([line.id for line in told.lines]).items() if seal},
        "before": periods.month_of(date.fromordinal(found.first.toordinal() - 1)).code,
        "after": periods.month_of(found.after).code if found.after <= today else "",
    }
    return render(request, "web/statements/statement.html", facts)


@person_required
@require_GET
def pdf(request: HttpRequest, period: str) -> HttpResponse:
    """The statement as PDF, in the language of the page."""
    found, told = _told(request, period)
    whole = paper.paper(told, person=current_person(request), period=found, language=get_language() or "en")
    drawn = import_module("zhiyin.web.papers.pdf").drawn(whole)
    return _file(drawn, f"zhiyin-{found.code}-{told.asset}.pdf", "application/pdf")


@person_required
@require_GET
def csv(request: HttpRequest, period: str) -> HttpResponse:
    """The statement for a spreadsheet."""
    found, told = _told(request, period)
    places = {key: f"{seal.position + 1}" for key, seal in seals.seals([line.id for line in told.lines]).items() if seal}
    rows = paper.cells(told, sealed=places, zone=current_person(request).timezone, language=get_language() or "en")
    return _file(sheet.written(rows).encode(), f"zhiyin-{found.code}-{told.asset}.csv", "text/csv; charset=utf-8")


@person_required
@require_POST
def tax_year(request: HttpRequest) -> HttpResponse:
    """The person's tax years begin in the chosen month."""
    try:
        month = request.POST.get("month", "")
        books.set_tax_year(current_person(request).id, first_month=int(month) if month.isascii() and month.isdigit() and len(month) <= 2 else 0)
    except Refusal as refusal:
        return _months(request, refusal=refusal)
    return redirect("web:statements")


def _asset(request: HttpRequest) -> str:
    """The currency that the address names, if the person has it; else the wallet's own."""
    named, own = request.GET.get("asset", ""), wallets.default_asset()
    return named if named != own and named in _held(request) else own


def _held(request: HttpRequest) -> tuple[str, ...]:
    """The currencies in the person's wallet, its own first."""
    return tuple(each.asset for each in wallets.holdings(current_person(request).id) if each.account_id)


def _places(request: HttpRequest, asset: str) -> dict[str, object]:
    """The currencies to choose among, and how addresses name the chosen one."""
    return {"held": _held(request), "asset": asset, "also": f"?asset={asset}" if asset != wallets.default_asset() else ""}


def _told(request: HttpRequest, code: str) -> tuple[Period, Statement]:
    who = current_person(request)
    period = periods.named(code, first_month=payments.tax_year_first_month(who.id))
    if period is None or period.first > timezone.localdate(clock.now()):
        raise Http404
    return period, payments.statement(who.id, since=period.since(who.timezone), until=period.until(who.timezone), asset=_asset(request))


def _months(request: HttpRequest, *, year: str = "", refusal: Refusal | None = None) -> HttpResponse:
    who, today, language = current_person(request), timezone.localdate(clock.now()), get_language() or "en"
    first_month = payments.tax_year_first_month(who.id)
    this_year = periods.year_of(today, first_month=first_month)
    named = periods.named(year, first_month=first_month) if len(year) == 4 else None
    period = named if named and named.first <= today else this_year
    told = payments.statement(who.id, since=period.since(who.timezone), until=period.until(who.timezone), asset=_asset(request))
    facts = {
        **_places(request, told.asset),
        "period": period,
        "title": paper.title_of(period, language),
        "told": told,
        "figures": paper.figures(told),
        "months": _figures_of_months(told, period, zone=who.timezone, today=today),
        "before": f"{int(period.code) - 1:04d}" if period.first.year > periods.FIRST_YEAR else "",
        "after": f"{int(period.code) + 1:04d}" if period.code < this_year.code else "",
        "first_month": first_month,
        "month_words": tuple((number, formats.month_word(number, language=language)) for number in range(1, 13)),
    }
    return forms.page(request, "web/statements/statements.html", facts, refusal=refusal)


def _figures_of_months(told: Statement, period: Period, *, zone: str, today: date) -> list[tuple[Period, int, int]]:
    """Each month with what came in and what went out."""
    found = []
    for month in periods.months(period, last=today):
        since, until = month.since(zone), month.until(zone)
        amounts = [line.amount_minor for line in told.lines if since <= line.at < until]
        found.append((month, sum(each for each in amounts if each > 0), sum(-each for each in amounts if each < 0)))
    return found


def _file(content: bytes, name: str, kind: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return HttpResponse(content, content_type=kind, headers=headers)
