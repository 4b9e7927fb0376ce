"""What becomes of mails after they left: a mail company calls, or a report comes back as a mail."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest

from zhiyin.channels.models import Message
from zhiyin.channels.providers.mail import returned, tracking
from zhiyin.channels.providers.mail.returned import NotAReport
from zhiyin.channels.services.receipts import keep
from zhiyin.kit.errors import Refusal
from zhiyin.privacy import services as privacy
from zhiyin.privacy.purposes import PURPOSES

EMAIL = "email"


class NotTheMailCompany(Refusal):
    """No mail company is set here, or the call does not carry its secret."""

    code = "not_the_mail_company"
    status = 401


class CallNotRead(Refusal):
    """The call is not of the form that the company's calls have."""

    code = "mail_call_not_read"
    status = 400


class LetterUnderWay(Refusal):
    """The letter is being handed over at this moment: whoever tells of it says it again in a moment."""

    code = "letter_under_way"
    status = 503


def take_mail_call(request: HttpRequest, *, at: datetime) -> bool:
    """What the mail company calls about is on record and acted upon; whether it was about a letter of ours.

    Raises `NotTheMailCompany`, `CallNotRead`, `LetterUnderWay` (what else the call told stays told). Repeats: nothing changes; in which order the
    calls come makes no difference, but that what came back counts more than that it had arrived.
    """
    company, _, secret = settings.CONFIG.mail_receipts.partition(":")
    if not company:
        raise NotTheMailCompany
    try:
        calls = tracking.read(company, secret, request)
    except tracking.WrongSecret as wrong:
        raise NotTheMailCompany from wrong
    except tracking.Unreadable as odd:
        raise CallNotRead from odd
    known = [_take(call.key, source=company, kind=call.kind, reason=call.reason, event=call.event, at=at) for call in calls]
    return any(known)


def take_report(raw: bytes, *, at: datetime) -> bool:
    """What a mail reports that came back (RFC 3464 or 5965) is on record and acted upon; False when nothing follows from it.

    Raises `NotAReport`, and `LetterUnderWay`. Repeats: the same mail changes nothing.
    """
    report = returned.read(raw)
    return bool(report.kind) and _take(report.key, source="returned", kind=report.kind, reason=report.reason, event=report.digest, at=at)


@transaction.atomic
def _take(key: UUID, *, source: str, kind: str, reason: str, event: str, at: datetime) -> bool:  # noqa: PLR0913  all by name
    row = Message.objects.select_for_update().filter(key=key, channel=EMAIL).first()
    if row is None:
        return False
    if row.state == "sending":
        raise LetterUnderWay
    if kind != "unsubscribed":
        keep(row, provider=source, kind=kind, event=event, reason=reason, at=at)
    elif not PURPOSES[row.purpose].needed:
        privacy.withdraw(row.person_id, row.purpose, channel=EMAIL, source="mail company", at=at)
    return True


__all__ = ["CallNotRead", "LetterUnderWay", "NotAReport", "NotTheMailCompany", "take_mail_call", "take_report"]
