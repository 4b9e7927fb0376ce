"""What comes back of mails: calls of the companies that carry them, and reports that arrive as mails. The bodies are as each sends them."""

import base64
import hashlib
import hmac
import json
from argparse import Namespace
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from pytest_django import Settings
from tests import make
from tests.channels.post import AT, Says, reader, written

from zhiyin.channels import queries, services
from zhiyin.channels.models import Message, Receipt
from zhiyin.channels.providers import MAKERS, Kind, Outcome
from zhiyin.channels.providers.mail import marks, tracking
from zhiyin.events.reach import AddressSuppressed, MessageDelivered, MessageFailed
from zhiyin.kit.ids import uuid7
from zhiyin.privacy import queries as allowed
from zhiyin.privacy import services as privacy
from zhiyin.site.commands import read_bounces

pytestmark = pytest.mark.django_db
PASSWORD, SIGNING_KEY = "zhiyin:a-password-of-its-own", "key-0123456789abcdef"


@pytest.fixture
def letter(monkeypatch: pytest.MonkeyPatch) -> Message:
    """A letter that a server took."""
    mei = reader("mei@example.org")
    row = written(mei)
    monkeypatch.setitem(MAKERS, "email", lambda: (Says(answers=(Outcome(kind=Kind.ACCEPTED, reference=marks.message_id(row.key)),)),))
    services.carry("email", at=AT)
    return Message.objects.get(id=row.id)


@pytest.fixture
def postmark(settings: Settings) -> None:
    settings.CONFIG = replace(settings.CONFIG, mail_receipts=f"postmark:{PASSWORD}")


@pytest.fixture
def mailgun(settings: Settings) -> None:
    settings.CONFIG = replace(settings.CONFIG, mail_receipts=f"mailgun:{SIGNING_KEY}")


def _postmark(kind: str, key: UUID, password: str = PASSWORD, **more: Any) -> int:
    """As Postmark calls for each record type."""
    body = {"RecordType": kind, "MessageID": "883953f4-6105-42a2-a16a-77a8eac79483", "Metadata": {"letter": key.hex}, "ServerID": 23, "Tag": ""}
    said = f"Basic {base64.b64encode(password.encode()).decode()}"
    return _post(json.dumps(body | more), said)


def _mailgun(event: str, key: UUID, signing_key: str = SIGNING_KEY, **more: Any) -> int:
    """As Mailgun calls, signed by its token and time; the mail's own Message-ID is what names it."""
    token, moment = "06c96bafc3f42a66b9edd546347a2fe18dc23461fe80dc52f0", "1461566140"
    signature = hmac.new(signing_key.encode(), f"{moment}{token}".encode(), hashlib.sha256).hexdigest()
    data = {"event": event, "timestamp": 1461566140.0, "recipient": "mei@example.org", "id": "G5zMz2ysS6OxZ2C8xb2Tqg"}
    data |= {"message": {"headers": {"message-id": marks.message_id(key).strip("<>"), "to": "mei@example.org"}}, "user-variables": {}}
    return _post(json.dumps({"signature": {"token": token, "timestamp": moment, "signature": signature}, "event-data": data | more}))


def _post(body: str, said: str = "") -> int:
    return int(Client().post("/api/v1/webhooks/mail", body, content_type="application/json", headers={"Authorization": said}).status_code)


def _state(message: Message) -> tuple[str, str]:
    message.refresh_from_db()
    return message.state, message.reason


@pytest.mark.usefixtures("postmark")
def test_postmark_tells_that_a_mail_arrived_and_twice_is_once(letter: Message) -> None:
    said = {"Recipient": "mei@example.org", "DeliveredAt": "2026-11-22T09:00:00Z", "Details": "250 ok"}

    assert [_postmark("Delivery", letter.key, **said) for _ in range(2)] == [200, 200]

    assert (_state(letter), len(make.published(MessageDelivered))) == (("delivered", ""), 1)
    assert Receipt.objects.filter(message=letter, provider="postmark").count() == 1


