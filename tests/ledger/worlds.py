"""Small worlds to post in: accounts with every kind of limit, and seeded commands that meet all of them."""

import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from tests.ledger.model import Account, Answer, Model

from zhiyin.kit.ids import derived, uuid7
from zhiyin.ledger import queries, services
from zhiyin.ledger.services import Command, NewAccount, Op, Outcome

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
FAR_AHEAD = datetime(2100, 1, 1, tzinfo=UTC)
NOBODY = (-1, 10**15)
LIMITS: tuple[tuple[str, int | None, int | None], ...] = (
    ("USD", None, None),
    ("USD", 0, None),
    ("USD", 0, None),
    ("USD", -50, 120),
    ("USD", 0, 60),
    ("CNY", None, None),
    ("CNY", 0, 80),
)


def open_some(count: int, *, floor: int | None = 0, asset: str = "USD") -> tuple[int, ...]:
    """New accounts."""
    return services.open_accounts([NewAccount(path=f"test/{uuid7()}", asset=asset, floor=floor) for _ in range(count)])


def move(*terms: int, **rest: Any) -> Command:
    """A command of debit, credit and amount; a plain transfer unless `op` says otherwise."""
    debit, credit, amount_minor = terms
    return Command(id=rest.pop("id", None) or uuid7(), debit=debit, credit=credit, amount_minor=amount_minor, **rest)


