"""What a bank says of a file of transfers, as ISO 20022 pain.002 in any of its versions."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID
from xml.etree import ElementTree as ET

from zhiyin.funding.providers.bank.reading import BadStatement, text_of
from zhiyin.kit.ids import derived

ITEMS_MAX = 50_000
# Of ISO's codes: the debit is done, the transfer will never be. Everything else says that it is under way.
DONE, REFUSED = ("ACSC", "ACCC"), ("RJCT", "CANC")
CODE_SIGNS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """What the bank says of one transfer (`reference`), or of a whole file (`file`, its number): `status` and `reason` are ISO's codes.

    `id` follows from the bank's own words.
    """

    id: UUID
    report: str
    file: str
    reference: str
    status: str
    reason: str
    words: str

    @property
    def is_done(self) -> bool:
        """The account has been debited."""
        return self.status in DONE

    @property
    def is_refused(self) -> bool:
        """The transfer will never be made."""
        return self.status in REFUSED


def is_one(root: ET.Element) -> bool:
    """Whether the file is a status report."""
    return root.find("{*}CstmrPmtStsRpt") is not None


def read(root: ET.Element) -> tuple[Item, ...]:
    """Every status in the report: those of single transfers, and for a file of which no transfer is named the file's own. Raises `BadStatement`."""
    report = root.find("{*}CstmrPmtStsRpt")
    if report is None:
        raise BadStatement(what="no status report in it")
    name = text_of(report, "GrpHdr/MsgId")
    if not name:
        raise BadStatement(what="a report without a number")
    items = list(_items(report, name))
    if not items or len(items) > ITEMS_MAX:
        raise BadStatement(what="a report of nothing" if not items else "too many items")
    return tuple(items)


def _items(report: ET.Element, name: str) -> Iterator[Item]:
    group = report.find("{*}OrgnlGrpInfAndSts")
    file = text_of(group, "OrgnlMsgId") if group is not None else ""
    batches = report.findall("{*}OrgnlPmtInfAndSts")
    single = [(batch, part) for batch in batches for part in batch.findall("{*}TxInfAndSts")]
    single += [(report, part) for part in report.findall("{*}TxInfAndSts")]
    for number, (_batch, part) in enumerate(single):
        yield _item(name, number, file, text_of(part, "OrgnlEndToEndId"), (text_of(part, "TxSts"), part))
    if single:
        return
    whole = [(text_of(batch, "OrgnlPmtInfId") or file, text_of(batch, "PmtInfSts"), batch) for batch in batches]
    if group is not None and not any(status for _file, status, _batch in whole):
        whole = [(file, text_of(group, "GrpSts"), group)]
    for number, (its_file, status, part) in enumerate(whole):
        yield _item(name, number, its_file, "", (status, part))


def _item(report: str, number: int, file: str, reference: str, said: tuple[str, ET.Element]) -> Item:
    status, part = said
    if len(status) != CODE_SIGNS or not status.isascii() or not status.isalpha():
        raise BadStatement(what="a status that is none")
    return Item(
        id=derived("bank report", report, file, reference, status, number),
        report=report[:35],
        file=file[:35],
        reference=reference[:35],
        status=status,
        reason=(text_of(part, "StsRsnInf/Rsn/Cd") or text_of(part, "StsRsnInf/Rsn/Prtry"))[:35],
        words=text_of(part, "StsRsnInf/AddtlInf")[:140],
    )
