"""One flipped byte anywhere is found: in the journal, in the tree, in a head, in a receipt."""

import base64
import copy
import json
import random
import struct
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction
from tests.ledger.seals import checker
from tests.ledger.seals.lived import AT, Lived, as_owner_without_guards, every_kind, seal_all, told

from zhiyin.ledger.seals import queries

pytestmark = pytest.mark.usefixtures("fresh_database")
TRIALS = 1_000
# What a line says. Its xid is not in it: it is the number of a transaction on one server, and another server has other numbers.
TRANSFER = "id grp ref dr cr amount dr_n cr_n dr_bal cr_bal at effective_at ledger_id kind code meta".split()
CHANGE = "id account_id kind before after at n".split()
PLACES = (
    *(("transfer", column) for column in TRANSFER),
    *(("account_change", column) for column in CHANGE),
    *(("leaf", column) for column in ("ref", "pos", "change")),
    *(("tile", column) for column in ("level", "idx", "hashes")),
    *(("tree_head", column) for column in ("size", "at", "origin", "root", "key", "salt", "signature")),
)
SMUGGLED = """insert into ledger.transfer select gen_random_uuid(), grp, ref, cr, dr, amount, 900, 901, 0, 0, at, effective_at, xid, 1, 0, 0
from ledger.transfer where id = '{payment}'"""
EPOCH = datetime(2000, 1, 1, tzinfo=UTC)