@pytest.mark.usefixtures("postmark")
def test_what_postmark_says_in_the_wrong_order_ends_the_same(letter: Message) -> None:
    assert _postmark("Bounce", letter.key, ID=42, Type="HardBounce", Email="mei@example.org", BouncedAt="2026-11-22T09:00:00Z") == 200
    assert _postmark("Delivery", letter.key, Recipient="mei@example.org", DeliveredAt="2026-11-22T08:59:00Z") == 200

    assert _state(letter) == ("bounced", "bounce")
    assert "email" not in queries.reachable([letter.person_id])[letter.person_id]
    assert [fact.reason for fact in make.published(MessageFailed)] == ["bounce"]


@pytest.mark.usefixtures("postmark")
@pytest.mark.parametrize(("kind", "state"), [("Transient", "sent"), ("Blocked", "failed")])
def test_a_mail_that_only_waits_or_that_nobody_liked_says_nothing_against_the_address(letter: Message, kind: str, state: str) -> None:
    assert _postmark("Bounce", letter.key, ID=43, Type=kind, Email="mei@example.org", BouncedAt="2026-11-22T09:00:00Z") == 200

    assert (_state(letter)[0], "email" in queries.reachable([letter.person_id])[letter.person_id]) == (state, True)


@pytest.mark.usefixtures("postmark")
def test_a_complaint_takes_back_what_can_be_taken_back(letter: Message) -> None:
    privacy.grant(letter.person_id, "feedback", source="test", at=AT)

    assert _postmark("SpamComplaint", letter.key, ID=44, Type="SpamComplaint", Email="mei@example.org", BouncedAt="2026-11-22T09:00:00Z") == 200

    assert not allowed.allows(letter.person_id, "feedback", channel="email").allowed
    assert "email" in queries.reachable([letter.person_id])[letter.person_id]
    assert [fact.reason for fact in make.published(AddressSuppressed)] == ["complaint"]


@pytest.mark.usefixtures("postmark")
def test_who_does_not_know_the_secret_is_refused_and_odd_calls_do_no_harm(letter: Message) -> None:
    assert _postmark("Delivery", letter.key, password="zhiyin:something-else", Recipient="mei@example.org") == 401
    assert _post("not json") == 401
    signed = f"Basic {base64.b64encode(PASSWORD.encode()).decode()}"
    assert [_post(body, signed) for body in ("not json", "[]", "7", '{"RecordType": []}')] == [400, 400, 400, 400]
    assert _postmark("Delivery", uuid7(), Recipient="mei@example.org") == 200

    assert (_state(letter), Receipt.objects.filter(provider="postmark").exists()) == (("sent", ""), False)


def test_without_a_company_nobody_may_call(letter: Message) -> None:
    assert _postmark("Delivery", letter.key, Recipient="mei@example.org") == 401


@pytest.mark.usefixtures("postmark")
def test_a_company_that_is_quicker_than_our_own_note_calls_again() -> None:
    letter = written(reader())
    Message.objects.filter(id=letter.id).update(state="sending", lease_until=AT)

    assert _postmark("Delivery", letter.key, Recipient="mei@example.org") == 503
    Message.objects.filter(id=letter.id).update(state="sent", lease_until=None)
    assert _postmark("Delivery", letter.key, Recipient="mei@example.org") == 200

    assert _state(letter)[0] == "delivered"


@pytest.mark.usefixtures("mailgun")
def test_mailgun_tells_of_a_mail_by_its_own_mark(letter: Message) -> None:
    gone: dict[str, Any] = {"severity": "permanent", "reason": "bounce", "delivery-status": {"code": 550, "message": "5.1.1 no such user"}}

    assert [_mailgun("delivered", letter.key), _mailgun("failed", letter.key, **gone), _mailgun("failed", letter.key, **gone)] == [200] * 3

    assert _state(letter) == ("bounced", "bounce")
    assert sorted(Receipt.objects.filter(provider="mailgun").values_list("kind", flat=True)) == ["bounced", "delivered"]
    assert len(make.published(MessageFailed)) == 1


