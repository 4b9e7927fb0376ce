"""Tiles stand in an order that fits, and the person's own wishes come first."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiyin.kit.ids import uuid7
from zhiyin.personal import queries, services, tiles
from zhiyin.personal.tiles import USUAL, Use


def codes(use: Use) -> list[str]:
    return [tile.code for tile in tiles.fitting(use, "en")]


def test_who_sends_to_friends_more_than_they_pay_shops_finds_friends_first_and_reads_why() -> None:
    first = tiles.fitting(Use(payments=5, transfers=12, shops_every=None), "en")[0]

    assert (first.code, first.reason) == ("transfer", "You send to people more often than you pay shops: 12 and 5 times.")


def test_who_shops_every_week_finds_where_the_money_goes_early() -> None:
    use = Use(payments=50, transfers=1, shops_every=(2, 7))

    assert codes(use)[:3] == ["scan", "transfer", "spending"]
    assert tiles.fitting(use, "zh-hans")[2].reason == "您每 2 到 7 天购物一次。"


def test_who_shops_once_a_month_does_not() -> None:
    assert codes(Use(payments=50, transfers=1, shops_every=(20, 35))) == list(USUAL)


def test_with_hardly_any_facts_the_order_is_the_usual_one_and_says_so() -> None:
    first = tiles.fitting(Use(payments=1, transfers=1, shops_every=None), "en")

    assert [tile.code for tile in first] == list(USUAL)
    assert first[0].reason.startswith("The usual order")


@given(
    st.builds(Use, payments=st.integers(0, 99), transfers=st.integers(0, 99), shops_every=st.none() | st.just((1, 1)) | st.just((3, 30))),
    st.dictionaries(st.sampled_from([*USUAL, "gone"]), st.integers(0, 12)),
    st.lists(st.sampled_from(USUAL)),
)
def test_whatever_is_pinned_or_hidden_every_tile_is_there_once_with_a_reason(use: Use, pinned: dict[str, int], hidden: list[str]) -> None:
    shown = tiles.arranged(tiles.fitting(use, "en"), pinned=pinned, hidden=hidden, language="en")

    assert sorted(tile.code for tile in shown) == sorted(USUAL)
    assert all(tile.reason for tile in shown)
    assert {tile.code for tile in shown if tile.hidden} == set(hidden)


@pytest.mark.django_db
def test_a_moved_tile_keeps_its_place() -> None:
    me = uuid7()
    services.move(me, "help", by=-6)

    first = queries.all_tiles(me, language="en")
    assert [tile.code for tile in first][:3] == ["scan", "help", "transfer"]
    assert [tile.code for tile in first if tile.pinned] == ["help"]


@pytest.mark.django_db
@pytest.mark.parametrize("by", [-99, -1, 1, 99])
def test_moving_stays_within_the_list(by: int) -> None:
    me = uuid7()
    services.move(me, "my_code", by=by)

    assert [tile.code for tile in queries.all_tiles(me, language="en")].index("my_code") == max(0, min(7, 2 + by))


@pytest.mark.django_db
def test_a_tile_can_be_pinned_and_let_go() -> None:
    me = uuid7()
    services.pin(me, "spending", pinned=True)
    assert [tile.code for tile in queries.all_tiles(me, language="en") if tile.pinned] == ["spending"]

    services.pin(me, "spending", pinned=False)
    assert not any(tile.pinned for tile in queries.all_tiles(me, language="en"))


@pytest.mark.django_db
def test_an_arrangement_is_kept_as_given_until_it_is_reset() -> None:
    me = uuid7()
    services.arrange(me, order=["inbox", *(code for code in USUAL if code != "inbox")], hidden=["help"], pinned=["inbox"])

    shown = queries.all_tiles(me, language="en")
    assert (shown[0].code, shown[0].pinned, [tile.code for tile in shown if tile.hidden]) == ("inbox", True, ["help"])

    services.reset_tiles(me)
    assert [tile.code for tile in queries.all_tiles(me, language="en")] == list(USUAL)


@pytest.mark.django_db
def test_hiding_is_undone_by_showing() -> None:
    me = uuid7()
    services.hide(me, "help", hidden=True)
    services.hide(me, "inbox", hidden=True)
    services.hide(me, "help", hidden=False)

    assert [tile.code for tile in queries.all_tiles(me, language="en") if tile.hidden] == ["inbox"]


@pytest.mark.django_db
def test_a_tile_that_does_not_exist_is_refused() -> None:
    with pytest.raises(services.UnknownTile):
        services.pin(uuid7(), "lottery", pinned=True)
    with pytest.raises(services.UnknownTile):
        services.arrange(uuid7(), order=["lottery"], hidden=[], pinned=[])
