"""What the message of a follow-up speaks of: plain values for its template and for the page that shows it."""

from typing import Any
from uuid import UUID

from zhiyin.followups.journeys import of
from zhiyin.followups.models import FollowUp
from zhiyin.followups.services.snapshots import Round
from zhiyin.identity import queries as identity
from zhiyin.profiles import queries as profiles


def params(row: FollowUp, known: Round) -> dict[str, Any]:
    """The params of a follow-up's message: its context, what it is about, its question, and the names the template says. Repeats: the same."""
    return {
        **row.context,
        "journey": row.journey,
        "survey": of(row).survey,
        "invitation_id": str(row.invitation_id) if row.invitation_id else "",
        "about_kind": row.about_kind,
        "about_id": str(row.about_id),
        "zone": known.people[row.person_id].timezone,
        **_named(row, known),
    }


def _named(row: FollowUp, known: Round) -> dict[str, Any]:
    if "merchant_id" in row.context:
        merchant_id = UUID(row.context["merchant_id"])
        names = {f"merchant_{short}": profiles.merchant_name(merchant_id, language) for short, language in (("en", "en"), ("zh", "zh-hans"))}
        return {**names, "paid_at": row.triggered_at.isoformat()}
    if row.about_kind == "case":
        return {"case_number": known.cases[row.about_id].number}
    if "other_id" in row.context:
        other = identity.person(UUID(row.context["other_id"]))
        return {"other": other.name if other else ""}
    return {}
