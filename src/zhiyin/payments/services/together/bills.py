"""Somebody paid for several: the bill is split, and each of the others is asked for their part."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from zhiyin.identity import queries as identity
from zhiyin.kit.errors import Refusal
from zhiyin.kit.ids import derived
from zhiyin.payments.models import Bill, BillPart, Line, MoneyRequest, Payment
from zhiyin.payments.notes import checked_note
from zhiyin.payments.services.pay import UnknownPerson
from zhiyin.payments.services.together import requests
from zhiyin.wallets import queries as wallet_queries
from zhiyin.wallets import services as wallets
from zhiyin.wallets.services import KeyReused, check_amount

OTHERS_MAX = 20
WEIGHT_MAX = 100


class NobodyToSplitWith(Refusal):
    """A bill is split with one to twenty others, each named once, and at least one of them bears something."""

    code = "nobody_to_split_with"


class NoSuchReceipt(Refusal):
    """The person made no such payment, or its receipt has no lines to split by."""

    code = "no_such_receipt"
    status = 404


@dataclass(frozen=True, slots=True, kw_only=True)
class Sharer:
    """Somebody who bears a part; `handle` empty: the owner. `weight`: how many shares (way shares). `lines`: the receipt's lines (way lines)."""

    handle: str
    weight: int = 1
    lines: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NewBill:
    """A bill to be split. `way`: equal | shares | lines. With `payment_id` the total is that payment's; lines need one.

    What nobody's part covers is borne by the owner.
    """

    key: UUID
    owner_id: UUID
    way: str
    sharers: Sequence[Sharer]
    total_minor: int = 0
    payment_id: UUID | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What one person would bear, in minor units. `mine`: the owner's own part, for which nobody is asked."""

    person_id: UUID
    name: str
    handle: str
    mine: bool
    amount_minor: int
    lines: tuple[int, ...]


def divided(new: NewBill) -> tuple[Part, ...]:
    """The parts of the bill as they would be, the owner's first; their sum is the total. Nothing changes.

    Raises `BadAmount`, `UnknownPerson`, `NobodyToSplitWith`, `NoSuchReceipt`. Repeats: the same.
    """
    total = _total(new)
    sharers = _people(new)
    amounts = _by_lines(new, sharers) if new.way == Bill.LINES else _by_weight(total, [_weight(new, each) for each, _ in sharers])
    amounts[0] = total - sum(amounts[1:])
    if not any(amounts[1:]) or amounts[0] < 0:
        raise NobodyToSplitWith(most=OTHERS_MAX)
    return tuple(
        Part(person_id=who.id, name=who.name, handle=who.handle, mine=number == 0, amount_minor=amount, lines=each.lines)
        for number, ((each, who), amount) in enumerate(zip(sharers, amounts, strict=True))
    )


def split_bill(new: NewBill, *, at: datetime) -> UUID:
    """Each of the others is asked for their part, and `MoneyRequested` is told of each; answers the bill's id. No money moves.

    Raises what `divided` raises, and `BadNote`, `TooManyRequests`, `KeyReused`.
    Repeats: the same key with the same content asks once; with other content it is refused.
    """
    parts, note = divided(new), checked_note(new.note)
    wanted = Bill(
        id=new.key,
        owner_id=new.owner_id,
        payment_id=new.payment_id,
        total_minor=sum(part.amount_minor for part in parts),
        asset=wallet_queries.default_asset(),
        note=note,
        way=new.way,
        at=at,
    )
    return wallets.together(lambda: _split(wanted, parts))


def _split(wanted: Bill, parts: Sequence[Part]) -> UUID:
    if first := Bill.objects.filter(id=wanted.id).first():
        same = all(getattr(first, name) == getattr(wanted, name) for name in ("owner_id", "payment_id", "total_minor", "note", "way"))
        before = list(BillPart.objects.filter(bill=first).order_by("number").values_list("person_id", "amount_minor"))
        if not same or before != [(part.person_id, part.amount_minor) for part in parts]:
            raise KeyReused
        return first.id
    wanted.save(force_insert=True)
    rows = []
    for number, part in enumerate(parts, 1):
        asked = None if part.mine or not part.amount_minor else _asked(wanted, part)
        rows.append(
            BillPart(bill=wanted, number=number, person_id=part.person_id, amount_minor=part.amount_minor, lines=list(part.lines), request_id=asked)
        )
    BillPart.objects.bulk_create(rows)
    return wanted.id


def _asked(bill: Bill, part: Part) -> UUID:
    row = MoneyRequest(
        id=derived("part of a bill", bill.id, part.person_id),
        asker_id=bill.owner_id,
        payer_id=part.person_id,
        bill=bill,
        amount_minor=part.amount_minor,
        asset=bill.asset,
        note=bill.note,
        at=bill.at,
    )
    requests.put(row)
    return row.id


def _total(new: NewBill) -> int:
    if new.payment_id is None:
        if new.way == Bill.LINES:
            raise NoSuchReceipt
        check_amount(new.total_minor)
        return new.total_minor
    amount = Payment.objects.filter(id=new.payment_id, payer_id=new.owner_id).values_list("amount_minor", flat=True).first()
    if amount is None:
        raise NoSuchReceipt
    return amount


def _people(new: NewBill) -> list[tuple[Sharer, identity.Person]]:
    owner = identity.person(new.owner_id)
    if owner is None:
        raise UnknownPerson(handle="")
    mine = next((each for each in new.sharers if not each.handle), Sharer(handle="", weight=0))
    found = [(mine, owner)]
    for each in new.sharers:
        if not each.handle:
            continue
        person = identity.by_handle(each.handle[:60])
        if person is None:
            raise UnknownPerson(handle=each.handle.strip().lstrip("@")[:30])
        found.append((each, person))
    if not 1 <= len(found) - 1 <= OTHERS_MAX or max(Counter(person.id for _, person in found).values()) > 1:
        raise NobodyToSplitWith(most=OTHERS_MAX)
    return found


def _weight(new: NewBill, each: Sharer) -> int:
    if new.way == Bill.EQUAL:
        return 1 if each.handle or each.weight else 0
    return min(max(each.weight, 0), WEIGHT_MAX)


def _by_weight(total_minor: int, weights: Sequence[int]) -> list[int]:
    """The total by shares, rounded down; what is over goes to the first who bear something, a minor unit each."""
    whole = sum(weights)
    if not whole:
        return [0 for _ in weights]
    amounts = [total_minor * weight // whole for weight in weights]
    over = total_minor - sum(amounts)
    for number, weight in enumerate(weights):
        if weight and over:
            amounts[number], over = amounts[number] + 1, over - 1
    return amounts


def _by_lines(new: NewBill, sharers: Sequence[tuple[Sharer, identity.Person]]) -> list[int]:
    """Each line by equal parts among those who share in it; a line of nobody is the owner's."""
    amounts = [0 for _ in sharers]
    rows = list(Line.objects.filter(payment_id=new.payment_id).values_list("number", "amount_minor")) if new.payment_id else []
    if not rows:
        raise NoSuchReceipt
    for number, amount in rows:
        parts = _by_weight(amount, [int(number in each.lines) for each, _ in sharers])
        amounts = [before + part for before, part in zip(amounts, parts, strict=True)]
    return amounts
