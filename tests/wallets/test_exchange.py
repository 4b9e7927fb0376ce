"""One asset becomes another at the rate that was promised, once, and not a minor unit comes from nowhere."""

from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st
from tests import make
from tests.wallets.currencies import IN_DOLLARS, balance, offer, open_market, tell_rates

from zhiyin.events.currencies import ExchangeCompleted
from zhiyin.kit.errors import Refusal
from zhiyin.kit.ids import uuid7
from zhiyin.kit.money import BadAmount
from zhiyin.ledger.queries import verify
from zhiyin.wallets import queries, services
from zhiyin.wallets.exchanging import Terms, shown

pytestmark = pytest.mark.django_db
ASSET = st.sampled_from(["USD", "EUR", "PTS", "BTC"])


def take(person_id: UUID, quote_id: UUID, *, key: UUID | None = None, seconds: int = 1) -> queries.Exchange:
    return services.exchange(key=key or uuid7(), person_id=person_id, quote_id=quote_id, at=make.AT + timedelta(seconds=seconds))


def sums() -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute("select s.code, sum(b.posted)::bigint from ledger.balance b join ledger.asset s on s.id = b.asset group by 1")
        return dict(cursor.fetchall())


def test_dollars_become_euros_at_the_rate_that_was_shown() -> None:
    open_market()
    mei = make.person(balance_minor=200_00)

    quoted = offer(mei.id)
    done = take(mei.id, quoted.id)

    assert (quoted.sell_minor, quoted.buy_minor, quoted.rate, quoted.spread_bp, quoted.spread_minor) == (110_00, 99_50, "0.904545", 50, 50)
    assert (balance(mei.id, "USD"), balance(mei.id, "EUR")) == (90_00, 99_50)
    assert done.quote.taken == done.id
    told = make.published(ExchangeCompleted)[-1]
    assert (told.sold_asset, told.sold_minor, told.bought_asset, told.bought_minor) == ("USD", 110_00, "EUR", 99_50)


def test_the_same_key_is_answered_as_the_first_time() -> None:
    open_market()
    mei, key = make.person(balance_minor=200_00), uuid7()
    quoted = offer(mei.id)

    first, again = take(mei.id, quoted.id, key=key), take(mei.id, quoted.id, key=key, seconds=3_600)

    assert first == again
    assert balance(mei.id, "EUR") == quoted.buy_minor


def test_a_quote_is_taken_once() -> None:
    open_market()
    mei = make.person(balance_minor=500_00)
    quoted = offer(mei.id)
    take(mei.id, quoted.id)

    with pytest.raises(services.QuoteUsed):
        take(mei.id, quoted.id)

    assert balance(mei.id, "EUR") == quoted.buy_minor


def test_a_key_names_one_quote() -> None:
    open_market()
    mei, key = make.person(balance_minor=500_00), uuid7()
    take(mei.id, offer(mei.id).id, key=key)

    with pytest.raises(services.KeyReused):
        take(mei.id, offer(mei.id).id, key=key)


def test_an_expired_quote_is_refused_to_the_second() -> None:
    open_market()
    mei = make.person(balance_minor=500_00)
    quoted = offer(mei.id)

    with pytest.raises(services.QuoteExpired):
        take(mei.id, quoted.id, seconds=services.QUOTE_SECONDS)

    assert take(mei.id, quoted.id, seconds=services.QUOTE_SECONDS - 1)


def test_nobody_takes_the_quote_of_somebody_else() -> None:
    open_market()
    mei, lin = make.person(balance_minor=500_00), make.person(balance_minor=500_00)

    with pytest.raises(services.UnknownQuote):
        take(lin.id, offer(mei.id).id)

    assert queries.quote(offer(mei.id).id, lin.id) is None


def test_what_one_does_not_have_cannot_be_exchanged() -> None:
    open_market()
    mei = make.person(balance_minor=50_00)

    with pytest.raises(services.InsufficientFunds) as refused:
        take(mei.id, offer(mei.id).id)

    assert refused.value.facts == {"available": "$50.00", "amount": "$110.00"}
    assert (balance(mei.id, "USD"), balance(mei.id, "EUR")) == (50_00, 0)


def test_what_the_house_does_not_have_it_does_not_sell() -> None:
    open_market(stock_major=100)
    mei = make.person(balance_minor=10_000_00)

    with pytest.raises(services.LiquidityShort):
        offer(mei.id, sell_minor=1_000_00)


def test_a_house_that_ran_dry_after_the_quote_moves_nothing() -> None:
    open_market(stock_major=100)
    mei, lin = make.person(balance_minor=110_00), make.person(balance_minor=110_00)
    mine, theirs = offer(mei.id, sell_minor=100_00), offer(lin.id, sell_minor=100_00)
    take(lin.id, theirs.id)

    with pytest.raises(services.LiquidityShort):
        take(mei.id, mine.id)

    assert (balance(mei.id, "USD"), balance(mei.id, "EUR")) == (110_00, 0)


