"""Workers that are killed again and again in the midst of deciding: nobody is forgotten, nobody is asked twice."""

import os
import signal
import time
from collections import Counter

import pytest
from django.db import connection
from tests.followups import story
from tests.followups.story import AT, SECOND

from zhiyin.channels.models import Message
from zhiyin.followups import services
from zhiyin.followups.models import Decision, FollowUp

pytestmark = [pytest.mark.usefixtures("fresh_database"), pytest.mark.crash]
KILLS = int(os.environ.get("KILLS", "20"))  # `make chaos` kills more often
QUESTIONS = 20 * KILLS
WHOLE_AGAIN = 30  # seconds


@pytest.mark.scenario(4)
def test_workers_killed_in_the_midst_of_deciding_forget_nobody_and_ask_nobody_twice() -> None:
    story.nobody_held_out()
    people = [story.willing(balance_minor=0) for _ in range(QUESTIONS)]
    for person in people:
        story.planned(person)

    killed_in_work = sum(_killed(after_seconds=0.02 + 0.007 * (kill % 12)) for kill in range(KILLS))
    last = time.monotonic()
    while services.run_due(AT + SECOND) or (FollowUp.objects.filter(state="planned").exists() and time.monotonic() - last < WHOLE_AGAIN):
        pass

    assert time.monotonic() - last < WHOLE_AGAIN
    assert killed_in_work > KILLS // 2
    assert Counter(Message.objects.values_list("person_id", flat=True)) == Counter(people)
    assert Counter(Decision.objects.values_list("person_id", "verdict")) == Counter((person, "sent") for person in people)
    assert set(FollowUp.objects.values_list("state", flat=True)) == {"sent"}


def _killed(*, after_seconds: float) -> bool:
    """A worker of its own process, killed after a while; whether it was at work then."""
    connection.close()
    child = os.fork()
    if not child:
        try:
            while services.run_due(AT + SECOND, limit=3):
                pass
        finally:
            os._exit(0)
    time.sleep(after_seconds)
    os.kill(child, signal.SIGKILL)
    _, how = os.waitpid(child, 0)
    return os.WIFSIGNALED(how)
