"""Files of others: the bank's statements, the central bank's rates, an operator's own rates, pictures, tags."""

import io
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PIL import Image

from tests import make
from tests.funding import bank
from tests.fuzz.bad import Draw
from tests.fuzz.watch import Watch, journal, taken_back
from zhiyin.funding import models
from zhiyin.funding import services as funding
from zhiyin.kit.errors import Refusal
from zhiyin.kit.ids import uuid7
from zhiyin.payments import ndef, pictures
from zhiyin.wallets.providers.base import BadRates
from zhiyin.wallets.providers.ecb import read_xml
from zhiyin.wallets.providers.file import FileRates

AMOUNT = re.compile(rb"(?<=>)[0-9]+\.[0-9]{2}(?=<)")
NOW = datetime(2026, 11, 22, tzinfo=UTC)
RATES = b"""<?xml version="1.0" encoding="UTF-8"?>
<gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01" xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref"><Cube>
<Cube time='2026-11-20'><Cube currency='USD' rate='1.0850'/><Cube currency='JPY' rate='163.05'/></Cube></Cube></gesmes:Envelope>"""
DECLARED = (
    b'<!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;&b;">]>',
    b'<!DOCTYPE a SYSTEM "file:///etc/passwd">',
    b"<!doctype a>",
    b"<?xml-stylesheet href='x'?>",
    b"<!--",
    b"<![CDATA[",
)


def spoilt(draw: Draw, content: bytes) -> bytes:
    """The file with another amount, another declaration, in another encoding, or mangled."""
    kind = draw.random()
    if kind < 0.35:
        places = list(AMOUNT.finditer(content))
        place = draw.choice(places) if places else re.search(b"$", content)
        assert place
        return content[: place.start()] + draw.amount().encode("utf-8", "replace") + content[place.end() :]
    if kind < 0.45:
        at = content.find(b"?>") + 2
        return content[:at] + draw.choice(DECLARED) + content[at:]
    if kind < 0.5:
        return (
            content.decode("utf-8", "replace").encode(draw.choice(("utf-16", "utf-32", "utf-7", "cp037")), "replace")
            if draw.random() < 0.8
            else content * 2
        )
    if kind < 0.6:
        tag = draw.choice(re.findall(rb"<(\w+)>", content) or [b"Cube"])
        words = re.sub(r"[<&]", "", draw.text()).encode("utf-8", "replace")
        return re.sub(b"<" + tag + b">[^<]*<", lambda _: b"<" + tag + b">" + words + b"<", content, count=1)
    return draw.mangled(content)


@pytest.mark.django_db
def test_no_statement_of_a_bank_is_a_fault_or_brings_what_it_does_not_say() -> None:
    lin, watch = make.person("lin", balance_minor=50_00), Watch("bank statements")
    funding.withdraw(key=uuid7(), person_id=lin.id, method_id=bank.account_of(lin), amount_minor=7_00, at=make.AT)
    sent = bank.references(next(iter(funding.files_for_bank(at=make.AT))))
    good = bank.statement(
        bank.Booked(amount_minor=3_00, ref="A1", words="ZY-lin"),
        bank.Booked(amount_minor=-7_00, ref="A2", reference=sent[0]),
        bank.Booked(amount_minor=1_00, ref="A3"),
    )
    before = journal()
    for number in watch.times(500):
        draw = Draw(number)
        content = spoilt(draw, good)
        with taken_back():
            try:
                funding.read_statement(content, at=make.AT)
            except Refusal as refusal:
                watch.answers[refusal.code] += 1
                if journal() != before:
                    watch.blame("refused, and moved", content)
                continue
            except Exception as error:  # noqa: BLE001  nobody foresaw it
                watch.fault(error, content)
                continue
            watch.answers["read"] += 1
            watch.moved += journal() != before
            _judge(watch, content, before)
    assert not watch.wrong


def _judge(watch: Watch, content: bytes, before: tuple[int, int]) -> None:
    """Lines that were kept are amounts that stand in the file, as a bank writes them."""
    written = {text.decode() for text in re.findall(rb"<Amt[^>]*>\s*([^<\s]*)\s*</", content)}
    for line in models.BankLine.objects.all():
        if not any(re.fullmatch(r"[0-9]+(\.[0-9]+)?", text, re.ASCII) and round(float(text) * 100) == abs(line.amount_minor) for text in written):
            watch.blame(f"a line of {line.amount_minor}", content)
    moved = journal()[1] - before[1]
    kept = sum(abs(line.amount_minor) for line in models.BankLine.objects.filter(state=models.BankLine.MATCHED))
    if moved != kept:
        watch.blame(f"moved {moved}, matched {kept}", content)


def test_no_file_of_rates_is_a_fault(tmp_path: Path) -> None:
    watch, own = Watch("rates"), tmp_path / "rates.csv"
    good = b"PTS,0.01,2026-11-22T08:00:00Z\n# remark\nBTC,64000.00,2026-11-22T08:00:00Z\n"
    for number in watch.times(1_000):
        draw = Draw(number)
        try:
            if draw.random() < 0.6:
                found = read_xml(
                    spoilt(
                        draw,
                        RATES.replace(b"'1.0850'", b"'" + draw.amount().encode("utf-8", "replace") + b"'")
                        if draw.random() < 0.3
                        else draw.mangled(RATES),
                    )
                )
            else:
                own.write_bytes(draw.mangled(good.replace(b"0.01", draw.amount().encode("utf-8", "replace")) if draw.random() < 0.5 else good))
                found = tuple(FileRates(str(own), base="USD").read(NOW))
        except BadRates:
            watch.answers["refused"] += 1
        except Exception as error:  # noqa: BLE001  nobody foresaw it
            watch.fault(error, number)
        else:
            watch.answers["read"] += 1
            if not all(0 < each.worth < 10**16 and 0 < each.units < 10**16 and each.at.tzinfo for each in found):
                watch.blame("a rate that is none", found)
    assert not watch.wrong


@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
def test_no_picture_and_no_tag_is_a_fault() -> None:
    watch = Watch("pictures and tags")
    originals = [_picture(kind) for kind in ("PNG", "JPEG", "GIF", "WEBP", "BMP")]
    tag = ndef.encode("https://wallet.example/pay/confirm/?code=ABC")
    for number in watch.times(300):
        draw = Draw(number)
        try:
            if draw.random() < 0.7:
                data = draw.choice(originals)
                head = draw.mangled(data[:200]) if draw.random() < 0.7 else data[:200]
                pictures.seen((head + data[200:]) if draw.random() < 0.8 else draw.mangled(data), bars=draw.random() < 0.5)
            else:
                ndef.decode(draw.mangled(tag) if draw.random() < 0.8 else draw.randbytes(draw.randrange(80)))
        except Refusal as refusal:
            watch.answers[refusal.code] += 1
        except Exception as error:  # noqa: BLE001  nobody foresaw it
            watch.fault(error, number)
        else:
            watch.answers["read"] += 1
    assert not watch.wrong


def _picture(kind: str) -> bytes:
    written = io.BytesIO()
    Image.effect_noise((60, 60), 80).convert("P" if kind == "GIF" else "RGB").save(written, kind)
    return written.getvalue()
