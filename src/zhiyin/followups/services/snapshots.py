"""What is known of the people whose follow-ups are due, read once for a round."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from zhiyin.channels.queries import reachable
from zhiyin.experiments import queries as experiments
from zhiyin.followups.decide import OWED, UNSET, Budget, Candidate, Contact, Permission, Policy, Rival, Snapshot
from zhiyin.followups.journeys import of
from zhiyin.followups.journeys.unheard import ended_by
from zhiyin.followups.models import FollowUp
from zhiyin.followups.queries import calls
from zhiyin.followups.queries.budgets import budgets, looking_back
from zhiyin.followups.queries.decisions import is_comparable
from zhiyin.identity import queries as identity
from zhiyin.identity.queries import Person
from zhiyin.privacy import queries as privacy
from zhiyin.profiles import queries as profiles
from zhiyin.support import queries as support
from zhiyin.support.queries import CaseLine
from zhiyin.surveys import queries as surveys

HOLDOUT, CALL = "followups", "call"
INBOX = frozenset({"inapp"})  # where everybody can be reached


@dataclass(slots=True, kw_only=True)
class Round:
    """The state of the world for one round, read after the people were locked; contacts made on the way are counted."""

    policy: Policy
    people: dict[UUID, Person]
    cases: dict[UUID, CaseLine] = field(default_factory=dict)
    unsolved: dict[UUID, int] = field(default_factory=dict)
    contacts: dict[UUID, list[Contact]] = field(default_factory=dict)
    percents: dict[str, int] = field(default_factory=dict)
    permissions: dict[tuple[UUID, str, str], Permission] = field(default_factory=dict)
    budgets: dict[UUID, Budget] = field(default_factory=dict)
    answered: dict[tuple[UUID, str, UUID], datetime] = field(default_factory=dict)
    originals: dict[int, FollowUp] = field(default_factory=dict)
    merchants: dict[UUID, tuple[str, str]] = field(default_factory=dict)
    waiting: dict[UUID, list[Rival]] = field(default_factory=dict)
    reachable: Mapping[UUID, frozenset[str]] = field(default_factory=dict)
    ended: Mapping[int, str] = field(default_factory=dict)

    def candidate(self, row: FollowUp) -> Candidate:
        """The follow-up as `decide` sees it. A reminder goes to another channel than the question it reminds of."""
        journey, original = of(row), self.originals.get(row.reminds_id or 0)
        asked_on = original.channel if original else ""
        return Candidate(
            id=row.id,
            purpose=row.purpose,
            message_class=row.message_class,
            channels=tuple(channel for channel in journey.channels if channel != asked_on),
            not_after=row.not_after,
            asks=bool(journey.survey),
            own_case=row.about_kind == "case",
            value=row.value,
            due_at=row.due_at,
            falls_back=journey.falls_back,
            tried=tuple(row.tried.split(",")) if row.tried else (),
        )

    def snapshot(self, row: FollowUp) -> Snapshot:
        """What is known of its person."""
        person = self.people.get(row.person_id)
        drawn, group = self._drawn(row)
        return Snapshot(
            zone=person.timezone if person else "UTC",
            cancelled_by=self._cancelled_by(row),
            held_out=drawn.held_out if drawn else False,
            bucket=drawn.bucket if drawn else 0,
            holdout_percent=drawn.percent if drawn else 0,
            holdout=group,
            permissions={channel: self.permissions[row.person_id, row.purpose, channel] for channel in of(row).channels},
            open_case=self.unsolved.get(row.person_id),
            contacts=tuple(self.contacts.get(row.person_id, ())),
            reachable=self.reachable.get(row.person_id, INBOX),
            budget=self.budgets.get(row.person_id, UNSET),
            rivals=tuple(each for each in self.waiting.get(row.person_id, ()) if each.id != row.id) if row.message_class not in OWED else (),
        )

    def decided(self, row: FollowUp) -> None:
        """It competes with nobody any more."""
        self.waiting[row.person_id] = [each for each in self.waiting.get(row.person_id, ()) if each.id != row.id]

    def count(self, row: FollowUp, channel: str, *, at: datetime) -> None:
        """The person was reached: the next decision of this round knows it."""
        contact = Contact(at=at, channel=channel, message_class=row.message_class, purpose=row.purpose, follow_up=row.id, value=row.value)
        self.contacts.setdefault(row.person_id, []).append(contact)

    def _drawn(self, row: FollowUp) -> tuple[experiments.Assignment | None, str]:
        """The person's place in the comparison group of everything, else in that of the journey; the group's name is empty for the first."""
        own = _own_group(row)
        percent = self.percents[own] if is_comparable(row.message_class, row.purpose) else 0
        of_all = None if row.message_class in OWED else experiments.assigned(HOLDOUT, row.person_id, percent=self.percents[HOLDOUT])
        if not percent or (of_all and of_all.held_out):
            return of_all, ""
        return experiments.assigned(own, row.person_id, percent=percent), row.journey

    def _cancelled_by(self, row: FollowUp) -> str:
        if row.person_id not in self.people:
            return "person_gone"
        case = self.cases.get(row.about_id) if row.about_kind == "case" else None
        if case is not None and case.state == "closed":
            return "CaseClosed"
        original = self.originals.get(row.reminds_id or 0)
        if original is not None and original.state != "sent":
            return original.state if original.state in ("answered", "stopped") else "not_sent"
        if row.id in self.ended:
            return self.ended[row.id]
        at = self.answered.get((row.person_id, of(row).survey, row.about_id))
        return "answered" if at is not None and at >= row.triggered_at else ""


def gather(rows: Sequence[FollowUp], policy: Policy, *, at: datetime) -> Round:
    """Everything that `decide` needs to know of these follow-ups and their people, in a dozen statements however many. Repeats: as it is then."""
    people = {row.person_id for row in rows}
    asking = [row for row in rows if of(row).survey]
    others = {UUID(row.context["other_id"]) for row in rows if "other_id" in row.context}
    capped = [row for row in rows if row.message_class not in OWED]
    found = budgets({row.person_id for row in capped})
    return Round(
        policy=policy,
        people=identity.people(people | others),
        cases=support.cases_by_ids(row.about_id for row in rows if row.about_kind == "case"),
        unsolved=support.unsolved(people),
        contacts=contacts_of({row.person_id for row in capped}, since=at - looking_back(policy, found.values())),
        percents={name: experiments.percent(name) for name in _groups(rows)},
        permissions=_permissions(rows),
        budgets=found,
        answered=surveys.answered({row.person_id for row in asking}, {row.about_id for row in asking}),
        originals=FollowUp.objects.in_bulk({row.reminds_id for row in rows if row.reminds_id}),
        merchants=profiles.merchant_names({UUID(row.context["merchant_id"]) for row in rows if "merchant_id" in row.context}),
        waiting=_waiting(capped),
        reachable=_reachable(rows),
        ended=ended_by(rows),
    )


def contacts_of(people: Collection[UUID], *, since: datetime) -> dict[UUID, list[Contact]]:
    """How these people were reached since then, what was owed to them aside. At most one statement. Repeats: as it is then."""
    contacts: dict[UUID, list[Contact]] = {person_id: [] for person_id in people}
    reached = FollowUp.objects.filter(person_id__in=people, sent_at__gt=since).exclude(message_class__in=OWED) if people else ()
    for row in reached:
        if row.sent_at is not None:
            contact = Contact(
                at=row.sent_at, channel=row.channel, message_class=row.message_class, purpose=row.purpose, follow_up=row.id, value=row.value
            )
            contacts[row.person_id].append(contact)
    return contacts


def _permissions(rows: Iterable[FollowUp]) -> dict[tuple[UUID, str, str], Permission]:
    said = privacy.permissions((row.person_id, row.purpose, channel) for row in rows for channel in of(row).channels)
    return {asked: Permission(allowed=each.allowed, since=each.since, wording=each.wording) for asked, each in said.items()}


def _waiting(rows: Iterable[FollowUp]) -> dict[UUID, list[Rival]]:
    waiting: dict[UUID, list[Rival]] = {}
    for row in sorted(rows, key=lambda row: -row.value):
        waiting.setdefault(row.person_id, []).append(Rival(id=row.id, value=row.value))
    return waiting


def _reachable(rows: Iterable[FollowUp]) -> Mapping[UUID, frozenset[str]]:
    """Where each of these people can be reached beside the inbox, if their journeys go there at all; by telephone unless they said "do not call"."""
    elsewhere = {row.person_id for row in rows if not INBOX.issuperset(of(row).channels)}
    to_call = calls.callable_people({row.person_id for row in rows if CALL in of(row).channels})
    return {person_id: ways | {CALL} if person_id in to_call else ways for person_id, ways in reachable(elsewhere).items()}


def _groups(rows: Iterable[FollowUp]) -> set[str]:
    """The comparison groups that count for these rows."""
    compared = [row for row in rows if is_comparable(row.message_class, row.purpose)]
    return {HOLDOUT, *map(_own_group, compared)} if compared else set()


def _own_group(row: FollowUp) -> str:
    return f"{HOLDOUT}:{row.journey}"