class World:
    """Accounts in the database and in the model, posted to side by side."""

    def __init__(self) -> None:
        self.model = Model()
        name = uuid7().hex
        specs = [NewAccount(path=f"{name}/{n}", asset=asset, floor=floor, ceiling=ceiling) for n, (asset, floor, ceiling) in enumerate(LIMITS)]
        self.ids = services.open_accounts(specs)
        self.model.state.accounts = {id_: Account(asset, floor, ceiling) for id_, (asset, floor, ceiling) in zip(self.ids, LIMITS, strict=True)}
        self.known: list[Command] = []

    def post(self, batch: Sequence[Command]) -> list[Outcome]:
        """Posts on both sides; the answers must be the same."""
        expected = self.model.post(batch, datetime.now(UTC))
        outcomes = services.post(batch)
        assert [answer(outcome) for outcome in outcomes] == expected
        self.known += batch
        return list(outcomes)

    def agrees(self) -> None:
        """The balance rows and statements are the model's."""
        with connection.cursor() as cursor:
            cursor.execute("select account_id, posted, held, n from ledger.balance where account_id = any(%s)", [list(self.ids)])
            stored = {account: tuple(rest) for account, *rest in cursor.fetchall()}
        assert stored == {id_: (a.posted, a.held, len(a.entries)) for id_, a in self.model.state.accounts.items()}
        for id_, account in self.model.state.accounts.items():
            lines = [(entry.transfer_id, entry.amount_minor, entry.balance_minor) for entry in queries.statement(id_, limit=10**6)]
            assert lines[::-1] == account.entries

    def command(self, draw: random.Random, link: int | None = None) -> Command:
        """Any command: mostly sensible, sometimes a repeat, a forgery or nonsense."""
        if self.known and draw.random() < 0.12:
            return self._again(draw, link)
        op = draw.choices(list(Op), weights=(10, 4, 4, 2, 3))[0]
        origins = [known for known in self.known[-40:] if known.op is Op.HOLD] if op in (Op.CAPTURE, Op.VOID) else self.known[-40:]
        if op >= Op.CAPTURE and origins and draw.random() < 0.95:
            return self._follow_up(draw, op, draw.choice(origins), link)
        debit, credit = self._pair(draw)
        if draw.random() < 0.03:
            debit = draw.choice(NOBODY)
        amount = draw.choice((0, -1, 10**18 + 1, 10**18)) if draw.random() < 0.03 else draw.randint(1, 30)
        expires_at = draw.choice((None, None, LONG_AGO, FAR_AHEAD)) if op is Op.HOLD else None
        ref = uuid7() if draw.random() < 0.2 else None
        return Command(id=uuid7(), op=op, debit=debit, credit=credit, amount_minor=amount, ref=ref, link=link, expires_at=expires_at)

    def _pair(self, draw: random.Random) -> tuple[int, int]:
        if draw.random() < 0.06:
            return draw.choice(self.ids), draw.choice(self.ids)
        group = self.ids[:5] if draw.random() < 0.75 else self.ids[5:]
        pair = draw.sample(group, 2)
        return (group[0], pair[1]) if draw.random() < 0.3 and pair[1] != group[0] else (pair[0], pair[1])

    def _again(self, draw: random.Random, link: int | None) -> Command:
        done = [known for known in self.known[-60:] if known.id in self.model.state.done]
        old = draw.choice(done or self.known[-60:])
        amount, code = old.amount_minor + draw.choice((0, 0, 0, 1)), old.code + draw.choice((0, 0, 0, 1))
        return Command(
            id=old.id,
            op=old.op,
            debit=old.debit,
            credit=old.credit,
            amount_minor=amount,
            code=code,
            ref=old.ref,
            link=link,
            expires_at=old.expires_at,
        )

    def _follow_up(self, draw: random.Random, op: Op, origin: Command, link: int | None) -> Command:
        legs = (origin.credit, origin.debit) if (op is Op.REVERSE) == (draw.random() < 0.95) else (origin.debit, origin.credit)
        amount = draw.choice((origin.amount_minor, origin.amount_minor, draw.randint(1, 60)))
        return Command(id=uuid7(), op=op, debit=legs[0], credit=legs[1], amount_minor=amount, ref=origin.id, link=link)

    def batch(self, draw: random.Random, size: int) -> list[Command]:
        """A batch in which later commands build on earlier ones, some linked in groups, some doubled."""
        made: list[Command] = []
        before, link, left = len(self.known), 0, 0
        while len(made) < size:
            if left == 0 and draw.random() < 0.15:
                link, left = link + 1, draw.randint(2, 5)
            made.append(self.command(draw, link if left else None))
            left = max(0, left - 1)
            self.known.append(made[-1])
        del self.known[before:]
        return made

    @staticmethod
    def twin(command: Command, place: dict[int, int]) -> Command:
        """The same command in another world: other accounts, other ids."""
        debit, credit = place.get(command.debit, command.debit), place.get(command.credit, command.credit)
        ref = derived("twin", command.ref) if command.ref else None
        return replace(command, id=derived("twin", command.id), debit=debit, credit=credit, ref=ref)

    def change(self, draw: random.Random) -> None:
        """Freezes, thaws or bounds an account on both sides."""
        id_ = draw.choice(self.ids)
        account = self.model.state.accounts[id_]
        at, key, value = datetime.now(UTC), uuid7(), draw.choice((None, -100, -10, 0, 10, 60, 150))
        match draw.choice(("freeze", "unfreeze", "unfreeze", "unfreeze", "floor", "ceiling")):
            case "freeze":
                services.freeze(id_, key=key, at=at)
                account.frozen = True
            case "unfreeze":
                services.unfreeze(id_, key=key, at=at)
                account.frozen = False
            case "floor":
                if self._accepts(services.set_floor, id_, value, key, at) != (value is None or account.posted - account.held >= value):
                    raise AssertionError("floor judged differently")
                account.floor = value if value is None or account.posted - account.held >= value else account.floor
            case _:
                if self._accepts(services.set_ceiling, id_, value, key, at) != (value is None or account.posted <= value):
                    raise AssertionError("ceiling judged differently")
                account.ceiling = value if value is None or account.posted <= value else account.ceiling

    @staticmethod
    def _accepts(change: Callable[..., None], id_: int, value: int | None, key: UUID, at: datetime) -> bool:
        try:
            change(id_, value, key=key, at=at)
        except services.LimitRefused:
            return False
        return True

    def expire(self) -> None:
        """The job frees what is late."""
        services.expire_holds(datetime.now(UTC) - timedelta(seconds=1))
        for hold in self.model.state.holds.values():
            if hold.open and hold.command.expires_at == LONG_AGO:
                hold.open = False
                self.model.state.accounts[hold.command.debit].held -= hold.left


def answer(outcome: Outcome) -> Answer:
    """An outcome in the model's words."""
    if outcome.debit_balance is None or outcome.credit_balance is None:
        return outcome.status, None
    return outcome.status, (outcome.debit_balance, outcome.credit_balance)
