"""Deciding what is due in a replay, and what follows from each decision."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from zhiyin.followups.decide import OWED, UNSET, Contact, Decision, Gate, Permission, Rival, Verdict, decide, rank
from zhiyin.followups.journeys import of
from zhiyin.followups.models import FollowUp
from zhiyin.followups.queries.budgets import looking_back
from zhiyin.followups.replaying.world import Row, World
from zhiyin.followups.services.reaching import reminder
from zhiyin.followups.services.snapshots import Round
from zhiyin.privacy.queries import settled


def decide_due(world: World, at: datetime) -> int:
    """What is due is decided, person by person, the most valuable first; how many. Repeats: 0."""
    due = world.due(at)
    for person_id, rows in due.items():
        known = _known(world, person_id, rows, at)
        for row in sorted(rows, key=lambda row: rank(known.candidate(row))):
            _carry_out(world, row, _judge(row, known, at), at)
    return sum(map(len, due.values()))


def cancel(world: World, rows: Sequence[FollowUp], reason: str, at: datetime) -> None:
    """These will not happen, for that reason."""
    decision = Decision(verdict=Verdict.CANCELLED, reason=reason, gates=(Gate(name="valid", ok=False, facts={"cancelled_by": reason}),))
    for row in rows:
        world.settled(row)
        row.state = "cancelled"
        world.record([Row(follow_up=row, at=at, decision=decision)])


def _judge(row: FollowUp, known: Round, at: datetime) -> Decision:
    decision = decide(known.candidate(row), known.snapshot(row), known.policy, at)
    known.decided(row)
    if decision.verdict == Verdict.SENT:
        known.count(row, decision.channel, at=at)
    return decision


def _carry_out(world: World, row: FollowUp, decision: Decision, at: datetime) -> None:
    world.record([Row(follow_up=row, at=at, decision=decision)])
    if decision.until is not None:
        world.wait(row, decision.until)
        return
    world.settled(row)
    row.state = decision.verdict.value
    if decision.verdict == Verdict.SENT:
        _reach(world, row, decision.channel, at)


def _reach(world: World, row: FollowUp, channel: str, at: datetime) -> None:
    row.channel, row.sent_at = channel, at
    if row.message_class not in OWED:
        contact = Contact(at=at, channel=channel, message_class=row.message_class, purpose=row.purpose, follow_up=row.id, value=row.value)
        world.contacts[row.person_id].append(contact)
    if of(row).survey and not row.reminds_id:
        world.asked[row.person_id, of(row).survey, row.about_id] = world.put[row.person_id, row.journey, row.occasion] = row
    _await_answer(world, row, at)
    again = reminder(row, at)
    if again is not None:
        world.originals[row.id] = row
        world.plan(again)


def _await_answer(world: World, row: FollowUp, at: datetime) -> None:
    """A question that was just put has its own time to be answered, where the journey says so."""
    step = world.journeys[row.journey].step(row.context.get("step", ""))
    if step.answer_within:
        asked_in = (row.journey, row.context.get("entry", str(row.occasion)), step.code)
        for entry in world.of_person.get(row.person_id, {}).values():
            if (entry.journey, str(entry.occasion), entry.step) == asked_in:
                world.look_again(entry, at + step.answer_within)


def _known(world: World, person_id: UUID, rows: Sequence[FollowUp], at: datetime) -> Round:
    """What live reads of one person before it decides."""
    capped = [row for row in rows if row.message_class not in OWED]
    budget = next((said for since, said in reversed(world.budgets.get(person_id, ())) if since <= at), UNSET)
    since = at - looking_back(world.policy, [budget])
    return Round(
        policy=world.policy,
        people={person_id: world.people[person_id]} if person_id in world.people else {},
        cases={row.about_id: world.cases[row.about_id] for row in rows if row.about_id in world.cases},
        unsolved={person_id: max(world.cases[each].number for each in held)} if (held := world.unsolved.get(person_id)) else {},
        contacts={person_id: _since(world, person_id, since)} if capped else {},
        percents=dict(world.percents),
        permissions=_permissions(world, person_id, rows, at),
        budgets={person_id: budget} if budget != UNSET else {},
        answered={key: moment for row in rows if (moment := world.answered.get(key := (person_id, of(row).survey, row.about_id)))},
        originals={row.reminds_id: world.originals[row.reminds_id] for row in rows if row.reminds_id},
        waiting={person_id: [Rival(id=row.id, value=row.value) for row in sorted(capped, key=lambda row: -row.value)]},
        reachable=world.reachable,
    )


def _since(world: World, person_id: UUID, since: datetime) -> list[Contact]:
    """The contacts that can still count; older ones are forgotten."""
    recent = [contact for contact in world.contacts[person_id] if contact.at > since - timedelta(days=31)]
    world.contacts[person_id] = recent
    return [contact for contact in recent if contact.at > since]


def _permissions(world: World, person_id: UUID, rows: Sequence[FollowUp], at: datetime) -> dict[tuple[UUID, str, str], Permission]:
    said = [each for each in world.sayings.get(person_id, ()) if each.at <= at]
    found = {}
    for purpose, channel in {(row.purpose, channel) for row in rows for channel in of(row).channels}:
        each = settled(said, purpose=purpose, channel=channel)
        found[person_id, purpose, channel] = Permission(allowed=each.allowed, since=each.since, wording=each.wording)
    return found
