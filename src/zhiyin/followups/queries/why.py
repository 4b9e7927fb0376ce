"""Why something came, or did not: the same record told to the person and to staff, in their language."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from zhiyin.followups.models import Decision, FollowUp
from zhiyin.followups.queries import words
from zhiyin.followups.queries.words import pick
from zhiyin.identity import queries as identity
from zhiyin.identity.queries import Person
from zhiyin.kit import formats
from zhiyin.privacy.purposes import PURPOSES
from zhiyin.profiles import queries as profiles
from zhiyin.support import queries as support
from zhiyin.support.queries import CaseLine

SPOKEN = ("not_after", "uses", "chosen", "local", "from", "until", "bucket", "percent", "rule", "value", "lost_to", "theirs", "mine", "problem")


@dataclass(frozen=True, slots=True, kw_only=True)
class GateWords:
    """One gate of a decision: its name, whether it opened, a sentence, and the bare facts."""

    gate: str
    name: str
    ok: bool
    sentence: str
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """The reasons of one follow-up. `name`: what its journey is called. `verdict` is "planned" while nothing is decided, empty if nothing was.

    `sentences` are for the person, `data_used` names what of theirs was looked at, `gates` shows each step. `can_stop`: there is a consent to take
    back for `purpose`.
    """

    follow_up_id: int | None
    journey: str
    name: str
    purpose: str
    purpose_title: str
    verdict: str
    at: datetime | None
    sentences: tuple[str, ...]
    data_used: tuple[str, ...]
    gates: tuple[GateWords, ...]
    can_stop: bool


def why(follow_up_id: int, person_id: UUID, *, language: str) -> Why | None:
    """Why that follow-up of the person came or did not, by its newest decision; None when it is not theirs. At most five statements."""
    row = FollowUp.objects.filter(id=follow_up_id, person_id=person_id).first()
    return _why(row, language) if row else None


def why_not(person_id: UUID, *, payment_id: UUID, language: str) -> Why:
    """Why the person was, or was not, asked about that payment. At most five statements."""
    row = FollowUp.objects.filter(person_id=person_id, journey="payment_stars", occasion=payment_id).first()
    if row:
        return _why(row, language)
    return Why(
        follow_up_id=None,
        journey="payment_stars",
        name=words.journey_name("payment_stars", language),
        purpose="feedback",
        purpose_title=PURPOSES["feedback"].title(language),
        verdict="",
        at=None,
        sentences=(pick(words.NEVER_PLANNED, language),),
        data_used=(),
        gates=(),
        can_stop=False,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Whom and what the sentences about some follow-ups of one person speak of, read once."""

    zone: str
    people: Mapping[UUID, Person]
    merchants: Mapping[UUID, tuple[str, str]]
    cases: Mapping[UUID, CaseLine]


def known(person_id: UUID, rows: Collection[FollowUp]) -> Known:
    """What must be read to speak of these follow-ups of the person. At most three statements, however many they are."""
    others = {UUID(row.context["other_id"]) for row in rows if "other_id" in row.context}
    people = identity.people({person_id, *others})
    return Known(
        zone=people[person_id].timezone if person_id in people else "UTC",
        people=people,
        merchants=profiles.merchant_names({UUID(row.context["merchant_id"]) for row in rows if "merchant_id" in row.context}),
        cases=support.cases_by_ids({row.about_id for row in rows if row.about_kind == "case"}),
    )


def sentences(row: FollowUp, decision: Decision | None, *, spoken_of: Known, language: str) -> tuple[str, ...]:
    """Why that follow-up came or did not, by that decision, for its person. No SQL."""
    return _sentences(row, decision, _facts(row, decision, spoken_of, language), language)


def _why(row: FollowUp, language: str) -> Why:
    decision = row.decisions.order_by("-id").first()
    facts = _facts(row, decision, known(row.person_id, [row]), language)
    gates = decision.gates if decision else ()
    return Why(
        follow_up_id=row.id,
        journey=row.journey,
        name=words.journey_name(row.journey, language),
        purpose=row.purpose,
        purpose_title=PURPOSES[row.purpose].title(language),
        verdict=decision.verdict if decision else "planned",
        at=decision.at if decision else None,
        sentences=_sentences(row, decision, facts, language),
        data_used=tuple(pick(words.DATA[name], language) for name in (row.about_kind, *_looked_at(gates)) if name in words.DATA),
        gates=tuple(_gate(gate, facts["zone"], language) for gate in gates),
        can_stop=not PURPOSES[row.purpose].needed,
    )


