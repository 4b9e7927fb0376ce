"""A plain transfer alone takes a shorter way through the ledger, which must judge as the long one does."""

import pytest
from tests.ledger.worlds import move

from zhiyin.kit.ids import uuid7
from zhiyin.ledger import queries, services
from zhiyin.ledger.services import Command, NewAccount, Status

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("narrow_first", [True, False])
@pytest.mark.parametrize("receives", [True, False])
def test_limits_hold_whichever_account_was_opened_first(*, narrow_first: bool, receives: bool) -> None:
    narrow, wide = _narrow_and_wide(narrow_first=narrow_first)
    pair = (wide, narrow) if receives else (narrow, wide)

    statuses = [_alone(move(*pair, amount)) for amount in (11, 10, 1)]

    refusal = Status.CEILING if receives else Status.INSUFFICIENT
    assert statuses == [refusal, Status.OK, refusal]
    assert queries.verify().problems == ()


def _narrow_and_wide(*, narrow_first: bool) -> tuple[int, int]:
    """An account that may rise or fall by ten, and one without limits."""
    name = uuid7().hex
    limits = [
        NewAccount(path=f"test/{name}/narrow", asset="USD", floor=-10, ceiling=10),
        NewAccount(path=f"test/{name}/wide", asset="USD", floor=None),
    ]
    opened = [services.open_accounts([each])[0] for each in (limits if narrow_first else reversed(limits))]
    return (opened[0], opened[1]) if narrow_first else (opened[1], opened[0])


def _alone(command: Command) -> Status:
    return services.post_in([command])[0].status
