"""Each page of the console, with something on it, in both languages; lists ask the database as often for many rows as for few."""

import html
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests import make
from tests.console import stage
from tests.console.stage import PAGES, address
from tests.followups import story

from zhiyin.kit import clock
from zhiyin.privacy import queries as privacy

pytestmark = pytest.mark.django_db
LISTS = ("people", "payments", "followups", "cases", "themes")


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize(("language", "tag"), [("en", "en"), ("zh-hans", "zh-Hans")])
def test_a_page_shows_itself(name: str, language: str, tag: str) -> None:
    answer = stage.browser("admin", language=language).get(address(name, stage.world()))

    page = answer.content.decode()
    assert answer.status_code == 200
    assert f'<html lang="{tag}"' in page
    assert "<main" in page
    assert " style=" not in page


@pytest.mark.parametrize("name", LISTS)
def test_a_list_is_also_a_file(name: str) -> None:
    stage.world()

    answer = stage.browser("admin").get(reverse(f"console:{name}"), {"format": "csv", "show": "all"})

    assert answer["Content-Type"].startswith("text/csv")
    assert len(answer.content.decode().splitlines()) >= 2


@pytest.mark.parametrize("name", LISTS)
def test_a_list_without_a_match_says_so(name: str) -> None:
    answer = stage.browser("admin").get(reverse(f"console:{name}"), {"q": "nobody has this"})

    assert "Nothing matches" in answer.content.decode()


@pytest.mark.parametrize("name", LISTS)
def test_many_rows_ask_as_often_as_few(name: str) -> None:
    stage.world()
    client, there = stage.browser("admin"), reverse(f"console:{name}")
    client.get(there)

    with CaptureQueriesContext(connection) as few:
        client.get(there)
    for _ in range(4):
        stage.world()
    with CaptureQueriesContext(connection) as many:
        client.get(there)

    assert len(many) == len(few) <= 20


def test_a_list_goes_on_to_its_next_page_and_no_further() -> None:
    mei, shop = make.person(balance_minor=100_00), make.merchant()
    for number in range(26):
        make.payment(mei.id, shop.id, 100 + number)
    client, there = stage.browser("support"), reverse("console:payments")

    first = client.get(there).content.decode()
    onward = re.findall(r'href="([^"]+)" rel="next"', first)
    second = client.get(there + html.unescape(onward[0])).content.decode()

    assert first.count("<tr data-row>") == 25
    assert second.count("<tr data-row>") == 1
    assert 'rel="next"' not in second


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("place", ["abc", "9" * 40, "2026-01-01", "\x00", "-1"])
def test_a_place_that_makes_no_sense_breaks_nothing(name: str, place: str) -> None:
    stage.world()

    answer = stage.browser("admin").get(reverse(f"console:{name}"), {"before": place, "q": place, "verdict": place, "days": place})

    assert answer.status_code in (200, 302)


def test_words_and_chips_narrow_a_list() -> None:
    world = stage.world()
    client = stage.browser("auditor")

    sent = client.get(reverse("console:followups"), {"verdict": "sent"})
    late = client.get(reverse("console:followups"), {"verdict": "expired"})

    assert str(world.person_id) in sent.content.decode()
    assert "Nothing matches" in late.content.decode()


def test_a_cell_that_would_run_as_a_formula_is_made_harmless() -> None:
    mei, shop = make.person(name="=HYPERLINK(1)", balance_minor=100_00), make.merchant()
    make.payment(mei.id, shop.id)

    answer = stage.browser("support").get(reverse("console:payments"), {"format": "csv"})

    assert "'=HYPERLINK(1)" in answer.content.decode()


@pytest.mark.parametrize(("name", "what"), [("person", "profile"), ("payment", "payment"), ("case", "case"), ("followup", "followup")])
def test_whoever_looks_at_a_person_is_on_record_for_that_person(name: str, what: str) -> None:
    world = stage.world()

    stage.browser("support").get(address(name, world))

    [use] = privacy.uses_of(world.person_id, 5)
    assert (use.role, use.purpose, use.what) == ("support", "service", what)


def test_the_person_page_shows_what_was_said_decided_and_sent() -> None:
    world = stage.world()

    page = stage.browser("support").get(address("person", world)).content.decode()

    assert stage.WORDS in page
    assert "A question after a payment" in page
    assert "How did it go at Anna&#39;s Bakery?" in page


