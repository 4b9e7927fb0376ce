"""Verification finds each kind of damage and names it. Damage needs the owner with the journal's triggers off."""

import re

import pytest
from django.db import connection
from tests.ledger.worlds import FAR_AHEAD, move, open_some

from zhiyin.kit.ids import uuid7
from zhiyin.ledger import queries, services
from zhiyin.ledger.services import Op

pytestmark = pytest.mark.django_db
KIND = re.compile(r"(?:select|then|else) '([a-z_]+)'")

DAMAGE = {
    "running_balance": "update ledger.transfer set dr_bal = dr_bal + 1 where id = '{payment}'",
    "balance_differs": "update ledger.balance set posted = posted + 1 where account_id = {mei}",
    "asset_sum": "update ledger.balance set posted = posted + 1 where account_id = {shop}",
    "count_differs": "update ledger.balance set n = n + 1 where account_id = {mei}",
    "last_moment_differs": "update ledger.balance set last_at = last_at - interval '1 day' where account_id = {mei}",
    "numbers_gap": "update ledger.transfer set dr_n = dr_n + 100 where id = '{payment}'",
    "moment_not_later": "update ledger.transfer set at = at + interval '1 day' where id = '{topup}'",
    "order_ahead": "update ledger.transfer set xid = '999999999999' where id = '{payment}'",
    "held_differs": "update ledger.balance set held = held - 1 where account_id = {mei}",
    "hold_without_row": "delete from ledger.hold where id = '{hold}'",
    "hold_without_journal": "insert into ledger.hold (id, dr, cr, amount) values (gen_random_uuid(), {mei}, {shop}, 5)",
    "hold_differs": "update ledger.hold set captured = captured - 1 where id = '{hold}'",
    "hold_overdrawn": "update ledger.transfer set amount = 1 where id = '{hold}'",
    "capture_strays": "update ledger.transfer set ref = gen_random_uuid() where id = '{capture}'",
    "refund_budget_differs": "update ledger.refund_budget set refunded = refunded - 1 where transfer_id = '{payment}'",
    "refund_above_transfer": "update ledger.transfer set amount = 10000 where id = '{back}'",
    "refund_strays": "update ledger.transfer set ref = gen_random_uuid() where id = '{back}'",
    "limit_differs": "update ledger.balance set floor = -7 where account_id = {mei}",
    "below_floor": "update ledger.account_change set after = 10000000 where account_id = {mei}",
    "above_ceiling": "update ledger.account set opening_ceiling = 1 where id = {mei}",
    "account_without_balance": "delete from ledger.balance where account_id = {shop}",
    "balance_without_account": "delete from ledger.account where id = {shop}",
    "unknown_account": "update ledger.transfer set cr = 999999999 where id = '{payment}'",
    "asset_differs": "update ledger.balance set asset = asset + 1 where account_id = {mei}",
    "assets_mixed": "update ledger.account set asset = asset + 1 where id = {mei}",
    "kind_unknown": "update ledger.transfer set kind = 9 where id = '{payment}'",
    "numbers_stray": "update ledger.transfer set dr_n = null where id = '{payment}'",
    "origin_missing": "update ledger.transfer set ref = null where id = '{back}'",
}


@pytest.fixture
def names() -> dict[str, object]:
    """A ledger with everything in it, and the owner's hands free to spoil it."""
    (issuer,), (mei, shop) = open_some(1, floor=None), open_some(2)
    topup, payment, hold = move(issuer, mei, 100_00), move(mei, shop, 10_00), move(mei, shop, 20_00, op=Op.HOLD, expires_at=FAR_AHEAD)
    capture, back = move(mei, shop, 5_00, op=Op.CAPTURE, ref=hold.id), move(shop, mei, 4_00, op=Op.REVERSE, ref=payment.id)
    gone = move(mei, shop, 1_00, op=Op.HOLD)
    services.post([topup, payment, hold, capture, back, gone, move(mei, shop, 0, op=Op.VOID, ref=gone.id)])
    services.set_floor(mei, -5, key=uuid7(), at=FAR_AHEAD)
    with connection.cursor() as cursor:
        cursor.execute("reset role")
        cursor.execute("set session_replication_role = replica")
    commands = {"topup": topup, "payment": payment, "hold": hold, "capture": capture, "back": back}
    return {"mei": mei, "shop": shop} | {name: command.id for name, command in commands.items()}


def test_a_sound_ledger_has_no_problem(names: dict[str, object]) -> None:
    report = queries.verify()

    assert report.problems == ()
    assert report.transfers >= len(names)
    assert report.changes == 1


@pytest.mark.parametrize("kind", DAMAGE)
def test_damage_is_named(kind: str, names: dict[str, object]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(DAMAGE[kind].format(**names))

    found = queries.verify().problems

    assert kind in {problem.kind for problem in found}
    assert all(problem.detail for problem in found)


def test_every_kind_that_the_checks_can_name_is_tried_here() -> None:
    named = {word for check in queries.CHECKS for word in KIND.findall(check)}

    assert named == set(DAMAGE)
