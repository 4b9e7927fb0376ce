"""How a red packet is shared out, so that anybody can work it out again. Pure: a seed in, shares out. Published on the page of every draw.

Before anybody opens a packet, the SHA-256 of its 32 random bytes, the seed, is shown. When the packet has ended the seed is shown, too: its digest
proves that it was not chosen afterwards, and from it follow all shares in the order of opening.

A lucky draw is the double-mean method (二倍均值法). With `left` minor units for `people` who still may open it, the next one gets
1 + HMAC-SHA256(seed, number) mod (2 · (left div people) − 1), and the last one gets all that is left. So each gets at least one minor unit, and on
average everybody as much as everybody else. (The digest has 256 bits: that the remainder prefers any amount cannot be noticed.)
"""

import hashlib
import hmac

SEED_BYTES = 32


def commitment(seed: bytes) -> str:
    """What is shown of a seed before the draw: its SHA-256, in hexadecimal."""
    return hashlib.sha256(seed).hexdigest()


def lucky_share(seed: bytes, *, number: int, left_minor: int, people: int) -> int:
    """What the `number`-th to open it (from 1) gets of `left_minor`, with `people` still to come, this one included. Needs left ≥ people ≥ 1."""
    if people == 1:
        return left_minor
    drawn = int.from_bytes(hmac.digest(seed, str(number).encode(), "sha256"), "big")
    return 1 + drawn % (2 * (left_minor // people) - 1)


def equal_share(*, number: int, total_minor: int, count: int) -> int:
    """The same for everybody; what cannot be divided goes to those who come first, a minor unit each."""
    return total_minor // count + (number <= total_minor % count)


def shares(seed: bytes, *, total_minor: int, count: int, lucky: bool) -> tuple[int, ...]:
    """All shares of a packet in the order of opening; their sum is the total. Needs total ≥ count ≥ 1."""
    if not lucky:
        return tuple(equal_share(number=number, total_minor=total_minor, count=count) for number in range(1, count + 1))
    found: list[int] = []
    for number in range(1, count + 1):
        found.append(lucky_share(seed, number=number, left_minor=total_minor - sum(found), people=count - number + 1))
    return tuple(found)
