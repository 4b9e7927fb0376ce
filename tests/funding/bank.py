"""A bank that writes statements."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID
from xml.etree import ElementTree as ET

from tests import make

from zhiyin.funding import services
from zhiyin.funding.services import FileOut
from zhiyin.identity.queries import Person
from zhiyin.kit.ids import uuid7
from zhiyin.kit.money import major

OURS = "GB33BUKB20201555555555"
IBAN = "DE89370400440532013000"


@dataclass(frozen=True, kw_only=True)
class Booked:
    """One entry of a statement. `back`: it is the return of what `reference` names."""

    amount_minor: int
    ref: str
    reference: str = ""
    words: str = ""
    name: str = "Lin Lin"
    back: bool = False


def statement(*entries: Booked, number: str = "S1", account: str = OURS, asset: str = "USD", closing: int | None = None) -> bytes:
    """A camt.053 with these entries; its balances fit unless `closing` is given."""
    total = closing if closing is not None else sum(each.amount_minor for each in entries)
    body = "".join(_entry(each, asset) for each in entries)
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><GrpHdr><MsgId>{number}</MsgId></GrpHdr><Stmt><Id>{number}</Id>
<Acct><Id><IBAN>{account}</IBAN></Id></Acct>{_balance("OPBD", 0, asset)}{_balance("CLBD", total, asset)}
{body}</Stmt></BkToCstmrStmt></Document>""".encode()


def batch(entries: Sequence[Booked], *, ref: str, whole: int | None = None) -> bytes:
    """A camt.053 in which these were booked as one entry."""
    parts = "".join(f"<TxDtls>{_details(each)}<Amt Ccy='USD'>{major(abs(each.amount_minor), 'USD')}</Amt></TxDtls>" for each in entries)
    total = whole if whole is not None else sum(each.amount_minor for each in entries)
    entry = _frame(total, "USD", ref, f"<NtryDtls>{parts}</NtryDtls>")
    return statement(closing=total).replace(b"</Stmt>", entry.encode() + b"</Stmt>")


def account_of(person: Person, iban: str = IBAN) -> UUID:
    """A bank account of theirs; the id of the method."""
    return services.add_bank_account(key=uuid7(), person_id=person.id, iban=iban, holder=person.name, at=make.AT).id


def references(file: FileOut) -> list[str]:
    """What the transfers of a pain.001 are to be called by the bank."""
    return [each.text or "" for each in ET.fromstring(file.content).iterfind(".//{*}EndToEndId")]  # noqa: S314  our own file


def _balance(kind: str, amount: int, asset: str) -> str:
    sign = "DBIT" if amount < 0 else "CRDT"
    code = f"<Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp>"
    return f"<Bal>{code}<Amt Ccy='{asset}'>{major(abs(amount), asset)}</Amt><CdtDbtInd>{sign}</CdtDbtInd></Bal>"


def _entry(each: Booked, asset: str) -> str:
    return _frame(each.amount_minor, asset, each.ref, f"<NtryDtls><TxDtls>{_details(each)}</TxDtls></NtryDtls>")


def _frame(amount: int, asset: str, ref: str, details: str) -> str:
    sign = "DBIT" if amount < 0 else "CRDT"
    return f"""<Ntry><Amt Ccy='{asset}'>{major(abs(amount), asset)}</Amt><CdtDbtInd>{sign}</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>
<BookgDt><Dt>2026-10-13</Dt></BookgDt><AcctSvcrRef>{ref}</AcctSvcrRef>{details}</Ntry>"""


def _details(each: Booked) -> str:
    side = "Dbtr" if each.amount_minor > 0 else "Cdtr"
    end = f"<Refs><EndToEndId>{each.reference}</EndToEndId></Refs>" if each.reference else ""
    back = "<RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf>" if each.back else ""
    return f"{end}<RltdPties><{side}><Pty><Nm>{each.name}</Nm></Pty></{side}></RltdPties><RmtInf><Ustrd>{each.words}</Ustrd></RmtInf>{back}"


def report(*items: tuple[str, str, str], file: str = "", whole: str = "", number: str = "R1") -> bytes:
    """A pain.002 of the file of that number: for each item its reference, status and reason; `whole`: the status of all of the file instead."""
    single = "".join(
        f"<TxInfAndSts><OrgnlEndToEndId>{reference}</OrgnlEndToEndId><TxSts>{status}</TxSts>"
        f"<StsRsnInf><Rsn><Cd>{reason}</Cd></Rsn><AddtlInf>said the bank</AddtlInf></StsRsnInf></TxInfAndSts>"
        for reference, status, reason in items
    )
    group = f"<OrgnlGrpInfAndSts><OrgnlMsgId>{file}</OrgnlMsgId>{f'<GrpSts>{whole}</GrpSts>' if whole else ''}</OrgnlGrpInfAndSts>"
    parts = f"<OrgnlPmtInfAndSts><OrgnlPmtInfId>{file}</OrgnlPmtInfId>{single}</OrgnlPmtInfAndSts>" if single else ""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt><GrpHdr><MsgId>{number}</MsgId></GrpHdr>{group}{parts}
</CstmrPmtStsRpt></Document>""".encode()
