"""The judge: pure, so that every rule can be held against every usage."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiyin.kit.ids import uuid7
from zhiyin.wallets import judging
from zhiyin.wallets.judging import Deed, Rule, Standing

AT = datetime(2026, 10, 12, 14, 5, tzinfo=UTC)
ME = uuid7(AT)


def rule(measure: str = "day", amount: int | None = 100_00, **more: Any) -> Rule:
    told: dict[str, Any] = {"deed": "payment", "asset": "" if measure in judging.CATEGORIES else "USD", "effective_from": AT, "settled_at": AT} | more
    return Rule(id=uuid7(AT), measure=measure, amount=None if measure in judging.CATEGORIES else amount, **told)


def deed(amount_minor: int = 5_00, kind: str = "payment", category: str = "5411") -> Deed:
    return Deed(person_id=ME, kind=kind, asset="USD", amount_minor=amount_minor, category=category)


def bound(*rules: Rule, kind: str = "payment", standing: Standing | None = None, at: datetime = AT) -> list[Rule]:
    return list(judging.binding(judging.in_force(rules, at).rules, kind=kind, asset="USD", standing=standing or Standing()))


measures = st.sampled_from([*judging.AMOUNTS, *judging.COUNTS])
deeds = st.builds(deed, st.integers(1, 300_00), st.sampled_from(judging.DEEDS))
rules = st.builds(rule, measures, st.integers(0, 500_00), deed=st.sampled_from([*judging.DEEDS, "out"]))


@given(st.lists(rules, max_size=4), st.lists(deeds, max_size=30))
def test_what_is_let_through_never_adds_up_to_more_than_any_rule_allows(set_: list[Rule], asked: list[Deed]) -> None:
    usage: judging.Usage = {}
    done: list[Deed] = []
    for each in asked:
        if judging.judge(bound(*set_, kind=each.kind), usage, each, judging.windows(AT, "UTC")) is None:
            usage, done = judging.after(usage, each), [*done, each]

    for one in judging.in_force(set_, AT).rules:
        counted = [each for each in done if one.deed in judging.counted_as(each.kind)]
        amounts = [each.amount_minor for each in counted]
        reached = {"each": max(amounts, default=0), "hourly": len(counted), "daily": len(counted)}.get(one.measure, sum(amounts))
        assert reached <= (one.amount or 0)


@given(rules, deeds, st.integers(0, 400_00))
def test_a_lower_limit_never_allows_more(one: Rule, asked: Deed, less: int) -> None:
    lower = rule(one.measure, max((one.amount or 0) - less, 0), deed=one.deed)
    when = judging.windows(AT, "UTC")

    if judging.judge(bound(one, kind=asked.kind), {}, asked, when):
        assert judging.judge(bound(lower, kind=asked.kind), {}, asked, when)


def test_of_several_reasons_the_tightest_is_told() -> None:
    each, day = rule("each", 50_00), rule("day", 60_00)
    usage = judging.after({}, deed(50_00))

    breach = judging.judge([each, day], usage, deed(51_00), judging.windows(AT, "UTC"))

    assert breach == judging.Breach(rule=day, left=10_00, free_at=datetime(2026, 10, 13, tzinfo=UTC))


@pytest.mark.parametrize(
    ("standing", "most"),
    [(Standing(), 100_00), (Standing(tier="plus"), 900_00), (Standing(is_minor=True), 20_00), (Standing(tier="plus", is_minor=True), 20_00)],
)
def test_the_narrowest_rule_counts(standing: Standing, most: int) -> None:
    set_ = rule(), rule(amount=900_00, scope="tier", tier="plus"), rule(amount=20_00, scope="minors"), rule("each", 1_00, deed="transfer")

    assert [each.amount for each in bound(*set_, standing=standing)] == [most]


def test_no_limit_for_a_person_takes_everybodys_away_but_not_their_own() -> None:
    free, mine = rule(amount=None, scope="person", person_id=ME), rule(amount=10_00, scope="own", person_id=ME)

    assert bound(rule(), free) == []
    assert bound(rule(), free, mine) == [mine]
    assert [each.amount for each in bound(rule(), mine)] == [100_00, 10_00]


def test_what_is_blocked_for_everybody_is_blocked_for_each() -> None:
    set_ = rule("blocked", categories=("7995",)), rule("blocked", categories=("5921",), scope="minors")

    found = [
        judging.judge(bound(*set_, standing=Standing(is_minor=minor)), {}, deed(category=category), judging.windows(AT, "UTC"))
        for minor, category in ((False, "7995"), (True, "7995"), (True, "5921"), (False, "5921"), (True, "5411"), (True, ""))
    ]

    assert [bool(each) for each in found] == [True, True, True, False, False, False]


def test_only_allowed_shops_are_paid_when_some_are_named() -> None:
    only = rule("allowed", categories=("5411",), scope="minors")
    judged = [
        judging.judge(bound(only, standing=Standing(is_minor=True)), {}, deed(category=category), judging.windows(AT, "UTC"))
        for category in ("5411", "5812", "")
    ]

    assert [bool(each) for each in judged] == [False, True, True]


def test_what_was_settled_last_counts_from_its_moment_and_drops_what_was_planned_before() -> None:
    hour = timedelta(hours=1)
    low = rule(amount=10_00)
    raised = rule(amount=50_00, settled_at=AT + hour, effective_from=AT + 24 * hour)
    lower = rule(amount=5_00, settled_at=AT + 2 * hour, effective_from=AT + 2 * hour)

    assert [judging.in_force([low, raised], AT + passed * hour).rules for passed in (-1, 0, 23, 24)] == [(), (low,), (low,), (raised,)]
    assert judging.in_force([low, raised, lower], AT + 48 * hour).rules == (lower,)
    assert judging.in_force([low, raised, rule(settled_at=None)], AT + 48 * hour).rules == (raised,)


def test_a_rule_begins_exactly_at_its_instant() -> None:
    later = rule(effective_from=AT + timedelta(days=1))
    before = judging.in_force([later], later.effective_from - timedelta(microseconds=1))

    assert (before.rules, before.until) == ((), later.effective_from)
    assert judging.in_force([later], later.effective_from).rules == (later,)


def test_out_is_all_that_leaves_for_somebody_else() -> None:
    whole = rule(deed="out")

    assert [kind for kind in judging.DEEDS if bound(whole, kind=kind)] == ["payment", "transfer", "withdrawal", "payout"]
    assert judging.used(whole, judging.after(judging.after({}, deed(1_00, "transfer")), deed(2_00, "exchange"))) == 1_00


@pytest.mark.parametrize(
    ("local", "hours"),
    [((2026, 3, 8, 12), 23), ((2026, 11, 1, 0, 30), 25), ((2026, 11, 1, 23, 59), 25), ((2026, 10, 12, 0), 24), ((2026, 12, 31, 23), 24)],
)
def test_a_day_is_as_long_as_the_clocks_make_it(local: Any, hours: int) -> None:
    at = datetime(*local, tzinfo=ZoneInfo("America/New_York"))  # type: ignore[misc]  # the parts of a moment

    begins, ends = judging.windows(at, "America/New_York").day

    assert (begins.astimezone(at.tzinfo).hour, (ends - begins) / timedelta(hours=1)) == (0, hours)


@given(
    st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001  bounds are naive
    st.sampled_from(["UTC", "America/New_York", "Asia/Kolkata", "Asia/Kathmandu", "America/Sao_Paulo", "America/Havana", "Australia/Lord_Howe"]),
)
def test_every_moment_lies_in_its_windows_and_they_follow_one_another(at: datetime, zone: str) -> None:
    now = judging.windows(at, zone)

    for measure in ("hourly", "day", "month"):
        begins, ends = now.of(measure)
        assert begins <= at < ends
        assert judging.windows(ends, zone).of(measure)[0] == ends
        assert judging.windows(ends - timedelta(microseconds=1), zone).of(measure) == (begins, ends)


@pytest.mark.parametrize(
    ("new", "old", "is_looser"),
    [
        (rule(amount=200_00), rule(), True),
        (rule(amount=100_00), rule(), False),
        (rule(amount=None), rule(), True),
        (rule(), rule(amount=None), False),
        (rule("blocked", categories=("7995",)), rule("blocked", categories=("7995", "5813")), True),
        (rule("blocked", categories=("7995", "5813")), rule("blocked", categories=("7995",)), False),
        (rule("allowed", categories=("5411", "5812")), rule("allowed", categories=("5411",)), True),
        (rule("allowed"), rule("allowed", categories=("5411",)), True),
        (rule("allowed", categories=("5411",)), rule("allowed"), False),
    ],
)
def test_what_allows_more_is_looser(new: Rule, old: Rule, is_looser: bool) -> None:  # noqa: FBT001  a table's column
    assert judging.loosens(new, old) is is_looser
