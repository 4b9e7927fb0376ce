"""Mails that come back by themselves: that one did not arrive (RFC 3464), or that its reader reported it (RFC 5965)."""

import re
from dataclasses import dataclass
from email import message_from_bytes, message_from_string
from email.message import Message
from hashlib import sha256
from uuid import UUID

from zhiyin.channels.providers.mail import marks

BYTES_MAX = 1_000_000
NOBODY_THERE = re.compile(r"\b55[013]\b")
COMPLAINTS = frozenset({"abuse", "fraud", "virus", "other"})


class NotAReport(ValueError):
    """The mail is no such report, is not whole, or is about no letter of ours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """About the letter with that key. `kind`: delivered, bounced, refused, complained, unsubscribed; empty when nothing follows from it.

    `digest` names the report: the same mail read twice is the same report.
    """

    key: UUID
    kind: str
    reason: str
    digest: str


def read(raw: bytes) -> Report:
    """What the mail reports. Raises `NotAReport`."""
    if len(raw) > BYTES_MAX:
        raise NotAReport("it is longer than a report is")
    mail = message_from_bytes(raw)
    parts = {part.get_content_type(): part for part in mail.walk()}
    key = marks.key_of(_original_id(parts))
    if key is None:
        raise NotAReport("it is about no letter of ours")
    kind, reason = _told(parts)
    return Report(key=key, kind=kind, reason=reason, digest=sha256(raw).hexdigest()[:32])


def _told(parts: dict[str, Message]) -> tuple[str, str]:
    if status := parts.get("message/delivery-status"):
        return _of_delivery(_groups(status))
    if feedback := parts.get("message/feedback-report"):
        return _of_feedback(_groups(feedback))
    raise NotAReport("it has no part for programs")


def _of_delivery(groups: list[Message]) -> tuple[str, str]:
    """A mail of ours has one recipient; a failure counts more than what else is said."""
    said = sorted((group for group in groups if group["Action"]), key=lambda group: _word(group, "Action") != "failed")
    if not said:
        raise NotAReport("it does not say what happened")
    action, status, words = _word(said[0], "Action"), _word(said[0], "Status"), str(said[0]["Diagnostic-Code"] or "")
    if action in ("delivered", "relayed", "expanded"):
        return ("delivered" if action == "delivered" else ""), ""
    if action != "failed":
        return "", ""
    gone = status.startswith("5.1.") or (status in ("", "5.0.0") and NOBODY_THERE.search(words))
    return ("bounced", "bounce") if gone else ("refused", f"returned_{status or 'unknown'}")


def _of_feedback(groups: list[Message]) -> tuple[str, str]:
    kinds = [_word(group, "Feedback-Type") for group in groups if group["Feedback-Type"]]
    if not kinds:
        raise NotAReport("it does not say what it reports")
    if kinds[0] in COMPLAINTS:
        return "complained", kinds[0]
    return ("unsubscribed", "") if kinds[0] == "opt-out" else ("", "")


def _original_id(parts: dict[str, Message]) -> str:
    whole, headers = parts.get("message/rfc822"), parts.get("text/rfc822-headers")
    if whole is not None and whole.is_multipart():
        return str(_groups(whole)[0]["Message-ID"] or "")
    if headers is not None:
        told = headers.get_payload(decode=True)
        return str(message_from_string(told.decode("utf-8", "replace") if isinstance(told, bytes) else "")["Message-ID"] or "")
    return ""


def _groups(part: Message) -> list[Message]:
    inside = part.get_payload()
    return [each for each in inside if isinstance(each, Message)] if isinstance(inside, list) else []


def _word(group: Message, name: str) -> str:
    return str(group[name] or "").split(";")[-1].split("(")[0].strip().lower()
