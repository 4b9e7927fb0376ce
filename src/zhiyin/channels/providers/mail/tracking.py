"""What a mail company calls us about. django-anymail reads the calls of each company; only its readers are used, and only when a call comes."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest
from django.utils.module_loading import import_string

from zhiyin.channels.providers.mail import marks

# By company: who reads its calls, what its secret is called there, and the header by which it tells us the letter's key again.
READERS = {
    "postmark": ("anymail.webhooks.postmark.PostmarkTrackingWebhookView", "webhook_secret"),
    "mailgun": ("anymail.webhooks.mailgun.MailgunTrackingWebhookView", "webhook_signing_key"),
    "brevo": ("anymail.webhooks.brevo.BrevoTrackingWebhookView", "webhook_secret"),
}
HEADERS: dict[str, Callable[[str], tuple[str, str]]] = {
    "postmark": lambda key: ("X-PM-Metadata-letter", key),
    "mailgun": lambda key: ("X-Mailgun-Variables", json.dumps({"letter": key})),
    "brevo": lambda key: ("X-Mailin-custom", json.dumps({"letter": key})),
}
NOBODY_THERE = frozenset({"bounced", "invalid"})
# What each kind of call is to us; of the others (opened, clicked, queued) nothing follows.
KINDS = {
    "delivered": "delivered",
    "bounced": "bounced",
    "rejected": "refused",
    "failed": "refused",
    "complained": "complained",
    "unsubscribed": "unsubscribed",
}


class WrongSecret(Exception):
    """The call is not signed with the company's secret."""


class Unreadable(Exception):
    """The call is not of the company's form."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One thing a company tells of the letter with that key. `event` is its own name of the saying."""

    key: UUID
    kind: str
    reason: str
    event: str


def own_headers(company: str, key: UUID) -> dict[str, str]:
    """The header that a letter carries for the company."""
    return dict([HEADERS[company](key.hex)]) if company in HEADERS else {}


def read(company: str, secret: str, request: HttpRequest) -> tuple[Call, ...]:
    """What the call tells of letters of ours. Raises `WrongSecret`, `Unreadable`."""
    reader, name = READERS[company]
    view = import_string(reader)(**{name: secret})
    try:
        view.run_validators(request)
    except SuspiciousOperation as wrong:
        raise WrongSecret from wrong
    except (ValueError, TypeError, AttributeError) as odd:
        raise WrongSecret from odd
    try:
        events = view.parse_events(request)
    except Exception as odd:
        raise Unreadable from odd
    body = sha256(request.body).hexdigest()[:32]
    return tuple(call for event in events if (call := _told(event, body)) is not None)


def _told(event: Any, body: str) -> Call | None:
    key, kind, why = _key(event), KINDS.get(str(event.event_type), ""), str(event.reject_reason or "")
    if key is None or not kind:
        return None
    if kind in ("bounced", "refused"):
        kind = "bounced" if why in NOBODY_THERE else "refused"
    reason = {"bounced": "bounce", "refused": f"refused_{why or 'unknown'}"}.get(kind, "")
    return Call(key=key, kind=kind, reason=reason, event=str(event.event_id or body))


def _key(event: Any) -> UUID | None:
    told = event.metadata.get("letter") if isinstance(event.metadata, dict) else None
    try:
        return UUID(hex=told) if isinstance(told, str) else marks.key_of(str(event.message_id or ""))
    except ValueError:
        return None
