"""How a text becomes short messages, and back: the alphabet of GSM 03.38 or UCS-2, cut into parts that a telephone joins again (3GPP TS 23.040)."""

from dataclasses import dataclass

GSM, UCS2 = 0, 8  # data_coding
BINARY_BYTES_MAX, GSM_SIGNS_MAX = 140, 160
GSM_PART_SIGNS, UCS2_PART_BYTES = 153, 134  # what is left beside the header that numbers the parts
PARTS_MAX = 6
ESCAPE = "\x1b"
PLAIN = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
ESCAPED = {"\f": 10, "^": 20, "{": 40, "}": 41, "\\": 47, "[": 60, "~": 61, "]": 62, "|": 64, "€": 101}
_CODES = {sign: bytes([code]) for code, sign in enumerate(PLAIN) if sign != ESCAPE} | {sign: bytes([27, code]) for sign, code in ESCAPED.items()}
_SIGNS = {code: sign for sign, code in ESCAPED.items()}


@dataclass(frozen=True, slots=True)
class Part:
    """One short message: its bytes, in which coding, and whether a header that numbers it comes first."""

    raw: bytes
    coding: int
    numbered: bool


def parts(text: str, *, reference: int) -> tuple[Part, ...]:
    """The text as short messages; more than one carry `reference` (0 to 255) and their number. What does not fit into six is cut with "…"."""
    coding = GSM if all(sign in _CODES for sign in text) else UCS2
    pieces = _cut(text, coding)
    if len(pieces) == 1:
        return (Part(pieces[0], coding, numbered=False),)
    if len(pieces) > PARTS_MAX:
        return parts(_shortened(text), reference=reference)
    headers = (bytes((5, 0, 3, reference % 256, len(pieces), number)) for number in range(1, len(pieces) + 1))
    return tuple(Part(header + piece, coding, numbered=True) for header, piece in zip(headers, pieces, strict=True))


def read(raw: bytes, *, coding: int, numbered: bool = False) -> str:
    """What a telephone wrote. Bytes that make no sense become "?"."""
    body = raw[1 + raw[0] :] if numbered and raw else raw
    if coding & 0x0C == UCS2:
        return body.decode("utf-16-be", "replace")
    signs, held = [], False
    for code in body:
        if held or code != 27:
            signs.append(_SIGNS.get(code, "?") if held else PLAIN[code] if code < len(PLAIN) else "?")
            held = False
        else:
            held = True
    return "".join(signs)


def _cut(text: str, coding: int) -> list[bytes]:
    written = [_CODES[sign] if coding == GSM else sign.encode("utf-16-be", "replace") for sign in text]
    whole = b"".join(written)
    if len(whole) <= (GSM_SIGNS_MAX if coding == GSM else BINARY_BYTES_MAX):
        return [whole]
    room = GSM_PART_SIGNS if coding == GSM else UCS2_PART_BYTES
    pieces = [b""]
    for sign in written:  # a sign of two units is never torn apart
        if len(pieces[-1]) + len(sign) > room:
            pieces.append(b"")
        pieces[-1] += sign
    return pieces


def _shortened(text: str) -> str:
    """As much of it as six parts hold in either coding, with the sign that says so."""
    return text[: PARTS_MAX * (UCS2_PART_BYTES // 4)].rstrip() + "…"
