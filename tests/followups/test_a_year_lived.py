"""A time lived by the engine itself, with four workers: twelve zones, nights on which clocks change, and people's own wishes."""

import os
import threading
from collections import defaultdict
from datetime import UTC, datetime, time, timedelta
from random import Random
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from tests import make
from tests.followups import story
from tests.followups.ringing import ringing
from tests.followups.test_a_year import ZONES, most_in_any_window, within

from zhiyin.followups import services
from zhiyin.followups.decide import SURVEY, Cap
from zhiyin.followups.models import Decision, FollowUp
from zhiyin.identity import services as identity
from zhiyin.kit.ids import uuid7

SCALE = int(os.environ.get("SCALE", "1"))
PEOPLE, OCCASIONS = (36, 10) if SCALE == 1 else (24 * SCALE, 80)  # `make chaos` has twenty; with 52 a hundred thousand contacts are planned
DAYS, STEP = 40 if SCALE == 1 else 366, timedelta(hours=5)  # forty days have the nights of March
YEAR = datetime(2026, 3, 1, tzinfo=UTC)
CAPS = (
    Cap(message_class=SURVEY, interrupting=True, most=2, hours=7 * 24),
    Cap(message_class=SURVEY, interrupting=False, most=3, hours=7 * 24),
    Cap(most=9, hours=30 * 24),
)
QUIET, OWN_MOST = (time(22), time(8)), 5


@pytest.mark.usefixtures("fresh_database")
def test_a_time_with_four_workers_has_none_at_night_none_late_and_nobody_over_a_cap(monkeypatch: pytest.MonkeyPatch) -> None:
    rings = ringing(monkeypatch)
    rings.journey("payment_stars", channels=("sms", "inapp"))
    story.nobody_held_out()
    services.set_policy(caps=CAPS, quiet_from=QUIET[0], quiet_until=QUIET[1], by=make.staff("marketing").id, at=YEAR)
    zones = _people()
    planned = _planned(list(zones))

    together = threading.Barrier(4, timeout=60)
    story.at_once(lambda: _live(together))

    assert Decision.objects.values("follow_up_id").distinct().count() == planned
    assert not FollowUp.objects.filter(state="planned").exists()
    reached = FollowUp.objects.filter(sent_at__isnull=False).values_list("person_id", "channel", "sent_at", "not_after")
    sent = [(person, channel, at, not_after) for person, channel, at, not_after in reached if at]
    assert len(sent) > planned // 5
    assert all(at <= not_after for _, _, at, not_after in sent)
    assert not any(within(at.astimezone(ZoneInfo(zones[person])).time(), QUIET) for person, channel, at, _ in sent if channel == "sms")
    of_person = defaultdict[UUID, list[tuple[str, datetime]]](list)
    for person, channel, at, _ in sent:
        of_person[person].append((channel, at))
    for number, person in enumerate(zones):
        rung, laid = ([at for channel, at in of_person[person] if channel == wanted] for wanted in ("sms", "inapp"))
        assert most_in_any_window(rung, 7 * 24) <= 2
        assert most_in_any_window(laid, 7 * 24) <= 3
        assert most_in_any_window(rung + laid, 30 * 24) <= (OWN_MOST if number % 3 == 1 else 9)


def _people() -> dict[UUID, str]:
    """In each zone as many; one of three has wishes of their own."""
    zones = {}
    for number in range(PEOPLE):
        person, zone = story.willing(balance_minor=0), ZONES[number // 3 % len(ZONES)]
        identity.set_timezone(person, zone)
        zones[person] = zone
        if number % 3 == 1:
            services.set_budget(person, services.Wishes(most=OWN_MOST), at=YEAR)
    return zones


def _planned(people: list[UUID]) -> int:
    """What the time brings each of them, at any hour."""
    chance, plans = Random(7), []
    for person in people:
        for _ in range(OCCASIONS):
            at = YEAR + timedelta(minutes=chance.randrange(DAYS * 24 * 60))
            payment = uuid7(at)
            context = {"merchant_id": str(payment), "amount_minor": 5_00, "asset": "USD"}
            plans.append(services.Plan(journey="payment_stars", person_id=person, occasion=payment, about_id=payment, at=at, context=context))
    for start in range(0, len(plans), 1_000):
        services.plan(plans[start : start + 1_000])
    return len(plans)


def _live(together: threading.Barrier) -> None:
    """The time of one worker: at each moment all of them take what is due."""
    for number in range(timedelta(days=DAYS + 2) // STEP):
        moment = YEAR + (number + 1) * STEP
        together.wait()
        while services.run_due(moment, limit=20):
            pass
