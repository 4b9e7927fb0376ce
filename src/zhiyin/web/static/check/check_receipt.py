#!/usr/bin/env python3
"""Checks a receipt of a Zhiyin wallet without trusting, or asking, whoever runs the wallet.

    python check_receipt.py receipt.json [--key KEY] [--later later.json] [--anchor head.txt.ots]

Needs Python 3.11 or newer and one package: pip install cryptography. It opens no connection.
KEY is the wallet's public key as you know it from elsewhere (an older receipt, a friend's, a newspaper). later.json is what the wallet shows at
/heads/proof/?from=SIZE: the check then also says whether the log at that later moment still holds everything it held when your receipt was made.
head.txt.ots is the proof that a head was committed to Bitcoin: of your receipt's head, or of the later one (/heads/proof/?from=SIZE&to=ANCHORED).
The check says which block's merkle root to compare; it asks no Bitcoin node, you do.

How the bytes lie is told in docs/seals.md of the wallet's source; the tree is that of RFC 9162, the head a C2SP checkpoint.
"""

import argparse
import base64
import hashlib
import io
import json
import struct
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

KINDS = ("payment or transfer", "money held", "held money taken", "held money freed", "money given back")
LEAF = struct.Struct(">BB16shq12sBq16s16s32s32s32s")  # version kind id code amount asset scale moment debit credit side side rest
SIDE = struct.Struct(">16sqq")  # nonce number balance


OTS = b"\x00OpenTimestamps\x00\x00Proof\x00\xbf\x89\xe2\xe8\x84\xe8\x92\x94\x01\x08"  # version 1, of a SHA-256
PENDING, BITCOIN = bytes.fromhex("83dfe30d2ef90c8e"), bytes.fromhex("0588960d73d71901")
MESSAGE_MAX = 4096


class Wrong(Exception):
    """The receipt does not hold; the message says what is wrong with it."""


def check(receipt: Any, *, key: str = "", later: Any = None, anchor: bytes | None = None) -> dict[str, str]:
    """What the receipt proves, in words. Raises Wrong."""
    leaf, opened = _bytes(receipt, "leaf"), _opened(receipt)
    facts = _told(leaf, opened)
    if "promise" in receipt:
        return facts | _promised(leaf, receipt, key)
    origin, size, root, moment = _head(receipt.get("head"), receipt.get("key"), key)
    position = receipt.get("position")
    if not isinstance(position, int) or not 0 <= position < size:
        raise Wrong(f"position: {position!r} is not a place among the {size} lines that the head covers")
    hashes = _bytes(receipt, "path")
    path = [hashes[at : at + 32] for at in range(0, len(hashes), 32)]
    if root_from_path(hashlib.sha256(b"\0" + leaf).digest(), position, size, path) != root:
        raise Wrong("path: this line is not in the log that the head covers (the line, its position, the path or the head was changed)")
    if later is not None:
        facts["still there"] = _still_there((origin, size, root), later, receipt.get("key"), key)
    if anchor is not None:
        facts["anchored"] = anchored(anchor, receipt["head"] if later is None else later["heads"][1]["note"])
    return facts | {"wallet": origin, "position": f"{position + 1:,} of {size:,}", "head signed": moment, "key": str(receipt["key"])}


def root_from_path(hashed: bytes, position: int, size: int, path: list[bytes]) -> bytes | None:
    """The root that follows from a leaf's hash and its path (RFC 9162, 2.1.3.2); None for a path of another length."""
    number, last = position, size - 1
    for sibling in path:
        if last == 0:
            return None
        if number & 1 or number == last:
            hashed = _node(sibling, hashed)
            while not number & 1 and number:
                number, last = number >> 1, last >> 1
        else:
            hashed = _node(hashed, sibling)
        number, last = number >> 1, last >> 1
    return hashed if last == 0 else None


def continues(before: tuple[int, bytes], after: tuple[int, bytes], proof: list[bytes]) -> bool:
    """Whether the log with the later (size, root) begins with the earlier one (RFC 9162, 2.1.4.2)."""
    (size, root), (later_size, later_root) = before, after
    if size == later_size:
        return root == later_root and not proof
    if not 0 < size < later_size or not proof:
        return False
    hashes = list(proof) if size & (size - 1) else [root, *proof]
    number, last = size - 1, later_size - 1
    while number & 1:
        number, last = number >> 1, last >> 1
    early = late = hashes[0]
    for hashed in hashes[1:]:
        if last == 0:
            return False
        if number & 1 or number == last:
            early, late = _node(hashed, early), _node(hashed, late)
            while not number & 1 and number:
                number, last = number >> 1, last >> 1
        else:
            late = _node(late, hashed)
        number, last = number >> 1, last >> 1
    return (early, late, last) == (root, later_root, 0)


