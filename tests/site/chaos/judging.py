"""Whether what was acknowledged is there, whole and once, and nothing else: read past the product, from its tables."""

import hashlib
import json
import time
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg

from tests.site.chaos.load import Acknowledged
from tests.site.chaos.outside import Listener
from tests.site.chaos.people import Town
from tests.site.running import zhiyin
from zhiyin.site import embedded

QUIET_SECONDS_MAX = 180
Row = tuple[Any, ...]

# Nothing is on its way any more: no fact unheard, no message untold, no line of the journal unsealed, no call of a card company undealt with.
ON_THE_WAY_SQL = """
select (select count(*) from outbox_progress p where (p.xid, p.id) < (select max(xid), 0 from outbox_event) and exists (
          select from outbox_event e where (e.xid, e.id) > (p.xid, p.id) and e.xid < pg_snapshot_xmin(pg_current_snapshot()))) as unheard,
       (select count(*) from payments_delivery where due_at is not null) as untold,
       (select count(*) from ledger.transfer) - (select count(*) from ledger.leaf where not change) as unsealed,
       (select count(*) from funding_providerevent where handled_at is null) as undealt
"""
FACTS = {"payments_payment": "PaymentCompleted", "payments_transfer": "TransferCompleted", "payments_refund": "PaymentRefunded"}


