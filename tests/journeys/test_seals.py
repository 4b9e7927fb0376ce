"""Somebody pays, takes the receipt file home and checks it with the network off; a forged one says what is wrong with it."""

import base64
import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.hands import Hands
from tests.journeys.test_paying import proposal, typed_code
from tests.ledger.seals import checker
from zhiyin.ledger.anchors import proofs
from zhiyin.ledger.anchors.proofs import Step, Way

pytestmark = pytest.mark.journey
CHECK_PAGE = checker.FILE.with_name("check.html").as_uri()
REFUSED = """async receipts => {
  const passed = [];
  for (const [at, receipt] of receipts.entries()) {
    try { await check(receipt, ""); passed.push(at); } catch (problem) { if (!(problem instanceof Wrong)) throw problem; }
  }
  return passed;
}"""


def paid_receipt(hands: Hands, folder: Path) -> Path:
    """The file that somebody downloads from a fresh receipt as soon as it is sealed."""
    page, _handle = hands.newcomer(money="20")
    proposal(page, typed_code(hands), "7.25")
    page.get_by_role("button", name="Pay").click()
    expect(page.locator("#seal")).to_contain_text("Sealed")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the receipt file").click()
    file = folder / download.value.suggested_filename
    download.value.save_as(file)
    return file


def at_home(hands: Hands, **options: Any) -> Page:
    """The check page from the disk, without a network."""
    page = hands.phone(**options)
    page.context.set_offline(True)
    page.goto(CHECK_PAGE)
    return page


def anchor(note: str, file: Path) -> str:
    """A proof that the note lies in a made-up block, with a promise beside it; the block's merkle root as explorers write it."""
    digest = hashlib.sha256(note.encode()).digest()
    steps = (Step(proofs.APPEND, b"nonce"), Step(proofs.SHA256), Step(proofs.PREPEND, b"x" * 200), Step(proofs.SHA256))
    root = proofs.run(steps, digest)
    promise = Way(steps[:2], proofs.run(steps[:2], digest), proofs.pending("https://calendar.example.org"))
    file.write_bytes(proofs.write_file(digest, (promise, Way(steps, root, proofs.in_block(924_001)))))
    return root[::-1].hex()


def forged(receipt: dict[str, Any]) -> list[dict[str, Any]]:
    """The receipt with each byte of it changed in turn."""
    made = []
    for part in ("leaf", "debit", "path", "key"):
        data = base64.b64decode(receipt[part])
        made += [{**receipt, part: base64.b64encode(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]).decode()} for at in range(len(data))]
    head = receipt["head"]
    return made + [{**receipt, "head": head[:at] + chr(ord(head[at]) ^ 1) + head[at + 1 :]} for at in range(len(head))]


def test_a_receipt_is_checked_at_home_without_asking_us(hands: Hands, tmp_path: Path) -> None:
    file = paid_receipt(hands, tmp_path)
    receipt = json.loads(file.read_text())
    page = at_home(hands)

    page.get_by_label("Your receipt file").set_input_files(file)

    result = page.locator("#result")
    expect(result.get_by_role("heading")).to_have_text("Valid")
    expect(result).to_contain_text("-7.25 USD")
    expect(result).to_contain_text("12.75 USD")
    assert checker.check(receipt)["amount"] == "-7.25 USD"
    assert page.evaluate(REFUSED, [*forged(receipt), receipt]) == [len(forged(receipt))]

    proof = tmp_path / "head.txt.ots"
    root = anchor(receipt["head"], proof)
    page.get_by_text("More, if you want to be stricter").click()
    page.get_by_label("A proof that what was signed is in Bitcoin").set_input_files(proof)
    expect(result).to_contain_text(f"block 924001 if its merkle root is {root}")

    other = tmp_path / "other.txt.ots"
    anchor("another head", other)
    page.get_by_label("A proof that what was signed is in Bitcoin").set_input_files(other)
    expect(result).to_contain_text("not a proof of this head")


def test_a_forged_receipt_says_what_is_wrong_in_chinese_too(hands: Hands, tmp_path: Path) -> None:
    file = paid_receipt(hands, tmp_path)
    receipt = json.loads(file.read_text())
    page = at_home(hands, language="zh-CN")

    leaf = bytearray(base64.b64decode(receipt["leaf"]))
    leaf[27] ^= 1
    file.write_text(json.dumps(receipt | {"leaf": base64.b64encode(leaf).decode()}))
    page.get_by_label("您的收据文件").set_input_files(file)

    expect(page.locator("#result").get_by_role("heading")).to_have_text("无效")
    expect(page.locator("#result")).to_contain_text("已签名的账簿里没有这一行")