def _facts(row: FollowUp, decision: Decision | None, spoken_of: Known, language: str) -> dict[str, Any]:
    """Everything that a sentence about this follow-up may speak of."""
    zone = spoken_of.zone
    told: dict[str, Any] = {"zone": zone, "purpose": PURPOSES[row.purpose].title(language), "name": words.journey_name(row.journey, language)}
    told |= {"day": formats.short_day(row.triggered_at, zone=zone, language=language), "clock": formats.clock_time(row.triggered_at, zone=zone)}
    if "merchant_id" in row.context:
        names = spoken_of.merchants.get(UUID(row.context["merchant_id"]))
        told["merchant"] = pick(names, language) if names else pick(words.A_SHOP, language)
    elif row.about_kind == "case":
        told["case"] = spoken_of.cases[row.about_id].number
    elif "other_id" in row.context:
        other = spoken_of.people.get(UUID(row.context["other_id"]))
        told["other"] = other.name if other else pick(words.SOMEBODY, language)
    if decision and decision.until:
        told["until_day"] = formats.short_day(decision.until, zone=zone, language=language)
        told["until_clock"] = formats.clock_time(decision.until, zone=zone)
    for gate in decision.gates if decision else ():
        told |= {name: value for name, value in gate["facts"].items() if name in ("open_case", "percent", "local")}
    return told


def _sentences(row: FollowUp, decision: Decision | None, facts: dict[str, Any], language: str) -> tuple[str, ...]:
    if decision is None:
        due = {"day": formats.short_day(row.due_at, zone=facts["zone"], language=language)}
        return (pick(words.PLANNED, language).format(**due, clock=formats.clock_time(row.due_at, zone=facts["zone"])),)
    if decision.verdict == "sent":
        return (_came(row, facts, language), *_details(decision, facts["zone"], language))
    did_not = pick(words.DID_NOT_COME.get(row.about_kind, words.NOT_OF), language).format(**facts)
    return (f"{did_not}{pick(words.LINK, language)}{pick(words.REASONS.get(decision.reason, words.NEEDLESS), language).format(**facts)}",)


def _came(row: FollowUp, facts: dict[str, Any], language: str) -> str:
    consent = pick(words.CONSENTS.get(row.purpose, ("", "")), language)
    if row.about_kind not in words.TRIGGERS:
        return pick(words.BELONGS, language).format(consent=consent, **facts)
    return pick(words.CAME, language).format(trigger=pick(words.TRIGGERS[row.about_kind], language).format(**facts), consent=consent)


def _details(decision: Decision, zone: str, language: str) -> list[str]:
    """What the gates looked at, where it says something about the person."""
    by_name = {gate["gate"]: gate["facts"] for gate in decision.gates}
    said = []
    if since := by_name.get("consent", {}).get("since"):
        day = formats.day(datetime.fromisoformat(since), zone=zone, language=language)
        said.append(pick(words.ALLOWED_SINCE, language).format(day=day))
    if by_name.get("cap", {}).get("uses"):
        said.append(pick(words.ASKED_BEFORE, language).format(uses=words.uses(by_name["cap"], language)))
    return said


def _looked_at(gates: tuple[dict[str, Any], ...]) -> list[str]:
    return [gate["gate"] for gate in gates if gate["gate"] in words.DATA and gate["facts"] and "exempt" not in gate["facts"]]


def _gate(gate: Mapping[str, Any], zone: str, language: str) -> GateWords:
    name, ok, facts = gate["gate"], gate["ok"], gate["facts"]
    key = _key(name, facts)
    spoken = dict.fromkeys(SPOKEN, "") | facts
    if "not_after" in facts:
        until = datetime.fromisoformat(facts["not_after"])
        spoken["not_after"] = f"{formats.short_day(until, zone=zone, language=language)} {formats.clock_time(until, zone=zone)}"
    if "paused_until" in facts:
        spoken["paused_until"] = formats.day(datetime.fromisoformat(facts["paused_until"]), zone=zone, language=language)
    spoken |= {"uses": words.uses(facts, language), "chosen": words.channel_name(facts.get("chosen", ""), language)}
    spoken["beaten"] = pick(words.AND, language).join(str(rival) for rival, _ in facts.get("beat", ()))
    spoken["gave_up"] = pick(words.AND, language).join(words.channel_name(channel, language) for channel in facts.get("failed", ()))
    sentence = pick(words.GATES[key][0 if ok else 1], language).format(**spoken)
    return GateWords(gate=name, name=words.gate_name(name, language), ok=ok, sentence=sentence, facts=facts)


def _key(name: str, facts: Mapping[str, Any]) -> str:
    """Which sentence a gate speaks: its own, or the special one of a fact that is there."""
    special = next((f"{name}.{fact}" for fact in facts if f"{name}.{fact}" in words.GATES), "")
    return special or ("exempt" if "exempt" in facts else name)
