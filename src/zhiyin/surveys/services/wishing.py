"""People say what they miss and vote for it; staff look at each wish before anybody else does."""

from datetime import datetime
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import F

from zhiyin.events.voice import WishTakenUp
from zhiyin.kit.errors import Refusal
from zhiyin.kit.ids import derived
from zhiyin.outbox import services as outbox
from zhiyin.surveys.documents.likeness import names_somebody
from zhiyin.surveys.models import WISH_CHARACTERS_MAX, WISH_CHARACTERS_MIN, Wish, WishVote

WAITING_MAX = 3


class BadWish(Refusal):
    """From 3 to 140 characters (`why` length), and nothing that leads to a person (`why` personal)."""

    code = "bad_wish"


class TooManyWishes(Refusal):
    """Three of this person's wishes wait for a look of staff already."""

    code = "too_many_wishes"
    status = 409


class NoWish(Refusal):
    """There is no such wish, or nobody but its maker may know of it."""

    code = "no_wish"
    status = 404


class WishOver(Refusal):
    """It is no longer voted for; or staff have judged it already."""

    code = "wish_over"
    status = 409


class KeyReused(Refusal):
    """The key belongs to another wish."""

    code = "key_reused"
    status = 409


def checked(text: str) -> str:
    """The wish as it will be kept: spaces and lines become single spaces. Raises `BadWish`. Repeats: it stays as it is."""
    words = " ".join(text.replace("\x00", "").split())
    if not WISH_CHARACTERS_MIN <= len(words) <= WISH_CHARACTERS_MAX:
        raise BadWish(why="length")
    if names_somebody(words):
        raise BadWish(why="personal")
    return words


@transaction.atomic
def make(text: str, *, key: UUID, person_id: UUID, at: datetime) -> UUID:
    """The wish waits for a look of staff, with its maker's vote; answers its id, which is `key`.

    Raises `BadWish`, `TooManyWishes` (three wait), `KeyReused`. Repeats: the same wish.
    """
    words = checked(text)
    get_user_model().objects.select_for_update(no_key=True).only("id").get(id=person_id)  # two wishes of one person take turns
    before = Wish.objects.filter(id=key).first()
    if before:
        if (before.person_id, before.text) != (person_id, words):
            raise KeyReused
        return before.id
    if Wish.objects.filter(person_id=person_id, state=Wish.WAITING).count() >= WAITING_MAX:
        raise TooManyWishes
    Wish.objects.create(id=key, person_id=person_id, text=words, votes=1, made_at=at)
    WishVote.objects.create(wish_id=key, person_id=person_id, at=at)
    return key


@transaction.atomic
def vote(wish_id: UUID, *, person_id: UUID, wanted: bool, at: datetime) -> int:
    """The person wants it, or no longer does; answers how many do. A wish that still waits is known to its maker alone.

    Raises `NoWish`, `WishOver` (done or declined). Repeats: a person counts once.
    """
    wish = _held(wish_id)
    if wish.state == Wish.WAITING and wish.person_id != person_id:
        raise NoWish
    if wish.state not in (Wish.WAITING, Wish.SHOWN, Wish.TAKEN_UP):
        raise WishOver
    if wanted:
        _, is_new = WishVote.objects.get_or_create(wish=wish, person_id=person_id, defaults={"at": at})
        step = int(is_new)
    else:
        step = -WishVote.objects.filter(wish=wish, person_id=person_id).delete()[0]
    Wish.objects.filter(id=wish_id).update(votes=F("votes") + step)
    return wish.votes + step


@transaction.atomic
def judge(wish_id: UUID, *, show: bool, by: UUID, at: datetime) -> None:
    """Everybody sees a wish that waits, or nobody ever will. One that is shown can still be declined, and then stands no longer in the list.

    Raises `NoWish`, `WishOver` (taken up, done, or declined before). Repeats: it stays as it was judged.
    """
    wish, wanted = _held(wish_id), Wish.SHOWN if show else Wish.DECLINED
    if wish.state == wanted:
        return
    if wish.state not in ((Wish.WAITING,) if show else (Wish.WAITING, Wish.SHOWN)):
        raise WishOver
    _judged(wish, wanted, by=by, at=at)


@transaction.atomic
def take_up(wish_id: UUID, *, by: UUID, at: datetime) -> None:
    """Somebody works on it: `WishTakenUp` is told. Raises `NoWish`, `WishOver` (not shown). Repeats: it is taken up once."""
    wish = _held(wish_id)
    if wish.state == Wish.TAKEN_UP:
        return
    if wish.state != Wish.SHOWN:
        raise WishOver
    _judged(wish, Wish.TAKEN_UP, by=by, at=at)
    outbox.publish(WishTakenUp(id=derived("WishTakenUp", wish.id), at=at, wish_id=wish.id, votes=wish.votes, by=by))


@transaction.atomic
def settle(wish_id: UUID, *, done: bool, by: UUID, at: datetime) -> None:
    """What was taken up is done, or will not be. From now on nobody votes. Raises `NoWish`, `WishOver`. Repeats: it is settled once."""
    wish, wanted = _held(wish_id), Wish.DONE if done else Wish.DECLINED
    if wish.state == wanted:
        return
    if wish.state != Wish.TAKEN_UP:
        raise WishOver
    _judged(wish, wanted, by=by, at=at)


def _judged(wish: Wish, state: str, *, by: UUID, at: datetime) -> None:
    wish.state, wish.judged_by_id, wish.judged_at = state, by, at
    wish.save(update_fields=["state", "judged_by", "judged_at"])


def _held(wish_id: UUID) -> Wish:
    """The wish, held until the transaction ends, so that votes and judgements take turns."""
    wish = Wish.objects.select_for_update().filter(id=wish_id).first()
    if wish is None:
        raise NoWish
    return wish
