"""Programs and browsers that move money in every way there is, and repeat a request, with its key, until it is answered."""

import http.client
import json
import random
import threading
import time
import urllib.parse
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from uuid import UUID

from tests.site.chaos import outside
from tests.site.chaos.people import Newcomer, Shop, Town
from zhiyin.kit.ids import uuid7

PATIENCE_SECONDS = 60
STRIPE_SECRET = "whsec_of_chaos"
CSRF = "c" * 32


@dataclass
class Acknowledged:
    """What programs and browsers were told has happened: terms by key. Amounts in minor units."""

    transfers: dict[UUID, tuple[str, str, int]] = field(default_factory=dict)
    payments: dict[UUID, tuple[str, str, int]] = field(default_factory=dict)
    orders: dict[UUID, UUID] = field(default_factory=dict)  # the payment of each
    refunds: dict[UUID, tuple[UUID, int]] = field(default_factory=dict)
    top_ups: dict[UUID, tuple[str, int]] = field(default_factory=dict)
    withdrawals: dict[UUID, tuple[str, int]] = field(default_factory=dict)
    called_off: set[UUID] = field(default_factory=set)
    packets: dict[UUID, tuple[str, int]] = field(default_factory=dict)
    openings: set[tuple[str, str]] = field(default_factory=set)  # token of the packet, who opened it

    def counts(self) -> dict[str, int]:
        """How many of each kind."""
        return {name: len(getattr(self, name)) for name in self.__dataclass_fields__}


class No(Exception):
    """An answer that is neither a yes nor a fault: the status and the text."""


