"""A wallet opens by itself when somebody joins."""

import pytest
from tests import make

from zhiyin.identity import services as identity
from zhiyin.outbox import services as outbox
from zhiyin.wallets import queries


@pytest.mark.usefixtures("fresh_database")
def test_a_newcomers_wallet_opens_when_the_news_is_heard() -> None:
    new = identity.join(handle="new_one", name="New One", at=make.AT)

    outbox.drain(at=make.AT, listeners=["wallets.open_for_newcomers"])
    outbox.drain(at=make.AT, listeners=["wallets.open_for_newcomers"])

    assert queries.wallet(new.id).account_id
