"""Pages are light to load and cheap to make."""

import gzip
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from tests import make
from tests.web.browser import client_of

from zhiyin.identity.queries import Person
from zhiyin.payments.queries import Merchant

pytestmark = pytest.mark.django_db

PAGE_BYTES_MAX = 40_000


def _bytes(content: bytes) -> int:
    return len(gzip.compress(content, 6))


@pytest.mark.parametrize("address", ["/", "/pay/", "/activity/", "/me/", "/sign-in/"])
def test_a_first_page_weighs_at_most_forty_kilobytes(browser: Client, address: str) -> None:
    if address == "/sign-in/":
        browser.logout()
    page = browser.get(address).content
    files = {
        re.sub(r"^/static/|\?.*$", "", link) for link in re.findall(r'(?:href|src)="(/static/[^"]+\.(?:css|js|svg)(?:\?[^"]*)?)"', page.decode())
    }
    assert len(files) >= 7

    weights = [_bytes(Path(str(finders.find(name))).read_bytes()) for name in files]

    assert _bytes(page) + sum(weights) <= PAGE_BYTES_MAX


def test_the_account_book_costs_the_same_for_two_lines_and_for_twenty(
    mei: Person, bakery: Merchant, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = client_of(mei)
    for minute in range(20):
        make.payment(mei.id, bakery.id, 1_00, at=make.AT + timedelta(minutes=minute))

    client.get("/me/look/")  # the first request of a browser notes its session

    with django_assert_max_num_queries(13):
        client.get("/activity/")


@pytest.mark.parametrize(("address", "most"), [("/", 4), ("/inbox/", 9), ("/me/privacy/", 6), ("/inbox/badge/", 4)])
def test_a_page_costs_few_statements(browser: Client, django_assert_max_num_queries: DjangoAssertNumQueries, address: str, most: int) -> None:
    browser.get("/me/look/")  # the first request of a browser notes its session

    with django_assert_max_num_queries(most):
        browser.get(address)


def test_no_page_has_inline_styles_or_scripts() -> None:
    templates = Path(__file__).parents[2] / "src/zhiyin/web/templates"
    inline = re.compile(r"<style|\sstyle=|<script(?![^>]*(?:src=|type=\"application/json\"))|\son[a-z]+=|hx-on", re.IGNORECASE)

    found = [str(path.relative_to(templates)) for path in templates.rglob("*.html") if inline.search(path.read_text())]

    assert found == []
