"""Answers that came as a figure in a short message: which question they answer, or asking which."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from django.db import transaction

from zhiyin.channels import queries as channels
from zhiyin.channels import services as reach
from zhiyin.channels.queries import Left
from zhiyin.events.reach import ReplyReceived
from zhiyin.kit.errors import Refusal
from zhiyin.kit.ids import derived
from zhiyin.surveys import queries as surveys
from zhiyin.surveys import services as asking
from zhiyin.surveys.queries import InvitationDetail

OPEN_FOR = timedelta(days=7)
WHICH = "sms_which"
LETTERS = "ABCDEFGH"


@transaction.atomic
def take_reply(event: ReplyReceived) -> str:
    """The figure is the answer to the one question that is open on that channel, or to the one whose letter was given; between several the person is
    asked which they mean. Answers what was done: answered | asked | nothing. A figure after the answer changes it. Repeats: the same.
    """
    sent = channels.left(event.person_id, event.channel, since=event.at - OPEN_FOR)
    if event.letter:
        meant = _by_letter(sent, event)
        return _answered(meant, event) if meant else "nothing"
    put = _questions(sent, event)
    waiting = [each for each in put if each.answer is None and each.closed_at is None]
    if len(waiting) > 1:
        _ask_which(waiting, sent, event)
        return "asked"
    chosen = waiting or put[:1]
    return _answered(chosen[0].id, event) if chosen else "nothing"


def _questions(sent: Sequence[Left], event: ReplyReceived) -> list[InvitationDetail]:
    """The questions that those messages put and the figure can answer, the newest first."""
    ids = dict.fromkeys(UUID(each.params["invitation_id"]) for each in sent if each.params.get("invitation_id"))
    found = surveys.invitations(ids, event.person_id)
    return [found[each] for each in ids if each in found and event.figure in found[each].survey.values]


def _by_letter(sent: Sequence[Left], event: ReplyReceived) -> UUID | None:
    asked = next((each for each in sent if each.template == WHICH), None)
    return next((UUID(each["invitation_id"]) for each in asked.params["open"] if each["letter"] == event.letter), None) if asked else None


def _ask_which(waiting: Sequence[InvitationDetail], sent: Sequence[Left], event: ReplyReceived) -> None:
    about = {each.params["invitation_id"]: each.params for each in sent if each.params.get("invitation_id")}
    oldest_first = sorted(waiting, key=lambda each: (each.invited_at, each.id))[: len(LETTERS)]
    choices = [
        {"letter": letter, "invitation_id": str(each.id), "at": about[str(each.id)].get("paid_at") or each.invited_at.isoformat()}
        for letter, each in zip(LETTERS, oldest_first, strict=False)
    ]
    zone = next(iter(about.values())).get("zone", "UTC")
    params = {"open": choices, "figure": event.figure, "zone": zone}
    reach.send(key=derived("which", event.id), person_id=event.person_id, channel=event.channel, template=WHICH, params=params, at=event.at)


def _answered(invitation_id: UUID, event: ReplyReceived) -> str:
    try:
        asking.answer(invitation_id, person_id=event.person_id, value=event.figure, at=event.at)
    except Refusal:  # asked no longer, or no such figure: there is nobody on this page to tell
        return "nothing"
    return "answered"
