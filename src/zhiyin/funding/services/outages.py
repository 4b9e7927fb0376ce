"""A company that is away is said once, and once in a while as long as it stays away; not once for each charge."""

from datetime import datetime, timedelta

import structlog

SAID_EVERY = timedelta(minutes=10)
log = structlog.get_logger()
_away: dict[str, tuple[datetime, datetime, int]] = {}  # since when, last said, how often it did not answer


def note_away(company: str, *, at: datetime) -> None:
    """The company did not answer at that moment; the log says so if it is news, or every ten minutes. Repeats: counted."""
    since, said, times = _away.get(company, (at, at - SAID_EVERY, 0))
    if at - said >= SAID_EVERY:
        log.warning("card_company_away", company=company, since=since.isoformat(), unanswered=times + 1)
        said = at
    _away[company] = (since, said, times + 1)


def note_back(company: str, *, at: datetime) -> None:
    """The company answered at that moment; the log says so if it had been away. Repeats: nothing."""
    if found := _away.pop(company, None):
        log.info("card_company_back", company=company, seconds=int((at - found[0]).total_seconds()), unanswered=found[2])