@pytest.mark.usefixtures("mailgun")
def test_mailgun_is_known_by_its_signature_and_a_mark_by_ours(letter: Message) -> None:
    forged: dict[str, Any] = {"message": {"headers": {"message-id": f"{letter.key.hex}.0123456789abcdef@localhost"}}}

    assert _mailgun("delivered", letter.key, signing_key="key-of-somebody-else") == 401
    assert _mailgun("delivered", letter.key, **forged) == 200

    assert _state(letter) == ("sent", "")


@pytest.mark.usefixtures("mailgun")
def test_who_stops_mails_at_the_company_has_stopped_them_here() -> None:
    mei = reader()
    privacy.grant(mei, "feedback", source="test", at=AT)
    letter = written(mei, purpose="feedback")

    assert _mailgun("unsubscribed", letter.key) == 200

    assert not allowed.allows(mei, "feedback", channel="email").allowed
    assert "email" in queries.reachable([mei])[mei]


@pytest.mark.parametrize("company", tracking.READERS)
def test_each_company_is_given_the_letters_key_in_a_header_of_its_own(company: str) -> None:
    key = uuid7()

    assert all(key.hex in value for value in tracking.own_headers(company, key).values())
    assert len(tracking.own_headers(company, key)) == 1


DSN = """From: MAILER-DAEMON@mx.example.org (Mail Delivery System)
To: no-reply@wallet.example
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="9B095B5ADSN=_01D0"

--9B095B5ADSN=_01D0
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.

--9B095B5ADSN=_01D0
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org
X-Postfix-Queue-ID: 5C7F0A1F
Arrival-Date: Sun, 22 Nov 2026 09:00:00 +0000 (UTC)

Final-Recipient: rfc822; mei@example.org
Original-Recipient: rfc822;mei@example.org
Action: {action}
Status: {status}
Remote-MTA: dns; mx.example.org
Diagnostic-Code: smtp; {code}

--9B095B5ADSN=_01D0
Content-Description: Undelivered Message Headers
Content-Type: text/rfc822-headers

Return-Path: <no-reply@wallet.example>
From: Zhiyin <no-reply@wallet.example>
To: mei@example.org
Subject: How did your payment go?
Message-ID: {mark}

--9B095B5ADSN=_01D0--
"""
ARF = """From: <abusedesk@example.com>
Date: Sun, 22 Nov 2026 17:40:36 +0000
Subject: FW: How did your payment go?
To: <no-reply@wallet.example>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="part1_13d.2e68ed54_boundary"

--part1_13d.2e68ed54_boundary
Content-Type: text/plain; charset="US-ASCII"
Content-Transfer-Encoding: 7bit

This is an email abuse report for an email message received from IP 192.0.2.1 on Sun, 22 Nov 2026 14:00:00 +0000.

--part1_13d.2e68ed54_boundary
Content-Type: message/feedback-report

Feedback-Type: {kind}
User-Agent: SomeGenerator/1.0
Version: 1

--part1_13d.2e68ed54_boundary
Content-Type: message/rfc822
Content-Disposition: inline

From: Zhiyin <no-reply@wallet.example>
To: <Undisclosed Recipients>
Subject: How did your payment go?
MIME-Version: 1.0
Message-ID: {mark}
Content-Type: text/plain

How did it go?

--part1_13d.2e68ed54_boundary--
"""


def _dsn(key: UUID, action: str = "failed", status: str = "5.1.1", code: str = "550 5.1.1 <mei@example.org>: no such user") -> bytes:
    return DSN.format(action=action, status=status, code=code, mark=marks.message_id(key)).encode()


