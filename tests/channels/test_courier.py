"""The courier: what is queued leaves once, waits its turn, goes another way, or ends with a reason; whatever dies on the way."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from tests import make
from tests.channels.post import AT, Says, reader, written

from zhiyin.channels import queries, services
from zhiyin.channels.models import Message, Receipt
from zhiyin.channels.providers import BOUNCE, MAKERS, Kind, Outcome
from zhiyin.channels.services import courier
from zhiyin.events.reach import AddressSuppressed, MessageDelivered, MessageFailed, MessageSent
from zhiyin.privacy import services as privacy

pytestmark = pytest.mark.django_db
MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)
LATER = Outcome(kind=Kind.LATER, reason="later_451")
AWAY = Outcome(kind=Kind.LATER, reason="timeout", retry_after=30 * SECOND)
REFUSED = Outcome(kind=Kind.REFUSED, reason=BOUNCE)
UNKNOWN = Outcome(kind=Kind.UNKNOWN, reason="dropped_after_data", reference="<mark>")
Use = Callable[..., None]


@pytest.fixture
def use(monkeypatch: pytest.MonkeyPatch) -> Use:
    return lambda *providers: monkeypatch.setitem(MAKERS, "email", lambda: providers)


def _state(message: Message) -> str:
    message.refresh_from_db()
    return message.state


def test_a_letter_leaves_once_and_is_told_of_when_it_has_left(use: Use) -> None:
    provider = Says()
    use(provider)
    letter = written(reader())
    assert (_state(letter), make.published(MessageSent)) == ("queued", [])

    assert (services.carry("email", at=AT), services.carry("email", at=AT)) == (1, 0)

    assert (_state(letter), letter.reference, letter.provider, letter.left_at) == ("sent", "ok", "a", AT)
    assert [each.key for each in provider.given] == [letter.key]
    assert [fact.id for fact in make.published(MessageSent)] == [letter.id]


def test_a_letter_that_shall_wait_is_tried_again_with_growing_patience(use: Use) -> None:
    use(Says(answers=(LATER, LATER, Outcome(kind=Kind.ACCEPTED))))
    letter = written(reader())

    assert services.carry("email", at=AT) == 1
    assert services.carry("email", at=AT + MINUTE - SECOND) == 0
    assert services.carry("email", at=AT + MINUTE) == 1
    assert services.carry("email", at=AT + 5 * MINUTE) == 0
    assert services.carry("email", at=AT + 7 * MINUTE) == 1

    assert _state(letter) == "sent"
    assert sorted(Receipt.objects.values_list("kind", flat=True)) == ["accepted", "later", "later"]


def test_where_the_first_provider_is_away_the_second_has_the_letter_at_once_with_the_same_key_and_the_first_is_left_alone(use: Use) -> None:
    first, second = Says(answers=(AWAY,)), Says(code="b")
    use(first, second)
    one, two = written(reader()), written(reader())

    services.carry("email", at=AT)

    assert (_state(one), _state(two), one.provider) == ("sent", "sent", "b")
    assert first.given[0].key == second.given[0].key
    assert (len(first.given), len(second.given)) == (1, 2)


def test_a_refused_address_is_not_written_to_again_and_the_follow_up_may_go_on_elsewhere(use: Use) -> None:
    use(Says(answers=(REFUSED,)))
    mei = reader()
    letter = written(mei)
    assert "email" in queries.reachable([mei])[mei]

    services.carry("email", at=AT)

    assert _state(letter) == "bounced"
    assert queries.reachable([mei])[mei] == {"inapp"}
    assert [(fact.message_id, fact.reason) for fact in make.published(MessageFailed)] == [(letter.id, "bounce")]
    assert [(fact.person_id, fact.reason) for fact in make.published(AddressSuppressed)] == [(mei, "bounce")]
    second = written(mei)
    services.carry("email", at=AT)
    assert (_state(second), second.reason) == ("failed", "no_address")


def test_what_nobody_takes_before_its_time_is_over_ends(use: Use) -> None:
    use(Says(answers=(LATER,)))
    letter = written(reader())
    Message.objects.update(not_after=AT + 90 * SECOND)

    services.carry("email", at=AT)
    assert _state(letter) == "queued"
    services.carry("email", at=AT + MINUTE)

    assert (_state(letter), letter.reason) == ("failed", "too_late")


def test_a_provider_gets_no_more_in_a_minute_than_it_takes(use: Use) -> None:
    provider = Says(per_minute=2)
    use(provider)
    for _ in range(3):
        written(reader())

    services.carry("email", at=AT)
    assert len(provider.given) == 2
    services.carry("email", at=AT + MINUTE)
    assert len(provider.given) == 3


@pytest.mark.scenario(9)
def test_a_consent_taken_back_stops_what_is_already_on_its_way_and_nothing_else(use: Use) -> None:
    use(Says())
    mei = reader()
    privacy.grant(mei, "feedback", source="test", at=AT)
    asks, owed = written(mei, purpose="feedback"), written(mei)
    privacy.withdraw(mei, "feedback", channel="email", source="test", at=AT)

    services.carry("email", at=AT)

    assert (_state(asks), asks.reason, _state(owed)) == ("failed", "no_consent", "sent")


def test_a_letter_called_off_does_not_leave(use: Use) -> None:
    provider = Says()
    use(provider)
    letter = written(reader())
    Message.objects.update(follow_up_id=7)

    assert services.close_messages([7], at=AT) == 1
    assert services.carry("email", at=AT) == 0

    assert (_state(letter), provider.given) == ("closed", [])


@pytest.mark.parametrize(
    ("provider", "state", "given"),
    [(Says(repeatable=True), "sent", 1), (Says(sends_again=True), "sent", 1), (Says(sends_again=False), "in_doubt", 0)],
)
def test_a_courier_that_died_is_replaced_and_only_what_can_be_recognised_is_sent_again(
    use: Use, monkeypatch: pytest.MonkeyPatch, provider: Says, state: str, given: int
) -> None:
    use(provider)
    letter = written(reader())
    with monkeypatch.context() as dying:
        dying.setattr(courier, "_carry", _die)
        with pytest.raises(SystemExit):
            services.carry("email", at=AT)
    assert _state(letter) == "sending"

    assert services.carry("email", at=AT + courier.LEASE - SECOND) == 0
    services.carry("email", at=AT + courier.LEASE)

    assert (_state(letter), len(provider.given), letter.doubted) == (state, given, not provider.repeatable)


def _die(*_: object) -> None:
    raise SystemExit


def test_a_letter_in_doubt_is_settled_by_its_receipt_or_sent_again_under_the_same_mark(use: Use) -> None:
    provider = Says(answers=(UNKNOWN,), sends_again=False)
    use(provider)
    letter = written(reader())
    services.carry("email", at=AT)
    assert (_state(letter), services.carry("email", at=AT + 60 * MINUTE)) == ("in_doubt", 0)

    assert services.note(provider="a", reference="<mark>", kind="delivered", at=AT + MINUTE)

    assert _state(letter) == "delivered"
    assert [fact.message_id for fact in make.published(MessageDelivered)] == [letter.id]


def test_a_courier_that_wakes_after_losing_its_letter_writes_nothing(use: Use) -> None:
    use(Says(repeatable=True))
    letter = written(reader())
    Message.objects.update(state="sending", attempt=1, lease_until=AT, due_at=None)
    services.carry("email", at=AT)
    receipts = Receipt.objects.count()

    courier._settle(letter.id, attempt=1, course=courier.Course(again_at=AT), hashed="", at=AT)

    assert (_state(letter), letter.attempt, Receipt.objects.count()) == ("sent", 2, receipts)


def test_a_receipt_is_stored_once_and_a_bounce_that_comes_later_counts(use: Use) -> None:
    use(Says())
    mei = reader()
    letter = written(mei)
    services.carry("email", at=AT)

    for _ in range(2):
        assert services.note(provider="a", reference="ok", kind="bounced", event="e1", reason="bounce", at=AT + MINUTE)

    assert (_state(letter), queries.reachable([mei])[mei]) == ("bounced", frozenset({"inapp"}))
    assert (len(make.published(MessageFailed)), len(make.published(AddressSuppressed))) == (1, 1)
    assert not services.note(provider="a", reference="never heard of", kind="delivered", at=AT)


def test_a_complaint_takes_back_what_can_be_refused_and_leaves_what_is_owed(use: Use) -> None:
    use(Says())
    mei = reader()
    privacy.grant(mei, "feedback", source="test", at=AT)
    written(mei)
    services.carry("email", at=AT)

    services.note(provider="a", reference="ok", kind="complained", event="arf", at=AT + MINUTE)
    asks, owed = written(mei, purpose="feedback"), written(mei)
    services.carry("email", at=AT + MINUTE)

    assert (_state(asks), _state(owed)) == ("failed", "sent")


def test_an_address_confirmed_anew_is_written_to_again() -> None:
    mei = reader("mei@example.org")
    services.suppress(mei, "email", hashed=queries.address_hash("email", "MEI@example.org"), reason="bounce", at=AT)
    assert queries.reachable([mei])[mei] == {"inapp"}

    assert services.lift("email", "mei@example.org", at=AT) == 1

    assert "email" in queries.reachable([mei])[mei]


def test_no_step_is_taken_backwards_and_no_receipt_is_rewritten(use: Use) -> None:
    use(Says())
    letter = written(reader())
    services.carry("email", at=AT)

    with pytest.raises(DatabaseError), transaction.atomic():
        Message.objects.filter(id=letter.id).update(state="queued", due_at=AT)
    with pytest.raises(DatabaseError), transaction.atomic():
        Receipt.objects.update(reason="x")
