"""A number is confirmed by a code that really left: through a centre of another make, or a gateway, with tries that end."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from django.test import Client
from tests import make
from tests.channels.sms import peer as peers
from tests.channels.sms.peer import Peer
from tests.web.browser import client_of, words

from zhiyin.channels import queries, services
from zhiyin.channels.models import Suppression
from zhiyin.channels.providers import in_order, sms
from zhiyin.channels.providers.sms.gateway import Gateway
from zhiyin.channels.providers.sms.line import Centre
from zhiyin.channels.providers.sms.smpp import Smpp
from zhiyin.identity import services as identity
from zhiyin.identity.models import Phone
from zhiyin.identity.queries import Person
from zhiyin.site.config import Sms

pytestmark = pytest.mark.django_db
NUMBER, INVALID = "+8613800000001", "+8613800000011"


@pytest.fixture(scope="module")
def peer() -> Iterator[Peer]:
    with peers.running() as running:
        yield running


@pytest.fixture
def mei() -> Person:
    return make.person("mei")


@pytest.fixture(autouse=True)
def deployed(settings: object, tmp_path: Path) -> object:
    """A deployment that does not play, with a centre."""
    own = Sms(centre_url="smpp://127.0.0.1:1", gateway_url="", secret="", sender="20255", per_minute=0)
    settings.CONFIG = replace(settings.CONFIG, demo=0, home=tmp_path, sms=own)  # type: ignore[attr-defined]  # pytest-django's settings
    return settings


@pytest.fixture
def _centre(peer: Peer, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    centre = Smpp(peer.place, sender="20255")
    monkeypatch.setattr(sms, "own_centre", lambda: centre)
    yield
    centre.close()


def _got(peer: Peer) -> str:
    """The code in the next message to the telephone."""
    while (said := peer.next("to"))["to"] != NUMBER.removeprefix("+") and said["to"] != NUMBER:
        pass
    text = bytes.fromhex(str(said["hex"])).decode("utf-16-be" if said["coding"] == 8 else "ascii")
    found = re.search(r"\d{6}", text)
    assert found
    return found[0]


@pytest.mark.usefixtures("_centre")
def test_a_code_that_a_telephone_got_makes_its_person_reachable_by_short_message(peer: Peer, mei: Person) -> None:
    browser: Client = client_of(mei)
    asked = browser.post("/me/phone/", {"deed": "add", "number": NUMBER}, follow=True)
    code = _got(peer)
    assert (code in asked.text, "The code we sent" in words(asked), "sms" in queries.reachable([mei.id])[mei.id]) == (False, True, False)

    browser.post("/me/phone/", {"deed": "confirm", "code": code})

    assert "sms" in queries.reachable([mei.id])[mei.id]
    assert queries.addresses("sms", (mei.id,)) == {mei.id: NUMBER}


@pytest.mark.usefixtures("_centre")
def test_a_number_that_does_not_exist_is_said_to_be_none(mei: Person) -> None:
    page = client_of(mei).post("/me/phone/", {"deed": "add", "number": INVALID})

    assert (page.status_code, "There is no telephone with this number" in words(page)) == (503, True)
    assert not Suppression.objects.exists()  # it is nobody's address yet


@pytest.mark.usefixtures("_centre")
def test_guessing_ends_after_five_tries_and_a_right_code_after_ten_minutes(peer: Peer, mei: Person) -> None:
    assert identity.begin_phone(mei.id, NUMBER, at=make.AT) == ""
    code = _got(peer)
    with pytest.raises(identity.WrongPhoneCode):
        identity.confirm_phone(mei.id, code, at=make.AT + timedelta(minutes=10))
    for guess in range(4):
        with pytest.raises(identity.WrongPhoneCode):
            identity.confirm_phone(mei.id, f"{(int(code) + 1 + guess) % 10**6:06}", at=make.AT)
    Phone.objects.update(tries=5)

    with pytest.raises(identity.WrongPhoneCode):
        identity.confirm_phone(mei.id, code, at=make.AT)


def test_a_company_that_does_not_answer_is_no_ones_fault_and_the_next_one_has_the_code(mei: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    got: list[str] = []

    class Answering(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            got.append(json.loads(self.rfile.read(int(self.headers["Content-Length"])))["text"])
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_words: object) -> None:
            """Says nothing."""

    closed = Smpp(Centre(host="127.0.0.1", port=1, tls=False, system="zhiyin", password="pass"), sender="20255")
    monkeypatch.setattr(sms, "own_centre", lambda: closed)
    with pytest.raises(identity.TextNotTaken):
        identity.begin_phone(mei.id, NUMBER, at=make.AT)
    with ThreadingHTTPServer(("127.0.0.1", 0), Answering) as server:
        Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        own = Gateway(url=f"http://127.0.0.1:{server.server_address[1]}/", secret="x" * 32, sender="20255")
        monkeypatch.setattr(sms, "own_gateway", lambda: own)

        identity.begin_phone(mei.id, NUMBER, at=make.AT + timedelta(minutes=1))
        server.shutdown()

    assert [len(re.findall(r"\d{6}", text)) for text in got] == [1]


def test_where_nothing_may_leave_the_code_lies_in_a_file_and_on_no_page(deployed: object, mei: Person, tmp_path: Path) -> None:
    deployed.CONFIG = replace(deployed.CONFIG, sandbox=True)  # type: ignore[attr-defined]  # pytest-django's settings

    page = client_of(mei).post("/me/phone/", {"deed": "add", "number": NUMBER}, follow=True)

    [file] = (tmp_path / "texts").iterdir()
    code = re.search(r"\d{6}", file.read_text().partition("\n")[2])
    assert code
    assert code[0] not in page.text
    assert [each.code for channel in ("sms", "push") for each in in_order(channel)] == ["sandbox", "sandbox"]


@pytest.mark.usefixtures("_centre")
def test_a_number_proved_anew_may_be_written_to_again_but_a_stop_of_ones_own_holds(peer: Peer, mei: Person) -> None:
    lin, hashed = make.person("lin"), queries.address_hash("sms", NUMBER)
    for person, reason in ((lin, "stop"), (mei, "bounce")):
        services.suppress(person.id, "sms", hashed=hashed, reason=reason, at=make.AT)

    identity.begin_phone(mei.id, NUMBER, at=make.AT)
    identity.confirm_phone(mei.id, _got(peer), at=make.AT)
    assert "sms" in queries.reachable([mei.id])[mei.id]

    services.suppress(mei.id, "sms", hashed=hashed, reason="stop", at=make.AT)
    identity.begin_phone(mei.id, NUMBER, at=make.AT)
    identity.confirm_phone(mei.id, _got(peer), at=make.AT)
    assert "sms" not in queries.reachable([mei.id])[mei.id]