def flipped(value: Any, draw: random.Random) -> Any:
    """The same with one byte of it changed."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, bytes | memoryview):
        data = bytearray(value)
        data[draw.randrange(len(data))] ^= draw.randint(1, 255)
        return bytes(data)
    if isinstance(value, UUID):
        return UUID(bytes=flipped(value.bytes, draw))
    if isinstance(value, datetime):
        return EPOCH + timedelta(microseconds=((value - EPOCH) // timedelta(microseconds=1)) ^ draw.randint(1, 255) << 8 * draw.randrange(6))
    if isinstance(value, int):
        return value ^ draw.randint(1, 127) << 8 * draw.randrange(1 if -(2**15) < value < 2**15 else 4)
    return _turned(value, draw.choice([place for place, sign in enumerate(value) if sign.isalnum()]))  # so that JSON stays JSON


def test_a_thousand_flipped_bytes_are_all_found() -> None:
    every_kind()
    seal_all(limit=5)
    as_owner_without_guards()
    told("alter table ledger.account_change alter column n drop identity")
    for table in {table for table, _ in PLACES}:
        told(f"alter table ledger.{table} drop constraint if exists " + _checks(table)) if _checks(table) else None
    rows = {(table, column): told(f"select ctid::text, {column} from ledger.{table} where {column} is not null") for table, column in PLACES}
    assert queries.verify().problems == ()
    draw = random.Random(20261122)

    missed = []
    for _ in range(TRIALS):
        place = draw.choice(PLACES)
        ctid, value = draw.choice(rows[place])
        spoilt = flipped(value, draw)
        if not _is_found(*place, ctid, spoilt):
            missed.append((place, value, spoilt))

    assert missed == []


def _checks(table: str) -> str:
    names = [name for (name,) in told(f"select conname from pg_constraint where conrelid = 'ledger.{table}'::regclass and contype = 'c'")]
    return ", drop constraint ".join(map(str, names))


def _is_found(table: str, column: str, ctid: Any, value: Any) -> bool:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"update ledger.{table} set {column} = %s where ctid = %s", [value, ctid])
        assert cursor.rowcount == 1
        found = bool(queries.verify().problems)
        transaction.set_rollback(True)
    return found


@pytest.mark.parametrize(
    ("damage", "kind"),
    [
        ("update ledger.transfer set amount = amount + 1 where id = '{payment}'", "leaf_differs"),
        ("delete from ledger.transfer where id = '{payment}'", "leaf_without_line"),
        ("delete from ledger.leaf where ref = '{payment}'", "leaf_misplaced"),
        ("delete from ledger.leaf where pos = 12", "leaves_beside_head"),
        ("delete from ledger.tile where level = 0", "tile_differs"),
        ("update ledger.tile set hashes = set_byte(hashes, 70, 9)", "root_differs"),
        ("update ledger.tree_head set root = sha256(root)", "root_differs"),
        ("update ledger.tree_head set at = at + interval '1 hour' where size = 5", "signature_differs"),
        ("update ledger.tree_head set key = sha256(key)", "key_unknown"),
        ("update ledger.tree_head set salt = '\\x0102030405060708'", "salt_unknown"),
        ("update ledger.transfer set xid = '99999999' where id = '{payment}'", "seal_disorder"),
        ("update ledger.account set asset = asset + 1 where id = {mei}", "leaf_differs"),
        (SMUGGLED, "seal_missing"),
    ],
)
def test_damage_to_seals_is_named(damage: str, kind: str) -> None:
    lived = every_kind()
    seal_all(limit=5)
    as_owner_without_guards()

    told(damage.format(payment=lived.payment, mei=lived.mei))

    found = queries.verify().problems
    assert kind in {problem.kind for problem in found}
    assert all(problem.detail for problem in found)


def _receipt(lived: Lived) -> dict[str, Any]:
    made = queries.receipt(lived.payment, owner_id=lived.persons[0])
    assert made
    return json.loads(json.dumps(made))  # type: ignore[no-any-return]


def test_a_receipt_holds_and_tells_what_was_paid() -> None:
    lived = every_kind()
    seal_all()

    facts = checker.check(_receipt(lived))

    assert facts["amount"] == "-10.00 USD"
    assert facts["balance after"] == "90.00 USD"
    assert facts["number"] == str(lived.payment)
    assert facts["position"] == "2 of 13"
    assert facts["head signed"] == "2026-11-22T08:00:00Z"


def test_both_sides_have_a_receipt_and_neither_shows_the_other_s_balance() -> None:
    lived = every_kind()
    seal_all()
    mine, theirs = queries.receipt(lived.payment, owner_id=lived.persons[0]), queries.receipt(lived.payment, owner_id=lived.persons[1])

    assert mine
    assert theirs
    assert mine["leaf"] == theirs["leaf"]
    assert "credit" not in mine
    assert "debit" not in theirs
    assert checker.check(theirs)["balance after"] == "10.00 USD"
    for receipt, hidden in ((mine, 10_00), (theirs, 90_00)):
        data = b"".join(base64.b64decode(receipt[part]) for part in ("leaf", "debit", "credit") if part in receipt)
        assert struct.pack(">q", hidden) not in data.replace(struct.pack(">q", 10_00), b"", 1)  # once it is the amount


def test_a_receipt_is_for_its_owner_and_for_what_is_sealed() -> None:
    lived = every_kind()

    assert queries.receipt(lived.payment, owner_id=lived.persons[0]) is None
    seal_all()
    assert queries.receipt(lived.payment, owner_id=lived.payment) is None


def _length(text: str) -> int:
    return len(base64.b64decode(text))


def _other(text: str, place: int) -> str:
    data = base64.b64decode(text)
    return base64.b64encode(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]).decode()


def _turned(text: str, place: int) -> str:
    return text[:place] + chr(ord(text[place]) ^ 1) + text[place + 1 :]


def test_who_may_know_of_a_transfer_is_its_owner() -> None:
    lived = every_kind()

    assert queries.is_of(lived.payment, owner_id=lived.persons[1])
    assert not queries.is_of(lived.payment, owner_id=lived.payment)
    assert queries.seals([lived.payment, lived.persons[0]]) == {lived.payment: None}
    seal_all()
    seal = queries.seals([lived.payment])[lived.payment]
    assert seal
    assert (seal.position, seal.at) == (1, AT)


def test_every_changed_byte_of_a_receipt_is_found() -> None:
    lived = every_kind()
    seal_all()
    good = _receipt(lived)
    spoilt = [{**good, part: _other(good[part], place)} for part in ("leaf", "debit", "path", "key") for place in range(_length(good[part]))]
    spoilt += [{**good, "head": _turned(good["head"], place)} for place in range(len(good["head"]))]
    spoilt += [{**good, "position": 2}, {**good, "position": 0}, {**good, "position": "1"}, {**good, "path": good["path"][44:]}, {**good, "leaf": ""}]
    spoilt += [{key: value for key, value in good.items() if key != left_out} for left_out in good]

    for each in spoilt:
        with pytest.raises(checker.Wrong):
            checker.check(each)
    assert checker.check(good)
    assert len(spoilt) > 500


def test_a_receipt_of_another_key_is_refused_by_whoever_knows_the_key() -> None:
    lived = every_kind()
    seal_all()
    good = _receipt(lived)

    assert checker.check(good, key=good["key"])
    with pytest.raises(checker.Wrong, match="another key"):
        checker.check(good, key=base64.b64encode(bytes(32)).decode())


def test_an_older_receipt_is_still_there_later_and_a_rewritten_log_is_not() -> None:
    lived = every_kind()
    seal_all(limit=5)
    old = _receipt(lived)
    every_kind()
    seal_all()
    old_head, new_head = queries.head(13), queries.head()
    assert old_head
    assert new_head
    later = {"heads": [{"note": each.note, "key": old["key"]} for each in (old_head, new_head)], "proof": queries.consistency(13, new_head.size)}

    assert checker.check(old, later=later)["still there"].endswith("among 26 lines")
    forged = copy.deepcopy(later) | {"proof": base64.b64encode(bytes(96)).decode()}
    with pytest.raises(checker.Wrong, match="does not hold everything"):
        checker.check(old, later=forged)


def test_the_script_says_what_it_found(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lived = every_kind()
    seal_all()
    file = tmp_path / "receipt.json"
    file.write_text(json.dumps(good := _receipt(lived)))
    assert checker.main([str(file)]) == 0
    assert "VALID. The wallet's log holds this line" in capsys.readouterr().out

    file.write_text(json.dumps(good | {"position": 3}))
    assert checker.main([str(file)]) == 1
    assert "NOT VALID. path: this line is not in the log" in capsys.readouterr().out


def test_a_receipt_of_a_large_ledger_is_small() -> None:
    lived = every_kind()
    seal_all()
    receipt = _receipt(lived) | {"path": base64.b64encode(bytes(20 * 32)).decode(), "position": 1_000_000}

    size = len(json.dumps(receipt, ensure_ascii=False, indent=1).encode())
    assert size <= 1_536
