"""`zhiyin replay JOURNEY`: what a journey would have come to, in figures. Nothing is written."""

from datetime import datetime, timedelta
from uuid import UUID

from rich.console import Console
from rich.table import Table

from zhiyin.followups import queries, services
from zhiyin.followups.services import Replay
from zhiyin.identity import queries as identity
from zhiyin.site.config import Trouble
from zhiyin.site.launch import welcome


class NoSuchTrial(Trouble):
    """The journey cannot be tried."""


def tell(code: str, *, days: int, ahead: bool, at: datetime) -> int:
    """The journey's draft, or its present version, on the last `days` days, or the days to come."""
    try:
        found = services.dry_run(code, at=at, days=days) if ahead else services.replay(code, since=at - timedelta(days=days), until=at)
    except services.DocumentRefused as refused:
        raise NoSuchTrial(f"The draft of {code} cannot be used, line {refused.problems[0].line}: {refused.problems[0].en}") from refused
    says = welcome.console()
    says.print(
        f"{code}, {days} days: {found.facts:,} facts, {found.entries:,} times somebody began it, {found.contacts:,} contacts with "
        f"{found.people:,} people; the other journeys {found.others:,}.",
        soft_wrap=True,
    )
    _days(says, found)
    _reasons(says, found)
    says.print(f"Staff: {found.staff_minutes / 60:.1f} hours of calls. {_answers(found)}", soft_wrap=True)
    _examples(says, found)
    return 0


def _days(says: Console, found: Replay) -> None:
    most = max((sum(each.values()) for each in found.per_day.values()), default=0)
    table = Table("day", "contacts", "", box=None)
    for day, channels in found.per_day.items():
        count = sum(channels.values())
        table.add_row(day.isoformat(), f"{count:,}", "▆" * max(1, round(30 * count / most)))
    says.print(table)


def _reasons(says: Console, found: Replay) -> None:
    table = Table("decided", "because", "times", box=None)
    for (verdict, reason), count in found.decided.items():
        table.add_row(verdict, reason, f"{count:,}")
    says.print(table)
    for label, lost in (("lost to", found.lost_to), ("won over", found.beaten)):
        if lost:
            says.print(f"{label}: " + ", ".join(f"{name} {count:,}" for name, count in lost.items()), soft_wrap=True)


def _answers(found: Replay) -> str:
    said = found.answers
    if not said.asked:
        return "It asks nothing."
    if not said.put:
        return f"{said.asked:,} questions; how many are answered nobody knows yet."
    return f"{said.asked:,} questions, {said.expected:,.0f} answers to expect ({said.low:,.0f}–{said.high:,.0f}, 95 %)."


def _examples(says: Console, found: Replay) -> None:
    people = identity.people(each.person_id for each in found.examples)
    for each in found.examples:
        more = each.reason or each.channel
        became = queries.verdict_name(each.verdict, "en") + (f" ({more})" if more else "")
        begun = f"begun {each.triggered_at:%Y-%m-%d %H:%M}"
        says.print(f"· @{_handle(people, each.person_id)}, {each.at:%Y-%m-%d %H:%M} UTC: {became}; {begun}", soft_wrap=True)


def _handle(people: dict[UUID, identity.Person], person_id: UUID) -> str:
    return people[person_id].handle if person_id in people else str(person_id)
