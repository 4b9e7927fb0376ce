"""Anchored heads are open to everybody, and the downloaded checker follows their proofs to a block."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings
from tests import make
from tests.ledger.anchors.test_anchoring import attested, work
from tests.ledger.seals import checker
from tests.ledger.seals.lived import AT, seal_all
from tests.web.browser import client_of, words

from zhiyin.ledger.anchors import proofs
from zhiyin.ledger.anchors.calendars import PRETEND, PretendCalendar
from zhiyin.ledger.seals import queries as seals

pytestmark = pytest.mark.usefixtures("fresh_database")
LATER = AT + timedelta(hours=1)


@pytest.fixture
def receipt(settings: Settings) -> Any:
    """Of a payment that was sealed before the head that a calendar was shown."""
    settings.CONFIG = replace(settings.CONFIG, calendars=(PRETEND,))
    mei, shop = make.person("mei", balance_minor=100_00), make.merchant()
    paid = make.payment(mei.id, shop.id, 7_25)
    seal_all()
    found = client_of(mei).get(f"/activity/{paid.id}/seal/file/").json()
    make.payment(mei.id, shop.id, 1_00)
    seal_all()
    work(AT)
    return found


def newest() -> int:
    """How many lines the anchored head is over."""
    head = seals.head()
    assert head
    return head.size


def got(path: str) -> Any:
    """What anybody gets there."""
    return Client().get(path)


def test_anybody_downloads_the_head_and_its_proof(receipt: Any) -> None:
    assert "1 of 1 calendars promised it" in words(got("/heads/anchored/"))
    size = newest()

    head, proof = got(f"/heads/{size}/head.txt"), got(f"/heads/{size}/head.txt.ots")

    assert f'filename="head-{size}.txt"' in head.headers["Content-Disposition"]
    assert f'filename="head-{size}.txt.ots"' in proof.headers["Content-Disposition"]
    digest, (promise,) = attested(proof.content)
    assert proofs.read_file(proof.content)[0] == digest
    assert promise.uri == PRETEND
    assert head.content.decode() == got("/heads/list.json").json()["heads"][0]["note"]

    work(LATER)
    page = words(got("/heads/anchored/"))
    (way,) = proofs.read_file(got(f"/heads/{size}/head.txt.ots").content)[1]
    assert "In block 1,000,000 if its merkle root is:" in page
    assert way.reached[::-1].hex() in page
    assert "the block is made up" in page
    assert "写入区块 1,000,000" in words(Client(headers={"accept-language": "zh-hans"}).get("/heads/anchored/"))


def test_what_is_not_there_is_not_found(receipt: Any) -> None:
    there = (newest() + 1, 10**30)

    assert {got(f"/heads/{size}/{name}").status_code for size in there for name in ("head.txt", "head.txt.ots")} == {404}
    assert got(f"/heads/{receipt['head'].split()[1]}/head.txt.ots").status_code == 404
    assert "Nothing has been committed" in words(got("/heads/anchored/?below=1"))


def test_the_checker_leads_a_receipt_to_a_block_by_the_later_head(receipt: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    size = newest()
    later = got(f"/heads/proof/?from={json.dumps(int(receipt['head'].split()[1]))}&to={size}").json()
    assert checker.check(receipt, later=later, anchor=got(f"/heads/{size}/head.txt.ots").content)["anchored"] == "not yet; promised by pretend"
    work(LATER)
    proof = got(f"/heads/{size}/head.txt.ots").content
    for name, data in (("receipt.json", json.dumps(receipt).encode()), ("later.json", json.dumps(later).encode()), ("head.txt.ots", proof)):
        (tmp_path / name).write_bytes(data)

    code = checker.main([str(tmp_path / "receipt.json"), "--later", str(tmp_path / "later.json"), "--anchor", str(tmp_path / "head.txt.ots")])

    (way,) = proofs.read_file(proof)[1]
    said = capsys.readouterr().out
    assert code == 0
    assert f"in Bitcoin block {PretendCalendar.block}, if its merkle root is {way.reached[::-1].hex()}" in said


def test_the_checker_takes_no_other_heads_proof_and_no_spoilt_one(receipt: Any) -> None:
    size = newest()
    proof = got(f"/heads/{size}/head.txt.ots").content
    later = got(f"/heads/proof/?from={receipt['head'].split()[1]}&to={size}").json()

    with pytest.raises(checker.Wrong, match="of another head"):
        checker.check(receipt, anchor=proof)
    for spoilt, says in (
        (b"PK" + proof, "no proof"),
        (proof[:-1], "too early"),
        (proof[:65] + b"\x03", "0x03"),
        (proof[:65] + b"\xf0\xff\xff\xff\xff\xff\x01", "too large"),
        (proof[:65] + (b"\xf0\x80\x10" + b"x" * 2048) * 3 + bytes(proofs.in_block(1)), "too much"),
    ):
        with pytest.raises(checker.Wrong, match=says):
            checker.check(receipt, later=later, anchor=spoilt)


def test_staff_see_how_far_it_is(receipt: Any) -> None:
    auditor = client_of(make.staff("auditor"))
    assert "1 of 1 calendars promised it" in words(auditor.get("/console/"))

    work(LATER)

    assert "In Bitcoin" in words(auditor.get("/console/"))
    assert "calendars" not in words(client_of(make.staff("marketing")).get("/console/"))
