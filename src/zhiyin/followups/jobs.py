"""What time makes due."""

from datetime import datetime

from zhiyin.followups import services
from zhiyin.followups.services import interviews
from zhiyin.followups.services.interviews import room
from zhiyin.outbox.listening import Beside, every

BATCH = 50
ROUNDS_MAX = 10  # then listeners get their turn
TRYING = Beside("trial", services.is_trial_waiting, services.run_trial)


@every(seconds=0.05)
def reach_people(at: datetime) -> None:
    """Decides what is due, a batch at a time, until nothing is or others have waited long enough."""
    for _ in range(ROUNDS_MAX):
        if services.run_due(at, limit=BATCH) < BATCH:
            return


@every(seconds=1)
def follow_journeys(at: datetime) -> None:
    """Those whose step ended without a word go on, a batch at a time."""
    for _ in range(ROUNDS_MAX):
        if services.look(at) < BATCH:
            return


@every(seconds=1)
def try_journeys(at: datetime) -> None:
    """What staff want tried out is tried, beside everything else."""
    TRYING.round(at)


@every(seconds=60)
def remind_of_talks(at: datetime) -> None:
    """Nobody misses a talk because they forgot it; what browsers said to each other to meet is thrown away."""
    interviews.remind(at)
    room.sweep(at)


@every(seconds=60)
def begin_by_calendar(at: datetime) -> None:
    """Journeys of the calendar begin where their time has come."""
    services.begin_by_calendar(at)


@every(seconds=600)
def watch_segments(at: datetime) -> None:
    """Journeys begin for those who came into a segment, or left it."""
    services.watch_segments(at)
