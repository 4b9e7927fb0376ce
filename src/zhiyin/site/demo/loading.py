"""Loading the demo population through the product's own doors: nothing here writes a table itself."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol
from uuid import UUID

from django.conf import settings

from zhiyin.events.money import Line
from zhiyin.experiments import queries as experiments
from zhiyin.funding import services as funding
from zhiyin.identity import queries as identity_queries
from zhiyin.identity import services as identity
from zhiyin.identity.services import NewPerson
from zhiyin.kit import clock
from zhiyin.kit.ids import derived
from zhiyin.outbox import services as outbox
from zhiyin.payments import queries as payments_queries
from zhiyin.payments import services as payments
from zhiyin.personal import services as personal
from zhiyin.privacy import services as privacy
from zhiyin.site.demo import cast, currencies, living, names, settling, shopping
from zhiyin.site.demo.crowd import Crowd
from zhiyin.wallets import services as wallets

CHUNK = 1_000
TOP_UP_MINOR = 100_00
START_MINOR = 50_00
LATELY = timedelta(days=30)


class Progress(Protocol):
    """Told how far the load is; `done` and `total` count payments."""

    def __call__(self, *, step: str, done: int, total: int) -> None:
        """`step`: reading | paying | learning."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was loaded. `free`: baskets that cost nothing, so no money moved and there is no payment."""

    people: int
    merchants: int
    payments: int
    lines: int
    free: int


