"""What every answer carries, and what the log keeps of it."""

import json
import logging
import re
from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import Http404, HttpResponse
from django.test import Client, RequestFactory
from django.utils.log import log_response
from structlog.testing import capture_logs

from zhiyin.site import database
from zhiyin.site.edge import logs, middleware, static
from zhiyin.site.launch import checks, demostate
from zhiyin.site.settings import CONFIG

RULES = dict(rule.split(" ", 1) for rule in middleware.CONTENT_SECURITY_POLICY.split("; "))


@pytest.mark.django_db
def test_a_page_may_load_only_its_own_files(client: Client) -> None:
    answer = client.get("/healthz")

    assert answer.headers["Content-Security-Policy"] == middleware.CONTENT_SECURITY_POLICY
    assert RULES["default-src"] == "'none'"
    assert "unsafe" not in middleware.CONTENT_SECURITY_POLICY
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Permissions-Policy"].startswith("camera=(self)")
    assert answer.headers["Cache-Control"] == "private, no-store"


@pytest.mark.django_db
def test_health_is_what_the_database_says(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}

    monkeypatch.setitem(connection.settings_dict, "HOST", "/nowhere")
    connection.close()

    assert client.get("/healthz").status_code == 503
    assert client.get("/readyz").json() == {"status": "unavailable", "reason": "the database does not answer"}


@pytest.mark.django_db
def test_ready_is_later_than_healthy_when_a_demo_is_asked_for(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("zhiyin.site.edge.health.CONFIG", _with_demo(400))
    assert client.get("/readyz").json()["reason"] == "the demo is being loaded"

    demostate.write(demostate.DemoState(state="failed", people=400, reason="no data"))
    assert client.get("/readyz").json()["reason"] == "the demo could not be loaded: no data"

    demostate.write(demostate.DemoState(state="loaded", people=400))
    assert client.get("/readyz").status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("loaded", "asked", "enough"), [(400, 400, True), (400, 12, True), (12, 400, False), (-1, 400, True), (400, -1, False), (-1, -1, True)]
)
def test_more_people_than_asked_for_are_enough(loaded: int, asked: int, *, enough: bool) -> None:
    demostate.write(demostate.DemoState(state="loaded", people=loaded))

    assert demostate.is_loaded(asked) is enough


def test_a_request_leaves_one_line_with_its_route_and_without_its_words(rf: RequestFactory) -> None:
    answered = middleware.RequestLine(lambda _: HttpResponse())
    with capture_logs() as lines:
        answer = answered(rf.get("/people/mei/?words=secret"))

    assert [line["event"] for line in lines] == ["request"]
    assert re.fullmatch(r"[a-p]{16}", answer.headers["X-Request-ID"])
    assert "mei" not in str(lines)
    assert "secret" not in str(lines)


def test_the_row_that_the_database_refused_stays_out_of_the_log() -> None:
    formatter = logging.getLogger().handlers  # the product's own set-up is in force in tests, too
    line = logs._without_values(
        None, "error", {"event": "failed", "exception": "IntegrityError: duplicate\nDETAIL:  Key (email)=(mei@example.org) exists.\n"}
    )

    assert formatter is not None
    assert "mei@example.org" not in json.dumps(line)


@pytest.mark.django_db
def test_what_a_visitor_did_wrong_leaves_no_line_but_the_request(client: Client, rf: RequestFactory, caplog: pytest.LogCaptureFixture) -> None:
    there = "/people/mei/"
    client.get(there)
    for status, problem in ((403, PermissionDenied()), (404, Http404()), (500, ValueError())):
        log_response("%s", there, response=HttpResponse(status=status), request=rf.get(there), exception=problem)

    lines = [line for line in caplog.records if line.name == "django.request"]
    assert [(line.levelname, line.exc_info is not None) for line in lines] == [("ERROR", True)]


@pytest.mark.django_db
@pytest.mark.parametrize(("origin", "people", "well"), [("https://w.org", 12, False), ("https://w.org", 0, True), ("http://localhost", 12, True)])
def test_the_doctor_warns_of_made_up_money_in_the_open(monkeypatch: pytest.MonkeyPatch, origin: str, people: int, *, well: bool) -> None:
    demostate.write(demostate.DemoState(state="absent", people=0))
    monkeypatch.setattr(checks, "CONFIG", replace(CONFIG, origin=origin, demo=people))

    assert checks._demo().ok is well


def test_a_static_address_changes_with_its_content_and_is_kept_for_ever(client: Client) -> None:
    address = static.versioned("js/wallet.js")
    answer = client.get(address)

    assert re.fullmatch(r"/static/js/wallet\.js\?v=[0-9a-f]{10}", address)
    assert answer.headers["Cache-Control"] == static.FOR_EVER
    assert client.get("/static/js/wallet.js").headers["Cache-Control"] != static.FOR_EVER


def test_a_static_file_that_is_not_there_is_noticed_at_once() -> None:
    with pytest.raises(FileNotFoundError):
        static.versioned("js/nothing.js")


@pytest.mark.django_db
def test_what_was_prepared_is_known_by_a_fingerprint() -> None:
    assert database.fact("prepared-in-a-test") is None

    database.note("prepared-in-a-test", "one")
    database.note("prepared-in-a-test", "two")

    assert database.fact("prepared-in-a-test") == "two"
    assert database.fingerprint() == database.fingerprint()


def test_an_older_server_is_refused_with_its_number() -> None:
    with pytest.raises(database.WrongServer, match="PostgreSQL 15; Zhiyin needs PostgreSQL 18"):
        database._check_version(150_020)


def _with_demo(people: int) -> object:
    return replace(CONFIG, demo=people)
