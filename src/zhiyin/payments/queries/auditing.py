"""Everything that must agree, from the first line of the journal to the last: what `zhiyin verify` says, and what the nightly audit asks."""

from dataclasses import dataclass
from datetime import datetime

from zhiyin.events.money import BooksAudited
from zhiyin.funding import queries as funding
from zhiyin.ledger import queries as ledger
from zhiyin.ledger.queries import Problem
from zhiyin.ledger.seals import queries as seals
from zhiyin.outbox import queries as outbox
from zhiyin.payments.queries.checks import differences
from zhiyin.payments.queries.told import untold
from zhiyin.wallets.queries.limits import usage_differences


@dataclass(frozen=True, slots=True, kw_only=True)
class Audited:
    """How much was read, and every difference that was found; `pending`: lines that wait for their seal."""

    accounts: int
    transfers: int
    holds: int
    changes: int
    sealed: int
    heads: int
    pending: int
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LastAudit:
    """What the newest audit told: when, over how many lines of the journal, and how many differences; `findings` names the first hundred."""

    at: datetime
    transfers: int
    problems: int
    findings: tuple[str, ...]


def audited() -> Audited:
    """The books as they are now: balances, running balances, holds, limits and seals from the journal alone, then records, facts
    and what people used of their limits against it.

    Safe beside traffic. Reads everything: seconds for a small deployment, minutes for a large one.
    """
    book, sealed = ledger.verify(), seals.verify()
    found = (*differences(), *untold(), *funding.differences(), *usage_differences())
    records = [Problem(kind=each.kind, detail=f"{each.id}") for each in found]
    return Audited(
        accounts=book.accounts,
        transfers=book.transfers,
        holds=book.holds,
        changes=book.changes,
        sealed=sealed.sealed,
        heads=sealed.heads,
        pending=sealed.pending,
        problems=(*book.problems, *(Problem(kind=each.kind, detail=each.detail) for each in sealed.problems), *records),
    )


def last_audit() -> LastAudit | None:
    """The newest audit; None when there was none yet. One statement."""
    found = outbox.newest(BooksAudited)
    if not isinstance(found, BooksAudited):
        return None
    return LastAudit(at=found.at, transfers=found.transfers, problems=found.problems, findings=found.findings)