@dataclass(slots=True)
class _Purses:
    """What each household holds while its year is posted, so that it tops up before it would run dry."""

    ids: dict[int, UUID]
    minor: Counter[int] = field(default_factory=Counter)

    def needed(self, baskets: Sequence[shopping.Basket]) -> Iterator[funding.PastTopUp]:
        """One top-up, in whole hundreds, for each household that these baskets would leave with too little; shortly before its first of them."""
        costs: Counter[int] = Counter()
        for basket in baskets:
            costs[basket.household] += basket.amount_minor
        first = {basket.household: basket for basket in reversed(baskets)}
        for household, cost in costs.items():
            missing = cost + START_MINOR - self.minor[household]
            if missing > 0:
                amount = -(-missing // TOP_UP_MINOR) * TOP_UP_MINOR
                at = first[household].at - timedelta(minutes=5)
                key = derived("demo top-up", first[household].id)
                yield funding.PastTopUp(key=key, person_id=self.ids[household], amount_minor=amount, at=at)
                self.minor[household] += amount
            self.minor[household] -= cost


def load(people: int, *, progress: Progress) -> Loaded:
    """The demo population lives in the wallet: people, shops, a year of payments with their lines, and sign-ins in demo.json.

    `people`: how many households, −1 for all. The year ends yesterday. Raises `shopping.NoDemoData`.
    Repeats: an interrupted load goes on where it stopped.
    """
    home, at = settings.CONFIG.home, clock.now()
    progress(step="reading", done=0, total=0)
    ages, visits = shopping.ages(), shopping.visits()
    parts = cast.households(visits, ages)
    chosen = shopping.choose(people, every=visits, always=tuple(parts))
    year = shopping.read(chosen, today=at.astimezone(shopping.ZONE).date())
    ids = _join_people(chosen, parts, home=home, at=at - timedelta(days=372))
    shops = _open_shops(year, at=at - timedelta(days=372))
    currencies.open_for([*(ids[household] for household in parts if household in ids), derived("demo", "anna")], at=at)
    lives = frozenset([*parts, *chosen[: living.PEOPLE_MAX]])
    _live_year(year, lives=lives, ids=ids, shops=shops, at=at, progress=progress)
    for market in payments_queries.merchants_of(derived("demo", "anna")):
        settling.settle_year(market.id, at=at)
    progress(step="learning", done=len(year.baskets), total=len(year.baskets))
    outbox.drain(at=at)
    lines = sum(len(basket.lines) for basket in year.baskets)
    return Loaded(people=len(chosen), merchants=len(shops), payments=len(year.baskets), lines=lines, free=year.free)


def _join_people(chosen: Sequence[int], parts: dict[int, cast.Part], *, home: Path, at: datetime) -> dict[int, UUID]:
    secret = cast.known_password(home) or cast.password()
    ids = {household: _lasting_id(household, seen=household in parts) for household in chosen}
    people = [_household(household, ids[household], parts.get(household), secret) for household in chosen]
    staff = [_member(part, secret) for part in cast.CAST if not part.ages]
    owner = NewPerson(id=derived("demo", "owner"), handle="harbour_trading", name="Harbour Trading", roles=("merchant",))
    everybody = [*people, *staff, owner]
    known = identity_queries.people([_id(new) for new in everybody])
    identity.join_many([new for new in everybody if new.id not in known], at=at)
    wallets.open_wallets([*ids.values(), derived("demo", "anna")], at=at)
    privacy.grant_defaults([*ids.values(), derived("demo", "anna")], at=at, source="demo")
    for household, part in parts.items():
        if part.simple and household in ids:
            personal.set_look(ids[household], simple=True, size=3)
    cast.write(home, secret, [part for part in cast.CAST if not part.ages or part in parts.values()])
    return ids


def _household(household: int, person_id: UUID, part: cast.Part | None, secret: str) -> NewPerson:
    name = part.who if part else names.person(household)
    return NewPerson(
        id=person_id, handle=name.handle, name=name.name, email=f"{name.handle}@demo.example", password=secret if part else None,
        language=name.language, timezone=str(shopping.ZONE), roles=("person",),
    )  # fmt: skip


def _member(part: cast.Part, secret: str) -> NewPerson:
    name = part.who
    return NewPerson(
        id=derived("demo", name.handle), handle=name.handle, name=name.name, email=f"{name.handle}@demo.example", password=secret,
        language=name.language, timezone=str(shopping.ZONE), roles=part.roles,
    )  # fmt: skip


def _id(new: NewPerson) -> UUID:
    assert new.id is not None  # noqa: S101  everybody in the demo has a lasting id
    return new.id


def _lasting_id(household: int, *, seen: bool) -> UUID:
    """The household's lasting id. Who can be signed in as (`seen`) is never left alone on purpose: they shall meet the whole loop."""
    candidates = (derived("demo household", household, draw) for draw in range(100))
    return next(each for each in candidates if not seen or not experiments.assignment("followups", each).held_out)


def _open_shops(year: shopping.Shopping, *, at: datetime) -> dict[int, UUID]:
    goods = {good.id: good for good in shopping.goods().values()}
    payments.list_items(
        [payments.NewItem(item_id=each.id, name_en=each.name_en, name_zh=each.name_zh, category=each.category) for each in goods.values()], at=at
    )
    visits = Counter(basket.store for basket in year.baskets)
    of_late = Counter(basket.store for basket in year.baskets if basket.at >= year.baskets[-1].at - LATELY) if year.baskets else visits
    busiest = max(visits, key=lambda store: (of_late[store], visits[store], store))
    named = names.shops(list(visits)) | {busiest: names.ShopName("Anna's Market", "安娜市集", "5411")}
    ids = {store: derived("demo store", store) for store in visits}
    payments.open_merchants([_shop(ids[store], store, name, own=store == busiest) for store, name in named.items()], at=at)
    return ids


def _shop(merchant_id: UUID, store: int, name: names.ShopName, *, own: bool) -> payments.NewMerchant:
    owner = derived("demo", "anna" if own else "owner")
    slug = "annas-market" if own else f"store-{store}"
    return payments.NewMerchant(
        id=merchant_id, owner_id=owner, slug=slug, name_en=name.en, name_zh=name.zh, category="pantry", mcc=name.mcc, city="Cincinnati",
    )  # fmt: skip


def _live_year(  # noqa: PLR0913  all but the first by name
    year: shopping.Shopping, *, lives: frozenset[int], ids: dict[int, UUID], shops: dict[int, UUID], at: datetime, progress: Progress
) -> None:
    """Most of the year is history; the last weeks of these households are lived."""
    purses, total, paid = _Purses(ids), len(year.baskets), 0

    def pay(baskets: Sequence[shopping.Basket], *, lived: bool = True) -> None:
        nonlocal paid
        funding.top_up_many(list(purses.needed(baskets)))
        now = [basket for basket in baskets if lived and basket.household in lives]
        payments.pay_many([_past(basket, ids, shops) for basket in baskets if not (lived and basket.household in lives)])
        payments.pay_many([_past(basket, ids, shops) for basket in now], imported=False)
        paid += len(baskets)
        progress(step="paying", done=paid, total=total)

    since = at - living.LIVED
    history = [basket for basket in year.baskets if basket.at < since]
    for start in range(0, len(history), CHUNK):
        pay(history[start : start + CHUNK], lived=False)
    outbox.drain(at=since)
    lately = year.baskets[len(history) :]
    with outbox.alone():  # a worker would decide by the clock of today what was due then
        living.live(lately, pay, _crowd(lately, shops, since=since, until=at), until=at)


def _crowd(lately: Sequence[shopping.Basket], shops: dict[int, UUID], *, since: datetime, until: datetime) -> Crowd:
    own = payments_queries.merchants_of(derived("demo", "anna"))[0].id
    merchants = {derived("demo basket", basket.id): shops[basket.store] for basket in lately}
    return Crowd(shops=merchants, own=own, began=since, since=since, last_work=until - living.REST, mended_at=until - living.MENDED)


def _past(basket: shopping.Basket, ids: dict[int, UUID], shops: dict[int, UUID]) -> payments.PastPayment:
    lines = tuple(
        Line(item_id=line.good, quantity=line.quantity, amount_minor=line.amount_minor, discount_minor=line.discount_minor) for line in basket.lines
    )
    return payments.PastPayment(
        key=derived("demo basket", basket.id), payer_id=ids[basket.household], merchant_id=shops[basket.store],
        amount_minor=basket.amount_minor, at=basket.at, lines=lines,
    )  # fmt: skip
