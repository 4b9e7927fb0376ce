"""What is there in a replay, as the database would hold it."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from heapq import heappop, heappush
from itertools import count
from uuid import UUID

from zhiyin.events.voice import AnswerGiven
from zhiyin.followups.decide import Budget, Contact, Decision, Policy
from zhiyin.followups.journeys.steps import Document
from zhiyin.followups.models import Enrolment, FollowUp
from zhiyin.identity.queries import Person
from zhiyin.privacy.queries import Saying
from zhiyin.support.queries import CaseLine


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A decision as it would be on record, with its follow-up."""

    follow_up: FollowUp
    at: datetime
    decision: Decision


@dataclass(slots=True, kw_only=True)
class World:
    """People with what they said, and the rows of follow-ups. `journeys`: the documents that run, with their numbers. `scales`: each survey's values;
    `fitting`: who is in the group that a journey is for only; `meant`: the question (person, journey, occasion) that an answer was given to.
    """

    journeys: Mapping[str, Document]
    numbers: Mapping[str, int]
    policy: Policy
    percents: Mapping[str, int]
    scales: Mapping[str, tuple[int, ...]]
    fitting: dict[str, set[UUID]] = field(default_factory=dict)
    people: dict[UUID, Person] = field(default_factory=dict)
    reachable: dict[UUID, frozenset[str]] = field(default_factory=dict)
    sayings: dict[UUID, list[Saying]] = field(default_factory=dict)
    budgets: dict[UUID, list[tuple[datetime, Budget]]] = field(default_factory=dict)
    contacts: defaultdict[UUID, list[Contact]] = field(default_factory=lambda: defaultdict(list))
    cases: dict[UUID, CaseLine] = field(default_factory=dict)
    unsolved: defaultdict[UUID, set[UUID]] = field(default_factory=lambda: defaultdict(set))
    answered: dict[tuple[UUID, str, UUID], datetime] = field(default_factory=dict)
    last_entered: dict[tuple[str, UUID], datetime] = field(default_factory=dict)
    entered: set[tuple[str, UUID, UUID]] = field(default_factory=set)
    active: dict[int, Enrolment] = field(default_factory=dict)
    of_person: defaultdict[UUID, dict[int, Enrolment]] = field(default_factory=lambda: defaultdict(dict))
    about: defaultdict[UUID, dict[int, Enrolment]] = field(default_factory=lambda: defaultdict(dict))
    waiting: defaultdict[UUID, dict[int, FollowUp]] = field(default_factory=lambda: defaultdict(dict))
    made: dict[tuple[UUID, str, UUID], FollowUp] = field(default_factory=dict)
    asked: dict[tuple[UUID, str, UUID], FollowUp] = field(default_factory=dict)
    put: dict[tuple[UUID, str, UUID], FollowUp] = field(default_factory=dict)
    meant: dict[UUID, tuple[UUID, str, UUID]] = field(default_factory=dict)
    originals: dict[int, FollowUp] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)
    entries: Counter[str] = field(default_factory=Counter)
    _due: list[tuple[datetime, int, UUID]] = field(default_factory=list)
    _looks: list[tuple[datetime, int]] = field(default_factory=list)
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def enter(self, entry: Enrolment) -> bool:
        """The person takes part, once on each occasion."""
        key = (entry.journey, entry.person_id, entry.occasion)
        if key in self.entered:
            return False
        self.entered.add(key)
        self.entries[entry.journey] += 1
        entry.id = next(self._numbers)
        self.active[entry.id] = self.of_person[entry.person_id][entry.id] = self.about[entry.about_id][entry.id] = entry
        self.look_again(entry, entry.look_at)
        return True

    def look_again(self, entry: Enrolment, at: datetime) -> None:
        """It is seen then how the person's step went."""
        entry.look_at = at
        heappush(self._looks, (at, entry.id))

    def to_look_at(self, until: datetime) -> list[Enrolment]:
        """Those whose step is over by then, the earliest first."""
        found = {}
        while self._looks and self._looks[0][0] <= until:
            at, number = heappop(self._looks)
            entry = self.active.get(number)
            if entry is not None and entry.look_at == at:
                found[number] = entry
        return list(found.values())

    def end(self, entry: Enrolment) -> None:
        """The person takes part no more, and what nobody asks for again is forgotten."""
        self.active.pop(entry.id, None)
        for held, key in ((self.of_person, entry.person_id), (self.about, entry.about_id)):
            held[key].pop(entry.id, None)
            if not held[key]:
                del held[key]
        whole = self.journeys[entry.journey]
        for step in whole.steps:
            self.made.pop((entry.person_id, f"{entry.journey} {step.code}", entry.occasion), None)

    def plan(self, row: FollowUp) -> None:
        """The contact waits to be decided."""
        whole = self.journeys[row.journey]
        row.id = next(self._numbers)
        if not row.reminds_id:
            step = row.context.get("step", whole.steps[0].code)
            entry = UUID(row.context["entry"]) if "entry" in row.context else row.occasion
            self.made[row.person_id, f"{row.journey} {step}", entry] = row
        self.wait(row, row.due_at)

    def wait(self, row: FollowUp, until: datetime) -> None:
        """The contact is due then."""
        row.state, row.due_at = "planned", until
        self.waiting[row.person_id][row.id] = row
        heappush(self._due, (until, row.id, row.person_id))

    def due(self, at: datetime) -> dict[UUID, list[FollowUp]]:
        """What is due then, by person, in the order in which it was planned."""
        found: defaultdict[UUID, dict[int, FollowUp]] = defaultdict(dict)
        while self._due and self._due[0][0] <= at:
            until, number, person_id = heappop(self._due)
            row = self.waiting[person_id].get(number) if person_id in self.waiting else None
            if row is not None and row.due_at == until:
                found[person_id][number] = row
        return {person_id: [rows[number] for number in sorted(rows)] for person_id, rows in sorted(found.items())}

    def settled(self, row: FollowUp) -> None:
        """The contact waits no more."""
        self.waiting[row.person_id].pop(row.id, None)
        if not self.waiting[row.person_id]:
            del self.waiting[row.person_id]

    def question(self, answer: AnswerGiven) -> FollowUp | None:
        """The contact that the answer answers: the one that it was given to, else the last one that asked the same about the same thing."""
        there = self.put.get(self.meant[answer.answer_id]) if answer.answer_id in self.meant else None
        return there or self.asked.get((answer.person_id, answer.survey, answer.about_id))

    def next_moment(self) -> datetime | None:
        """When something is due or to be looked at."""
        moments = [heap[0][0] for heap in (self._due, self._looks) if heap]
        return min(moments, default=None)

    def record(self, rows: Iterable[Row]) -> None:
        """These decisions are taken."""
        self.rows.extend(rows)