def test_a_product_owner_reads_a_case_without_the_person_s_money() -> None:
    page = stage.browser("product").get(address("case", stage.world()))

    assert stage.WORDS in page.content.decode()
    assert "Recent money" not in page.content.decode()


def test_the_rail_shows_only_what_opens() -> None:
    page = stage.browser("risk").get(reverse("console:overview")).content.decode()

    assert reverse("console:payments") in page
    assert reverse("console:cases") not in page


def test_the_overview_counts_today() -> None:
    mei, shop = story.willing(), make.merchant()
    make.payment(mei, shop.id, 12_00, at=clock.now())

    page = stage.browser("auditor").get(reverse("console:overview")).content.decode()

    assert '<span class="value">1</span><span class="more">$12.00</span>' in page


def test_a_list_stands_in_another_order_page_by_page() -> None:
    payer, shop = make.person(balance_minor=1_000_00), make.merchant("Anna's Bakery", name_zh="安娜面包房")
    for minor in range(100, 130):
        make.payment(payer.id, shop.id, minor, at=make.AT)
    console, there = stage.browser("support"), reverse("console:payments")

    largest = console.get(there, {"order": "amount"}).content.decode()
    assert 'aria-sort="descending"' in largest
    assert "30 payments, $34.35 in all" in largest
    assert [cents for cents in range(100, 130) if f'"minor">.{cents - 100:02d}<' in largest] == list(range(105, 130))
    onward = re.findall(r'href="(\?[^"]+)" rel="next"', largest)[0].replace("&amp;", "&")
    rest = console.get(f"{there}{onward}").content.decode()
    assert [cents for cents in range(100, 130) if f'"minor">.{cents - 100:02d}<' in rest] == list(range(100, 105))
    assert 'rel="next"' not in rest
    smallest = console.get(there, {"order": "-amount", "format": "csv"}).content.decode()
    assert smallest.index(",1.00,") < smallest.index(",1.29,")
    assert console.get(there, {"order": "colour"}).status_code == 200


def test_headings_turn_the_order_round() -> None:
    console, there = stage.browser("support"), reverse("console:payments")
    make.payment(make.person(balance_minor=9_00).id, make.merchant("Anna's Bakery", name_zh="安娜面包房").id, 1_00, at=make.AT)

    headings = [
        re.findall(r'<th scope="col" class="number"[^>]*><a href="([^"]+)"', console.get(there, {"order": order}).content.decode())[0]
        for order in ("", "amount")
    ]

    assert headings == ["?order=amount", "?order=-amount"]


@pytest.mark.parametrize("name", ["cases", "themes"])
def test_cases_and_themes_stand_in_every_order(name: str) -> None:
    stage.world()
    console = stage.browser("admin")

    for order in ("-number", "due", "-due", "name", "-name", "-cases", "filed", "-filed"):
        answer = console.get(reverse(f"console:{name}"), {"order": order, "show": "all"})
        assert answer.status_code == 200
        assert "data-row" in answer.content.decode()


def test_those_who_joined_last_come_first_when_asked() -> None:
    names = [make.person(name=f"Quill {number}").name for number in range(28)]
    console, there = stage.browser("support"), reverse("console:people")

    page = console.get(there, {"order": "newest", "q": "Quill "}).content.decode()
    onward = re.findall(r'href="(\?[^"]+)" rel="next"', page)[0].replace("&amp;", "&")
    seen = re.findall(r"Quill \d+", page + console.get(f"{there}{onward}").content.decode())

    assert set(names) <= set(seen)
    assert "28 people" in page


def test_the_journeys_that_met_somebody_stand_in_the_table_and_are_the_chips_of_the_list() -> None:
    story.planned(story.willing(), at=clock.now())

    page = stage.browser("marketing").get(reverse("console:followups")).content.decode()

    chips = re.findall(r'class="chip" href="[^"]*journey=([a-z_]+)', page)
    assert chips == re.findall(r'<td><a href="[^"]*journey=([a-z_]+)', page) == ["payment_stars"]


def test_the_decisions_of_a_quiet_journey_can_still_be_asked_for() -> None:
    page = stage.browser("marketing").get(reverse("console:followups"), {"journey": "long_silence"}).content.decode()

    assert re.search(r'class="chip" href="[^"]*journey=long_silence[^"]*" aria-current="true"', page)
