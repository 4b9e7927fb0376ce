"""Mails through a real server that takes, refuses, delays, stalls and hangs up; and what they look like when they arrive."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import dkim  # type: ignore[import-untyped]  # it has no types
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from tests import make
from tests.channels.post import AT, STARS, Mailbox, mail_server, reader, written

from zhiyin.channels import queries, services
from zhiyin.channels.models import Message
from zhiyin.channels.providers import MAKERS
from zhiyin.channels.providers.mail import marks
from zhiyin.channels.providers.mail.smtp import Smtp
from zhiyin.events.reach import MessageFailed
from zhiyin.privacy import services as privacy

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
SENDER = "Zhiyin <no-reply@wallet.example>"
Use = Callable[..., None]


@pytest.fixture(scope="module")
def server() -> Iterator[tuple[Mailbox, str]]:
    with mail_server() as running:
        yield running


@pytest.fixture
def box(server: tuple[Mailbox, str], monkeypatch: pytest.MonkeyPatch) -> Mailbox:
    box, url = server
    for kept in (box.mails, box.raw, box.to):
        kept.clear()
    monkeypatch.setitem(MAKERS, "email", lambda: (Smtp(code="smtp_a", url=url, sender=SENDER, seconds=0.5),))
    return box


def _state(message: Message) -> tuple[str, str]:
    message.refresh_from_db()
    return message.state, message.reason


def test_a_mail_arrives_in_both_forms_with_one_mark_and_nothing_of_the_money_or_the_shop(box: Mailbox) -> None:
    mei = reader("mei@example.org")
    letter = written(mei, choices=STARS)

    services.carry("email", at=AT)

    [mail] = box.mails
    assert (_state(letter), box.to) == (("sent", ""), ["mei@example.org"])
    assert (mail["Subject"], mail["From"]) == ("How did your payment go?", SENDER)
    assert mail["Message-ID"] == marks.message_id(letter.key)
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]
    for word in ("4.50", "Anna"):
        assert word not in box.raw[0].decode()
    plain = mail.get_body(("plain",))
    assert plain is not None
    assert len(re.findall(r"/m/[^/]+/\?value=[1-5]\b", plain.get_content())) == 5


def test_a_mail_speaks_the_language_of_its_reader(box: Mailbox) -> None:
    written(reader(language="zh-hans"), choices=STARS)

    services.carry("email", at=AT)

    html = box.mails[0].get_body(("html",))
    assert html is not None
    assert (box.mails[0]["Subject"], 'lang="zh-Hans"' in html.get_content()) == ("这次付款体验怎么样？", True)


def test_only_what_can_be_refused_offers_to_stop_it(box: Mailbox) -> None:
    mei = reader()
    privacy.grant(mei, "feedback", source="test", at=AT)
    written(mei, purpose="feedback")
    written(mei)

    services.carry("email", at=AT)

    owed, asked = sorted(box.mails, key=lambda mail: "List-Unsubscribe" in mail)
    assert re.fullmatch(r"<http://[^>]+/m/[^/]+/stop/>", asked["List-Unsubscribe"].strip())
    assert asked["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert owed["List-Unsubscribe"] is None


@pytest.mark.scenario(10)
def test_an_address_that_does_not_exist_is_not_written_to_again(box: Mailbox) -> None:
    mei = reader("gone@example.org")
    letter = written(mei)

    services.carry("email", at=AT)

    assert (_state(letter), queries.reachable([mei])[mei]) == (("bounced", "bounce"), frozenset({"inapp"}))
    assert [fact.reason for fact in make.published(MessageFailed)] == ["bounce"]


def test_a_server_that_dislikes_the_mail_says_nothing_against_the_address(box: Mailbox) -> None:
    mei = reader("policy@example.org")
    letter = written(mei)

    services.carry("email", at=AT)

    assert (_state(letter), "email" in queries.reachable([mei])[mei]) == (("failed", "refused_554"), True)


def test_a_greylisted_mail_comes_later(box: Mailbox) -> None:
    letter = written(reader("late@example.org"))

    services.carry("email", at=AT)
    assert (_state(letter), box.mails) == (("queued", ""), [])
    services.carry("email", at=AT + MINUTE)

    assert (_state(letter), len(box.mails)) == (("sent", ""), 1)


@pytest.mark.scenario(10)
def test_a_server_that_stalls_is_replaced_by_the_next_within_the_minute_and_nothing_comes_twice(
    box: Mailbox, server: tuple[Mailbox, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with mail_server() as (spare, spare_url):
        servers = (Smtp(code="smtp_a", url=server[1], sender=SENDER, seconds=0.3), Smtp(code="smtp_b", url=spare_url, sender=SENDER, seconds=5))
        monkeypatch.setitem(MAKERS, "email", lambda: servers)
        letter = written(reader("stall@example.org"))

        services.carry("email", at=AT)

    assert (_state(letter), letter.provider) == (("sent", ""), "smtp_b")
    assert ([mail["Message-ID"] for mail in spare.mails], box.mails) == ([marks.message_id(letter.key)], [])


def test_a_server_that_hangs_up_after_the_mail_leaves_a_doubt_and_the_mail_comes_again_under_the_same_mark(box: Mailbox) -> None:
    letter = written(reader("drop@example.org"))

    services.carry("email", at=AT)
    assert (_state(letter)[0], letter.doubted) == ("in_doubt", True)
    services.carry("email", at=AT + MINUTE)

    assert _state(letter)[0] == "sent"
    assert [mail["Message-ID"] for mail in box.mails] == [marks.message_id(letter.key)] * 2


def test_a_server_that_is_not_there_is_tried_again() -> None:
    nobody = Smtp(code="smtp_a", url="smtp://127.0.0.1:1", sender=SENDER, seconds=0.5)
    letter = written(reader())

    with pytest.MonkeyPatch.context() as using:
        using.setitem(MAKERS, "email", lambda: (nobody,))
        services.carry("email", at=AT)

    assert _state(letter) == ("queued", "")


def test_a_signed_mail_stands_before_another_make_and_covers_both_headers_of_the_stop(
    box: Mailbox, server: tuple[Mailbox, str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    (tmp_path / "key.pem").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    signing = Smtp(code="smtp_a", url=server[1], sender=SENDER, seconds=5, dkim=f"mails:{tmp_path / 'key.pem'}")
    monkeypatch.setitem(MAKERS, "email", lambda: (signing,))
    mei = reader(language="zh-hans")
    privacy.grant(mei, "feedback", source="test", at=AT)
    written(mei, purpose="feedback", choices=STARS)
    services.carry("email", at=AT)

    public = b"".join(key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).splitlines()[1:-1])
    asked: list[bytes] = []

    def record(name: bytes, timeout: int = 5) -> bytes:
        asked.append(name)
        return b"v=DKIM1; k=rsa; p=" + public

    [raw] = box.raw
    assert dkim.verify(raw, dnsfunc=record)
    assert not dkim.verify(raw.replace(b"One-Click", b"Two-Clicks"), dnsfunc=record)
    assert asked[0] == b"mails._domainkey.wallet.example."
    signed_headers = re.search(rb"h=([^;]+);", raw)
    assert signed_headers is not None
    assert {b"list-unsubscribe", b"list-unsubscribe-post", b"from", b"subject"} <= set(signed_headers.group(1).split(b":"))
