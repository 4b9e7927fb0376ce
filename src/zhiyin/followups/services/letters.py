"""What the message of a follow-up speaks of: plain values for its template and for the page that shows it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from zhiyin.channels import queries as channels
from zhiyin.followups.journeys import of
from zhiyin.followups.models import FollowUp
from zhiyin.followups.services.calls import planning as calls
from zhiyin.followups.services.interviews import booking
from zhiyin.followups.services.snapshots import Round
from zhiyin.kit.ids import derived
from zhiyin.surveys import queries as surveys

INAPP, CALL = "inapp", "call"
TALK = "talk"


def params(row: FollowUp, known: Round, *, invitation_id: UUID | None) -> dict[str, Any]:
    """The params of a follow-up's message: its context, what it is about, its question, and the names the template says. Repeats: the same."""
    return {
        **row.context,
        "journey": row.journey,
        "survey": of(row).survey,
        "invitation_id": str(invitation_id) if invitation_id else "",
        "about_kind": row.about_kind,
        "about_id": str(row.about_id),
        "zone": known.people[row.person_id].timezone,
        **_named(row, known),
    }


def choices(invitation_id: UUID | None, person_id: UUID, *, channel: str) -> dict[str, Any]:
    """What can be tapped in a letter that leaves the house: a card of the inbox asks for itself. Repeats: the same."""
    asked = surveys.invitation(invitation_id, person_id) if invitation_id and channel != INAPP else None
    return {"choices": [{"value": each.value, "en": each.en, "zh": each.zh} for each in asked.survey.choices]} if asked else {}


def opened(row: FollowUp, *, at: datetime) -> dict[str, Any]:
    """What the message leads to is there with it: an offer to book a talk, where it invites to one; its place among the params.

    Repeats: the same offer.
    """
    if row.context.get("leads_to") != TALK:
        return {}
    return {"offer_id": str(booking.invite(row.person_id, key=derived("talk offer", row.id), tell=False, at=at))}


def ring(row: FollowUp, spoken: dict[str, Any], *, language: str, at: datetime) -> None:
    """Staff have a call to make, and read what about in the language of the person they will talk to. Raises `ToldNotToCall`.

    Repeats: the same call.
    """
    words, key = channels.words(of(row).template, spoken, language=language), derived("message", row.id, CALL)
    calls.plan(key=key, person_id=row.person_id, purpose=row.purpose, about_id=row.about_id, topic=words.body, at=at)


def problem(row: FollowUp, known: Round) -> str:
    """Why the words of its message cannot be made, in a few words; empty when they can. Repeats: the same."""
    try:
        channels.words(of(row).template, params(row, known, invitation_id=None), language=known.people[row.person_id].language)
    except Exception as error:  # noqa: BLE001  whatever a template stumbles over, one person's message must not hold up the others'
        return type(error).__name__
    return ""


def _named(row: FollowUp, known: Round) -> dict[str, Any]:
    if "merchant_id" in row.context:
        name_en, name_zh = known.merchants.get(UUID(row.context["merchant_id"]), ("", ""))
        return {"merchant_en": name_en, "merchant_zh": name_zh, "paid_at": row.triggered_at.isoformat()}
    if row.about_kind == "case":
        return {"case_number": known.cases[row.about_id].number}
    if "other_id" in row.context:
        other = known.people.get(UUID(row.context["other_id"]))
        return {"other": other.name if other else ""}
    return {}