def anchored(proof: bytes, note: str) -> str:
    """Which Bitcoin block holds that head, if its merkle root is the one named; or who promised to see to it. Raises Wrong."""
    if not proof.startswith(OTS):
        raise Wrong("anchor: this file is no proof of OpenTimestamps")
    digest = hashlib.sha256(note.encode()).digest()
    stream = io.BytesIO(proof[len(OTS) :])
    if _taken(stream, len(digest)) != digest:
        raise Wrong("anchor: it is of another head (is it the later one's? --later wants /heads/proof/?from=SIZE&to=ANCHORED)")
    ends = _ends(stream, digest)
    blocks = {_number(io.BytesIO(payload)): reached[::-1].hex() for reached, kind, payload in ends if kind == BITCOIN}
    if blocks:
        return " and ".join(f"in Bitcoin block {height}, if its merkle root is {blocks[height]}" for height in sorted(blocks))
    promised = [_sized(io.BytesIO(payload)).decode("ascii", "replace") for _, kind, payload in ends if kind == PENDING]
    return f"not yet; promised by {', '.join(promised) or 'nobody we know'}"


def _ends(stream: io.BytesIO, digest: bytes) -> list[tuple[bytes, bytes, bytes]]:
    """What each way of an OpenTimestamps proof reaches, and who attests it: the kind and its bytes. Raises Wrong."""
    ends, open_ = [], [digest]
    while open_:
        message = open_.pop()
        operation = _taken(stream, 1)[0]
        if operation == 0xFF:  # a fork: the same message goes on behind this way
            open_.append(message)
            operation = _taken(stream, 1)[0]
        if operation == 0x00:
            ends.append((message, _taken(stream, 8), _sized(stream)))
        elif operation == 0x08:
            open_.append(hashlib.sha256(message).digest())
        elif operation in (0xF0, 0xF1):
            part = _sized(stream)
            open_.append(message + part if operation == 0xF0 else part + message)
        else:
            raise Wrong(f"anchor: an operation 0x{operation:02x} is not known here")
        if len(message) > MESSAGE_MAX:
            raise Wrong("anchor: a step makes too much")
    return ends


def _sized(stream: io.BytesIO) -> bytes:
    return _taken(stream, _number(stream))


def _number(stream: io.BytesIO) -> int:
    value = 0
    for place in range(5):
        byte = _taken(stream, 1)[0]
        value |= (byte & 0x7F) << 7 * place
        if byte < 0x80:
            return value
    raise Wrong("anchor: a number is too large")


def _taken(stream: io.BytesIO, count: int) -> bytes:
    data = stream.read(count)
    if len(data) < count:
        raise Wrong("anchor: the proof ends too early")
    return data


def _opened(receipt: Any) -> tuple[str, bytes]:
    if not isinstance(receipt, dict) or receipt.get("zhiyin_receipt") != 1:
        raise Wrong("this file is not a receipt of a Zhiyin wallet, or one of a newer kind")
    for side in ("debit", "credit"):
        if side in receipt:
            return side, _bytes(receipt, side)
    raise Wrong("debit, credit: neither side of the line is in the file")


def _told(leaf: bytes, opened: tuple[str, bytes]) -> dict[str, str]:
    """The line's own facts, once the open side is seen to be the one that was sealed."""
    if len(leaf) != LEAF.size or leaf[0] != 1 or leaf[1] >= len(KINDS):
        raise Wrong("leaf: these are not the bytes of a transfer")
    _, kind, number, _, amount, code, scale, micros, debit, credit, debit_hash, credit_hash, _ = LEAF.unpack(leaf)
    side, data = opened
    if len(data) != SIDE.size or hashlib.sha256(data).digest() != (debit_hash if side == "debit" else credit_hash):
        raise Wrong(f"{side}: the balance in the file is not the one that was sealed")
    _, _, balance = SIDE.unpack(data)
    asset = code.rstrip(b"\0").decode("ascii", "replace")
    digits = number.hex()
    return {
        "what": KINDS[kind],
        "number": "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:])),
        "amount": f"{'-' if side == 'debit' else '+'}{_money(amount, scale)} {asset}",
        "balance after": f"{_money(balance, scale)} {asset}",
        "booked": f"{datetime(2000, 1, 1, tzinfo=UTC) + timedelta(microseconds=micros):%Y-%m-%d %H:%M:%S} UTC",
        "from account": debit.hex(),
        "to account": credit.hex(),
    }


def _promised(leaf: bytes, receipt: dict[str, Any], known_key: str) -> dict[str, str]:
    """What the wallet promised before the line was in its log: that it will be. Raises Wrong."""
    kind, origin, hashed, moment = _signed("promise", receipt["promise"], receipt.get("key"), known_key)
    if kind != "zhiyin promise v1" or hashed != base64.b64encode(hashlib.sha256(b"\0" + leaf).digest()).decode():
        raise Wrong("promise: it is of another line")
    return {"wallet": origin, "in the log by": moment, "key": str(receipt["key"])}


