"""Keys are made once and kept from others; a changed or lost one is told, and nothing stops."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.ledger.seals import checker
from tests.ledger.seals.lived import every_kind, seal_all

from zhiyin.ledger.seals import keys as keys_module
from zhiyin.ledger.seals import queries
from zhiyin.ledger.seals.keys import BadSealKey, keys


@pytest.fixture
def folder(tmp_path: Path, settings: Any) -> Path:
    """An empty place for keys."""
    settings.CONFIG = replace(settings.CONFIG, keys=tmp_path / "keys")
    return tmp_path / "keys"


def started_again() -> None:
    """A new process reads the files anew."""
    keys_module._read.cache_clear()


def test_keys_are_made_at_first_use_and_only_their_owner_reads_them(folder: Path) -> None:
    first = keys()
    started_again()

    assert keys().public == first.public
    assert keys().salt == first.salt
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {file.name: file.stat().st_mode & 0o777 for file in folder.iterdir()} == {"seal.key": 0o600, "seal.pub": 0o600, "salt": 0o600}


@pytest.mark.parametrize(("name", "says"), [("salt", "is not a salt"), ("salt.old", "is not a salt"), ("seal.key", "is not an Ed25519 key")])
def test_a_file_that_is_no_key_is_named(folder: Path, name: str, says: str) -> None:
    keys()
    (folder / name).write_text("nonsense")
    started_again()

    with pytest.raises(BadSealKey, match=says):
        keys()


@pytest.mark.usefixtures("fresh_database")
def test_a_new_key_goes_on_where_the_old_one_ended(folder: Path) -> None:
    lived = every_kind()
    seal_all()
    old = queries.receipt(lived.payment, owner_id=lived.persons[0])
    (folder / "seal.key").rename(folder / "seal.key.2026")
    started_again()
    every_kind()
    seal_all()
    new = queries.receipt(lived.payment, owner_id=lived.persons[0])

    assert old
    assert new
    assert old["key"] != new["key"]
    assert checker.check(old)
    assert checker.check(new)
    assert queries.verify().problems == ()


@pytest.mark.usefixtures("fresh_database")
def test_a_lost_salt_stops_nothing_and_is_told_until_it_is_found(folder: Path) -> None:
    every_kind()
    seal_all()
    (folder / "salt").rename(folder.parent / "found later")
    started_again()
    every_kind()

    assert seal_all() == 13
    assert {problem.kind for problem in queries.verify().problems} == {"salt_unknown"}
    (folder.parent / "found later").rename(folder / "salt.old")
    started_again()
    assert queries.verify().problems == ()


@pytest.mark.usefixtures("fresh_database")
def test_heads_of_a_key_that_is_not_ours_are_told(folder: Path) -> None:
    every_kind()
    seal_all()
    for name in ("seal.key", "seal.pub"):
        (folder / name).unlink()
    started_again()

    assert {problem.kind for problem in queries.verify().problems} == {"key_unknown"}
