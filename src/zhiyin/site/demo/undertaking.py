"""What the demo's staff undertake in these weeks: something is tried out, journeys are switched on, people are asked, called and met."""

from datetime import datetime, time, timedelta
from uuid import UUID

from zhiyin.experiments import queries as tried
from zhiyin.experiments import services as experiments
from zhiyin.experiments.services import Arm, Draft
from zhiyin.followups import services as followups
from zhiyin.followups.queries import calls, interviews
from zhiyin.followups.services.calls import outcomes, working
from zhiyin.followups.services.interviews import booking, hours, meeting
from zhiyin.kit.ids import derived
from zhiyin.site.demo import asking, moods

SWITCHED_ON = ("low_stars_call", "interview", "long_silence", "monthly_summary")
# After so many days of the life that is lived: journeys go on, something is tried out, a questionnaire is published, what was tried is decided.
FIRST, TRIED, ASKED = timedelta(days=7), timedelta(days=14), timedelta(days=35)
STOPPED, DECIDED = timedelta(days=65), timedelta(days=82)
CALLS_AT_ONCE = 5
# What is asked after a payment is decided before today: whoever pays in the demo is asked at once.
TRIED_OUT = Draft(
    name="Ask two hours later",
    hypothesis="People who have left the shop answer more often.",
    about="followups.payment_stars",
    metric="answered",
    arms=(Arm(code="now", weight=50), Arm(code="later", weight=50, wait_minutes=120)),
    least=0.1,
    people=400,
    window_days=14,
    weeks=12,
)
LEARNED = "We keep asking at once, while the visit is fresh."
RUNNING = Draft(
    name="Give it two days more",
    hypothesis="Whether a case is solved is known better after some days.",
    about="followups.case_solved",
    metric="answered",
    arms=(Arm(code="next_day", weight=50), Arm(code="later", weight=50, wait_minutes=2_880)),
    least=0.2,
    people=100,
    window_days=14,
    weeks=26,
)


def begin(at: datetime, *, since: datetime, marketing: UUID, product: UUID, agent: UUID) -> None:
    """Whatever staff begin by then is begun. Repeats: each once."""
    if at >= since + FIRST:
        for code in SWITCHED_ON:
            followups.resume(code, by=marketing, at=at)
        for weekday in range(5):
            hours.add_hours(agent, weekday=weekday, starts=time(10), ends=time(12))
    if at >= since + TRIED:
        _try_out(at, since=since, by=marketing)
    if at >= since + ASKED:
        asking.publish(by=product, at=at)


def _try_out(at: datetime, *, since: datetime, by: UUID) -> None:
    states = {each.id: each.state for each in tried.experiments()}
    for asked in (TRIED_OUT, RUNNING):
        key = derived("demo experiment", asked.name)
        if states.get(key, "draft") == "draft":
            experiments.start(experiments.draft(asked, key=key, by=by, at=at), by=by, at=at)
    ended = derived("demo experiment", TRIED_OUT.name)
    if at >= since + STOPPED and states.get(ended) == "running":
        experiments.stop(ended, by=by, at=at)
    if at >= since + DECIDED and states.get(ended) == "stopped":
        experiments.decide(ended, "now", sentence=LEARNED, by=by, at=at)


def telephone(agent: UUID, at: datetime) -> None:
    """The agent calls those who are due, and writes down what came of it. Repeats: whoever waits for another try is called when that is due."""
    for _ in range(CALLS_AT_ONCE):
        call_id = working.claim_next(agent, at=at)
        if call_id is None:
            return
        outcome = moods.picks_up(call_id, len(calls.tries(call_id)))
        outcomes.record(call_id, agent, outcome=outcome, note=moods.note(call_id) if outcome == "reached" else "", at=at)


def choose_a_time(person_id: UUID, at: datetime) -> None:
    """Who was invited to a talk chooses the first time that is free, or does not. Repeats: one talk for each offer."""
    for offer in interviews.offers_of(person_id, at):
        if moods.accepts_a_talk(offer.id) and (free := interviews.slots(at)):
            booking.book(offer.id, person_id, key=derived("demo talk", offer.id), starts_at=free[0].starts_at, at=at)


def meet(agent: UUID, at: datetime) -> None:
    """Talks whose time has come took place, or the person did not come. Repeats: a talk that is over stays so."""
    for talk in interviews.talks_with(agent):
        if talk.state == "booked" and talk.ends_at <= at:
            came = moods.comes(talk.id)
            if came:
                meeting.write_notes(talk.id, agent, text=moods.note(talk.id), at=at)
            meeting.end(talk.id, agent, came=came, at=at)
