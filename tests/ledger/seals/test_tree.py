"""The tree is RFC 9162's, bit for bit: pymerkle is the oracle for roots, the RFC's own algorithms (in the stand-alone checker) for proofs."""

import hashlib
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pymerkle import InmemoryTree
from tests.ledger.seals import checker

from zhiyin.ledger.seals import tree
from zhiyin.ledger.seals.tree import Read, Tile

SIZES = [1, 2, 3, 255, 256, 257, 511, 512, 513, 1000]


def leaf(number: int) -> bytes:
    """Any bytes."""
    return hashlib.sha512(b"%d" % number).digest()


def tiles_of(tiles: dict[Tile, bytes]) -> Read:
    """Reads from what has grown so far."""
    return lambda level, index: tiles.get((level, index), b"")


def planted(size: int, *, steps: tuple[int, ...] = ()) -> dict[Tile, bytes]:
    """The tiles of a tree that grew in these steps, then to its size."""
    tiles: dict[Tile, bytes] = {}
    before = 0
    for until in (*steps, size):
        hashes = [tree.leaf_hash(leaf(number)) for number in range(before, until)]
        tiles |= tree.grown(tiles_of(tiles), before, hashes)
        before = until
    return tiles


TILES = planted(70_000)
read = tiles_of(TILES)


@pytest.mark.parametrize("size", SIZES)
def test_the_root_is_that_of_another_implementation(size: int) -> None:
    oracle = InmemoryTree(algorithm="sha256")
    for number in range(size):
        oracle.append_entry(leaf(number))

    assert tree.root(read, size) == oracle.get_root()


def test_the_root_of_nothing_is_the_hash_of_nothing() -> None:
    assert tree.root(read, 0) == hashlib.sha256().digest()


@given(st.lists(st.integers(1, 1_500), max_size=6), st.integers(1_501, 2_000))
def test_how_it_grew_makes_no_difference(steps: list[int], size: int) -> None:
    tiles = planted(size, steps=tuple(sorted(set(steps))))

    assert tiles == planted(size)
    assert tree.root(tiles_of(tiles), size) == tree.root(read, size)


def test_every_leaf_of_every_small_tree_is_proved() -> None:
    for size in range(1, 70):
        for position in range(size):
            path = tree.inclusion(read, position, size)

            assert checker.root_from_path(tree.leaf_hash(leaf(position)), position, size, path) == tree.root(read, size)


def test_every_small_tree_is_continued_by_every_later_one() -> None:
    for after in range(1, 70):
        for before in range(1, after + 1):
            assert checker.continues((before, tree.root(read, before)), (after, tree.root(read, after)), tree.consistency(read, before, after))


@pytest.mark.parametrize("size", [65_535, 65_536, 65_537, 70_000])
def test_large_trees_prove_too(size: int) -> None:
    draw = random.Random(size)
    for position in (0, size - 1, *(draw.randrange(size) for _ in range(20))):
        path = tree.inclusion(read, position, size)
        assert checker.root_from_path(tree.leaf_hash(leaf(position)), position, size, path) == tree.root(read, size)
        before = draw.randrange(1, size)
        assert checker.continues((before, tree.root(read, before)), (size, tree.root(read, size)), tree.consistency(read, before, size))


def test_a_proof_of_one_thing_proves_nothing_else() -> None:
    path, hashed = tree.inclusion(read, 11, 70), tree.leaf_hash(leaf(11))
    root = tree.root(read, 70)

    assert checker.root_from_path(hashed, 12, 70, path) != root
    assert checker.root_from_path(tree.leaf_hash(leaf(12)), 11, 70, path) != root
    for at in range(len(path)):
        assert checker.root_from_path(hashed, 11, 70, [*path[:at], bytes(32), *path[at + 1 :]]) != root
        assert checker.root_from_path(hashed, 11, 70, [*path[:at], *path[at + 1 :]]) != root
    assert checker.root_from_path(hashed, 11, 70, [*path, bytes(32)]) != root


def test_a_continuation_that_is_none_is_seen() -> None:
    proof, early, late = tree.consistency(read, 11, 70), (11, tree.root(read, 11)), (70, tree.root(read, 70))

    assert not checker.continues((12, early[1]), late, proof)
    assert not checker.continues((11, bytes(32)), late, proof)
    assert not checker.continues(early, (70, bytes(32)), proof)
    assert not checker.continues(early, late, [])
    assert not checker.continues(early, late, [*proof, bytes(32)])
    assert not checker.continues(late, early, proof)
