"""A bank's statement, as ISO 20022 camt.053 in any of its versions."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID
from xml.etree import ElementTree as ET

from zhiyin.funding.providers.bank.reading import BadStatement, day_of, text_of
from zhiyin.kit.ids import derived
from zhiyin.kit.money import ASSETS, BadAmount, parse_amount

# What banks write where they have no reference of their own.
NO_REFERENCE = ("", "NONREF", "NOTPROVIDED", "NOREF")


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """One movement of money on the account: `amount_minor` is signed, what came in is positive. `id` follows from the bank's own reference."""

    id: UUID
    account: str
    statement: str
    amount_minor: int
    asset: str
    booked_on: date
    reference: str
    words: str
    counterpart: str
    is_return: bool


def read(root: ET.Element) -> tuple[Movement, ...]:
    """Every booked movement of money, in order; a batch that was booked as one is told apart. Raises `BadStatement`."""
    statements = root.findall(".//{*}Stmt")
    if not statements:
        raise BadStatement(what="no statement in it")
    return tuple(movement for statement in statements for movement in _movements(statement))


def _movements(statement: ET.Element) -> Iterator[Movement]:
    account = text_of(statement, "Acct/Id/IBAN") or text_of(statement, "Acct/Id/Othr/Id")
    found, total, seen = list[Movement](), 0, Counter[str]()
    for place, entry in enumerate(statement.findall("{*}Ntry")):
        if (text_of(entry, "Sts/Cd") or text_of(entry, "Sts")) != "BOOK":
            continue
        own = text_of(entry, "AcctSvcrRef")
        name = f"{text_of(statement, 'Id')} {text_of(entry, 'NtryRef')} {place}" if own in NO_REFERENCE else own
        seen[name] += 1  # two entries of one reference are two
        again = f" {seen[name]}" if seen[name] > 1 else ""
        parts = list(_parts(entry, account=account, statement=text_of(statement, "Id"), name=f"{name}{again}"))
        amount, asset = _amount(entry, "Amt")
        whole = amount * _sign(entry)
        if sum(part.amount_minor for part in parts) != whole or {part.asset for part in parts} != {asset}:
            raise BadStatement(what=f"entry {place + 1} is not the sum of its parts")
        total += whole
        found += [part for part in parts if part.amount_minor]
    _check_balances(statement, total)
    yield from found


def _check_balances(statement: ET.Element, total: int) -> None:
    balances = {text_of(each, "Tp/CdOrPrtry/Cd"): _amount(each, "Amt")[0] * _sign(each) for each in statement.findall("{*}Bal")}
    opening = balances.get("OPBD", balances.get("PRCD"))
    if opening is not None and "CLBD" in balances and opening + total != balances["CLBD"]:
        raise BadStatement(what="its balances and its entries differ")


def _parts(entry: ET.Element, *, account: str, statement: str, name: str) -> Iterator[Movement]:
    details = entry.findall("{*}NtryDtls/{*}TxDtls") or [entry]
    for number, part in enumerate(details):
        amount, asset = _amount(part, "Amt") if len(details) > 1 else _amount(entry, "Amt")
        incoming = _sign(part if len(details) > 1 and part.find("{*}CdtDbtInd") is not None else entry) > 0
        side = "Dbtr" if incoming else "Cdtr"
        words = " ".join(each.text or "" for each in part.findall("{*}RmtInf/{*}Ustrd"))
        yield Movement(
            id=derived("bank line", account, name, number),
            account=account[:34],
            statement=statement[:35],
            amount_minor=amount if incoming else -amount,
            asset=asset,
            booked_on=day_of(text_of(entry, "BookgDt/Dt") or text_of(entry, "BookgDt/DtTm")),
            reference=text_of(part, "Refs/EndToEndId")[:35],
            words=(words or text_of(entry, "AddtlNtryInf"))[:140],
            counterpart=(text_of(part, f"RltdPties/{side}/Nm") or text_of(part, f"RltdPties/{side}/Pty/Nm"))[:70],
            is_return=text_of(entry, "RvslInd") == "true" or part.find("{*}RtrInf") is not None,
        )


def _amount(parent: ET.Element, path: str) -> tuple[int, str]:
    element = parent.find(f"{{*}}{path}")
    if element is None:
        element = parent.find("{*}AmtDtls/{*}TxAmt/{*}Amt")
    asset = element.get("Ccy", "") if element is not None else ""
    text = (element.text or "").strip() if element is not None else ""
    if asset not in ASSETS:
        raise BadStatement(what=f"an amount in {asset[:3] or 'no currency'}")
    if not re.fullmatch(r"[0-9]+(\.[0-9]+)?", text):  # a bank writes no separators, signs or symbols, as people may
        raise BadStatement(what="an amount that is none")
    try:
        return (0 if not text.strip("0.") else parse_amount(text, asset)), asset
    except BadAmount as bad:
        raise BadStatement(what="an amount that is none") from bad


def _sign(element: ET.Element) -> int:
    indicator = text_of(element, "CdtDbtInd")
    if indicator not in ("CRDT", "DBIT"):
        raise BadStatement(what="neither in nor out")
    return 1 if indicator == "CRDT" else -1
