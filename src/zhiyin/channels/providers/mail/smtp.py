"""A mail server, spoken to step by step, so that it is known at each moment whether the mail can have left."""

import contextlib
import re
import smtplib
import ssl
from dataclasses import dataclass
from datetime import timedelta
from email.charset import QP, Charset
from email.utils import parseaddr
from urllib.parse import SplitResult, unquote, urlsplit

from django.core.mail import EmailMultiAlternatives

from zhiyin.channels.providers.base import BOUNCE, Kind, Letter, Outcome
from zhiyin.channels.providers.mail import tracking
from zhiyin.channels.providers.mail.signing import signed

SECONDS = 10.0
REST = timedelta(seconds=30)  # a server that does not answer is left alone so long; the next in order has the letters meanwhile
LONG_REST = timedelta(minutes=5)  # one that refuses us, not a letter
NOBODY_THERE = frozenset({550, 551, 553})
SHUTTING_DOWN = 421
_SEVEN_BITS = Charset("utf-8")  # no server on the way has a reason to write a mail anew, which would break its signature
_SEVEN_BITS.body_encoding = QP


@dataclass(frozen=True, slots=True, kw_only=True)
class Smtp:
    """One server. Mails of one key carry one Message-ID, by which a mailbox recognises what it already has."""

    code: str
    url: str
    sender: str
    dkim: str = ""
    company: str = ""
    per_minute: int = 0
    seconds: float = SECONDS
    channel: str = "email"
    interrupts: bool = True
    repeatable: bool = False
    sends_again: bool = True

    def deliver(self, letter: Letter) -> Outcome:
        """Hands the mail over. A time-out before its last line: nothing left; after it: nobody knows."""
        try:
            mail = signed(_mail(letter, self.sender, self.company).message(), self.dkim, self.sender)
            server = self._connected(urlsplit(self.url))
        except smtplib.SMTPAuthenticationError:
            return Outcome(kind=Kind.LATER, reason="sign_in_refused", retry_after=LONG_REST)
        except (OSError, smtplib.SMTPException) as error:
            return _no_answer(error)
        try:
            return self._handed_over(server, letter, mail)
        finally:
            server.close()

    def _connected(self, parts: SplitResult) -> smtplib.SMTP:
        host, port = parts.hostname or "", parts.port or (465 if parts.scheme == "smtps" else 587)
        if parts.scheme == "smtps":
            server: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=self.seconds, context=ssl.create_default_context())
        else:
            server = smtplib.SMTP(host, port, timeout=self.seconds)
        try:
            server.ehlo_or_helo_if_needed()
            if parts.username:
                if parts.scheme == "smtp":
                    server.starttls(context=ssl.create_default_context())
                server.login(unquote(parts.username), unquote(parts.password or ""))
        except BaseException:
            server.close()
            raise
        return server

    def _handed_over(self, server: smtplib.SMTP, letter: Letter, mail: bytes) -> Outcome:
        try:
            code, said = server.mail(parseaddr(self.sender)[1])
            if code != 250:
                return Outcome(kind=Kind.LATER, reason=f"sender_refused_{code}", retry_after=LONG_REST)
            code, said = server.rcpt(letter.address)
            if code not in (250, 251):
                return _refused(code, said)
            code, said = server.docmd("DATA")
            if code != 354:
                return _refused(code, said)
        except (OSError, smtplib.SMTPException) as error:
            return _no_answer(error)
        return _last_line(server, mail, letter.headers.get("Message-ID", ""))


def _last_line(server: smtplib.SMTP, mail: bytes, reference: str) -> Outcome:
    """From here on the server may have the whole mail whatever we hear."""
    try:
        server.send(re.sub(rb"(?m)^\.", b"..", mail) + (b"" if mail.endswith(b"\r\n") else b"\r\n") + b".\r\n")
        code, said = server.getreply()
    except (OSError, smtplib.SMTPException):
        return Outcome(kind=Kind.UNKNOWN, reference=reference, reason="dropped_after_data")
    if code != 250:
        return _refused(code, said)
    with contextlib.suppress(OSError, smtplib.SMTPException):  # it has the mail
        server.quit()
    return Outcome(kind=Kind.ACCEPTED, reference=reference)


def _refused(code: int, said: bytes) -> Outcome:
    words = said.decode("utf-8", "replace")
    detail = found.group() if (found := re.search(r"\b[45]\.\d{1,3}\.\d{1,3}\b", words)) else ""
    if code < 500:
        return Outcome(kind=Kind.LATER, reason=f"later_{code}", retry_after=REST if code == SHUTTING_DOWN else None)
    if detail.startswith("5.1.") or (code in NOBODY_THERE and not detail.startswith(("5.2.", "5.3.", "5.4.", "5.5.", "5.6.", "5.7."))):
        return Outcome(kind=Kind.REFUSED, reason=BOUNCE)
    return Outcome(kind=Kind.REFUSED, reason=f"refused_{code}")


def _no_answer(error: Exception) -> Outcome:
    reason = "timeout" if isinstance(error, TimeoutError) else "unreachable"
    return Outcome(kind=Kind.LATER, reason=reason, retry_after=REST)


def _mail(letter: Letter, sender: str, company: str) -> EmailMultiAlternatives:
    headers = dict(letter.headers) | tracking.own_headers(company, letter.key)
    mail = EmailMultiAlternatives(subject=letter.title, body=letter.body, from_email=sender, to=[letter.address], headers=headers)
    mail.encoding = _SEVEN_BITS
    mail.attach_alternative(letter.html, "text/html")
    if letter.calendar:  # once for the program that reads the mail, once as a file for whoever opens it by hand
        method = "CANCEL" if "METHOD:CANCEL" in letter.calendar else "REQUEST"
        mail.attach_alternative(letter.calendar, f"text/calendar; method={method}")
        mail.attach("zhiyin-talk.ics", letter.calendar, "application/ics")
    return mail
