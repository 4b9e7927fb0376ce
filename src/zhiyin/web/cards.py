"""Messages as the cards of the inbox: their words, their one question, and what they lead to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy

from zhiyin.channels import queries as channels
from zhiyin.channels.queries import Message
from zhiyin.followups import queries as followups
from zhiyin.improvements import queries as improvements
from zhiyin.support import queries as support
from zhiyin.surveys import queries as surveys
from zhiyin.surveys.queries import InvitationDetail

# Where a journey's message may lead: the page, and what its button says.
PLACES = {
    "top_up": ("web:top_up", gettext_lazy("Top up now")),
    "pay": ("web:pay", gettext_lazy("Pay")),
    "friends": ("web:my_code", gettext_lazy("My code")),
    "talks": ("web:talks", gettext_lazy("Talking with us")),
    "security": ("account_security", gettext_lazy("Look at my sign-ins")),
    "activity": ("web:activity", gettext_lazy("See my activity")),
    "statements": ("web:statements", gettext_lazy("Statements")),
    "privacy": ("web:privacy", gettext_lazy("What you allow")),
    "help": ("web:help", gettext_lazy("Write to us")),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One message on the page. `quote`: what support wrote, or what was changed. `new`: not seen before this page."""

    id: UUID
    title: str
    body: str
    sent_at: datetime
    new: bool
    follow_up_id: int | None
    stoppable: bool
    invitation: InvitationDetail | None
    case_id: UUID | None
    request_id: UUID | None
    red_packet_id: UUID | None
    gift_id: UUID | None
    talk_id: UUID | None
    quote: str
    leads_to: tuple[str, str] | None

    @property
    def is_open(self) -> bool:
        """Whether there is still something to read or to answer."""
        return self.new or (self.invitation is not None and self.invitation.waits)

    @property
    def asks(self) -> bool:
        """Whether the question needs a line of its own, because the title says something else."""
        return self.case_id is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Newest:
    """A message in short, for the first page. `new`: not seen before."""

    title: str
    body: str
    sent_at: datetime
    new: bool


def newest(message: Message | None, person_id: UUID, *, language: str) -> Newest | None:
    """The message in short while there is something to read or to answer in it. No statement for a new one, else one at most."""
    if message is None:
        return None
    new = message.seen_at is None and message.closed_at is None
    if not new and not _is_asking(message, person_id):
        return None
    title, body = title_and_body(message, language)
    return Newest(title=title, body=body, sent_at=message.sent_at, new=new)


def told(messages: Sequence[Message], person_id: UUID, *, language: str) -> tuple[Card, ...]:
    """The messages as cards, with the invitations and words they speak of; the same few statements however many there are, none for none."""
    if not messages:
        return ()
    invitations = surveys.invitations([each for message in messages if (each := _id(message, "invitation_id"))], person_id)
    quotes = _quotes(messages, person_id, language)
    return tuple(_card(message, invitations, quotes, language) for message in messages)


def title_and_body(message: Message, language: str) -> tuple[str, str]:
    """The words of one message."""
    words = channels.text(message, language)
    return words.title, words.body


def _is_asking(message: Message, person_id: UUID) -> bool:
    invitation_id = _id(message, "invitation_id")
    asked = surveys.invitation(invitation_id, person_id) if invitation_id else None
    return asked is not None and asked.waits


def _card(message: Message, invitations: dict[UUID, InvitationDetail], quotes: dict[UUID, str], language: str) -> Card:
    title, body = title_and_body(message, language)
    invitation_id = _id(message, "invitation_id")
    return Card(
        id=message.id,
        title=title,
        body=body,
        sent_at=message.sent_at,
        new=message.seen_at is None and message.closed_at is None,
        follow_up_id=message.follow_up_id,
        stoppable=message.follow_up_id is not None and bool(followups.stops(str(message.params.get("journey", "")))),
        invitation=invitations.get(invitation_id) if invitation_id else None,
        case_id=_about(message, "case") or _about(message, "closed_case"),
        request_id=_about(message, "request") or _about(message, "answered_request"),
        red_packet_id=_about(message, "red_packet"),
        gift_id=_about(message, "gift") or _about(message, "given_gift"),
        talk_id=_about(message, "call") or _about(message, "talk"),
        quote=quotes.get(message.id, ""),
        leads_to=_leads_to(message),
    )


def _leads_to(message: Message) -> tuple[str, str] | None:
    """The page to which the message leads, and the words of the button."""
    if offer_id := _id(message, "offer_id"):
        return reverse("web:talk_offer", args=[offer_id]), str(gettext_lazy("Choose a time"))
    if _about(message, "frozen_wallet"):
        return reverse("web:help"), str(gettext_lazy("Ask us"))
    if confirmation_id := _about(message, "confirmation"):
        return reverse("web:approve", args=[confirmation_id]), str(gettext_lazy("Look at the payment"))
    name, words = PLACES.get(str(message.params.get("leads_to", "")), ("", ""))
    return (reverse(name), str(words)) if name else None


def _quotes(messages: Sequence[Message], person_id: UUID, language: str) -> dict[UUID, str]:
    """What support wrote, or what was changed, by message."""
    replies = support.last_replies([each for message in messages if (each := _about(message, "case"))], person_id)
    shipped = improvements.by_ids([each for message in messages if (each := _about(message, "improvement"))])
    said = replies | {each.id: each.note(language) for each in shipped.values()}
    return {message.id: said.get(UUID(message.params["about_id"]), "") for message in messages if message.params.get("about_id")}


def _id(message: Message, name: str) -> UUID | None:
    text = message.params.get(name)
    return UUID(text) if text else None


def _about(message: Message, kind: str) -> UUID | None:
    """The id of what the message is about, if it is about that kind of thing."""
    return _id(message, "about_id") if message.params.get("about_kind") == kind else None
