"""The text inside a merchant's QR: EMVCo Merchant-Presented Mode 1.1. Pure: text in, values out, and back.

Every field is a two-digit tag, a two-digit length in characters, and a value. `00` comes first; `63`, the CRC-16/CCITT-FALSE over everything
before its own value, comes last.
"""

import binascii
import re
import unicodedata
from dataclasses import dataclass
from uuid import UUID

from zhiyin.kit.errors import Refusal

OUR_ID = "org.zhiyin"
TEXT_CHARACTERS_MAX = 512
NAME_CHARACTERS_MAX = 25
CITY_CHARACTERS_MAX = 15
REFERENCE_CHARACTERS_MAX = 25
BEGINNING = "000201"

STATIC, DYNAMIC = "11", "12"
_ACCOUNT_TAGS = tuple(f"{tag:02}" for tag in range(26, 52))
_FIELDS = re.compile(r"([0-9]{2})([0-9]{2})", re.ASCII)


class CodeTampered(Refusal):
    """The text is not whole: its check digits or its structure are wrong."""

    code = "code_tampered"


class CodeNotOurs(Refusal):
    """A proper code, of another payment service."""

    code = "code_not_ours"


@dataclass(frozen=True, slots=True, kw_only=True)
class MerchantCode:
    """What a merchant's QR says. `currency` is the ISO 4217 number, `amount` the decimal text of major units (empty: the payer says how much).

    `code_id` names a code made for one payment; with it the QR is dynamic. `name` and `city` are in the EMV alphabet (see `plain`).
    """

    merchant_id: UUID
    name: str
    city: str
    mcc: str
    currency: str
    country: str
    code_id: str = ""
    amount: str = ""
    name_zh: str = ""
    postal_code: str = ""
    reference: str = ""


def encode(code: MerchantCode) -> str:
    """The text of the QR. `decode` gives the same code back."""
    account = _fields(("00", OUR_ID), ("01", code.merchant_id.hex), ("02", code.code_id))
    text = _fields(
        ("00", "01"),
        ("01", DYNAMIC if code.code_id else STATIC),
        ("26", account),
        ("52", code.mcc),
        ("53", code.currency),
        ("54", code.amount),
        ("58", code.country),
        ("59", code.name),
        ("60", code.city),
        ("61", code.postal_code),
        ("62", _fields(("05", code.reference))),
        ("64", _fields(("00", "zh"), ("01", code.name_zh)) if code.name_zh else ""),
    )
    return f"{text}6304{check_digits(text + '6304')}"


def decode(text: str) -> MerchantCode:
    """What a QR says. Raises `CodeTampered` when it is damaged, `CodeNotOurs` when it is whole but names no account of ours."""
    if len(text) > TEXT_CHARACTERS_MAX or text[-8:-4] != "6304" or text[-4:] != check_digits(text[:-4]):
        raise CodeTampered
    fields = _parsed(text)
    tags = list(fields)
    if tags[0] != "00" or tags[-1] != "63" or fields["00"] != "01":
        raise CodeTampered
    account = next((found for tag in _ACCOUNT_TAGS if (found := _template(fields.get(tag, ""))).get("00") == OUR_ID), None)
    if account is None:
        raise CodeNotOurs
    return _judged(fields, account)


def check_digits(text: str) -> str:
    """CRC-16/CCITT-FALSE of the text's UTF-8 bytes, four capital hexadecimal digits."""
    return f"{binascii.crc_hqx(text.encode('utf-8', 'surrogatepass'), 0xFFFF):04X}"


def plain(text: str, longest: int) -> str:
    """The text in the EMV alphabet (printable ASCII): accents are taken off, other signs left out, and it is cut to `longest` characters."""
    ascii_only = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return " ".join("".join(sign if sign.isprintable() else " " for sign in ascii_only).split())[:longest].rstrip()


def _judged(fields: dict[str, str], account: dict[str, str]) -> MerchantCode:
    extra, other_language = _parsed(fields.get("62", "")), _parsed(fields.get("64", ""))
    code = MerchantCode(
        merchant_id=_uuid(account.get("01", "")),
        code_id=account.get("02", ""),
        name=fields.get("59", ""),
        city=fields.get("60", ""),
        mcc=fields.get("52", ""),
        currency=fields.get("53", ""),
        amount=fields.get("54", ""),
        country=fields.get("58", ""),
        postal_code=fields.get("61", ""),
        reference=extra.get("05", ""),
        name_zh=other_language.get("01", ""),
    )
    shapes = (
        (code.mcc, r"[0-9]{4}"),
        (code.currency, r"[0-9]{3}"),
        (code.country, r"[A-Z]{2}"),
        (code.amount, r"(?=.{0,13}$)(?:[0-9]+(?:\.[0-9]*)?)?"),
    )
    if not all(re.fullmatch(shape, value, re.ASCII) for value, shape in shapes) or not (code.name and code.city):
        raise CodeTampered
    if fields.get("01", STATIC) != (DYNAMIC if code.code_id else STATIC):
        raise CodeTampered
    return code


def _fields(*pairs: tuple[str, str]) -> str:
    if any(len(value) > 99 for _, value in pairs):
        raise ValueError("a field of a QR holds at most 99 characters")
    return "".join(f"{tag}{len(value):02}{value}" for tag, value in pairs if value)


def _parsed(text: str) -> dict[str, str]:
    fields: dict[str, str] = {}
    place = 0
    while place < len(text):
        head = _FIELDS.match(text, place)
        end = head.end() + int(head[2]) if head else 0
        if not head or not head.end() < end <= len(text) or head[1] in fields:
            raise CodeTampered
        fields[head[1]] = text[head.end() : end]
        place = end
    return fields


def _template(text: str) -> dict[str, str]:
    # Other services may put into their own account fields what they like.
    try:
        return _parsed(text)
    except CodeTampered:
        return {}


def _uuid(text: str) -> UUID:
    if not re.fullmatch(r"[0-9a-f]{32}", text, re.ASCII):
        raise CodeTampered
    return UUID(text)
