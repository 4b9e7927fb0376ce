"""Everything that reached a person and everything that did not, each with its reason; and what is left of their budget."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from zhiyin.followups import models
from zhiyin.followups.decide import OWED, Cap, Contact
from zhiyin.followups.decide.clocks import counts
from zhiyin.followups.queries import words
from zhiyin.followups.queries.budgets import as_budget, looking_back, settings_of
from zhiyin.followups.queries.cap_words import cap_name
from zhiyin.followups.queries.policies import policy
from zhiyin.followups.queries.why import known, sentences

CAME = "sent"


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactLine:
    """One follow-up as its person reads of it: what it was, what became of it and when, and why. `came`: it reached them, on `channel`.

    `message_id` leads to the message; `can_stop`: there is a consent behind `purpose` that can be taken back.
    """

    follow_up_id: int
    at: datetime
    name: str
    purpose: str
    verdict: str
    verdict_name: str
    came: bool
    channel: str
    sentences: tuple[str, ...]
    message_id: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """A cap as it stands for a person: how much of it is used, and since when on the next contact there is room again (None: now)."""

    name: str
    used: int
    most: int
    own: bool
    free_at: datetime | None

    @property
    def left(self) -> int:
        """How many more may come now."""
        return max(self.most - self.used, 0)


def contacts_of(person_id: UUID, *, since: datetime, language: str, limit: int = 50, before: int | None = None) -> tuple[ContactLine, ...]:
    """What was planned for the person since then, the newest first (older than the follow-up `before`), each with what was decided last and why.

    At most five statements.
    """
    planned = models.FollowUp.objects.filter(person_id=person_id, triggered_at__gte=since)
    rows = list((planned.filter(id__lt=before) if before else planned).order_by("-id")[:limit])
    newest = models.Decision.objects.filter(follow_up_id__in=[row.id for row in rows]).order_by("follow_up_id", "-id").distinct("follow_up_id")
    decided = {each.follow_up_id: each for each in newest}
    spoken_of = known(person_id, rows)
    return tuple(
        _line(row, decided.get(row.id), sentences(row, decided.get(row.id), spoken_of=spoken_of, language=language), language) for row in rows
    )


def rooms_of(person_id: UUID, *, at: datetime, language: str) -> tuple[Room, ...]:
    """Each cap that holds for the person, the operator's and their own, with what is used of it at that moment. Three statements."""
    in_force, own = policy(), as_budget(settings_of(person_id))
    window = looking_back(in_force, (own,))
    reached = models.FollowUp.objects.filter(person_id=person_id, sent_at__gt=at - window).exclude(message_class__in=OWED)
    names = ("sent_at", "channel", "message_class", "purpose")
    contacts = [
        Contact(at=sent_at, channel=channel, message_class=message_class, purpose=purpose)
        for sent_at, channel, message_class, purpose in reached.values_list(*names)
        if sent_at is not None
    ]
    return tuple(_room(cap, counts(cap, contacts, in_force, at), language) for cap in (*own.caps, *in_force.caps))


def _room(cap: Cap, used: list[datetime], language: str) -> Room:
    full = len(used) >= cap.most
    free_at = used[len(used) - cap.most] + cap.window if full and cap.most else None
    return Room(name=cap_name(cap, language), used=len(used), most=cap.most, own=cap.own, free_at=free_at)


def _line(row: models.FollowUp, decision: models.Decision | None, told: tuple[str, ...], language: str) -> ContactLine:
    verdict = decision.verdict if decision else "planned"
    return ContactLine(
        follow_up_id=row.id,
        at=decision.at if decision else row.due_at,
        name=words.journey_name(row.journey, language),
        purpose=row.purpose,
        verdict=verdict,
        verdict_name=words.verdict_name(verdict, language),
        came=verdict == CAME,
        channel=words.channel_name(decision.channel, language) if decision else "",
        sentences=told,
        message_id=row.message_id,
    )
