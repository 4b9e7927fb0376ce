"""However facts are cut into batches, and whenever they are replayed, what is known is the same bit for bit."""

from collections.abc import Sequence
from itertools import pairwise
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.profiles.facts import AT, catalogue, consent, paid, person, tell, withdrawal

from zhiyin.events import Event
from zhiyin.kit.ids import uuid7
from zhiyin.outbox import services as outbox
from zhiyin.profiles import listeners, queries, services

PEOPLE = [UUID(int=number) for number in range(1, 3)]
ITEMS = ["milk", "bread", "tea"]

payments = st.builds(
    lambda who, items, days, fee: paid(who, *items, days_ago=days, fee_minor=fee),
    st.sampled_from(PEOPLE),
    st.lists(st.sampled_from([*ITEMS, "unlisted"]), max_size=4),
    st.integers(0, 40),
    st.sampled_from([0, 0, 7]),
)
choices = st.one_of(st.builds(consent, st.sampled_from(PEOPLE)), st.builds(withdrawal, st.sampled_from(PEOPLE)))
labels = st.sampled_from([*catalogue(*ITEMS), *catalogue("unlisted", category="late")])
START = [fact for who in PEOPLE for fact in person(who, zone="Asia/Tokyo")]
drawn = st.lists(
    st.one_of(payments, payments, payments, payments, choices, labels), min_size=15, max_size=40, unique_by=lambda fact: (type(fact), fact.id)
)
stories = drawn.map(lambda facts: [*START, *facts])


@pytest.mark.django_db
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(story=stories, cuts=st.lists(st.integers(0, 44), min_size=1, max_size=8))
def test_the_state_does_not_depend_on_how_facts_are_cut_into_batches(story: list[Event], cuts: list[int]) -> None:
    at_once = _state_after([story])
    borders = sorted({0, *(cut for cut in cuts if cut < len(story)), len(story)})

    assert _state_after([story[start:end] for start, end in pairwise(borders)]) == at_once
    assert _state_after([[fact] for fact in story]) == at_once


@pytest.mark.django_db
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(story=stories)
def test_a_rebuild_gives_the_state_that_grew_live(story: list[Event]) -> None:
    with transaction.atomic():
        tell(story)
        live = queries.fingerprint()

        services.rebuild(AT)

        assert queries.fingerprint() == live
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_rewinding_the_listener_forgets_before_it_hears_again_so_nothing_doubles() -> None:
    me = uuid7()
    tell([*person(me), paid(me, "milk")])
    live = queries.fingerprint()

    outbox.rewind("profiles.learn")
    outbox.drain(at=AT, listeners=["profiles.learn"])
    outbox.drain(at=AT, listeners=["profiles.learn"])

    assert queries.fingerprint() == live
    assert queries.item_states(me, 1)[0].n == 1


def _state_after(batches: Sequence[Sequence[Event]]) -> str:
    """What is known after these batches; nothing of it stays. Consent looks the past up in the outbox, so the facts are published too."""
    with transaction.atomic():
        for batch in batches:
            outbox.publish(*batch)
        for batch in batches:
            listeners.learn(batch)
        known = queries.fingerprint()
        transaction.set_rollback(True)
    return known
