"""The demo's shopping is real and ends yesterday."""

from datetime import date, timedelta

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from zhiyin.kit.categories import CATEGORIES
from zhiyin.site.demo import cast, names, shopping

SUNDAY = date(2026, 11, 22)
HOUSEHOLDS = (1, 900, 1228)


@pytest.mark.parametrize("today", [SUNDAY + timedelta(days=day) for day in range(7)])
def test_the_last_day_is_yesterday_and_nothing_lies_in_the_future(today: date) -> None:
    year = shopping.read(shopping.choose(60, every=shopping.visits()), today=today)
    last = max(basket.at.astimezone(shopping.ZONE).date() for basket in year.baskets)

    # On a Tuesday yesterday is the data's Christmas Day, when the shops were closed.
    assert last == today - timedelta(days=2 if today.weekday() == 1 else 1)


def test_weekdays_and_hours_stay_what_they_were() -> None:
    year = shopping.read(HOUSEHOLDS, today=SUNDAY)
    table = pq.read_table(shopping._file("transactions"), columns=["household_id", "basket_id", "transaction_timestamp"])
    table = table.filter(pc.field("household_id").isin(HOUSEHOLDS)).group_by("basket_id").aggregate([("transaction_timestamp", "min")])
    was = pc.assume_timezone(table["transaction_timestamp_min"], "UTC").cast(pa.timestamp("us", "America/New_York")).to_pylist()
    stamps = dict(zip(table["basket_id"].to_pylist(), was, strict=True))

    moved = {basket.id: basket.at.astimezone(shopping.ZONE) for basket in year.baskets}

    assert all((moved[basket].weekday(), moved[basket].hour) == (stamps[basket].weekday(), stamps[basket].hour) for basket in moved)


def test_a_basket_costs_what_its_lines_cost() -> None:
    year = shopping.read(HOUSEHOLDS, today=SUNDAY)

    assert all(basket.amount_minor == sum(line.amount_minor for line in basket.lines) > 0 for basket in year.baskets)


def test_every_good_has_names_in_both_languages_and_a_known_category() -> None:
    goods = shopping.goods().values()

    assert all(good.name_en and good.name_zh for good in goods)
    assert {good.category for good in goods} <= set(CATEGORIES)


def test_the_same_number_draws_the_same_households_and_keeps_the_cast() -> None:
    visits = shopping.visits()
    parts = cast.households(visits, shopping.ages())

    chosen = shopping.choose(20, every=visits, always=tuple(parts))

    assert chosen == shopping.choose(20, every=visits, always=tuple(parts))
    assert len(chosen) == 20
    assert set(parts) <= set(chosen)


def test_made_up_people_and_shops_have_names_of_their_own() -> None:
    people = [names.person(household) for household in range(1, 2501)]
    shops = names.shops(list(range(457)))

    assert len({person.handle for person in people}) == len(people)
    assert all(3 <= len(person.handle) <= 30 for person in people)
    assert len({shop.en for shop in shops.values()}) == len(shops) == len({shop.zh for shop in shops.values()})
