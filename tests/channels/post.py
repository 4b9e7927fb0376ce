"""Letters of tests, providers that say what a test wants, and a mail server that refuses, delays, stalls and drops."""

import asyncio
import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any, cast
from uuid import UUID

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from allauth.account.models import EmailAddress
from tests import make

from zhiyin.channels import services
from zhiyin.channels.models import Message
from zhiyin.channels.providers import Kind, Letter, Outcome
from zhiyin.kit.ids import uuid7

AT = make.AT
QUESTION = {
    "amount_minor": 4_50,
    "asset": "USD",
    "merchant_en": "Anna's Bakery",
    "merchant_zh": "安娜面包房",
    "paid_at": AT.isoformat(),
    "zone": "UTC",
}
STARS = [{"value": value, "en": f"{value} stars", "zh": f"{value} 星"} for value in range(1, 6)]


def reader(address: str = "", *, language: str = "en") -> UUID:
    """Somebody with a confirmed mail address."""
    mei = make.person(language=language).id
    EmailAddress.objects.create(user_id=mei, email=address or f"{mei.hex}@example.org", verified=True, primary=True)
    return mei


def written(person_id: UUID, *, purpose: str = "service", channel: str = "email", at: datetime = AT, **params: Any) -> Message:
    """A letter that waits for the courier."""
    sent = services.send(
        key=uuid7(),
        person_id=person_id,
        channel=channel,
        template="payment_stars",
        params=QUESTION | params,
        terms=services.Terms(purpose=purpose),
        at=at,
    )
    return Message.objects.get(id=sent)


@dataclass(kw_only=True)
class Says:
    """A provider that answers what it is told to, the last answer again and again, and keeps what it was given."""

    answers: Sequence[Outcome] = (Outcome(kind=Kind.ACCEPTED, reference="ok"),)
    code: str = "a"
    channel: str = "email"
    interrupts: bool = True
    repeatable: bool = False
    sends_again: bool = True
    per_minute: int = 0
    given: list[Letter] = field(default_factory=list)

    def deliver(self, letter: Letter) -> Outcome:
        """Keeps the letter."""
        self.given.append(letter)
        return self.answers[min(len(self.given), len(self.answers)) - 1]


class Mailbox:
    """What a mail server got, and how it behaves by the address: gone@ 550, full@ 452, late@ 451 once, policy@ 554, drop@ hangs up after the mail."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.raw: list[bytes] = []
        self.to: list[str] = []
        self.late: set[str] = set()

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]) -> str:  # noqa: N802, ARG002  aiosmtpd's names
        """Answers by the address."""
        name = address.partition("@")[0]
        if name == "gone":
            return "550 5.1.1 no such user"
        if name == "policy":
            return "554 5.7.1 we do not like you"
        if name == "late" and address not in self.late:
            self.late.add(address)
            return "451 4.7.1 greylisted"
        if name == "stall":
            await asyncio.sleep(2)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802, ARG002  aiosmtpd's names
        """Keeps the mail."""
        raw = cast("bytes", envelope.original_content)
        self.raw.append(raw)
        self.mails.append(message_from_bytes(raw, policy=policy.default))
        self.to.append(envelope.rcpt_tos[0])
        if envelope.rcpt_tos[0].startswith("drop@") and len([to for to in self.to if to.startswith("drop@")]) == 1:
            cast("Any", server).transport.abort()
        return "250 OK"


@contextmanager
def mail_server() -> Iterator[tuple[Mailbox, str]]:
    """A real mail server on this machine, and its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    box = Mailbox()
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield box, f"smtp://127.0.0.1:{port}"
    finally:
        controller.stop()
