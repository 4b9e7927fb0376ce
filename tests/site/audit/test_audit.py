"""The second bookkeeper agrees with a sound ledger, whatever happened in it, and names what is wrong in a spoilt one."""

import random
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings as deployed
from django.db import connection
from pytest_django import Settings
from tests.ledger.anchors.server import calendar
from tests.ledger.anchors.test_anchoring import work
from tests.ledger.seals.lived import AT, as_owner_without_guards, every_kind, seal_all, told
from tests.ledger.worlds import World

from zhiyin.site import audit, embedded
from zhiyin.site.audit.dump import Unreadable

pytestmark = pytest.mark.usefixtures("fresh_database")


@pytest.fixture
def dumped(tmp_path: Path, fresh_database: str) -> Path:
    """Where the backup will lie."""
    return tmp_path / "all.dump"


def findings(file: Path, keys: Path | None = None) -> list[str]:
    """What is found in a backup of this moment."""
    name = connection.settings_dict["NAME"]
    where = ["-h", str(connection.settings_dict["HOST"]), "-U", embedded.OWNER]
    subprocess.run([embedded.tool("pg_dump"), "--format=custom", *where, f"--file={file}", name], check=True)
    return [each.kind for each in audit.audit(file, keys or deployed.CONFIG.keys).findings]


@pytest.mark.parametrize("seed", [1, 2])
def test_it_agrees_with_whatever_the_ledger_accepted(seed: int, dumped: Path) -> None:
    draw = random.Random(seed)
    world = World()
    for _ in range(20):
        world.post(world.batch(draw, draw.randint(1, 12)))
        if draw.random() < 0.3:
            world.change(draw)
        seal_all(limit=draw.randint(1, 20))
    seal_all()

    assert findings(dumped) == []


def test_it_reads_how_much_there_is(dumped: Path) -> None:
    every_kind()
    seal_all()
    findings(dumped)

    read = audit.audit(dumped, deployed.CONFIG.keys)

    assert (read.transfers, read.accounts, read.sealed, read.findings) == (9, 3, 13, ())


def test_without_the_keys_it_says_what_it_cannot_tell(dumped: Path, tmp_path: Path) -> None:
    every_kind()
    seal_all()

    assert findings(dumped, tmp_path / "nothing") == ["keys_missing"]


def test_a_line_that_is_not_sealed_yet_is_no_finding(dumped: Path) -> None:
    every_kind()
    seal_all()
    every_kind()

    assert findings(dumped) == []


DAMAGE = (
    ("update ledger.balance set posted = posted + 1 where account_id = {mei}", "balance_differs"),
    ("update ledger.transfer set amount = amount + 1 where id = '{payment}'", "running_balance"),
    ("update ledger.transfer set dr_n = dr_n + 1 where id = '{payment}'", "numbers_differ"),
    ("update ledger.transfer set at = at + interval '1 day' where id = '{payment}'", "leaf_differs"),
    ("update ledger.hold set captured = captured - 1 where id = '{hold}'", "hold_differs"),
    ("update ledger.transfer set amount = 1 where id = '{hold}'", "impossible"),
    ("update ledger.refund_budget set refunded = refunded + 1", "refund_differs"),
    ("update ledger.account set opening_ceiling = 1 where id = {shop}", "above_ceiling"),
    ("update ledger.account set opening_floor = 200000 where id = {shop}", "below_floor"),
    ("delete from ledger.transfer where kind = 3", "leaf_without_line"),
    ("update ledger.tile set hashes = set_byte(hashes, 70, 9)", "root_differs"),
    ("update ledger.tree_head set signature = set_byte(signature, 9, 9)", "signature_differs"),
    ("update ledger.tree_head set key = sha256(key)", "key_unknown"),
    ("insert into ledger.tile values (1, 0, sha256('')) ", "tile_differs"),
    ("delete from ledger.leaf where pos = 4", "leaves_misplaced"),
)


def test_it_names_all_that_is_wrong(dumped: Path) -> None:
    lived = every_kind()
    seal_all(limit=5)
    as_owner_without_guards()

    for damage, _ in DAMAGE:
        told(damage.format(payment=lived.payment, hold=lived.hold, mei=lived.mei, shop=lived.shop))

    assert {kind for _, kind in DAMAGE} | {"seal_missing"} <= set(findings(dumped))


def test_one_changed_byte_is_found(dumped: Path) -> None:
    every_kind()
    seal_all()
    as_owner_without_guards()

    told("update ledger.transfer set meta = jsonb_set(meta, '{n}', '8') where meta is not null")

    assert findings(dumped) == ["leaf_differs"]


ANCHORS_DAMAGED = (
    ("update ledger.anchor set digest = sha256(digest)", "anchor_differs"),
    ("update ledger.tree_head set signature = set_byte(signature, 9, get_byte(signature, 9) # 1)", "anchor_differs"),
    ("update ledger.anchor_stamp set stamp = set_byte(stamp, 5, get_byte(stamp, 5) # 1)", "anchor_proof_differs"),
    ("update ledger.anchor_stamp set mac = sha256(mac)", "anchor_proof_differs"),
    ("update ledger.anchor_stamp set height = height + 1", "anchor_proof_differs"),
)


@pytest.fixture
def anchored(fresh_database: str, settings: Settings) -> Iterator[None]:
    """The newest head of a small journal is in a block, as one calendar told."""
    with calendar() as server:
        settings.CONFIG = replace(settings.CONFIG, calendars=(server.url,), calendars_needed=1)
        every_kind()
        seal_all()
        server.has_block = True
        work(AT)
        work(AT + timedelta(minutes=5))
        yield


@pytest.mark.usefixtures("anchored")
def test_it_follows_every_anchor_to_its_block(dumped: Path) -> None:
    assert told("select height is not null from ledger.anchor_stamp") == [(True,)]

    assert findings(dumped) == []


@pytest.mark.usefixtures("anchored")
@pytest.mark.parametrize(("damage", "kind"), ANCHORS_DAMAGED)
def test_one_changed_bit_of_an_anchor_is_found(damage: str, kind: str, dumped: Path) -> None:
    as_owner_without_guards()
    told(damage)

    assert kind in findings(dumped)


@pytest.mark.usefixtures("anchored")
def test_without_the_keys_the_proofs_are_followed_still(dumped: Path, tmp_path: Path) -> None:
    as_owner_without_guards()
    told("update ledger.anchor_stamp set height = height + 1")

    assert findings(dumped, tmp_path / "nothing") == ["keys_missing", "anchor_proof_differs"]


def test_a_file_that_is_no_backup_is_told_in_a_sentence(tmp_path: Path) -> None:
    file = tmp_path / "no.dump"
    file.write_text("nothing of the kind")

    with pytest.raises(Unreadable, match="cannot be read as a backup"):
        audit.audit(file, tmp_path)