class Judge:
    """The tables of a deployment's embedded database."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.line = psycopg.connect(f"postgresql://{embedded.OWNER}@/zhiyin?host={embedded.socket_folder(home)}", autocommit=True)

    def rows(self, sql: str) -> list[Row]:
        """What the statement finds."""
        return self.line.execute(sql).fetchall()

    def until_quiet(self) -> None:
        """Everything that follows from what was done has been done. The worker has just been killed: none of its calls is under way."""
        deadline = time.monotonic() + QUIET_SECONDS_MAX
        # A call that nobody makes any more is made again after a minute, one that was refused a little later: a test need not wait for either.
        self.line.execute("update payments_delivery set leased_until = null where leased_until is not null")
        while any(left := self.rows(ON_THE_WAY_SQL)[0]):
            assert time.monotonic() < deadline, f"unheard, untold, unsealed, undealt: {left}; {self.late()}"
            self.line.execute("update payments_delivery set due_at = now() where due_at > now() and leased_until is null")
            time.sleep(0.2)

    def late(self) -> list[Row]:
        """Who has not heard everything, and what could not be taken."""
        return self.rows("select listener, xid::text, id, attempts from outbox_progress order by xid limit 5") + self.rows(
            "select listener, event_name, event_id, error from outbox_parked limit 5"
        )

    def records(self, said: Acknowledged) -> None:
        """The records are what was acknowledged, no less and no more."""
        same(self.rows("select id, sender_id::text, recipient_id::text, amount_minor from payments_transfer"), said.transfers)
        same(self.rows("select id, payer_id::text, merchant_id::text, amount_minor from payments_payment"), said.payments)
        same(self.rows("select id, payment_id, amount_minor from payments_refund"), said.refunds)
        same(self.rows("select id, person_id::text, amount_minor from funding_topup where source = 'stripe'"), said.top_ups)
        same(self.rows("select id, person_id::text, amount_minor from funding_withdrawal"), said.withdrawals)
        same(self.rows("select id, sender_id::text, total_minor from payments_redpacket"), said.packets)
        paid = "select o.id, p.id from payments_order o left join payments_payment p on p.code_id = o.code_id"
        assert dict(self.rows(paid)) == said.orders
        assert {key for (key,) in self.rows("select id from funding_withdrawal where state = 'released'")} == said.called_off
        opened = "select p.digest, s.person_id::text from payments_redpacketshare s join payments_redpacket p on p.id = s.packet_id"
        assert Counter(self.rows(opened)) == Counter((hashlib.sha256(token.encode()).digest(), person) for token, person in said.openings)
        torn = "select p.id from payments_redpacket p left join payments_redpacketshare s on s.packet_id = p.id group by p.id"
        assert self.rows(f"{torn} having p.left_minor + coalesce(sum(s.amount_minor), 0) <> p.total_minor or count(s.id) <> p.opened") == []

    def wallets(self, town: Town, said: Acknowledged, *, began_with: int) -> None:
        """Each wallet holds what its owner was told, and the open holds are the withdrawals that wait for the bank."""
        expected = Counter({each.id: began_with for each in town.people} | {each.id: 0 for each in town.shops})
        for own, to, minor in (*said.transfers.values(), *said.payments.values()):
            expected[own] -= minor
            expected[to] += minor
        for payment, minor in said.refunds.values():
            own, to, _ = said.payments[payment]
            expected[own] += minor
            expected[to] -= minor
        for own, minor in said.top_ups.values():
            expected[own] += minor
        for own, minor in said.packets.values():
            expected[own] -= minor
        for person, minor in self.rows("select person_id::text, sum(amount_minor)::bigint from payments_redpacketshare group by 1"):
            expected[person] += minor
        balances = "select a.owner::text, b.posted from ledger.account a join ledger.balance b on b.account_id = a.id"
        found = {owner: posted for owner, posted in self.rows(balances) if owner in expected}
        assert found == dict(expected)
        waiting = sum(minor for key, (_, minor) in said.withdrawals.items() if key not in said.called_off)
        assert self.rows("select coalesce(sum(amount - captured), 0)::bigint from ledger.hold where state = 0") == [(waiting,)]

    def consequences(self, town: Town, said: Acknowledged, told: Listener) -> None:
        """What follows from money followed once: facts, what was learned of people, follow-ups and their messages, and what shops were told."""
        assert self.rows("select listener, error from outbox_parked") == []
        for table, fact in FACTS.items():
            facts = Counter(key for (key,) in self.rows(f"select event_id from outbox_event where name = '{fact}'"))
            assert facts == Counter(key for (key,) in self.rows(f"select id from {table}"))
        learned: dict[str, int] = dict(self.rows("select person_id::text, payments from profiles_personstate"))
        paid = Counter(own for own, _, _ in said.payments.values())
        assert {each.id: learned[each.id] for each in town.people} == {each.id: paid[each.id] for each in town.people}
        twice = "select follow_up_id from channels_message where follow_up_id is not null and channel = 'inbox' group by 1 having count(*) > 1"
        assert self.rows(twice) == []
        heard = told.told(town.shops)
        assert all(len(bodies) == 1 for bodies in heard.values()), "one message, two contents"
        about = Counter(about_id(json.loads(body)) for bodies in heard.values() for body in bodies)
        assert about == Counter([*map(str, said.payments), *map(str, said.refunds)])

    def books(self) -> str:
        """Both bookkeepers find nothing; what they say."""
        first = zhiyin(self.home, "verify", seconds=600)
        assert first.stdout.endswith("Everything agrees. 全部一致。\n"), first.stdout[-3000:] + first.stderr[-3000:]
        file = self.home.parent / "after.dump"
        assert zhiyin(self.home, "backup", str(file), seconds=600).returncode == 0
        second = zhiyin(self.home, "verify", "--from-dump", str(file), seconds=600)
        assert second.stdout.endswith("Everything agrees. 全部一致。\n"), second.stdout[-3000:] + second.stderr[-3000:]
        return first.stdout


def same(rows: list[Row], acknowledged: Mapping[UUID, Row]) -> None:
    """The rows, by their first column, are what was acknowledged."""
    found = {row[0]: row[1:] for row in rows}
    lost, unasked = acknowledged.keys() - found.keys(), found.keys() - acknowledged.keys()
    assert (len(found), lost, unasked) == (len(rows), set(), set())
    assert found == acknowledged


def about_id(body: dict[str, Any]) -> str:
    """The payment or refund that a message is about."""
    return str(body["data"].get("refund_id") or body["data"]["payment_id"])
