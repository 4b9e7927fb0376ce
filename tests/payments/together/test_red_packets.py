"""Red packets: sent, opened, given back; and everybody can check the draw."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, connections, transaction
from django.db.migrations.executor import MigrationExecutor
from tests import make
from tests.payments.crowd import at_once

from zhiyin.events.together import RedPacketEnded, RedPacketOpened, RedPacketSent
from zhiyin.identity import services as identity
from zhiyin.identity.queries import Person
from zhiyin.kit.errors import Refusal
from zhiyin.kit.ids import uuid7
from zhiyin.ledger import queries as ledger
from zhiyin.ledger import services as posting
from zhiyin.payments import luck
from zhiyin.payments.models import RedPacket, RedPacketShare
from zhiyin.payments.queries import differences
from zhiyin.payments.queries import together as queries
from zhiyin.payments.services import together as services
from zhiyin.payments.services.together import rounds
from zhiyin.wallets.queries import accounts, wallet
from zhiyin.wallets.services import Code, move, open_wallets

DAY = timedelta(hours=24)
db = pytest.mark.django_db


@pytest.fixture
def mei() -> Person:
    return make.person("mei", name="Mei", balance_minor=100_00)


def sent(sender: Person, total_minor: int = 10_00, count: int = 3, way: str = "lucky", **terms: Any) -> str:
    new = services.NewRedPacket(key=uuid7(), sender_id=sender.id, total_minor=total_minor, count=count, way=way, **terms)
    return services.send_red_packet(new, at=make.AT)


def opened(token: str, person: Person, at: Any = make.AT) -> int:
    return services.open_red_packet(token, person_id=person.id, at=at)


@db
def test_the_money_leaves_the_sender_at_once_and_reaches_those_who_open(mei: Person) -> None:
    token, friends = sent(mei), [make.person() for _ in range(3)]
    assert wallet(mei.id).balance_minor == 90_00

    shares = [opened(token, friend) for friend in friends]

    assert sum(shares) == 10_00
    assert [wallet(friend.id).balance_minor for friend in friends] == shares
    assert [fact.amount_minor for fact in make.published(RedPacketOpened)] == shares
    assert [fact.returned_minor for fact in make.published(RedPacketEnded)] == [0]
    assert (len(make.published(RedPacketSent)), differences()) == (1, ())


@db
def test_the_draw_can_be_worked_out_again_from_what_is_shown(mei: Person) -> None:
    token, friends = sent(mei, count=5), [make.person() for _ in range(5)]
    before = queries.red_packet(token, for_person=mei.id)
    assert before is not None
    assert (before.seed, before.shares) == ("", ())

    shares = [opened(token, friend) for friend in friends]

    after = queries.red_packet(token, for_person=make.person().id)
    assert after is not None
    again = queries.draw(after.seed, total_minor=after.total_minor, count=after.count)
    assert again is not None
    assert again.commitment == before.commitment
    assert again.shares == tuple(shares) == tuple(share.amount_minor for share in after.shares)
    assert [share.amount_minor for share in after.shares if share.luckiest] == [max(shares)] * shares.count(max(shares))


@db
def test_equal_packets_give_everybody_the_same(mei: Person) -> None:
    token = sent(mei, 10_00, 4, way="equal")

    assert [opened(token, make.person()) for _ in range(4)] == [2_50] * 4


@db
def test_who_opens_twice_gets_one_share(mei: Person) -> None:
    token, lin = sent(mei), make.person()

    assert opened(token, lin) == opened(token, lin) == wallet(lin.id).balance_minor
    assert len(make.published(RedPacketOpened)) == 1


@db
def test_who_comes_too_late_gets_nothing_and_sees_who_did(mei: Person) -> None:
    token, lin, late = sent(mei, 1, 1), make.person(name="Lin"), make.person()
    opened(token, lin)

    with pytest.raises(services.PacketEmpty):
        opened(token, late)

    seen = queries.red_packet(token, for_person=late.id)
    assert seen is not None
    assert ([share.name for share in seen.shares], seen.mine_minor) == (["Lin"], None)


@db
def test_packets_whose_sender_is_frozen_hold_up_nobody_however_many(mei: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rounds, "ROUND", 2)
    lin = make.person(balance_minor=10_00)
    for sender in (mei, mei, mei, lin):
        sent(sender)
    posting.freeze(accounts((mei.id,))[mei.id], key=uuid7(), at=make.AT)

    assert services.return_expired_red_packets(make.AT + DAY) == 1
    assert wallet(lin.id).balance_minor == 10_00
    posting.unfreeze(accounts((mei.id,))[mei.id], key=uuid7(), at=make.AT)
    assert [services.return_expired_red_packets(make.AT + DAY) for _ in range(3)] == [2, 1, 0]
    assert differences() == ()


@db
def test_what_nobody_took_goes_back_after_a_day_once(mei: Person) -> None:
    token, lin = sent(mei), make.person()
    share = opened(token, lin)

    assert services.return_expired_red_packets(make.AT + DAY - timedelta(seconds=1)) == 0
    assert [services.return_expired_red_packets(make.AT + DAY) for _ in range(2)] == [1, 0]

    assert wallet(mei.id).balance_minor == 100_00 - share
    assert [fact.returned_minor for fact in make.published(RedPacketEnded)] == [10_00 - share]
    assert differences() == ()


@db
def test_after_its_day_a_packet_is_closed_even_before_the_job_was_round(mei: Person) -> None:
    with pytest.raises(services.PacketExpired):
        opened(sent(mei), make.person(), make.AT + DAY)


@db
def test_a_packet_for_chosen_friends_opens_for_nobody_else(mei: Person) -> None:
    lin, stranger = make.person("lin"), make.person()
    token = sent(mei, guests=("@lin",))

    with pytest.raises(services.NotForYou):
        opened(token, stranger)
    assert opened(token, lin) > 0
    key = RedPacket.objects.get().id
    assert [queries.red_packet_of(key, for_person=each.id) for each in (mei, lin, stranger)] == [key, key, None]
    assert [bool(queries.red_packet(str(key), for_person=each.id)) for each in (mei, lin, stranger)] == [True, True, False]


@db
@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"count": 0}, "bad_count"),
        ({"count": 101}, "bad_count"),
        ({"total_minor": 2}, "too_little_for_all"),
        ({"total_minor": 0}, "bad_amount"),
        ({"total_minor": -5}, "bad_amount"),
        ({"total_minor": 10**30}, "bad_amount"),
        ({"total_minor": 100_01}, "insufficient_funds"),
        ({"greeting": "n" * 141}, "bad_note"),
        ({"guests": ("nobody",)}, "unknown_person"),
    ],
)
def test_what_cannot_be_sent_is_refused_and_nothing_moves(mei: Person, change: dict[str, Any], code: str) -> None:
    with pytest.raises(Refusal) as refused:
        sent(mei, **change)

    assert (refused.value.code, wallet(mei.id).balance_minor) == (code, 100_00)
    assert not RedPacket.objects.exists()


@db
def test_sending_twice_with_one_key_sends_once_and_never_something_else(mei: Person) -> None:
    terms: dict[str, Any] = {"key": uuid7(), "sender_id": mei.id, "total_minor": 10_00, "count": 3, "way": "lucky"}

    first, second = (services.send_red_packet(services.NewRedPacket(**terms), at=make.AT) for _ in range(2))
    with pytest.raises(Refusal) as refused:
        services.send_red_packet(services.NewRedPacket(**terms | {"count": 4}), at=make.AT)

    assert (first == second, refused.value.code, wallet(mei.id).balance_minor) == (True, "key_reused", 90_00)


@db
def test_only_the_sender_is_told_the_link_and_no_dump_of_the_database_holds_it(mei: Person) -> None:
    token, lin = sent(mei), make.person()
    key = RedPacket.objects.get().id

    assert [getattr(queries.red_packet(token, for_person=each.id), "token", "") for each in (mei, lin)] == [token, ""]
    assert token not in str(list(RedPacket.objects.values()))
    with pytest.raises(services.NoSuchPacket):
        services.open_red_packet(str(key), person_id=lin.id, at=make.AT)


@db
def test_another_secret_of_the_deployment_opens_links_that_are_out_and_shows_none(mei: Person, settings: Any) -> None:
    token, lin = sent(mei), make.person()
    settings.SECRET_KEY = "another " * 8

    shown = queries.red_packet(str(RedPacket.objects.get().id), for_person=mei.id)

    assert shown
    assert (shown.token, opened(token, lin) > 0) == ("", True)


@pytest.mark.usefixtures("fresh_database")
def test_a_link_that_was_handed_on_before_links_were_worked_out_still_opens_its_packet() -> None:
    with connection.cursor() as cursor:
        cursor.execute("reset role")
    executor = MigrationExecutor(connection)
    executor.migrate([("payments", "0011_fees_are_within")])
    mei, lin = make.person("mei", balance_minor=9_00), make.person("lin")
    wallets = open_wallets([packet_id := uuid7()], kind="holding", at=make.AT)
    old = executor.loader.project_state([("payments", "0011_fees_are_within")]).apps.get_model("payments", "RedPacket")
    old.objects.create(
        id=packet_id, token="an-old-link", sender_id=mei.id, total_minor=5_00, asset="USD", count=1, way="equal", seed=b"s" * 32, at=make.AT,
        expires_at=make.AT + DAY, left_minor=5_00,
    )  # fmt: skip
    with transaction.atomic():
        move(key=packet_id, debit=accounts((mei.id,))[mei.id], credit=wallets[packet_id], amount_minor=5_00, asset="USD", code=Code.RED_PACKET)
    executor.loader.build_graph()
    executor.migrate([("payments", "0012_packet_links_are_digests")])

    shown = queries.red_packet("an-old-link", for_person=mei.id)

    assert shown
    assert (opened("an-old-link", lin), opened(shown.token, lin)) == (5_00, 5_00)


@db
@pytest.mark.parametrize("token", ["", "nothing", "a\x00b", "x" * 5_000])
def test_a_link_that_is_none_opens_nothing(mei: Person, token: str) -> None:
    with pytest.raises(services.NoSuchPacket):
        opened(token, mei)


@db
@pytest.mark.parametrize("seed", ["", "xyz", "00", "0" * 63, "0" * 66])
def test_what_is_no_seed_gives_no_draw(seed: str) -> None:
    assert queries.draw(seed, total_minor=10_00, count=3) is None


@db
def test_a_packet_that_does_not_add_up_is_named(mei: Person) -> None:
    token = sent(mei)
    opened(token, make.person())
    with connection.cursor() as cursor:
        cursor.execute("reset role")
    RedPacketShare.objects.update(amount_minor=10_00)

    assert {each.id for each in differences()} == {RedPacket.objects.get().id, RedPacketShare.objects.get().id}


@pytest.mark.usefixtures("fresh_database")
def test_five_hundred_who_open_at_once_share_a_hundred_shares_exactly() -> None:
    mei = make.person(balance_minor=100_00)
    people = [identity.join(handle=f"friend_{number}", name="F", at=make.AT).id for number in range(500)]
    open_wallets(people, at=make.AT)
    token, start = sent(mei, 77_77, 100), threading.Barrier(32)

    def run(lane: int) -> Counter[str]:
        start.wait()
        came: Counter[str] = Counter()
        try:
            # Every fourth taps twice, in another lane, at about the same moment.
            for number in (*range(lane, 500, 32), *range((lane + 1) % 32, 500, 128)):
                try:
                    services.open_red_packet(token, person_id=people[number], at=make.AT)
                    came["share"] += 1
                except services.PacketEmpty:
                    came["empty"] += 1
        finally:
            connections.close_all()
        return came

    with ThreadPoolExecutor(32) as pool:
        came = sum(pool.map(run, range(32)), Counter())

    assert came["share"] >= 100  # who taps twice is told their share twice
    assert came.total() == 500 + 32 * 4
    shares = list(RedPacketShare.objects.order_by("number").values_list("person_id", "number", "amount_minor"))
    assert len({person for person, _, _ in shares}) == len(shares) == 100
    packet = RedPacket.objects.get()
    drawn = luck.shares(bytes(packet.seed), total_minor=77_77, count=100, lucky=True)
    assert [(number, amount) for _, number, amount in shares] == list(enumerate(drawn, 1))
    assert sum(amount for _, _, amount in shares) == 77_77
    assert (packet.state, wallet(packet.id).balance_minor, wallet(mei.id).balance_minor) == ("finished", 0, 22_23)
    assert (differences(), ledger.verify().problems) == ((), ())


@pytest.mark.usefixtures("fresh_database")
def test_the_last_opener_and_the_end_of_the_day_race_and_the_money_is_somewhere_once() -> None:
    mei = make.person(balance_minor=100_00)
    friends = [make.person() for _ in range(4)]
    token = sent(mei, 10_00, 5)
    just_in_time = make.AT + DAY - timedelta(microseconds=1)

    def act(number: int) -> object:
        if number % 2:
            return services.return_expired_red_packets(make.AT + DAY)
        return services.open_red_packet(token, person_id=friends[number // 2].id, at=just_in_time)

    at_once(8, act)

    got = sum(wallet(friend.id).balance_minor for friend in friends)
    assert wallet(mei.id).balance_minor + got == 100_00
    assert len(make.published(RedPacketEnded)) == 1
    assert (differences(), ledger.verify().problems) == ((), ())
