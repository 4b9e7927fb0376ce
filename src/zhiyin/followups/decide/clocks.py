"""When there is room and when it is quiet: the first moment at which a channel may be used. Pure."""

from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from zhiyin.followups.decide.facts import FAR, OWED, Candidate, Cap, Contact, Policy, Snapshot, Span

STEPS_MAX = 32
zone_of = lru_cache(maxsize=512)(ZoneInfo)


def first_slot(candidate: Candidate, snapshot: Snapshot, policy: Policy, channel: str, now: datetime) -> datetime:
    """The first moment from `now` on at which neither a pause, nor a cap, nor quiet hours stand against the channel; `FAR` when none comes."""
    moment = now
    for _ in range(STEPS_MAX):
        later = free_at(candidate, snapshot, policy, channel, moment)
        if later < FAR and channel in policy.interrupting:
            later = quiet_ends(later, zone=snapshot.zone, spans=spans(policy, snapshot))
        if later in (moment, FAR):
            return later
        moment = later
    return FAR


def free_at(candidate: Candidate, snapshot: Snapshot, policy: Policy, channel: str, now: datetime) -> datetime:
    """The first moment from `now` on at which no pause holds and every cap leaves room for one more contact, if nobody else takes it."""
    if candidate.message_class in OWED:
        return now
    free = max(now, snapshot.budget.paused_until or now)
    for cap in caps(candidate, snapshot, policy, channel):
        counted = counts(cap, snapshot.contacts, policy, now)
        if len(counted) >= cap.most:
            free = max(free, counted[len(counted) - cap.most] + cap.window if cap.most else FAR)
    return free


def caps(candidate: Candidate, snapshot: Snapshot, policy: Policy, channel: str) -> list[Cap]:
    """The caps that a contact of the candidate on that channel would use up: the operator's, and the person's own."""
    as_contact = Contact(at=candidate.not_after, channel=channel, message_class=candidate.message_class, purpose=candidate.purpose)
    return [cap for cap in (*policy.caps, *snapshot.budget.caps) if cap.covers(as_contact, policy.interrupting)]


def counts(cap: Cap, contacts: Iterable[Contact], policy: Policy, now: datetime) -> list[datetime]:
    """When the contacts were that the cap counts at `now`, the oldest first."""
    return sorted(contact.at for contact in contacts if contact.at > now - cap.window and cap.covers(contact, policy.interrupting))


def spans(policy: Policy, snapshot: Snapshot) -> tuple[Span, ...]:
    """All quiet hours that hold for the person."""
    own = snapshot.budget.quiet
    return ((policy.quiet_from, policy.quiet_until), own) if own else ((policy.quiet_from, policy.quiet_until),)


def quiet_ends(moment: datetime, *, zone: str, spans: Iterable[Span]) -> datetime:
    """The moment itself when it lies in no quiet hours, else the first one after it that does not. Days on which clocks change included; `FAR` when
    the spans together leave no hour of the day.
    """
    place, every = zone_of(zone), tuple(spans)
    for _ in range(STEPS_MAX):
        local = moment.astimezone(place).time()
        span = next((span for span in every if is_quiet(local, span)), None)
        if span is None:
            return moment
        moment = _span_ends(moment, place, span)
    return FAR


def is_quiet(local: time, span: Span) -> bool:
    """Whether that time of day lies in the span, which may go over midnight."""
    starts, ends = span
    if starts <= ends:
        return starts <= local < ends
    return local >= starts or local < ends


def _span_ends(moment: datetime, place: ZoneInfo, span: Span) -> datetime:
    local = moment.astimezone(place)
    mornings = (
        datetime.combine(local.date() + timedelta(days=days), span[1], tzinfo=place).replace(fold=fold).astimezone(UTC)
        for days in (0, 1, 2)
        for fold in (0, 1)
    )
    return min(end for end in mornings if end > moment and not is_quiet(end.astimezone(place).time(), span))
