"""The posting function against the model: whatever is posted, in whatever grouping, both answer the same."""

import random
from collections import Counter

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from tests.ledger.worlds import World

from zhiyin.ledger import queries, services
from zhiyin.ledger.services import Status

pytestmark = pytest.mark.django_db
COMMANDS_IN_ALL = 30_000


class Ledger(RuleBasedStateMachine):
    """Batches, changes of limits and expiry in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.world = World()

    @rule(draw=st.randoms(use_true_random=False), size=st.integers(1, 12))
    def post(self, draw: random.Random, size: int) -> None:
        self.world.post(self.world.batch(draw, size))

    @rule(draw=st.randoms(use_true_random=False))
    def change(self, draw: random.Random) -> None:
        self.world.change(draw)

    @rule()
    def expire(self) -> None:
        self.world.expire()

    @invariant()
    def agrees(self) -> None:
        self.world.agrees()


def test_the_ledger_behaves_as_its_model_whatever_happens_to_it() -> None:
    run_state_machine_as_test(
        Ledger, settings=settings(max_examples=40, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck))
    )

    assert queries.verify().problems == ()


def test_thirty_thousand_commands_in_batches_of_any_size_are_answered_as_one_by_one() -> None:
    seen: Counter[Status] = Counter()
    for seed in range(10**6):
        if seen.total() >= COMMANDS_IN_ALL:
            break
        draw, world = random.Random(seed), World()
        for _ in range(8):
            seen.update(outcome.status for outcome in world.post(world.batch(draw, draw.choice((1, 3, 10, 40, 150)))))
            if draw.random() < 0.5:
                world.change(draw)
            if draw.random() < 0.2:
                world.expire()
        world.agrees()

    assert set(seen) == set(Status)
    assert min(seen.values()) > 100
    assert queries.verify().problems == ()


def test_any_grouping_of_the_same_commands_ends_the_same() -> None:
    for seed in range(40):
        draw = random.Random(seed)
        together, apart = World(), World()
        batch = [command for command in together.batch(draw, 60) if command.link is None]
        place = dict(zip(together.ids, apart.ids, strict=True))
        twins = [apart.twin(command, place) for command in batch]

        whole = services.post(batch)
        single = [services.post([command])[0] for command in twins]

        assert [(o.status, o.debit_balance, o.credit_balance) for o in whole] == [(o.status, o.debit_balance, o.credit_balance) for o in single]
