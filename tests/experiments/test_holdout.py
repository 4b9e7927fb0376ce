"""Who is held out stays held out, and the share is the one that was set."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiyin.experiments import queries, services
from zhiyin.experiments.assignment import bucket
from zhiyin.kit.ids import uuid7

AT = datetime(2026, 11, 20, tzinfo=UTC)


@given(st.text(max_size=20), st.uuids())
def test_a_bucket_is_a_number_from_0_to_99_and_stays(name: str, person_id: UUID) -> None:
    assert 0 <= bucket(name, person_id) < 100
    assert bucket(name, person_id) == bucket(name, person_id)


@given(st.uuids(), st.integers(0, 50), st.integers(0, 50))
def test_growing_a_holdout_keeps_everybody_who_was_in_it(person_id: UUID, one: int, other: int) -> None:
    small, large = sorted((one, other))

    assert queries.assigned("x", person_id, percent=small).held_out <= queries.assigned("x", person_id, percent=large).held_out


def test_people_spread_evenly_over_the_buckets() -> None:
    counts = [0] * 100
    for number in range(50_000):
        counts[bucket("followups", UUID(int=number))] += 1

    chi_square = sum((count - 500) ** 2 / 500 for count in counts)
    assert chi_square < 160  # 99 degrees of freedom: beyond this once in ten thousand


def test_two_names_draw_independently() -> None:
    both = sum(bucket("a", UUID(int=number)) < 20 and bucket("b", UUID(int=number)) < 20 for number in range(20_000))

    assert both == pytest.approx(800, abs=110)


@pytest.mark.django_db
def test_five_percent_get_no_follow_ups_unless_set_otherwise() -> None:
    assert queries.assignment("followups", uuid7()).percent == 5
    assert not queries.assignment("anything_else", uuid7()).held_out


@pytest.mark.django_db
def test_the_latest_setting_counts_and_the_earlier_ones_are_kept() -> None:
    admin = uuid7()
    services.set_holdout("followups", 10, by=admin, at=AT)
    services.set_holdout("followups", 10, by=admin, at=AT + timedelta(hours=1))
    services.set_holdout("followups", 0, by=None, at=AT + timedelta(days=1))

    assert queries.percent("followups") == 0
    assert [(change.percent, change.by) for change in queries.history("followups")] == [(0, None), (10, admin)]


@pytest.mark.django_db
@pytest.mark.parametrize("percent", [-1, 51, 100])
def test_a_holdout_of_most_people_is_refused(percent: int) -> None:
    with pytest.raises(services.BadHoldout):
        services.set_holdout("followups", percent, by=None, at=AT)
