"""What the message of a follow-up speaks of: plain values for its template and for the page that shows it."""

from typing import Any
from uuid import UUID

from zhiyin.channels import queries as channels
from zhiyin.followups.journeys import of
from zhiyin.followups.models import FollowUp
from zhiyin.followups.services.snapshots import Round
from zhiyin.surveys import queries as surveys

INAPP = "inapp"


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
