"""Stopping holds for whoever comes in at the same moment."""

from threading import Thread
from uuid import UUID

from django.db import connections
from tests import make
from tests.followups import story
from tests.followups.journeys.waiting import planned, published
from tests.followups.story import AT, MINUTE

from zhiyin.followups import services
from zhiyin.followups.models import FollowUp


def test_nobody_slips_in_while_a_journey_is_stopped(fresh_database: str) -> None:
    published()
    by, who = make.staff("marketing").id, [story.willing() for _ in range(12)]

    def enter(person_id: UUID) -> None:
        services.plan([planned(person_id)])
        connections.close_all()

    def end() -> None:
        services.stop_journey("waiting", by=by, at=AT + MINUTE)
        connections.close_all()

    threads = [Thread(target=enter, args=(person_id,)) for person_id in who[:6]] + [Thread(target=end)]
    threads += [Thread(target=enter, args=(person_id,)) for person_id in who[6:]]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert FollowUp.objects.filter(journey="waiting", state="planned").count() == 0
