"""Every reason is a sentence in both languages that names its data."""

import string

import pytest

from zhiyin.learning.frequency import Reason
from zhiyin.personal import reasons


@pytest.mark.parametrize(
    ("reason", "en", "zh"),
    [
        (
            Reason(kind="interval", low=9, high=16, days=12),
            "You usually buy milk every 9 to 16 days; the last time was 12 days ago.",
            "您通常每 9 到 16 天买一次牛奶，上次是 12 天前。",
        ),
        (
            Reason(kind="interval", low=7, high=7, days=1),
            "You usually buy milk every 7 days; the last time was yesterday.",
            "您通常每 7 天买一次牛奶，上次是昨天。",
        ),
        (
            Reason(kind="interval", low=1, high=1, days=1),
            "You usually buy milk every day; the last time was yesterday.",
            "您通常每天都买牛奶，上次是昨天。",
        ),
        (Reason(kind="count", times=7), "You bought milk 7 times in the last 3 months.", "最近 3 个月您买过 7 次牛奶。"),
        (Reason(kind="count", times=2), "You bought milk twice in the last 3 months.", "最近 3 个月您买过两次牛奶。"),
        (Reason(kind="last", days=150), "You have bought milk before; the last time was 150 days ago.", "您以前买过牛奶，上次是 150 天前。"),
        (Reason(kind="popular", times=312), "312 people here buy milk.", "这里有 312 人买牛奶。"),
    ],
)
def test_a_reason_reads_as_a_person_would_say_it(reason: Reason, en: str, zh: str) -> None:
    assert reasons.why(reason, "Milk", "en") == en
    assert reasons.why(reason, "牛奶", "zh-hans") == zh


def test_a_name_with_capitals_inside_stays_as_it_is() -> None:
    assert reasons.why(Reason(kind="count", times=3), "BBQ Sauce", "en") == "You bought BBQ Sauce 3 times in the last 3 months."


def test_both_languages_tell_the_same_facts() -> None:
    for code, (en, zh) in reasons.SENTENCES.items():
        assert _facts(en) == _facts(zh), code


def test_no_reason_says_recommended() -> None:
    assert not any("recommend" in en.lower() or "推荐" in zh for en, zh in reasons.SENTENCES.values())


def _facts(sentence: str) -> set[str | None]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}
