"""The tree grown anew from the backup: leaves from lines, roots from leaves. Written from docs/seals.md, not from the sealer."""

import base64
import hashlib
import hmac
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from zhiyin.site.audit.dump import Row, Tables, data, micros, whole
from zhiyin.site.audit.found import Finding

NIL = "00000000-0000-0000-0000-000000000000"
Line = tuple[str | None, bool]


class Notary:
    """Writes leaves under the salts that are known."""

    def __init__(self, tables: Tables, folder: Path) -> None:
        self.salts = {hashlib.sha256(b"zhiyin salt" + salt).digest()[:8]: salt for salt in salts(folder)}
        public = folder / "seal.pub"
        self.public = {base64.b64decode(line) for line in public.read_text().split()} if public.exists() else set[bytes]()
        assets = {row["id"]: (row["code"] or "").encode().ljust(12, b"\0") + bytes([whole(row, "scale")]) for row in tables["asset"]}
        self.asset = {row["id"]: assets.get(row["asset"], bytes(13)) for row in tables["account"]}

    def leaf(self, row: Row, *, change: bool, salt: bytes) -> bytes:
        """The bytes that were sealed for this row, if nobody changed it since."""
        return self._change(row, salt) if change else self._transfer(row, salt)

    def _transfer(self, row: Row, salt: bytes) -> bytes:
        id_ = _uuid(row["id"])
        nonces = hmac.new(salt, b"leaf" + id_, hashlib.sha512).digest()
        meta = bytes(32) if row["meta"] is None else hashlib.sha256(row["meta"].encode()).digest()
        parts = (
            nonces[:16] + _long(whole(row, "dr_n")) + _long(whole(row, "dr_bal")),
            nonces[16:32] + _long(whole(row, "cr_n")) + _long(whole(row, "cr_bal")),
            nonces[32:48] + whole(row, "ledger_id").to_bytes(4, "big") + _uuid(row["grp"]) + _uuid(row["ref"])
            + _long(micros(row["effective_at"])) + meta,
        )  # fmt: skip
        shared = bytes([1, whole(row, "kind") & 255]) + id_ + whole(row, "code").to_bytes(2, "big", signed=True) + _long(whole(row, "amount"))
        shared += self.asset.get(row["dr"], bytes(13)) + _long(micros(row["at"])) + _name(salt, row["dr"]) + _name(salt, row["cr"])
        return shared + b"".join(hashlib.sha256(part).digest() for part in parts)

    def _change(self, row: Row, salt: bytes) -> bytes:
        id_ = _uuid(row["id"])
        values = hmac.new(salt, b"leaf" + id_, hashlib.sha512).digest()[:16] + _long(whole(row, "n"))
        for column in ("before", "after"):
            values += bytes(9) if row[column] is None else b"\1" + _long(whole(row, column))
        account = row["account_id"]
        told = bytes([1, whole(row, "kind") & 255]) + id_ + self.asset.get(account, bytes(13)) + _long(micros(row["at"])) + _name(salt, account)
        return told + hashlib.sha256(values).digest()


def salts(folder: Path) -> list[bytes]:
    """Every salt that the deployment has had."""
    return [bytes.fromhex(file.read_text()) for file in sorted(folder.glob("salt*")) if file.is_file()]


def text(head: Row) -> str:
    """What is signed: the wallet, how many leaves, the root, when."""
    moment = datetime.fromisoformat(head["at"] or "")
    return f"{head['origin']}\n{whole(head, 'size')}\n{base64.b64encode(data(head, 'root')).decode()}\n{moment:%Y-%m-%dT%H:%M:%SZ}\n"


def check(tables: Tables, folder: Path) -> Iterator[Finding]:
    """What in the backup's tree does not follow from its journal, or was signed by nobody we know."""
    notary = Notary(tables, folder)
    if tables["tree_head"] and not notary.salts:
        yield Finding("keys_missing", f"there is no salt in {folder}: whether leaves are the journal's cannot be told (ZHIYIN_KEYS)")
    tiles = {(whole(row, "level"), whole(row, "idx")): data(row, "hashes") for row in tables["tile"]}
    hashes = [tile[at : at + 32] for (level, _), tile in sorted(tiles.items()) if level == 0 for at in range(0, len(tile), 32)]
    heads = sorted(tables["tree_head"], key=lambda row: whole(row, "size"))
    yield from _leaves(tables, notary, hashes, heads)
    yield from _heads(notary, hashes, heads)
    for place in sorted(tiles.keys() | (grown := _grown(hashes)).keys()):
        if tiles.get(place) != grown.get(place):
            yield Finding("tile_differs", f"tile {place[0]}/{place[1]} does not follow from the leaves")
    yield from _left_out(tables)