class Load:
    """As many clients as there are people; each is one person's phone, browser and, now and then, a shop's till."""

    def __init__(self, port: int, town: Town) -> None:
        self.port, self.town = port, town
        self.enough = threading.Event()
        self.unanswered: Counter[str] = Counter()
        self.acknowledged = Acknowledged()

    def client(self, number: int) -> None:
        """One deed after the other until it is enough; the last one to its end."""
        draw, own = random.Random(number), self.town.people[number]
        deeds: tuple[Callable[[random.Random, Newcomer], object], ...] = (
            *[self.transfer] * 4, *[self.pay] * 3, self.order, self.order, self.refund, self.withdraw, self.top_up, self.red_packet,
        )  # fmt: skip
        while not self.enough.is_set():
            draw.choice(deeds)(draw, own)

    def transfer(self, draw: random.Random, own: Newcomer) -> None:
        """Money to a friend."""
        key, to, minor = uuid7(), draw.choice([each for each in self.town.people if each is not own]), draw.randint(1, 99)
        said = self.api(own.token, "/transfers", {"to": to.handle, "amount": f"0.{minor:02}", "key": str(key)})
        assert (said["id"], said["amount"]) == (str(key), f"0.{minor:02}")
        self.acknowledged.transfers[key] = (own.id, to.id, minor)

    def pay(self, draw: random.Random, own: Newcomer) -> UUID:
        """Money to a shop, by the code at its counter."""
        key, shop, minor = uuid7(), draw.choice(self.town.shops), draw.randint(1, 99)
        return self._paid(key, own, shop, {"code": shop.slug, "amount": f"0.{minor:02}"}, minor)

    def order(self, draw: random.Random, own: Newcomer) -> None:
        """A shop's program asks to be paid, and is."""
        key, shop, minor = uuid7(), draw.choice(self.town.shops), draw.randint(1, 99)
        placed = self.api(shop.key, "/merchant/orders", {"amount": f"0.{minor:02}", "reference": f"no. {key}"}, key=key)
        assert placed["state"] == "waiting"
        self.acknowledged.orders[UUID(placed["id"])] = self._paid(uuid7(), own, shop, {"code": placed["code"]}, minor)

    def _paid(self, key: UUID, own: Newcomer, shop: Shop, what: dict[str, str], minor: int) -> UUID:
        said = self.api(own.token, "/payments", what | {"key": str(key)})
        assert (said["id"], said["amount"]) == (str(key), f"0.{minor:02}")
        self.acknowledged.payments[key] = (own.id, shop.id, minor)
        return key

    def refund(self, draw: random.Random, own: Newcomer) -> None:
        """A payment of just now comes back, in two parts that are asked for at the same time as each other's repeats."""
        payment = self.pay(draw, own)
        _, shop_id, minor = self.acknowledged.payments[payment]
        shop = next(each for each in self.town.shops if each.id == shop_id)
        first = draw.randint(1, minor)
        for part in (first, minor - first):
            key = uuid7()
            if part:
                self.api(shop.key, f"/merchant/payments/{payment}/refunds", {"amount": f"0.{part:02}"}, key=key)
                self.acknowledged.refunds[key] = (payment, part)

    def withdraw(self, draw: random.Random, own: Newcomer) -> None:
        """Money set aside for the bank; every second time it is called off again."""
        key, minor = uuid7(), draw.randint(1, 99)
        self.form(own, "/withdraw/", key=str(key), method=own.account, amount=f"0.{minor:02}")
        self.acknowledged.withdrawals[key] = (own.id, minor)
        if draw.random() < 0.5:
            self.form(own, f"/withdraw/{key}/call-off/")
            self.acknowledged.called_off.add(key)

    def top_up(self, draw: random.Random, own: Newcomer) -> None:
        """Money from a card, whose company loses things of its own and calls us about it, sometimes twice."""
        key, minor = uuid7(), draw.randint(50, 200)
        for attempt in self._until("a charge that is paid"):
            self.form(own, "/top-up/card/", key=str(key), method=own.card, amount=f"{minor / 100:.2f}")
            for _ in range(draw.randint(0, 2)):
                self.called(key, number=f"evt_{key.hex}_{attempt}")
            if "/activity/top_up/" in self.sent_on(own, f"/top-up/card/{key}/"):
                break
        self.acknowledged.top_ups[key] = (own.id, minor)

    def called(self, charge_id: UUID, *, number: str) -> None:
        """The card company calls until it is heard."""
        body, signature = outside.call(charge_id, number=number, secret=STRIPE_SECRET, at=int(time.time()))
        self._insist("/api/v1/webhooks/stripe", body, {"Stripe-Signature": signature, "Content-Type": "application/json"})

    def red_packet(self, draw: random.Random, own: Newcomer) -> None:
        """A red packet for three, which four try to open."""
        key, minor = uuid7(), draw.randint(3, 99)
        where = self.form(own, "/together/red-packets/new/", key=str(key), amount=f"0.{minor:02}", count="3", way=draw.choice(("lucky", "equal")))
        self.acknowledged.packets[key] = (own.id, minor)
        token = where.strip("/").split("/")[1]
        for number, friend in enumerate(draw.sample(self.town.people, 4)):
            try:
                self.form(friend, where)
            except No:
                assert number == 3, "there was a share left"
            else:
                self.acknowledged.openings.add((token, friend.id))

    def api(self, token: str, path: str, body: dict[str, str] | None = None, *, key: UUID | None = None) -> dict[str, str]:
        """What the interface answers, in the end."""
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"} | ({"Idempotency-Key": str(key)} if key else {})
        return dict(json.loads(self._insist(f"/api/v1{path}", json.dumps(body).encode() if body else None, headers)[1]))

    def form(self, own: Newcomer, path: str, **fields: str) -> str:
        """Where the browser is sent once its form has been taken."""
        sent = urllib.parse.urlencode({"csrfmiddlewaretoken": CSRF, **fields}).encode()
        where = self._insist(path, sent, {"Cookie": f"zhiyin_session={own.session}; zhiyin_csrf={CSRF}"})[0]
        assert where.startswith("/") and not where.startswith("/sign-in/"), where  # noqa: PT018  one thing: where a taken form leads
        return where

    def sent_on(self, own: Newcomer, path: str) -> str:
        """Where the browser is sent from that page; "" when it stays."""
        return self._insist(path, None, {"Cookie": f"zhiyin_session={own.session}"})[0]

    def _insist(self, path: str, body: bytes | None, headers: dict[str, str]) -> tuple[str, bytes]:
        for _ in self._until(path):
            if (said := self._ask(path, body, headers)) is not None:
                return said
        raise AssertionError

    def _until(self, what: str) -> Iterator[int]:
        deadline = time.monotonic() + PATIENCE_SECONDS
        attempt = 0
        while time.monotonic() < deadline:
            yield attempt
            attempt += 1
            time.sleep(0.05)
        raise AssertionError(f"not answered for a long time: {what}")

    def _ask(self, path: str, body: bytes | None, headers: dict[str, str]) -> tuple[str, bytes] | None:
        """Where we are sent and what we are told; None when there was no answer, or one that promises nothing (5xx). Raises `No`."""
        line = http.client.HTTPConnection("localhost", self.port, timeout=15)
        try:
            line.request("GET" if body is None else "POST", path, body, {"Content-Type": "application/x-www-form-urlencoded"} | headers)
            answer = line.getresponse()
            text = answer.read()
        except (OSError, http.client.HTTPException):
            self.unanswered["no answer"] += 1
            return None
        finally:
            line.close()
        if answer.status >= 500:
            self.unanswered[f"{answer.status}"] += 1
            return None
        if answer.status >= 400:
            raise No(path, answer.status, text[:3000])
        return answer.headers.get("Location", ""), text