@pytest.mark.parametrize(
    ("sells", "sell_minor", "buys", "code"),
    [
        ("USD", 0, "EUR", "bad_amount"),
        ("USD", -5, "EUR", "bad_amount"),
        ("USD", 10**18, "EUR", "bad_amount"),
        ("USD", 100, "USD", "same_asset"),
        ("USD", 100, "XYZ", "unknown_asset"),
        ("NaN", 100, "EUR", "unknown_asset"),
        ("USD", 100, "E" * 10_000, "unknown_asset"),
        ("PTS", 1, "BTC", "refused nothing"),
        ("BTC", 1, "EUR", "too_small_to_exchange"),
        ("BTC", 10**15, "PTS", "liquidity_short"),
        ("USD", 10**15, "BTC", "bad_amount"),
    ],
)
def test_what_cannot_be_exchanged_says_why(sells: str, sell_minor: int, buys: str, code: str) -> None:
    open_market()
    mei = make.person()

    try:
        offer(mei.id, sells, sell_minor, buys)
    except Refusal as refusal:
        assert refusal.code == code  # noqa: PT017  some of them are none
    else:
        assert code == "refused nothing"


def test_a_rate_that_is_too_old_promises_nothing() -> None:
    open_market()
    mei = make.person(balance_minor=500_00)
    wish = services.Wish(sells="USD", sell_minor=100_00, buys="EUR")

    with pytest.raises(queries.RateTooOld):
        services.quote(mei.id, wish, at=make.AT + timedelta(hours=2))


def test_an_older_rate_never_replaces_a_newer_one() -> None:
    open_market()

    assert tell_rates({"EUR": "9"}) == 0
    assert queries.rate("EUR", "USD", at=make.AT).mid == Decimal("1.1")


def test_exchanges_and_the_journal_agree_and_a_missing_record_is_found() -> None:
    open_market()
    mei = make.person(balance_minor=500_00)
    made = take(mei.id, offer(mei.id).id)
    assert (queries.exchange_differences(), verify().problems) == ((), ())

    with connection.cursor() as cursor:
        cursor.execute("reset role")
        cursor.execute("delete from wallets_exchange where id = %s", [made.id])

    assert [each.kind for each in queries.exchange_differences()] == ["money_without_record", "money_without_record"]


@settings(max_examples=8)
@given(st.lists(st.tuples(ASSET, ASSET, st.integers(1, 10**9)), max_size=6))
def test_no_chain_of_exchanges_creates_or_loses_a_minor_unit(swaps: list[tuple[str, str, int]]) -> None:
    open_market()
    mei = make.person(balance_minor=10_000_00)

    for sells, buys, sell_minor in swaps:
        try:
            take(mei.id, offer(mei.id, sells, min(sell_minor, max(balance(mei.id, sells), 1)), buys).id)
        except (services.SameAsset, services.TooSmallToExchange, services.InsufficientFunds, services.LiquidityShort, BadAmount):
            continue

    assert set(sums().values()) == {0}
    assert (queries.exchange_differences(), verify().problems) == ((), ())
    assert worth(mei.id) <= 10_000_00


def worth(person_id: UUID) -> Fraction:
    scales = {"EUR": 2, "PTS": 0, "BTC": 8}
    others = (Fraction(balance(person_id, asset), 10 ** scales[asset]) * Fraction(IN_DOLLARS[asset]) * 100 for asset in scales)
    return sum(others, Fraction(balance(person_id, "USD")))


@given(
    st.integers(1, 10**15),
    st.fractions(Fraction(1, 10**9), Fraction(10**9)),
    st.integers(0, 5_000),
    st.integers(0, 8),
    st.integers(0, 8),
)
def test_rounding_is_to_the_house_by_less_than_one_minor_unit(
    sell_minor: int, mid: Fraction, spread_bp: int, sell_scale: int, buy_scale: int
) -> None:
    by = Terms(mid=mid, spread_bp=spread_bp, sell_scale=sell_scale, buy_scale=buy_scale)
    exact = by.rate * sell_minor * Fraction(10**buy_scale, 10**sell_scale)

    assert 0 <= exact - by.bought(sell_minor) < 1
    assert by.spread(sell_minor) >= 0


@given(st.fractions(Fraction(1, 10**9), Fraction(10**9)))
def test_a_rate_is_shown_with_six_digits_that_count_and_never_too_high(rate: Fraction) -> None:
    read = Fraction(Decimal(shown(rate).replace(",", "")))

    assert 0 <= rate - read <= rate / 10**5