def _head(note: Any, key: Any, known_key: str) -> tuple[str, int, bytes, str]:
    """Origin, size, root and moment of a signed head. Raises Wrong when the signature is not the key's."""
    origin, size, root, moment = _signed("head", note, key, known_key)
    try:
        return origin, int(size), _decoded(root), moment
    except ValueError as problem:
        raise Wrong("head: these are not the lines of a signed head") from problem


def _signed(what: str, note: Any, key: Any, known_key: str) -> list[str]:
    """The four lines of a signed head or promise; its wallet is the line that the signature names. Raises Wrong."""
    if known_key and known_key.strip() != key:
        raise Wrong("key: the receipt is signed with another key than the one you know")
    try:
        text, signed = str(note).rsplit("\n— ", 1)
        lines = text.rstrip("\n").split("\n")
        name, signature = signed.rstrip("\n").rsplit(" ", 1)
        public, data = _decoded(str(key)), _decoded(signature)
    except ValueError as problem:
        raise Wrong(f"{what}: these are not the lines of a signed {what}") from problem
    if len(lines) != 4:
        raise Wrong(f"{what}: these are not the lines of a signed {what}")
    origin = lines[0] if what == "head" else lines[1]
    if name != origin or data[:4] != hashlib.sha256(origin.encode() + b"\n\x01" + public).digest()[:4]:
        raise Wrong(f"{what}: the signature names another key")
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(data[4:], text.encode())
    except (InvalidSignature, ValueError) as problem:
        raise Wrong(f"{what}: the signature does not hold (the {what} or the key was changed)") from problem
    return lines


def _still_there(before: tuple[str, int, bytes], later: Any, key: Any, known_key: str) -> str:
    if not isinstance(later, dict) or not isinstance(later.get("heads"), list) or len(later["heads"]) != 2:
        raise Wrong("later: this file is not what the wallet shows at /heads/proof/?from=SIZE")
    origin, size, root, moment = _head(later["heads"][1].get("note"), later["heads"][1].get("key"), "")
    if (later["heads"][1].get("key") != key or known_key) and later["heads"][1].get("key") != (known_key or key):
        raise Wrong("later: that head is signed with another key")
    proof = _bytes(later, "proof")
    if origin != before[0] or not continues(before[1:], (size, root), [proof[at : at + 32] for at in range(0, len(proof), 32)]):
        raise Wrong("later: the later log does not hold everything that it held when your receipt was made")
    return f"yes, {moment}, among {size:,} lines"


def _bytes(holder: Any, name: str) -> bytes:
    try:
        return _decoded(holder[name])
    except (KeyError, TypeError, ValueError) as problem:
        raise Wrong(f"{name}: missing, or not in base64") from problem


def _decoded(text: str) -> bytes:
    data = base64.b64decode(text, validate=True)
    if base64.b64encode(data).decode() != text:  # the last sign has bits to spare
        raise ValueError(text)
    return data


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\1" + left + right).digest()


def _money(minor: int, scale: int) -> str:
    digits = str(abs(minor)).rjust(scale + 1, "0")
    whole, fraction = (digits[:-scale], digits[-scale:]) if scale else (digits, "")
    return f"{'-' if minor < 0 else ''}{int(whole):,}{'.' if fraction else ''}{fraction}"


def main(words: list[str] | None = None) -> int:
    """0 when the receipt holds, 1 when it does not."""
    parser = argparse.ArgumentParser(description="Checks a receipt of a Zhiyin wallet.")
    parser.add_argument("receipt", help="the file you downloaded")
    parser.add_argument("--key", default="", help="the wallet's public key as you know it from elsewhere")
    parser.add_argument("--later", help="what the wallet shows at /heads/proof/?from=SIZE")
    parser.add_argument("--anchor", help="the .ots file of your receipt's head, or of the later one")
    arguments = parser.parse_args(words)
    try:
        receipt = json.loads(Path(arguments.receipt).read_text(encoding="utf-8"))
        later = json.loads(Path(arguments.later).read_text(encoding="utf-8")) if arguments.later else None
        anchor = Path(arguments.anchor).read_bytes() if arguments.anchor else None
        facts = check(receipt, key=arguments.key, later=later, anchor=anchor)
    except (Wrong, ValueError, OSError) as problem:
        sys.stdout.write(f"NOT VALID. {problem}\n")
        return 1
    width = max(map(len, facts))
    proved = "key promised that its log will hold this line" if "promise" in receipt else "log holds this line, and its key signed that log"
    sys.stdout.write(f"VALID. The wallet's {proved}.\n")
    sys.stdout.writelines(f"  {name:<{width}}  {value}\n" for name, value in facts.items())
    return 0


if __name__ == "__main__":
    sys.exit(main())
