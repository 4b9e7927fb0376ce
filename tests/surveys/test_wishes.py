"""People say what they miss and vote for it; nobody reads a wish before staff have; who wants it hears when it is done."""

from functools import partial
from uuid import UUID, uuid4

import pytest
from django.urls import reverse
from tests import make
from tests.console.stage import browser
from tests.web.browser import client_of

from zhiyin.events.reach import ImprovementShipped
from zhiyin.events.voice import WishTakenUp
from zhiyin.improvements import services as improving
from zhiyin.kit.ids import uuid7
from zhiyin.surveys.documents.likeness import ALIKE, likeness, names_somebody
from zhiyin.surveys.models import Wish
from zhiyin.surveys.queries import wishes
from zhiyin.surveys.services import wishing

pytestmark = pytest.mark.django_db
TEXT = "Split a bill by items"


def _wish(text: str = TEXT, person: UUID | None = None) -> UUID:
    return wishing.make(text, key=uuid7(), person_id=person or make.person().id, at=make.AT)


def _shown(text: str = TEXT, person: UUID | None = None) -> UUID:
    wish = _wish(text, person)
    wishing.judge(wish, show=True, by=make.staff("product").id, at=make.AT)
    return wish


def _vote(wish: UUID, person: UUID, *, wanted: bool = True) -> int:
    return wishing.vote(wish, person_id=person, wanted=wanted, at=make.AT)


def _improvement(chen: UUID) -> UUID:
    theme = improving.create_theme(name_en=f"Bills {uuid4()}", name_zh=f"账单 {uuid4()}", by=chen, at=make.AT)
    improvement = improving.open_improvement(theme, title_en="Split by items", title_zh="按商品分账", owner_id=chen, at=make.AT)
    improving.start(improvement, at=make.AT)
    return improvement


def test_a_wish_waits_for_a_look_before_anybody_else_reads_it() -> None:
    lin, mei = make.person().id, make.person().id
    wish = _wish(person=lin)

    with pytest.raises(wishing.NoWish):
        _vote(wish, mei)

    assert wishes.shown(mei) == ()
    assert [(each.state, each.votes) for each in wishes.of_person(lin)] == [("waiting", 1)]
    wishing.judge(wish, show=True, by=make.staff("product").id, at=make.AT)
    assert [(each.text, each.votes, each.wanted) for each in wishes.shown(mei)] == [(TEXT, 1, False)]


def test_a_person_counts_once_and_can_take_the_vote_back() -> None:
    wish, mei = _shown(), make.person().id

    votes = [_vote(wish, mei), _vote(wish, mei), _vote(wish, mei, wanted=False), _vote(wish, mei, wanted=False)]

    assert votes == [2, 2, 1, 1]
    assert Wish.objects.get(id=wish).votes == 1


@pytest.mark.parametrize("text", ["", "ab", " a\n ", "x" * 141])
def test_a_wish_is_from_3_to_140_characters(text: str) -> None:
    with pytest.raises(wishing.BadWish):
        _wish(text)


@pytest.mark.parametrize(
    "text", ["Call me at 138 0013 8000", "打 13800138000", "write mei@example.org", "see https://x.example", "pay @mei_lin", "卡号 ６２２２０２１１"]
)
def test_what_leads_to_a_person_is_never_kept(text: str) -> None:
    with pytest.raises(wishing.BadWish) as refused:
        _wish(text)

    assert refused.value.facts == {"why": "personal"}
    assert not names_somebody("Raise the limit to 5000, in 2027")


def test_three_wishes_wait_at_once_and_a_read_one_makes_room() -> None:
    lin = make.person().id
    first, *_rest = [_wish(f"{TEXT} {n}", lin) for n in range(3)]

    with pytest.raises(wishing.TooManyWishes):
        _wish("A fourth", lin)
    wishing.judge(first, show=False, by=make.staff("product").id, at=make.AT)

    assert _wish("A fourth", lin)


def test_the_same_key_is_the_same_wish() -> None:
    lin, key = make.person().id, uuid7()
    send = partial(wishing.make, key=key, person_id=lin, at=make.AT)

    assert send(TEXT) == send(f"  {TEXT}\n") == key
    with pytest.raises(wishing.KeyReused):
        send("Another one")
    assert Wish.objects.count() == 1


