"""What is known of the people whose follow-ups are due, read once for a round."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from zhiyin.channels import queries as channels
from zhiyin.experiments import queries as experiments
from zhiyin.followups.decide import OWED, Candidate, Contact, Permission, Policy, Snapshot
from zhiyin.followups.journeys import of
from zhiyin.followups.models import FollowUp
from zhiyin.identity import queries as identity
from zhiyin.identity.queries import Person
from zhiyin.privacy import queries as privacy
from zhiyin.support import queries as support
from zhiyin.support.queries import CaseLine

HOLDOUT = "followups"


@dataclass(slots=True, kw_only=True)
class Round:
    """The state of the world for one round, read after the people were locked; contacts made on the way are counted."""

    policy: Policy
    people: dict[UUID, Person]
    cases: dict[UUID, CaseLine]
    unsolved: dict[UUID, int]
    contacts: dict[UUID, list[Contact]]
    holdout_percent: int
    permissions: dict[tuple[UUID, str, str], Permission] = field(default_factory=dict)

    def candidate(self, row: FollowUp) -> Candidate:
        """The follow-up as `decide` sees it."""
        journey = of(row)
        return Candidate(
            purpose=row.purpose,
            message_class=row.message_class,
            channels=journey.channels,
            not_after=row.not_after,
            asks=bool(journey.survey),
            own_case=row.about_kind == "case",
        )

    def snapshot(self, row: FollowUp) -> Snapshot:
        """What is known of its person."""
        person, owed = self.people.get(row.person_id), row.message_class in OWED
        holdout = None if owed else experiments.assigned(HOLDOUT, row.person_id, percent=self.holdout_percent)
        return Snapshot(
            zone=person.timezone if person else "UTC",
            cancelled_by=self._cancelled_by(row),
            held_out=holdout.held_out if holdout else False,
            bucket=holdout.bucket if holdout else 0,
            holdout_percent=holdout.percent if holdout else 0,
            permissions={channel: self._permission(row, channel) for channel in of(row).channels},
            open_case=self.unsolved.get(row.person_id),
            contacts=tuple(self.contacts.get(row.person_id, ())),
            reachable=channels.available(),
        )

    def count(self, row: FollowUp, *, at: datetime) -> None:
        """The person was reached: the next decision of this round knows it."""
        self.contacts.setdefault(row.person_id, []).append(Contact(at=at, channel=row.channel, message_class=row.message_class))

    def _cancelled_by(self, row: FollowUp) -> str:
        if row.person_id not in self.people:
            return "person_gone"
        case = self.cases.get(row.about_id) if row.about_kind == "case" else None
        return "CaseClosed" if case is not None and case.state == "closed" else ""

    def _permission(self, row: FollowUp, channel: str) -> Permission:
        key = (row.person_id, row.purpose, channel)
        if key not in self.permissions:
            said = privacy.allows(row.person_id, row.purpose, channel=channel)
            self.permissions[key] = Permission(allowed=said.allowed, since=said.since, wording=said.wording)
        return self.permissions[key]


def gather(rows: Sequence[FollowUp], policy: Policy, *, at: datetime) -> Round:
    """Everything that `decide` needs to know of these follow-ups and their people. Repeats: as it is then."""
    people = {row.person_id for row in rows}
    window = timedelta(hours=max((cap.hours for cap in policy.caps), default=0))
    reached = FollowUp.objects.filter(person_id__in=people, sent_at__gt=at - window).values_list("person_id", "sent_at", "channel", "message_class")
    contacts: dict[UUID, list[Contact]] = {}
    for person_id, sent_at, channel, message_class in reached:
        if sent_at is not None:
            contacts.setdefault(person_id, []).append(Contact(at=sent_at, channel=channel, message_class=message_class))
    return Round(
        policy=policy,
        people=identity.people(people),
        cases=support.cases_by_ids(row.about_id for row in rows if row.about_kind == "case"),
        unsolved=support.unsolved(people),
        contacts=contacts,
        holdout_percent=experiments.percent(HOLDOUT),
    )
