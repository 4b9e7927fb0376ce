"""A merchant's program asks to be paid, with the lines of the receipt to be."""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from zhiyin.events.money import Line
from zhiyin.kit.categories import CATEGORIES
from zhiyin.kit.errors import Refusal
from zhiyin.kit.formats import money
from zhiyin.kit.ids import derived
from zhiyin.payments import models
from zhiyin.payments.codes import CodeCancelled, CodeUsed, UnknownPayee
from zhiyin.payments.notes import checked_note
from zhiyin.payments.queries.backoffice.programs import Order, OrderLine, told_orders
from zhiyin.payments.queries.merchants import Item, items
from zhiyin.payments.services.merchants import CODE_LIFETIME, one_time_code
from zhiyin.wallets import services as wallets
from zhiyin.wallets.queries import default_asset
from zhiyin.wallets.services import KeyReused, check_amount

LINES_MAX = 200
QUANTITY_MAX = 100_000
NAME_CHARACTERS_MAX, REFERENCE_CHARACTERS_MAX, ITEM_CHARACTERS_MAX = 120, 64, 40
LIFETIME_MIN, LIFETIME_MAX = timedelta(seconds=30), timedelta(days=7)


class BadLine(Refusal):
    """A line of a receipt that cannot be printed; `number` says which, `why` what is wrong: name | quantity | item | category | discount."""

    code = "bad_line"


class LinesDiffer(Refusal):
    """The lines do not add up to the amount."""

    code = "lines_differ"


class BadOrder(Refusal):
    """Something else of an order cannot be; `why`: reference | lifetime | lines."""

    code = "bad_order"


class UnknownOrder(Refusal):
    """The merchant asked for no such thing."""

    code = "unknown_order"
    status = 404


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLine:
    """A line as a program tells it. Units: minor, of the deployment's currency. `item`: the catalogue's id, `category`: one of kit.categories."""

    name: str
    quantity: int
    unit_minor: int
    discount_minor: int = 0
    item: str = ""
    category: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewOrder:
    """What is to be paid. `lines` may be empty; if there are any they add up to the amount. `lifetime`: how long it can be paid."""

    amount_minor: int
    reference: str = ""
    note: str = ""
    lines: tuple[NewLine, ...] = ()
    lifetime: timedelta = CODE_LIFETIME


def place_order(new: NewOrder, *, key: UUID, merchant_id: UUID, at: datetime) -> Order:
    """There is a code for this amount that one person can pay once, and these lines will stand on their receipt.

    Units: minor. Raises `BadAmount`, `BadNote`, `BadOrder`, `BadLine`, `LinesDiffer`, `UnknownPayee`, `KeyReused`.
    Repeats: the same key of this merchant with the same content answers the first order as it is now; with other content it is refused.
    """
    check_amount(new.amount_minor)
    reference, note = _checked_reference(new.reference), checked_note(new.note)
    if not LIFETIME_MIN <= new.lifetime <= LIFETIME_MAX:
        raise BadOrder(why="lifetime")
    lines = [asdict(line) for line in _checked_lines(new)]
    order_id = derived("order", merchant_id, key)

    def place() -> Order:
        first = models.Order.objects.select_related("code__merchant").filter(id=order_id).first()
        if first is None:
            merchant = models.Merchant.objects.filter(id=merchant_id).first()
            if merchant is None:
                raise UnknownPayee
            code = one_time_code(merchant, new.amount_minor, at=at, note=note, lifetime=new.lifetime)
            first = models.Order.objects.create(id=order_id, merchant=merchant, code=code, reference=reference, lines=lines, at=at)
        asked = (first.code.amount_minor, first.reference, first.code.note, first.lines, first.code.expires_at - first.code.made_at)
        if asked != (new.amount_minor, reference, note, lines, new.lifetime):
            raise KeyReused
        return told_orders([first], at=at)[0]

    return wallets.together(place)


@transaction.atomic
def cancel_order(order_id: UUID, *, merchant_id: UUID, at: datetime) -> Order:
    """Nobody can pay the order any more. Raises `UnknownOrder`; `CodeUsed` when it was paid before, or just now. Repeats: nothing."""
    row = models.Order.objects.select_for_update(of=("self",)).select_related("code__merchant").filter(id=order_id, merchant_id=merchant_id).first()
    if row is None:
        raise UnknownOrder
    if models.Payment.objects.filter(code_id=row.code_id).exists():
        raise CodeUsed
    if row.cancelled_at is None:
        row.cancelled_at = at
        row.save(update_fields=["cancelled_at"])
    return told_orders([row], at=at)[0]


def receipt_lines(payment: models.Payment) -> tuple[Line, ...]:
    """The lines of the order that the payment pays stand on its receipt; for this room, in the payment's transaction. Two statements at most.

    Answers those that the catalogue knows, for the fact of the payment. Raises `CodeCancelled`. Repeats: with the payment, which is made once.
    """
    asked = models.Order.objects.select_for_update().filter(code_id=payment.code_id).first() if payment.code_id else None
    if asked is None:
        return ()
    if asked.cancelled_at:  # while the payment was on its way: whoever comes first wins
        raise CodeCancelled
    lines = [OrderLine(**line) for line in asked.lines]
    models.Line.objects.bulk_create(
        models.Line(
            payment_id=payment.id,
            number=number,
            item_id=line.item,
            quantity=line.quantity,
            amount_minor=line.amount_minor,
            discount_minor=line.discount_minor,
            name=line.name,
            category=line.category,
        )
        for number, line in enumerate(lines, 1)
    )
    return tuple(
        Line(item_id=line.item, quantity=line.quantity, amount_minor=line.amount_minor, discount_minor=line.discount_minor)
        for line in lines
        if line.item
    )


def _checked_reference(text: str) -> str:
    reference = text.strip()
    if len(reference) > REFERENCE_CHARACTERS_MAX or not reference.isprintable():
        raise BadOrder(why="reference")
    return reference


def _checked_lines(new: NewOrder) -> list[OrderLine]:
    if len(new.lines) > LINES_MAX:
        raise BadOrder(why="lines")
    known = items({line.item for line in new.lines if line.item and "\x00" not in line.item})
    lines = [_checked_line(number, line, known.get(line.item)) for number, line in enumerate(new.lines, 1)]
    total = sum(line.amount_minor for line in lines)
    if lines and total != new.amount_minor:
        raise LinesDiffer(total=money(total, default_asset()), amount=money(new.amount_minor, default_asset()))
    return lines


def _checked_line(number: int, line: NewLine, item: Item | None) -> OrderLine:
    name = " ".join("".join(sign for sign in line.name if sign.isprintable() or sign.isspace()).split())
    if not 0 < len(name) <= NAME_CHARACTERS_MAX:
        raise BadLine(number=number, why="name")
    if not 0 < line.quantity <= QUANTITY_MAX:
        raise BadLine(number=number, why="quantity")
    if line.item and item is None:
        raise BadLine(number=number, why="item")
    if line.category not in ("", *CATEGORIES):
        raise BadLine(number=number, why="category")
    check_amount(line.unit_minor)
    full = line.quantity * line.unit_minor
    if not 0 <= line.discount_minor <= full:
        raise BadLine(number=number, why="discount")
    return OrderLine(
        name=name,
        quantity=line.quantity,
        unit_minor=line.unit_minor,
        discount_minor=line.discount_minor,
        amount_minor=full - line.discount_minor,
        item=line.item,
        category=line.category or (item.category if item else ""),
    )