def _leaves(tables: Tables, notary: Notary, hashes: list[bytes], heads: list[Row]) -> Iterator[Finding]:
    lines: dict[Line, Row] = {(row["id"], False): row for row in tables["transfer"]} | {(row["id"], True): row for row in tables["account_change"]}
    placed = {whole(row, "pos"): (row["ref"], row["change"] == "t") for row in tables["leaf"]}
    size = whole(heads[-1], "size") if heads else 0
    if sorted(placed) != list(range(size)) or len(hashes) != size or len(tables["leaf"]) != size:
        yield Finding("leaves_misplaced", f"{len(tables['leaf'])} leaves and {len(hashes)} hashes, where the newest head is over {size}")
    begin = 0
    for head in heads:
        salt = notary.salts.get(data(head, "salt"), b"")
        for position in range(begin, whole(head, "size")):
            line = placed.get(position, (None, False))
            row = lines.get(line)
            if row is None:
                yield Finding("leaf_without_line", f"the leaf at {position} is of {line[0]}, which is not in the journal")
            elif salt and _leaf_hash(notary.leaf(row, change=line[1], salt=salt)) not in hashes[position : position + 1]:
                yield Finding("leaf_differs", f"line {line[0]} of the journal is not what was sealed at {position}")
        begin = whole(head, "size")


def _heads(notary: Notary, hashes: list[bytes], heads: list[Row]) -> Iterator[Finding]:
    peaks: list[tuple[int, bytes]] = []  # perfect trees from left to right, by how many leaves they are over
    taken = 0
    for head in heads:
        size, root, key = whole(head, "size"), data(head, "root"), data(head, "key")
        for hashed in hashes[taken:size]:
            width, node = 1, hashed
            while peaks and peaks[-1][0] == width:
                width, node = 2 * width, hashlib.sha256(b"\1" + peaks.pop()[1] + node).digest()
            peaks.append((width, node))
        taken = size
        mine = peaks[-1][1] if peaks else b""
        for _, left in reversed(peaks[:-1]):
            mine = hashlib.sha256(b"\1" + left + mine).digest()
        if mine != root:
            yield Finding("root_differs", f"the root over {size} leaves does not follow from them")
        moment = datetime.fromisoformat(head["at"] or "")
        if moment.microsecond or moment.utcoffset() or not _signed(key, data(head, "signature"), text(head)):
            yield Finding("signature_differs", f"the signature under the head over {size} leaves does not hold")
        if notary.public and key not in notary.public:
            yield Finding("key_unknown", f"the head over {size} leaves is signed with a key that is not in seal.pub")


def _grown(hashes: list[bytes]) -> dict[tuple[int, int], bytes]:
    grown: dict[tuple[int, int], bytes] = {}
    level, row = 0, hashes
    while row:
        tiles = [row[at : at + 256] for at in range(0, len(row), 256)]
        grown |= {(level, index): b"".join(tile) for index, tile in enumerate(tiles)}
        level, row = level + 1, [_top(tile) for tile in tiles if len(tile) == 256]
    return grown


def _top(row: list[bytes]) -> bytes:
    while len(row) > 1:
        row = [hashlib.sha256(b"\1" + left + right).digest() for left, right in zip(row[::2], row[1::2], strict=True)]
    return row[0]


def _left_out(tables: Tables) -> Iterator[Finding]:
    sealed = {(row["ref"], row["change"] == "t") for row in tables["leaf"]}
    for sealer in tables["sealer"]:
        reached = (whole(sealer, "xid"), micros(sealer["at"]), sealer["id"] or "")
        for name in ("transfer", "account_change"):
            for row in tables[name]:
                if (whole(row, "xid"), micros(row["at"]), row["id"] or "") <= reached and (row["id"], name != "transfer") not in sealed:
                    yield Finding("seal_missing", f"line {row['id']} of the journal was left out of the tree")


def _signed(key: bytes, signature: bytes, text: str) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, text.encode())
    except (InvalidSignature, ValueError):
        return False
    return True


def _leaf_hash(leaf: bytes) -> bytes:
    return hashlib.sha256(b"\0" + leaf).digest()


def _name(salt: bytes, account: str | None) -> bytes:
    return hmac.new(salt, b"account" + _long(int(account or "0")), hashlib.sha256).digest()[:16]


def _long(number: int) -> bytes:
    return number.to_bytes(8, "big", signed=True)


def _uuid(text: str | None) -> bytes:
    return bytes.fromhex((text or NIL).replace("-", ""))
