"""A message arrives once, is seen once, and speaks both languages."""

from datetime import timedelta
from uuid import UUID

import pytest
from jinja2 import UndefinedError
from pytest_django.fixtures import DjangoAssertNumQueries
from tests import make

from zhiyin.channels import queries, services
from zhiyin.events.reach import MessageSeen, MessageSent
from zhiyin.kit.ids import uuid7

pytestmark = pytest.mark.django_db
LATER = make.AT + timedelta(minutes=1)
PAID = {
    "merchant_en": "Anna's Bakery",
    "merchant_zh": "安娜面包房",
    "amount_minor": 25_00,
    "asset": "USD",
    "paid_at": make.AT.isoformat(),
    "zone": "America/New_York",
}


def _sent(person_id: UUID, key: UUID | None = None, *, follow_up_id: int = 7) -> UUID:
    return services.send(key=key or uuid7(), person_id=person_id, template="payment_stars", params=PAID, follow_up_id=follow_up_id, at=make.AT)


def test_sending_twice_with_one_key_leaves_one_message_and_one_fact() -> None:
    mei, key = make.person().id, uuid7()

    assert _sent(mei, key) == _sent(mei, key)

    [card] = queries.inbox(mei)
    [fact] = make.published(MessageSent)
    assert (fact.id, fact.channel, fact.follow_up_id) == (card.id, "inapp", 7)


def test_a_message_is_seen_once_and_only_by_its_person() -> None:
    mei, lin = make.person().id, make.person().id
    card = _sent(mei)

    assert services.mark_seen(lin, [card], at=LATER) == 0
    assert services.mark_seen(mei, [card, card], at=LATER) == 1
    assert services.mark_seen(mei, [card], at=LATER + timedelta(hours=1)) == 0

    assert queries.inbox(mei)[0].seen_at == LATER
    [fact] = make.published(MessageSeen)
    assert (fact.message_id, fact.person_id, fact.at) == (card, mei, LATER)


def test_unread_counts_what_is_neither_seen_nor_closed() -> None:
    mei = make.person().id
    seen, _closed, _new = _sent(mei), _sent(mei, follow_up_id=8), _sent(mei)

    services.mark_seen(mei, [seen], at=LATER)
    services.close_messages([8], at=LATER)

    assert queries.unread(mei) == 1


def test_somebody_else_cannot_read_a_message() -> None:
    mei, lin = make.person().id, make.person().id
    card = _sent(mei)

    assert queries.message(card, lin) is None
    assert queries.inbox(lin) == ()


def test_the_inbox_is_read_page_by_page_the_newest_first(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    mei = make.person().id
    sent = [services.send(key=uuid7(), person_id=mei, template="payment_stars", params=PAID, at=make.AT + n * timedelta(seconds=1)) for n in range(5)]

    with django_assert_num_queries(2):
        first = queries.inbox(mei, limit=3)
        second = queries.inbox(mei, limit=3, before=first[-1].id)

    assert [card.id for card in (*first, *second)] == sent[::-1]


def test_words_are_made_in_the_readers_language() -> None:
    mei = make.person().id
    _sent(mei)
    [card] = queries.inbox(mei)

    en, zh = queries.text(card, "en"), queries.text(card, "zh-hans")

    assert (en.title, en.body) == ("How did it go at Anna's Bakery?", "You paid $25.00 on 12 October at 10:05. One tap is enough.")
    assert (zh.title, zh.body) == ("在安娜面包房的这次体验怎么样？", "您于 10月12日 10:05 支付了 $25.00。点一下星星就好。")


def test_a_name_with_markup_stays_plain_text() -> None:
    mei = make.person().id
    services.send(key=uuid7(), person_id=mei, template="payment_stars", params=PAID | {"merchant_en": "<b>{{ 7*7 }}</b>"}, at=make.AT)

    assert queries.text(queries.inbox(mei)[0], "en").title == "How did it go at <b>{{ 7*7 }}</b>?"


def test_a_template_or_channel_that_does_not_exist_is_an_error_and_nothing_is_sent() -> None:
    mei = make.person().id

    with pytest.raises(LookupError):
        services.send(key=uuid7(), person_id=mei, template="../secret", params={}, at=make.AT)
    with pytest.raises(KeyError):
        services.send(key=uuid7(), person_id=mei, channel="pigeon", template="payment_stars", params=PAID, at=make.AT)

    assert queries.inbox(mei) == ()


def test_params_that_are_missing_are_found_out_when_words_are_made() -> None:
    with pytest.raises(UndefinedError):
        queries.words("payment_stars", {}, language="en")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_no_template_shouts(language: str) -> None:
    texts = [path.read_text() for path in (queries.TEMPLATES / language).glob("*.txt")]

    assert texts
    assert all("!" not in text and "！" not in text for text in texts)


def test_both_languages_have_the_same_templates() -> None:
    english, chinese = ({path.name for path in (queries.TEMPLATES / language).glob("*.txt")} for language in ("en", "zh"))

    assert english == chinese
