"""No card number comes in: every address refuses one, and neither the logs nor the database hold any."""

import json
import logging
import re
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse

from tests import make
from tests.house import world
from tests.house.rules import PATTERNS
from tests.house.world import World
from zhiyin.kit.card_numbers import found_in

NUMBER = "4111 1111 1111 1111"
PLAIN = NUMBER.replace(" ", "")
WAYS = ("form", "several words", "json", "deep json", "escaped json", "address", "name")
TABLES_SQL = """
select format('%I.%I', n.nspname, c.relname) from pg_class c join pg_namespace n on n.oid = c.relnamespace
where c.relkind in ('r', 'p') and n.nspname in ('public', 'ledger') and has_table_privilege(c.oid, 'select')
"""

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> World:
    return world.world()


def _sent(client: Any, there: str, way: str) -> Any:
    fields = {"form": {"note": PLAIN}, "several words": {"words": f"my card is {NUMBER}, why?"}, "name": {PLAIN: "x"}}
    if way in fields:
        return client.post(there, fields[way])
    if way == "address":
        return client.get(there, {"q": NUMBER})
    bodies = {"json": {"code": PLAIN}, "deep json": {"a": [{"b": [1, int(PLAIN)]}]}, "escaped json": {"a": PLAIN}}
    body = json.dumps(bodies[way]).replace("411", "\\u0034\\u00311") if way == "escaped json" else json.dumps(bodies[way])
    return client.post(there, body, content_type="application/json")


def test_every_address_refuses_a_card_number_and_nothing_keeps_it(here: World, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    places = [reverse(name, kwargs={key: here.names[key] for key in re.findall(r"<(?:\w+:)?(\w+)>", PATTERNS[name])}) for name in _names(here)]
    client = here.client("person")

    answers = {
        (place, way): _sent(client, place, way).status_code for number, place in enumerate(places) for way in (WAYS[number % len(WAYS)], "form")
    }

    assert {place: status for place, status in answers.items() if status != 422} == {}
    assert [record.getMessage() for record in caplog.records if found_in(record.getMessage())] == []
    assert _in_the_database() == []


def test_the_refusal_says_what_to_do_in_the_persons_language() -> None:
    client = world.client_of(make.person(language="zh-hans"))

    page = client.post("/me/help/", {"words": f"卡号{PLAIN}"})
    program = client.post("/api/v1/transfers", {"to": "@x", "amount": "1", "note": NUMBER}, content_type="application/json")

    assert (page.status_code, "银行卡号" in page.content.decode(), PLAIN in page.content.decode()) == (422, True, False)
    assert (program.status_code, program.json()["code"]) == (422, "card_number_given")


def test_the_path_of_an_address_is_refused_without_being_written_down(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)

    assert world.client_of(make.person()).get(f"/nowhere/{PLAIN}/").status_code == 422
    assert [record.getMessage() for record in caplog.records if PLAIN in record.getMessage()] == []


def _names(here: World) -> list[str]:
    """Every address whose place in this world is known."""
    return [name for name, pattern in PATTERNS.items() if set(re.findall(r"<(?:\w+:)?(\w+)>", pattern)) <= here.names.keys()]


def _in_the_database() -> list[str]:
    found = []
    with connection.cursor() as cursor:
        cursor.execute(TABLES_SQL)
        for (table,) in cursor.fetchall():
            cursor.execute(f"select string_agg(t::text, E'\\n') from {table} t")
            dump = cursor.fetchone()[0] or ""
            found += [table] if found_in(dump) else []
    return found
