"""Things for tests, made through the product's own services. Every function returns what the service returns; names and ids differ each time."""

import json
from datetime import UTC, datetime
from itertools import count
from typing import TypeVar, cast
from uuid import UUID

from django.db import connection

from zhiyin.events import Event, decode
from zhiyin.events.money import Line
from zhiyin.funding import services as funding
from zhiyin.identity import services as identity
from zhiyin.identity.queries import Person
from zhiyin.kit.ids import uuid7
from zhiyin.payments import services as payments
from zhiyin.payments.queries import Merchant, Payment, Presented
from zhiyin.wallets import services as wallets

E = TypeVar("E", bound=Event)
AT = datetime(2026, 10, 12, 14, 5, tzinfo=UTC)
_numbers = count(1)


def person(
    handle: str = "", *, name: str = "", balance_minor: int = 0, language: str = "en", roles: tuple[str, ...] = ("person",), at: datetime = AT
) -> Person:
    """Somebody who has joined and has an open wallet with that much in it. Their password is "secret password"."""
    number = next(_numbers)
    joined = identity.join(
        handle=handle or f"person_{number}",
        name=name or f"Person {number}",
        password="secret password",
        language=language,
        roles=roles,
        at=at,
    )
    wallets.open_wallet(joined.id, at=at)
    if balance_minor:
        top_up(joined.id, balance_minor, at=at)
    return joined


def staff(role: str = "support", **fields: str) -> Person:
    """Somebody for whom the console opens."""
    return person(fields.get("handle", ""), name=fields.get("name", ""), roles=("person", role))


def top_up(person_id: UUID, amount_minor: int, *, at: datetime = AT) -> None:
    """The person has that much more, in as many top-ups as it takes."""
    while amount_minor > 0:
        part = min(amount_minor, 1_000_000)
        funding.top_up(key=uuid7(at), person_id=person_id, amount_minor=part, at=at)
        amount_minor -= part


def merchant(name_en: str = "", *, name_zh: str = "", owner_id: UUID | None = None, category: str = "bakery", at: datetime = AT) -> Merchant:
    """A merchant that can be paid, with an owner of its own unless one is given."""
    number = next(_numbers)
    owner = owner_id or person(f"owner_{number}", roles=("person", "merchant"), at=at).id
    return payments.open_merchant(
        payments.NewMerchant(
            id=uuid7(at),
            owner_id=owner,
            slug=f"shop-{number}",
            name_en=name_en or f"Shop {number}",
            name_zh=name_zh,
            category=category,
            mcc="5462",
            city="Columbus",
        ),
        at=at,
    )


def item(item_id: str = "", *, name_en: str = "", name_zh: str = "", category: str = "dairy", at: datetime = AT) -> payments.NewItem:
    """A thing in the catalogue."""
    number = next(_numbers)
    new = payments.NewItem(item_id=item_id or f"item-{number}", name_en=name_en or f"Item {number}", name_zh=name_zh, category=category)
    payments.list_items([new], at=at)
    return new


def payment(payer_id: UUID, merchant_id: UUID, amount_minor: int = 5_00, *, note: str = "", at: datetime = AT) -> Payment:
    """A payment of today. The payer must have the money."""
    return payments.pay(key=uuid7(at), payer_id=payer_id, code=merchant_id, amount_minor=amount_minor, at=at, note=note)


def presented(payer_id: UUID, shop: Merchant, amount_minor: int = 5_00, *, at: datetime = AT) -> Presented:
    """The person has shown a code of theirs, and that shop's till has read it. Above the limit they are asked first."""
    shown = payments.show_code(payer_id, None, at=at)
    return payments.take_code(key=uuid7(at), merchant_id=shop.id, by_id=shop.owner_id, code=shown.digits, amount_minor=amount_minor, at=at)


def past_payment(payer_id: UUID, merchant_id: UUID, amount_minor: int = 5_00, *, lines: tuple[Line, ...] = (), at: datetime = AT) -> UUID:
    """A loaded payment of the past, with its receipt's lines. The payer must have the money."""
    key = uuid7(at)
    payments.pay_many([payments.PastPayment(key=key, payer_id=payer_id, merchant_id=merchant_id, amount_minor=amount_minor, at=at, lines=lines)])
    return key


def published(kind: type[E]) -> list[E]:
    """The facts of that kind that were published, in order."""
    with connection.cursor() as cursor:
        cursor.execute("select payload::text from outbox_event where name = %s order by xid, id", [kind.__name__])
        return [cast("E", decode(kind.__name__, json.loads(payload))) for (payload,) in cursor.fetchall()]
