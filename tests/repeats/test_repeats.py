"""One and the same request many times at once is one deed, and all hear the same of it."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import count

import pytest
from django.conf import settings as site
from django.db import connection
from pytest_django import Settings
from tests.payments.crowd import at_once
from tests.repeats import funding, limiting, paying, sharing
from tests.repeats.between import twins
from tests.repeats.deeds import DEEDS, NOTHING, REFUSED, SAME, Deed

from zhiyin.funding import queries as funded
from zhiyin.funding.queries import chain as funded_by_chain
from zhiyin.kit.errors import Refusal
from zhiyin.ledger import queries as ledger
from zhiyin.payments import queries as payments
from zhiyin.wallets.queries import exchange_differences

Done = dict[str, tuple[int, int]]
ONE_DEED = "one deed"
pytestmark = pytest.mark.usefixtures("shared_database")
STORIES = (funding, limiting, paying, sharing)
DONE_SQL = """
select 'entry ' || code || ' ' || kind, count(*), coalesce(sum(amount), 0) from ledger.transfer group by 1
union all select 'fact ' || name, count(*), 0 from outbox_event group by 1
"""


@pytest.fixture(params=DEEDS, ids=lambda deed: deed.name)
def deed(request: pytest.FixtureRequest, settings: Settings) -> Deed:
    found: Deed = request.param
    settings.CONFIG = replace(site.CONFIG, **found.config)  # type: ignore[arg-type]  # a table names the fields
    return found


def test_a_request_that_comes_again_between_any_two_statements_of_the_first_is_one_deed(deed: Deed) -> None:
    alone, step = _alone(deed), 0

    with twins() as both:
        for step in count(1):
            request, before = deed.story(), _done()
            answers = both.meet(request, step=step)
            if answers is None:
                break
            assert (step, _heard(deed, answers), _since(before)) == (step, *alone), answers

    assert step > 1
    assert _differences() == []


def test_a_request_that_comes_eight_times_at_once_is_one_deed(deed: Deed) -> None:
    alone, request, before = _alone(deed), deed.story(), _done()

    answers = at_once(8, lambda _: request())

    assert (_heard(deed, answers), _since(before)) == alone, answers
    assert _differences() == []


def _alone(deed: Deed) -> tuple[object, Done]:
    """What comes of a request that is sent once."""
    request, before = deed.story(), _done()
    answer = request()
    assert answer or deed.again != NOTHING
    return (answer if deed.again == NOTHING else ONE_DEED), _since(before)


def _heard(deed: Deed, answers: Sequence[object]) -> object:
    """What was heard, as one deed would be heard of; else the answers themselves."""
    refusals = [each for each in answers if isinstance(each, Refusal)]
    if any(isinstance(each, Exception) for each in answers if each not in refusals):
        return answers
    if deed.again == NOTHING and not refusals:
        return sum(each for each in answers if isinstance(each, int))
    expected = [] if deed.again == SAME else answers[1:]
    same = all(each == answers[0] for each in answers) or deed.again == REFUSED
    return ONE_DEED if same and len(refusals) == len(expected) else answers


def _done() -> Done:
    with connection.cursor() as cursor:
        cursor.execute(DONE_SQL)
        return {what: (int(times), int(amount)) for what, times, amount in cursor.fetchall()}


def _since(before: Done) -> Done:
    """How many entries of each kind the journal has more, of how much in all, and how many facts more were told."""
    nothing = (0, 0)
    more = {what: (times - before.get(what, nothing)[0], amount - before.get(what, nothing)[1]) for what, (times, amount) in _done().items()}
    return {what: each for what, each in more.items() if each != nothing}


def _differences() -> list[object]:
    every = (payments.differences(), funded.differences(), funded_by_chain.chain_differences(), exchange_differences(), ledger.verify().problems)
    return [each for found in every for each in found]
