"""A statement as words and figures, before it is drawn: the same for the page to print, the PDF and the spreadsheet."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from zhiyin.identity.queries import Person
from zhiyin.kit import categories, formats
from zhiyin.kit.money import major
from zhiyin.payments.queries import Statement, StatementLine, Told
from zhiyin.web.papers.periods import Period
from zhiyin.web.papers.shape import Paper, PaperLine


def kind_word(kind: str) -> str:
    """What a kind of movement is called."""
    return {
        "payment": pgettext("movement", "Payment"),
        "transfer_out": pgettext("movement", "Sent"),
        "transfer_in": pgettext("movement", "Received"),
        "top_up": pgettext("movement", "Top-up"),
        "refund": pgettext("movement", "Refund"),
        "fee": pgettext("movement", "Fee"),
        "settlement": pgettext("movement", "Settlement"),
        "withdrawal": pgettext("movement", "Withdrawal"),
        "exchange": pgettext("movement", "Exchange"),
        "deposit": pgettext("movement", "Deposit"),
        "payout": pgettext("movement", "Payout"),
        "given": pgettext("movement", "Given"),
        "claim": pgettext("movement", "Money link"),
        "red_packet": pgettext("movement", "Red packet"),
        "gift": pgettext("movement", "Group gift"),
    }.get(kind, pgettext("movement", "Movement"))


def way_word(told: Told) -> str:
    """How it went: from what, or over what."""
    named = {"name": told.through}
    return {
        "balance": _("Wallet balance"),
        "qr": _("Wallet balance, by QR code"),
        "shown": _("Wallet balance, by the code you showed"),
        "card": _("Card %(name)s") % named,
        "bank": _("Bank account %(name)s") % named if told.through else _("Bank transfer"),
        "demo": _("Made-up money of the demo"),
        "link": _("By link"),
        "packet": pgettext("movement", "Red packet"),
        "gift": pgettext("movement", "Group gift"),
        "exchange": _("Exchange in your wallet"),
        "chain": _("Over its chain"),
        "house": _("Given by those who run this wallet"),
    }.get(told.way, "")


def extras(told: Told, asset: str) -> tuple[str, ...]:
    """What else explains the amount: its fee, what was taken off, what a card brought, the rate."""
    parts = (
        (told.fee_minor, _("fee %(amount)s")),
        (told.discount_minor, _("%(amount)s off")),
        (told.covered_minor, _("%(amount)s of it from %(name)s")),
    )
    found = (text % {"amount": formats.money(amount, asset), "name": told.through} for amount, text in parts if amount)
    return (*found, *filter(None, (rate_words(told),)))


def rate_words(told: Told) -> str:
    """As in "1 USD = 0.9045 EUR"; empty for what was no exchange."""
    made = told.exchange.quote if told.exchange else None
    return f"1 {made.sells} = {made.rate} {made.buys}" if made else ""


def title_of(period: Period, language: str) -> str:
    """As in "November 2026", "Tax year 2026" and, when it begins in another month than January, "Tax year 2026/27"."""
    if not period.is_year:
        return formats.month(period.first.year, period.first.month, language=language)
    year = period.code if period.first.month == 1 else f"{period.code}/{period.after.year % 100:02d}"
    return _("Tax year %(year)s") % {"year": year}


def paper(told: Statement, *, person: Person, period: Period, language: str) -> Paper:
    """The statement of that person for the period."""
    zone = person.timezone
    days = {
        "first": formats.day(period.since(zone), zone=zone, language=language),
        "after": formats.day(_last(period, zone), zone=zone, language=language),
    }
    return Paper(
        title=_("Statement for %(period)s") % {"period": title_of(period, language)},
        lead=f"{person.name} · @{person.handle} · " + _("%(first)s to %(after)s") % days + f" · {zone}",
        figures=figures(told),
        head=(_("Day"), _("What"), pgettext("money", "Amount"), _("Balance")),
        lines=tuple(_line(line, told.asset, zone, language) for line in told.lines),
        sums_title=_("Spent by category"),
        sums=tuple((categories.label(each.category, language), formats.money(each.amount_minor, told.asset)) for each in told.categories),
        foot="知音 Zhiyin",
        page=_("Page %(number)s of %(pages)s") % {"number": "{number}", "pages": "{pages}"},
        made_at=told.until,
        language=language,
    )


def figures(told: Statement) -> tuple[tuple[str, str], ...]:
    """Opening, in, out and closing, each with its word."""
    return (
        (_("Balance at the start"), formats.money(told.opening_minor, told.asset)),
        (_("Came in"), formats.money(told.in_minor, told.asset, sign=told.in_minor > 0)),
        (_("Went out"), formats.money(-told.out_minor, told.asset)),
        (_("Balance at the end"), formats.money(told.closing_minor, told.asset)),
    )


def cells(told: Statement, *, sealed: Mapping[UUID, str], zone: str, language: str) -> list[tuple[str, ...]]:
    """The statement for a spreadsheet: a head, then a row a line; amounts as plain numbers, days and times as ISO writes them.

    `sealed`: under which number each line stands in the sealed log; those without a seal are left out.
    """
    head = (_("Day"), _("Time"), _("Kind"), _("To or from"), _("Handle"), _("Category"), pgettext("payment", "Note"))
    money = (pgettext("money", "Amount"), _("Balance"), _("Currency"), _("How"), pgettext("money", "Fee"), _("Taken off by offers"), _("Rate"))
    rows: list[tuple[str, ...]] = [(*head, *money, _("Line of the sealed log"), pgettext("payment", "Number"))]
    for line in told.lines:
        local, name = line.at.astimezone(ZoneInfo(zone)), line.told
        category = categories.label(name.category, language) if name.category else ""
        amounts = (major(line.amount_minor, told.asset), major(line.balance_minor, told.asset), told.asset)
        fees = (major(name.fee_minor, told.asset), major(name.discount_minor, told.asset))
        explained = (way_word(name), *fees, rate_words(name), sealed.get(line.id, ""))
        what = (kind_word(name.kind), name.title(language), name.handle, category, name.note)
        rows.append((f"{local:%Y-%m-%d}", f"{local:%H:%M:%S}", *what, *amounts, *explained, str(line.id)))
    return rows


def _line(line: StatementLine, asset: str, zone: str, language: str) -> PaperLine:
    name = line.told
    more = (
        kind_word(name.kind),
        f"@{name.handle}" if name.handle else "",
        categories.label(name.category, language) if name.category else "",
        name.note,
        *extras(name, asset),
    )
    return PaperLine(
        day=formats.short_day(line.at, zone=zone, language=language),
        clock=formats.clock_time(line.at, zone=zone),
        title=name.title(language),
        detail=" · ".join(filter(None, more)),
        amount=formats.money(line.amount_minor, asset, sign=True),
        balance=formats.money(line.balance_minor, asset),
    )


def _last(period: Period, zone: str) -> datetime:
    return datetime.fromordinal(period.after.toordinal() - 1).replace(hour=12, tzinfo=ZoneInfo(zone))