def test_what_was_judged_takes_no_other_way() -> None:
    chen, wish = make.staff("product").id, _shown()
    wishing.take_up(wish, by=chen, at=make.AT)

    with pytest.raises(wishing.WishOver):
        wishing.judge(wish, show=False, by=chen, at=make.AT)
    wishing.settle(wish, done=True, by=chen, at=make.AT)
    with pytest.raises(wishing.WishOver):
        _vote(wish, make.person().id)
    with pytest.raises(wishing.WishOver):
        wishing.take_up(_wish(), by=chen, at=make.AT)


def test_likeness_finds_the_same_wish_in_other_words_of_either_language() -> None:
    assert likeness("Split a bill by items", "split bills by the items!") > ALIKE
    assert likeness("希望可以按商品分账", "按商品分账") > ALIKE
    assert likeness("Split a bill by items", "A darker dark mode") < ALIKE
    assert likeness("夜间模式", "按商品分账") < ALIKE
    assert likeness("?", "?") == 0


def test_who_wants_it_hears_once_when_it_ships() -> None:
    chen, lin, mei, zhou = make.staff("product").id, make.person().id, make.person().id, make.person().id
    wish, improvement = _shown(person=lin), _improvement(chen)
    _vote(wish, mei)
    _vote(wish, zhou)
    _vote(wish, zhou, wanted=False)

    for _ in range(2):
        improving.take_up_wish(improvement, wish, by=chen, at=make.AT)
    with pytest.raises(wishing.WishOver):
        improving.take_up_wish(_improvement(chen), wish, by=chen, at=make.AT)
    for _ in range(2):
        improving.ship(improvement, note_en="You can now.", note_zh="现在可以了。", by=chen, at=make.AT)

    told = [set(fact.people) for fact in make.published(ImprovementShipped)]
    assert told == [{lin, mei}]
    assert [fact.votes for fact in make.published(WishTakenUp)] == [2]
    assert Wish.objects.get(id=wish).state == "done"


def test_a_declined_improvement_says_so_beside_its_wishes() -> None:
    chen, lin = make.staff("product").id, make.person()
    wish, improvement = _shown(person=lin.id), _improvement(chen)
    improving.take_up_wish(improvement, wish, by=chen, at=make.AT)

    improving.decline(improvement, note_en="Shops do not send items.", note_zh="商家不提供商品明细。", by=chen, at=make.AT)

    page = client_of(lin).get(reverse("web:wishes")).content.decode()
    assert "Shops do not send items." in page
    assert "We will not do it" in page


def test_who_wishes_for_what_is_wished_for_sees_it_first_and_votes() -> None:
    wish, mei = _shown(), make.person()
    there, client, key = reverse("web:wishes"), client_of(mei), str(uuid7())

    page = client.post(there, {"text": "split bills by items", "key": key}).content.decode()
    client.post(reverse("web:vote", args=[wish]), {"wanted": "1"})

    assert "Is it one of these?" in page
    assert TEXT in page
    assert Wish.objects.count() == 1
    assert Wish.objects.get(id=wish).votes == 2
    assert client.post(there, {"text": "split bills by items", "key": key, "sure": "1"}).status_code == 302
    assert Wish.objects.filter(person_id=mei.id).count() == 1


def test_staff_show_decline_and_take_up_and_never_read_who_wished() -> None:
    chen, lin = make.staff("product").id, make.person()
    wish, other, improvement = _wish(person=lin.id), _wish("Something rude", lin.id), _improvement(chen)
    staff, there = browser("product"), reverse("console:wishes")

    page = staff.get(there).content.decode()
    staff.post(reverse("console:wish_judge", args=[wish]), {"deed": "show"})
    staff.post(reverse("console:wish_judge", args=[other]), {"deed": "decline"})
    staff.post(reverse("console:wish_judge", args=[wish]), {"deed": "take_up", "improvement": str(improvement)})

    assert TEXT in page
    assert lin.name not in page
    assert [Wish.objects.get(id=each).state for each in (wish, other)] == ["taken_up", "declined"]
    assert TEXT in staff.get(reverse("console:improvement", args=[improvement])).content.decode()
    assert browser("support").post(reverse("console:wish_judge", args=[wish]), {"deed": "decline"}).status_code == 403
    assert staff.post(reverse("console:wish_judge", args=[wish]), {"deed": "?"}).status_code == 400
