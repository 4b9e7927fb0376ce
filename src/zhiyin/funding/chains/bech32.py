"""Addresses of BIP-173 (bech32, version 0): their text carries a checksum that tells every mistyped one."""

SIGNS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
CHECKSUM_SIGNS, ADDRESS_SIGNS_MAX = 6, 90
HASH_SIZES = (20, 32)


def encode(prefix: str, program: bytes) -> str:
    """The address of that witness program: "bc1q…", "bcrt1q…"."""
    data = [0, *_regrouped(program, 8, 5, pad=True)]
    checksum = _polymod([*_expanded(prefix), *data, *[0] * CHECKSUM_SIGNS]) ^ 1
    return f"{prefix}1" + "".join(SIGNS[value] for value in (*data, *(checksum >> 5 * (5 - place) & 31 for place in range(CHECKSUM_SIGNS))))


def decode(prefix: str, address: str) -> bytes | None:
    """The witness program; None for what is no address of that kind."""
    text = address.lower()
    if (address not in (text, address.upper())) or len(text) > ADDRESS_SIGNS_MAX or not text.startswith(f"{prefix}1"):
        return None
    signs = text[len(prefix) + 1 :]
    if len(signs) <= CHECKSUM_SIGNS or any(sign not in SIGNS for sign in signs):
        return None
    values = [SIGNS.index(sign) for sign in signs]
    if _polymod([*_expanded(prefix), *values]) != 1 or values[0] != 0:
        return None
    program = bytes(_regrouped(values[1:-CHECKSUM_SIGNS], 5, 8, pad=False))
    return program if len(program) in HASH_SIZES and encode(prefix, program) == text else None


def _polymod(values: list[int]) -> int:
    checksum = 1
    for value in values:
        top = checksum >> 25
        checksum = (checksum & 0x1FFFFFF) << 5 ^ value
        for place, generator in enumerate(GENERATOR):
            checksum ^= generator if top >> place & 1 else 0
    return checksum


def _expanded(prefix: str) -> list[int]:
    return [*(ord(sign) >> 5 for sign in prefix), 0, *(ord(sign) & 31 for sign in prefix)]


def _regrouped(values: bytes | list[int], size: int, new_size: int, *, pad: bool) -> list[int]:
    held, bits, made = 0, 0, list[int]()
    for value in values:
        held, bits = held << size | value, bits + size
        while bits >= new_size:
            bits -= new_size
            made.append(held >> bits & (1 << new_size) - 1)
    if pad and bits:
        made.append(held << new_size - bits & (1 << new_size) - 1)
    return made
