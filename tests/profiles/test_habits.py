"""What is learned of a person, and what is not."""

from datetime import date, timedelta

import pytest
from tests.profiles.facts import AT, SHOP, catalogue, consent, paid, person, tell, withdrawal

from zhiyin.events.money import TransferCompleted
from zhiyin.events.people import SuggestionDismissed
from zhiyin.kit.ids import uuid7
from zhiyin.profiles import queries

TODAY = AT.date()


@pytest.mark.django_db
def test_an_item_bought_again_and_again_shows_its_gaps_newest_first() -> None:
    me = uuid7()
    tell([*catalogue("milk"), *person(me), *(paid(me, "milk", days_ago=days) for days in (30, 21, 5))])

    (milk,) = queries.item_states(me, 10)

    assert (milk.key, milk.n, milk.gaps, milk.spend_minor) == ("milk", 3, (16, 9), 750)
    assert (milk.first_at, milk.last_at, milk.last_day) == (AT - timedelta(days=30), AT - timedelta(days=5), TODAY - timedelta(days=5))


@pytest.mark.django_db
def test_a_day_counts_once_but_every_cent_counts() -> None:
    me = uuid7()
    tell([*person(me), paid(me, "milk", "milk"), paid(me, "milk")])

    (milk,) = queries.item_states(me, 10)

    assert (milk.n, milk.spend_minor, milk.gaps) == (1, 750, ())
    assert milk.decayed_at(TODAY) == pytest.approx(1)


@pytest.mark.django_db
def test_a_purchase_is_worth_half_after_four_weeks() -> None:
    me = uuid7()
    tell([*person(me), paid(me, "milk", days_ago=28), paid(me, "milk")])

    (milk,) = queries.item_states(me, 10)

    assert milk.decayed_at(TODAY) == pytest.approx(1.5)
    assert milk.decayed_at(TODAY + timedelta(days=56)) == pytest.approx(0.375)


@pytest.mark.django_db
def test_only_the_last_twelve_gaps_are_kept() -> None:
    me = uuid7()
    tell([*person(me), *(paid(me, "milk", days_ago=300 - day * (day + 1) / 2) for day in range(16))])

    assert queries.item_states(me, 10)[0].gaps == tuple(range(15, 3, -1))


@pytest.mark.django_db
def test_a_day_is_a_day_where_the_person_lives() -> None:
    """17:00 UTC is 01:00 of the next day in Shanghai."""
    me = uuid7()
    tell([*person(me, zone="Asia/Shanghai"), paid(me, "milk")])

    assert queries.item_states(me, 1)[0].last_day == date(2026, 11, 21)
    assert queries.facts(me).usual_hours == (1,)


@pytest.mark.django_db
def test_months_add_up_to_what_was_paid_with_the_unexplained_rest_under_the_merchants_category() -> None:
    me = uuid7()
    tell([*catalogue("milk"), *person(me), paid(me, "milk", "mystery", fee_minor=40), paid(me), paid(me, "milk", days_ago=40)])

    spent = {(row.month, row.category): (row.amount_minor, row.payments) for row in queries.months(me, months=12)}

    november = date(2026, 11, 1)
    assert spent[november, "groceries"] == (290, 1)
    assert spent[november, "other"] == (250, 1)
    assert (spent[november, "dairy"], spent[date(2026, 10, 1), "dairy"]) == ((250, 1), (250, 1))
    assert queries.facts(me).spend_minor == 1040


@pytest.mark.django_db
def test_nothing_is_inferred_without_consent_but_the_books_are_kept() -> None:
    me = uuid7()
    tell([*person(me, learning=False), paid(me, "milk")])

    assert queries.item_states(me, 10) == queries.category_states(me) == ()
    assert (queries.facts(me).payments, queries.facts(me).usual_hours, len(queries.months(me, months=1))) == (1, (), 1)


@pytest.mark.django_db
def test_taking_consent_back_deletes_what_was_inferred_and_learns_no_more() -> None:
    me, other = uuid7(), uuid7()
    tell([*person(me), *person(other), paid(me, "milk", days_ago=3), paid(other, "milk"), withdrawal(me), paid(me, "milk")])

    assert queries.item_states(me, 10) == queries.category_states(me) == ()
    assert len(queries.item_states(other, 10)) == 1
    assert queries.facts(me).shopping is None


@pytest.mark.django_db
def test_giving_consent_again_learns_from_everything_paid_so_far_once() -> None:
    me = uuid7()
    tell(
        [
            *catalogue("milk"),
            *person(me),
            paid(me, "milk", days_ago=9),
            withdrawal(me),
            paid(me, "milk", days_ago=4),
            consent(me),
            consent(me),
            paid(me, "milk"),
        ]
    )

    (milk,) = queries.item_states(me, 10)

    assert (milk.n, milk.gaps) == (3, (4, 5))
    assert [state.n for state in queries.category_states(me)] == [3]


@pytest.mark.django_db
def test_a_payment_that_arrives_late_counts_without_inventing_a_gap() -> None:
    me = uuid7()
    tell([*person(me), paid(me, "milk", days_ago=2), paid(me, "milk", days_ago=10), paid(me, "milk")])

    (milk,) = queries.item_states(me, 10)

    assert (milk.n, milk.gaps, milk.first_at) == (3, (2,), AT - timedelta(days=10))


@pytest.mark.django_db
def test_names_are_known_in_both_languages() -> None:
    tell(catalogue("milk"))

    assert queries.item_label(["milk", "unheard"], "zh-hans") == {"milk": "milk中文"}
    assert [names[0] for names in queries.merchant_names({SHOP, uuid7()}).values()] == ["Corner shop"]


@pytest.mark.django_db
def test_transfers_and_dismissals_are_remembered() -> None:
    me = uuid7()
    sent = TransferCompleted(id=uuid7(), at=AT, sender_id=me, recipient_id=uuid7(), amount_minor=5, asset="USD")
    tell([sent, SuggestionDismissed(id=uuid7(), at=AT, person_id=me, item_id="milk", kind="less")])
    tell([SuggestionDismissed(id=uuid7(), at=AT, person_id=me, item_id="milk", kind="not_mine")])

    assert queries.facts(me).transfers == 1
    assert queries.dismissed(me) == {"milk": "not_mine"}


@pytest.mark.django_db
def test_somebody_unheard_of_has_empty_figures() -> None:
    nobody = queries.facts(uuid7())

    assert (nobody.payments, nobody.spend_minor, nobody.shopping, queries.months(uuid7(), months=3)) == (0, 0, None, ())