@pytest.mark.parametrize(
    ("report", "state", "reachable"),
    [
        ({}, ("bounced", "bounce"), False),
        ({"status": "5.0.0", "code": "550 unknown user"}, ("bounced", "bounce"), False),
        ({"status": "5.2.2", "code": "552 5.2.2 mailbox full"}, ("failed", "returned_5.2.2"), True),
        ({"action": "delayed", "status": "4.4.1", "code": "connect timed out"}, ("sent", ""), True),
        ({"action": "delivered", "status": "2.1.5", "code": "250 ok"}, ("delivered", ""), True),
    ],
)
def test_a_report_of_a_mail_server_is_understood_by_what_it_says_to_programs(
    letter: Message, report: dict[str, str], state: tuple[str, str], *, reachable: bool
) -> None:
    mei = letter.person_id

    assert [services.take_report(_dsn(letter.key, **report), at=AT) for _ in range(2)] == [state[0] != "sent"] * 2

    assert (_state(letter), "email" in queries.reachable([mei])[mei]) == (state, reachable)
    assert Receipt.objects.filter(message=letter, provider="returned").count() == int(state[0] != "sent")


@pytest.mark.scenario(10)
def test_a_report_of_a_reader_who_does_not_want_it_is_a_complaint(letter: Message) -> None:
    privacy.grant(letter.person_id, "feedback", source="test", at=AT)

    assert services.take_report(ARF.format(kind="abuse", mark=marks.message_id(letter.key)).encode(), at=AT)
    assert not services.take_report(ARF.format(kind="not-spam", mark=marks.message_id(letter.key)).encode(), at=AT)

    assert not allowed.allows(letter.person_id, "feedback", channel="email").allowed
    assert [fact.reason for fact in make.published(AddressSuppressed)] == ["complaint"]


@pytest.mark.parametrize(
    "spoilt",
    [
        b"",
        b"\xff\xfe\x00 nothing of this is a mail",
        b"Subject: I am on holiday\n\nBack on Monday.",
        b"Content-Type: multipart/report; report-type=delivery-status; boundary=x\n\n--x\nContent-Type: message/delivery-status\n\n--x--",
        b"Content-Type: multipart/report; boundary=x\n\n--x\nContent-Type: message/rfc822\n\n",
        DSN.format(action="failed", status="5.1.1", code="550", mark="<somebody@else>").encode(),
        b"x" * 1_100_000,
    ],
)
def test_what_is_no_report_about_a_letter_of_ours_is_left_alone(letter: Message, spoilt: bytes) -> None:
    with pytest.raises(services.NotAReport):
        services.take_report(spoilt, at=AT)

    assert _state(letter) == ("sent", "")


def test_nobody_can_make_up_that_a_mail_came_back(letter: Message) -> None:
    made_up = _dsn(letter.key).replace(marks.message_id(letter.key).encode(), f"<{letter.key.hex}.0000000000000000@localhost>".encode())

    with pytest.raises(services.NotAReport, match="no letter of ours"):
        services.take_report(made_up, at=AT)


def test_a_cut_report_does_no_harm(letter: Message) -> None:
    whole = _dsn(letter.key)

    for end in range(0, len(whole), 40):
        try:
            services.take_report(whole[:end], at=AT + timedelta(seconds=end))
        except services.NotAReport:
            assert _state(letter) == ("sent", "")


def test_a_maildir_is_read_and_what_was_read_counts_as_seen(letter: Message, tmp_path: Path) -> None:
    for folder in ("new", "cur", "tmp"):
        (tmp_path / folder).mkdir()
    (tmp_path / "new" / "1.host").write_bytes(_dsn(letter.key))
    (tmp_path / "new" / "2.host").write_bytes(b"Subject: I am on holiday\n\nBack on Monday.")

    assert [read_bounces.run(Namespace(place=str(tmp_path))) for _ in range(2)] == [0, 0]

    assert (_state(letter)[0], list((tmp_path / "new").iterdir()), len(list((tmp_path / "cur").iterdir()))) == ("bounced", [], 2)
    assert read_bounces.run(Namespace(place=str(next((tmp_path / "cur").iterdir())))) == 0
