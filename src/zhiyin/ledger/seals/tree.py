"""The Merkle tree of RFC 9162, kept as tiles of 256 hashes. Pure: tiles come from `read` and go back to the caller.

Tile (level, index) holds up to 256 hashes of the tree's level 8·level, from number 256·index on; those of level 0 are the leaves'.
Only the last tile of a level may have fewer. Everything else of the tree is worked out from them.
"""

import hashlib
from collections.abc import Callable, Sequence
from functools import cache

WIDTH = 256
HEIGHT = 8
HASH_BYTES = 32
EMPTY_ROOT = hashlib.sha256().digest()

Tile = tuple[int, int]
Read = Callable[[int, int], bytes]


def leaf_hash(leaf: bytes) -> bytes:
    """A leaf's hash: SHA-256 of 0x00 and the leaf."""
    return hashlib.sha256(b"\0" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash above two others: SHA-256 of 0x01 and both."""
    return hashlib.sha256(b"\1" + left + right).digest()


def kept(read: Read) -> Read:
    """As `read`, asking for each tile once: for all questions about one tree at one moment."""
    return cache(read)


def root(read: Read, size: int) -> bytes:
    """The root of the tree's first `size` leaves."""
    return _subtree(read, 0, size) if size else EMPTY_ROOT


def grown(read: Read, size: int, leaves: Sequence[bytes]) -> dict[Tile, bytes]:
    """The tiles that are new or longer when these leaf hashes follow the first `size` leaves."""
    changed: dict[Tile, bytes] = {}
    level, before, new = 0, size, b"".join(leaves)
    while new:
        index, filled = divmod(before, WIDTH)
        row = (read(level, index)[: filled * HASH_BYTES] if filled else b"") + new
        above = []
        for start in range(0, len(row), WIDTH * HASH_BYTES):
            tile = row[start : start + WIDTH * HASH_BYTES]
            changed[level, index + start // (WIDTH * HASH_BYTES)] = tile
            if len(tile) == WIDTH * HASH_BYTES:
                above.append(_fold(tile))
        level, before, new = level + 1, before // WIDTH, b"".join(above)
    return changed


def inclusion(read: Read, position: int, size: int) -> list[bytes]:
    """The hashes that lead from the leaf at `position` (from 0) to the root of the first `size` leaves (RFC 9162, 2.1.3.1)."""
    low, high, path = 0, size, []
    while high - low > 1:
        middle = low + _split(high - low)
        if position < middle:
            path.append(_subtree(read, middle, high))
            high = middle
        else:
            path.append(_subtree(read, low, middle))
            low = middle
    return path[::-1]


def consistency(read: Read, before: int, after: int) -> list[bytes]:
    """The hashes which show that the tree of `after` leaves begins with that of `before` (RFC 9162, 2.1.4.1). Empty when either says nothing."""
    if not 0 < before < after:
        return []
    low, high, path = 0, after, []
    while high != before:
        middle = low + _split(high - low)
        if before <= middle:
            path.append(_subtree(read, middle, high))
            high = middle
        else:
            path.append(_subtree(read, low, middle))
            low = middle
    if low:
        path.append(_subtree(read, low, high))
    return path[::-1]


def _split(size: int) -> int:
    """The largest power of two below `size`."""
    return 1 << (size - 1).bit_length() - 1


def _subtree(read: Read, low: int, high: int) -> bytes:
    """The hash over the leaves low…high-1, where low is a multiple of the smallest power of two that is not below their number."""
    count = high - low
    if count & (count - 1) == 0:
        return _perfect(read, count.bit_length() - 1, low // count)
    middle = low + _split(count)
    return node_hash(_subtree(read, low, middle), _subtree(read, middle, high))


def _perfect(read: Read, height: int, index: int) -> bytes:
    """The hash over 2^height leaves, from number index · 2^height on."""
    level, inside = divmod(height, HEIGHT)
    first = index << inside
    tile, place = divmod(first, WIDTH)
    hashes = read(level, tile)[place * HASH_BYTES : (place + (1 << inside)) * HASH_BYTES]
    if len(hashes) != HASH_BYTES << inside:
        raise ValueError(f"tile {level}/{tile} is too short")
    return _fold(hashes)


def _fold(hashes: bytes) -> bytes:
    """The hash above a power of two of hashes."""
    sha256 = hashlib.sha256
    while len(hashes) > HASH_BYTES:
        hashes = b"".join([sha256(b"\1" + hashes[at : at + 2 * HASH_BYTES]).digest() for at in range(0, len(hashes), 2 * HASH_BYTES)])
    return hashes
