"""Credit transfers for a bank, as ISO 20022 pain.001.001.09."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from xml.etree import ElementTree as ET

from zhiyin.kit.money import major

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A bank account and whose it is. `bic` may be empty."""

    holder: str
    iban: str
    bic: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    """Money for somebody. `reference` (35 signs at most) comes back in the bank's statement."""

    reference: str
    to: Account
    amount_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A file of transfers in one currency. `number` (35 signs at most) names it for ever: a bank takes the same number once."""

    number: str
    at: datetime
    asset: str
    payer: Account
    words: str
    transfers: Sequence[Transfer]


def written(order: Order) -> bytes:
    """The file. The same order is the same bytes."""
    root = ET.Element("Document", xmlns=NAMESPACE)
    initiation = ET.SubElement(root, "CstmrCdtTrfInitn")
    head = ET.SubElement(initiation, "GrpHdr")
    _add(head, "MsgId", order.number)
    _add(head, "CreDtTm", f"{order.at:%Y-%m-%dT%H:%M:%S}+00:00")
    _totals(head, order)
    _add(head, "InitgPty/Nm", order.payer.holder)
    payment = ET.SubElement(initiation, "PmtInf")
    _add(payment, "PmtInfId", order.number)
    _add(payment, "PmtMtd", "TRF")
    _totals(payment, order)
    _add(payment, "ReqdExctnDt/Dt", f"{order.at:%Y-%m-%d}")
    _add(payment, "Dbtr/Nm", order.payer.holder)
    _add(payment, "DbtrAcct/Id/IBAN", order.payer.iban)
    agent = "BICFI" if order.payer.bic else "Othr/Id"
    _add(payment, f"DbtrAgt/FinInstnId/{agent}", order.payer.bic or "NOTPROVIDED")
    for transfer in order.transfers:
        _transfer(ET.SubElement(payment, "CdtTrfTxInf"), transfer, order)
    ET.indent(root)
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True)) + b"\n"


def _totals(parent: ET.Element, order: Order) -> None:
    _add(parent, "NbOfTxs", str(len(order.transfers)))
    _add(parent, "CtrlSum", major(sum(transfer.amount_minor for transfer in order.transfers), order.asset))


def _transfer(parent: ET.Element, transfer: Transfer, order: Order) -> None:
    _add(parent, "PmtId/EndToEndId", transfer.reference)
    _add(parent, "Amt/InstdAmt", major(transfer.amount_minor, order.asset)).set("Ccy", order.asset)
    _add(parent, "Cdtr/Nm", transfer.to.holder)
    _add(parent, "CdtrAcct/Id/IBAN", transfer.to.iban)
    _add(parent, "RmtInf/Ustrd", order.words)


def _add(parent: ET.Element, path: str, text: str) -> ET.Element:
    for name in path.split("/"):
        parent = ET.SubElement(parent, name)
    parent.text = text
    return parent
