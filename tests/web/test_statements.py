"""A month as a page, as PDF with both scripts inside, and for a spreadsheet; tax years; and what to do about a wrong line."""

import csv
import io
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pypdfium2
import pytest
from django.test import Client
from tests import make
from tests.wallets import currencies
from tests.web.browser import client_of, hidden, words

from zhiyin.identity import services as identity
from zhiyin.identity.queries import Person
from zhiyin.kit import clock
from zhiyin.kit.ids import uuid7
from zhiyin.kit.money import major
from zhiyin.payments import queries as payments
from zhiyin.payments import services as paying
from zhiyin.payments.queries import Merchant
from zhiyin.support import queries as support
from zhiyin.wallets import services as wallet_services
from zhiyin.web.papers import periods, sheet

pytestmark = pytest.mark.django_db
TODAY = clock.now().astimezone(ZoneInfo("America/New_York")).date()
CODE = f"{TODAY:%Y-%m}"
NAME, NAME_ZH = f"{TODAY:%B %Y}", f"{TODAY.year}年{TODAY.month}月"


@pytest.fixture
def month(mei: Person, bakery: Merchant) -> None:
    """This month: 100.00 came, bread was bought and money sent."""
    make.person("lin", name="林小雨")
    make.payment(mei.id, bakery.id, 12_50, note="=2+3, two loaves")
    paying.transfer(key=uuid7(), sender_id=mei.id, to_handle="lin", amount_minor=7_00, at=make.AT, note="电影票")


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    return "\n".join(page.get_textpage().get_text_range() for page in document)


@pytest.mark.usefixtures("month")
def test_a_month_shows_every_line_and_its_sums(browser: Client) -> None:
    page = browser.get(f"/statements/{CODE}/")

    for each in (
        NAME,
        "Anna's Bakery",
        "two loaves",
        "林小雨",
        "电影票",
        "Balance at the start $0.00",
        "Went out −$19.50",
        "Balance at the end $80.50",
        "0 of 3 lines are sealed",
    ):
        assert each in words(page)


@pytest.mark.usefixtures("month")
@pytest.mark.parametrize(
    ("language", "said"), [("en", (f"Statement for {NAME}", "Came in")), ("zh-hans", (f"{NAME_ZH}对账单", "安娜面包房", "收入"))]
)
def test_the_pdf_can_be_read_and_searched_in_both_scripts(browser: Client, mei: Person, language: str, said: tuple[str, ...]) -> None:
    identity.set_language(mei.id, language)

    answer = browser.get(f"/statements/{CODE}.pdf")

    assert answer.headers["Content-Type"] == "application/pdf"
    text = text_of(answer.content)
    for each in (*said, "林小雨", "电影票", "two loaves", "−$12.50", "+$100.00", "$80.50"):
        assert each in text


@pytest.mark.usefixtures("month")
def test_the_font_is_inside_and_the_same_month_is_the_same_file(browser: Client) -> None:
    first, second = browser.get(f"/statements/{CODE}.pdf").content, browser.get(f"/statements/{CODE}.pdf").content

    assert first == second
    assert b"/FontFile3" in first
    assert b"NotoSansSC" in first
    assert len(first) < 100_000


def test_a_long_month_has_a_head_on_every_page_and_all_its_lines(browser: Client, mei: Person, bakery: Merchant) -> None:
    for number in range(60):
        make.payment(mei.id, bakery.id, 1, note=f"loaf {number:02d} " + "面" * 60)

    document = pypdfium2.PdfDocument(browser.get(f"/statements/{CODE}.pdf").content)
    pages = [page.get_textpage().get_text_range() for page in document]

    assert len(pages) > 3
    assert all("What" in page and f"of {len(pages)}" in page for page in pages[:-1])
    assert all(f"loaf {number:02d}" in "".join(pages) for number in range(60))


@pytest.mark.usefixtures("month")
def test_a_spreadsheet_gets_plain_numbers_and_runs_nothing(browser: Client) -> None:
    answer = browser.get(f"/statements/{CODE}.csv")

    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [row["Amount"] for row in rows] == ["100.00", "-12.50", "-7.00"]
    assert [row["Balance"] for row in rows] == ["100.00", "87.50", "80.50"]
    assert rows[1]["Note"] == "'=2+3, two loaves"
    assert (rows[1]["Day"], rows[1]["Category"]) == (f"{TODAY:%Y-%m-%d}", "Bread and bakery")


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1+2", "@sum", "\t=1", " =1", "＝1", "-12.50x"])
def test_no_cell_is_a_formula(cell: str) -> None:
    assert next(csv.reader(io.StringIO(sheet.written([[cell]]).removeprefix("\ufeff"))))[0] == f"'{cell}"


