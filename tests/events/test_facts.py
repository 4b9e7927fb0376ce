"""Events survive their trip through JSON."""

from zhiyin.events import decode, encode
from zhiyin.events.money import Line, PaymentCompleted
from zhiyin.kit.clock import now
from zhiyin.kit.ids import uuid7


def test_an_event_read_back_is_the_event_that_was_written() -> None:
    lines = (Line(item_id="milk", quantity=2, amount_minor=598),)
    fact = PaymentCompleted(id=uuid7(), at=now(), payer_id=uuid7(), merchant_id=uuid7(), amount_minor=598, asset="USD", lines=lines)

    assert decode("PaymentCompleted", encode(fact)) == fact


def test_a_field_that_a_newer_writer_added_is_passed_over() -> None:
    fact = PaymentCompleted(id=uuid7(), at=now(), payer_id=uuid7(), merchant_id=uuid7(), amount_minor=1, asset="USD")

    assert decode("PaymentCompleted", encode(fact) | {"colour": "red"}) == fact
