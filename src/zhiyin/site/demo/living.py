"""The last weeks of the demo's year, lived: a few hours at a time its payments are made, the engine decides by the clock of then, and made-up people
react.

Nothing here decides anything: listeners and jobs are the live ones, told another time. How people behave is in `moods`, and invented.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta

from django.db import connection

from zhiyin.outbox import services as outbox
from zhiyin.outbox.listening import JOBS, LISTENERS
from zhiyin.site.demo.crowd import Crowd
from zhiyin.site.demo.shopping import ZONE, Basket

LIVED = timedelta(days=90)
PEOPLE_MAX = 400  # so many live; of a larger population the others' payments are history
MENDED = timedelta(days=30)  # so long ago staff shipped an improvement
REST = timedelta(hours=30)  # what came later waits in the queues of staff
# The last days are looked at most: they are lived by the hour, the weeks before in longer steps.
STEPS = ((timedelta(days=7), timedelta(hours=1)), (timedelta(days=30), timedelta(hours=4)), (LIVED, timedelta(hours=12)))
NOON = timedelta(hours=16)  # by UTC, where the demo lives: also of two looks in a day one finds staff at work
# What people and staff react to within the hour. Everything else learns once a day, which is told apart from once an hour by nobody.
PROMPT = ("followups", "support", "surveys", "improvements")
Pay = Callable[[Sequence[Basket]], None]


def live(baskets: Sequence[Basket], pay: Pay, crowd: Crowd, *, until: datetime) -> None:
    """These baskets were paid in their own time (`pay` makes the payments), and what follows from each has followed by `until`.

    Repeats: an interrupted life goes on where it stopped.
    """
    with connection.cursor() as cursor:
        cursor.execute("set synchronous_commit to off")  # who loses the last second of a made-up life lives it again
    prompt = [name for name in LISTENERS if name.split(".")[0] in PROMPT]
    day = None
    for moment, bought in _steps(baskets, until):
        if bought:
            pay(bought)
        today = moment.astimezone(ZONE).date()
        if bought or crowd.expects(moment) or today != day:  # no day goes by unseen: what the calendar begins waits a day, not longer
            outbox.drain(at=moment, listeners=prompt if today == day else None)
            _work(moment)
            crowd.react(moment)
            day = today
    outbox.drain(at=until)
    with connection.cursor() as cursor:
        cursor.execute("reset synchronous_commit")


def _work(at: datetime) -> None:
    for name, job in tuple(JOBS.items()):
        if name.split(".")[0] in PROMPT:
            job.run(at)


def _steps(baskets: Sequence[Basket], until: datetime) -> Iterator[tuple[datetime, list[Basket]]]:
    """The end of each step from the first basket on, with what was bought in it."""
    bought: defaultdict[datetime, list[Basket]] = defaultdict(list)
    for basket in baskets:
        bought[step_end(basket.at, until)].append(basket)
    moment = min(bought, default=until)
    while moment < until:
        yield moment, bought.pop(moment, [])
        moment = step_end(moment, until)
    yield until, [basket for left in bought.values() for basket in left]


def step_end(at: datetime, until: datetime) -> datetime:
    """The end of the step that the moment lies in."""
    seconds = next((step for ago, step in STEPS if at >= until - ago), STEPS[-1][1]).total_seconds()
    noon = NOON.total_seconds()
    return datetime.fromtimestamp(((at.timestamp() - noon) // seconds + 1) * seconds + noon, tz=UTC)