@pytest.mark.usefixtures("month")
def test_a_tax_year_begins_in_the_chosen_month_and_can_be_taken_away(browser: Client) -> None:
    after = TODAY.month % 12 + 1
    begun = TODAY.year - (TODAY.month < after)
    title = f"Tax year {begun}" if after == 1 else f"Tax year {begun}/{(begun + 1) % 100:02d}"

    browser.post("/statements/tax-year/", {"month": str(after)})

    page = browser.get("/statements/")
    assert title in words(page)
    assert NAME in words(page)
    assert title in text_of(browser.get(f"/statements/{begun}.pdf").content)
    assert len(browser.get(f"/statements/{begun}.csv").content.decode().splitlines()) == 4


@pytest.mark.parametrize("month", ["0", "13", "x", "", "１", "-1", "9" * 5000])
def test_a_month_that_is_none_is_refused_in_words(browser: Client, month: str) -> None:
    answer = browser.post("/statements/tax-year/", {"month": month})

    assert answer.status_code == 422
    assert "That is not a month" in words(answer)


@pytest.mark.parametrize("code", ["2026-13", "2026-00", "1969", "9999", "x", "2999-01", "２０２６-10", "2026-1"])
@pytest.mark.parametrize("form", ["/", ".pdf", ".csv"])
def test_a_month_that_never_was_or_is_to_come_does_not_exist(browser: Client, code: str, form: str) -> None:
    assert browser.get(f"/statements/{code}{form}").status_code == 404


def test_months_begin_at_the_persons_midnight() -> None:
    october = periods.named("2026-10", first_month=1)

    assert october
    assert october.since("Asia/Shanghai") == datetime(2026, 9, 30, 16, tzinfo=UTC)
    assert october.until("America/New_York") == datetime(2026, 11, 1, 4, tzinfo=UTC)


@pytest.mark.usefixtures("month")
def test_any_line_can_be_disputed_once_and_support_sees_it(browser: Client, mei: Person) -> None:
    sent = payments.activity(mei.id, kind="transfer").rows[0]
    form = browser.get(f"/activity/movement/{sent.id}/problem/")
    filled = {"key": hidden(form, "key"), "words": "I did not send this."}

    case = browser.post(f"/activity/movement/{sent.id}/problem/", filled, follow=True)
    browser.post(f"/activity/movement/{sent.id}/problem/", filled)

    assert "林小雨 · −$7.00" in words(case)
    (line,) = support.cases_of(mei.id)
    assert (line.about_kind, line.about_id, line.department) == ("movement", sent.id, "payments")
    agent = client_of(make.staff("support"))
    shown = agent.get(f"/console/cases/{line.id}/")
    assert "What it is about" in words(shown)
    assert "林小雨 · @lin" in words(shown)


@pytest.mark.usefixtures("month")
def test_a_movement_says_from_to_fee_and_what_was_left(browser: Client, mei: Person) -> None:
    sent = payments.activity(mei.id, kind="transfer").rows[0]

    page = words(browser.get(f"/activity/movement/{sent.id}/"))

    for each in ("From Your wallet", "To 林小雨 · @lin", "Fee None", "Balance after $ 80 .50", "Note 电影票"):
        assert each in page


def test_somebody_elses_movement_can_be_neither_seen_nor_disputed(mei: Person, bakery: Merchant) -> None:
    paid, stranger = make.payment(mei.id, bakery.id), client_of(make.person())

    assert stranger.get(f"/activity/movement/{paid.id}/").status_code == 404
    assert stranger.post(f"/activity/movement/{paid.id}/problem/", {"key": str(uuid7()), "words": "mine"}).status_code == 404


def test_activity_is_searched_by_amount_and_day(browser: Client, mei: Person, bakery: Merchant) -> None:
    make.payment(mei.id, bakery.id, 12_50, at=clock.now())

    assert "Anna's Bakery" in words(browser.get("/activity/", {"q": f"12-13 {CODE}"}))
    assert "Nothing found" in words(browser.get("/activity/", {"q": f">13 {CODE}", "kind": "payment"}))


def test_another_currency_has_statements_of_its_own_and_an_exchange_says_its_rate(mei: Person) -> None:
    currencies.open_market()
    make.top_up(mei.id, 100_00)
    done = wallet_services.exchange(key=uuid7(), quote_id=currencies.offer(mei.id).id, person_id=mei.id, at=make.AT)
    browser, year = client_of(mei), f"{TODAY.year}"

    dollars, euros = browser.get(f"/statements/{CODE}/"), browser.get(f"/statements/{CODE}/", {"asset": "EUR"})

    assert "−$110.00" in words(dollars)
    assert f"{NAME} · EUR" in words(euros)
    assert f"Came in +€{major(done.quote.buy_minor, 'EUR')}" in words(euros)
    assert "Came in $0.00" not in words(dollars)
    assert "€" in text_of(browser.get(f"/statements/{year}.pdf", {"asset": "EUR"}).content)
    bought = payments.statement(mei.id, since=make.AT.replace(year=2000), until=make.AT.replace(year=2100), asset="EUR").lines[0]
    for each in (done.id, bought.id):
        page = words(browser.get(f"/activity/movement/{each}/"))
        assert f"1 USD = {done.quote.rate} EUR" in page
    assert words(browser.get(f"/statements/{CODE}/", {"asset": "XXX"})) == words(dollars)
