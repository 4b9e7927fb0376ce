"""What nobody should ever send, drawn from a seed."""

import json
import os
import random
import re
import unicodedata
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

SHORT = 7_500  # inputs of the suite, about
MANY = int(os.environ.get("INPUTS", SHORT)) / SHORT

BROKEN_TEXT = (
    "", " ", "\x00", "a\x00b", "\ud800", "\udfff\ud83d", "\u202e1.00", "\u200b", "é" * 3, "﷽" * 40, "💸" * 50, "知" * 300,
    "a" * 10_000, "\r\nX-A: b", "\t", "\x1b[2J",
    "' or 1=1 --", "<script>alert(1)</script>", "{{7*7}}", "%s%n%d", "%(a)s", "{0.__class__}", "../../etc/passwd", "null", "None",
    "NaN", "undefined", "true", "[]",
    "{}", "-1", "0x10", "1e999", "１２", "٣", "𝟙", "\\", '"', "@", "@@", "#", "?", "/", "//", "http://[::1",
    "javascript:alert(1)", "mailto:", "\uffff", "a" * 256, "+",
    "2026-02-30", "9999-99", "0000-00", "-infinity", "4111 1111 1111 1111", "00000000-0000-0000-0000-000000000000",
)  # fmt: skip
BAD_AMOUNTS = (
    "", " ", "0", "0.00", "-1", "-0.01", "+1", "1e3", "1E-2", "NaN", "nan", "Infinity", "-Infinity", "inf", "1.234", "1.001",
    "0.001", "1,00", "1,2,3", "1,23.4", ",1", ".", ".5",
    "1..2", "1.2.3", "0x10", "1_000", "1 000", "1'000", "１e２", "٣٫٥", "Ⅳ", "½", "²", "1\x00", "\x001", "1\n2", "--1", "1-",
    "1$2", "$$1", "€1", "1 USD", "USD1",
    "9" * 19, "9" * 400, "1" + "0" * 30, "9223372036854775808", "10000000000001", "99999999999999999.99", "1" * 5_000, "true",
    "null", "None", "[1]", "{}", "1;2", "1/2",
    "1%", "(1)", "=1+1", "0.000000001", "−1", "1.0.0", "\ud800", "﹣1", "१", "1e", "e1", "0b1", "1L", "1.", "1.000",
)  # fmt: skip
BAD_VALUES: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 1.0, 1.005, 1e308, -0.0, 2**31, 2**63, 2**64, 10**30, [], {}, [1], {"a": 1}, [[[[]]]], "",
    "1.00", ["1.00"], {"amount": "1.00"}
)  # fmt: skip
GOOD = re.compile(r"([0-9]{1,3}(,[0-9]{3})+|[0-9]+)(\.[0-9]*)?")


class Draw(random.Random):
    """A seed's own luck."""

    def text(self) -> str:
        """Something broken, or signs at random."""
        if self.random() < 0.7:
            return self.choice(BROKEN_TEXT)
        return "".join(
            chr(self.choice((self.randrange(0x20), self.randrange(0x7F), self.randrange(0x3000), self.randrange(0xD800, 0x11000))))
            for _ in range(self.randrange(40))
        )

    def amount(self) -> str:
        """No amount, or one on the border of being one."""
        draw = self.random()
        if draw < 0.7:
            return self.choice(BAD_AMOUNTS)
        if draw < 0.85:
            return "".join(self.choice("0123456789.,-+eE $ 　０９．，。\x00") for _ in range(self.randrange(1, 12)))
        return self.text()

    def uuid(self) -> str:
        """An id of nothing, or nearly an id."""
        made = str(UUID(int=self.getrandbits(128)))
        return self.choice((made, made.upper(), made.replace("-", ""), "{" + made + "}", "urn:uuid:" + made, made[:-1], made + "0", self.text()))

    def value(self) -> Any:
        """Anything that JSON can spell."""
        return self.choice((lambda: self.choice(BAD_VALUES), self.text, self.amount, self.uuid))()

    def mangled(self, content: bytes) -> bytes:
        """The same with something lost, doubled, flipped or put in."""
        data = bytearray(content)
        for _ in range(self.randint(1, 4)):
            at = self.randrange(len(data) + 1)
            end = min(len(data), at + self.choice((1, 1, 2, 8, 64)))
            kind = self.randrange(6)
            if kind == 0:
                del data[at:end]
            elif kind == 1:
                data[at:at] = data[at:end] * self.choice((1, 2, 50))
            elif kind == 2 and at < len(data):
                data[at] ^= 1 << self.randrange(8)
            elif kind == 3:
                data[at:at] = self.choice(
                    (b"\x00", b"\xff", b"\xc0\x80", b"\xed\xa0\x80", b"<", b">", b"&", b'"', b"\\", b"]]>", b"&#0;", b"&lol;", b"\xef\xbb\xbf")
                )
            elif kind == 4:
                del data[at:]
            else:
                data[at:end] = bytes(self.randrange(256) for _ in range(end - at))
        return bytes(data)

    def document(self, fields: dict[str, Any]) -> bytes:
        """JSON of it, more or less."""
        draw = self.random()
        if draw < 0.75:
            return json.dumps(fields).encode()
        text = json.dumps(fields, ensure_ascii=self.random() < 0.5)
        encodings: Sequence[Callable[[], bytes]] = (
            lambda: text.encode("utf-16", "surrogatepass"), lambda: text.encode("utf-32", "surrogatepass"),
            lambda: b"\xef\xbb\xbf" + text.encode("utf-8", "surrogatepass"),
            lambda: text.encode("latin-1", "replace"), lambda: text.encode("utf-7", "replace"),
            lambda: self.mangled(text.encode("utf-8", "surrogatepass")),
            lambda: b"[" * self.choice((10, 100_000)), lambda: b'{"a":' * 5_000, lambda: b"", lambda: b"null",
            lambda: b"[" + text.encode("utf-8", "surrogatepass") + b"]",
            lambda: text.replace("{", '{"amount": "1.00", ', 1).encode("utf-8", "surrogatepass"), lambda: b"9" * 5_000,
            lambda: b"NaN", lambda: text.encode("utf-8", "surrogatepass") * 2,
        )  # fmt: skip
        return self.choice(encodings)()


def minor_of(text: object) -> int | None:
    """What an amount is worth in cents, judged without the product's own reader: None when it is no amount."""
    if not isinstance(text, str):
        return None
    plain = unicodedata.normalize("NFKC", text.strip()).replace("。", ".").strip().removeprefix("$").removesuffix("$").strip()
    if not plain.isascii() or not GOOD.fullmatch(plain):
        return None
    cents = Decimal(plain.replace(",", "").rstrip(".")) * 100
    return int(cents) if cents == int(cents) and 0 < cents <= 10**15 else None
