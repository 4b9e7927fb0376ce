"""A paper as PDF, with the font for both scripts inside. Pure; loaded only when somebody asks for one (fpdf2 and the font take a moment)."""

import logging
from pathlib import Path

import pylopdf_fonts_zh_cn
from fpdf import FPDF
from fpdf.enums import MethodReturnValue, XPos, YPos

from zhiyin.web.papers.shape import Paper, PaperLine

# Noto Sans SC, SIL Open Font Licence: Latin, Chinese and the signs of currencies. Only the letters that a paper uses go into it.
FONT = Path(pylopdf_fonts_zh_cn.__file__).parent / "NotoSansSC-Regular.otf"
MARGIN, WIDTHS = 16, (30.0, 88.0, 30.0, 30.0)  # millimetres on A4
INK, FADED, RULE, CELADON = (28, 33, 38), (98, 103, 108), (218, 214, 206), (31, 111, 107)
LANGUAGES = {"en": "en-GB", "zh-hans": "zh-CN"}
LINE, SMALL = 5.0, 4.0
# They would tell of every table of the font, and of letters in people's notes that it does not have.
for told_nothing in ("fontTools", "fpdf"):
    logging.getLogger(told_nothing).setLevel(logging.ERROR)


class _Sheet(FPDF):
    """A4 with the foot of every page."""

    def __init__(self, paper: Paper) -> None:
        super().__init__(format="A4")
        self.paper = paper
        self.add_font("both", fname=FONT)
        self.set_margin(MARGIN)
        self.set_auto_page_break(auto=True, margin=MARGIN + 6)
        self.set_creation_date(paper.made_at)
        self.set_title(paper.title)
        self.set_lang(LANGUAGES.get(paper.language, "en-GB"))
        self.set_creator("知音 Zhiyin")
        self.set_producer("Zhiyin")

    def footer(self) -> None:
        """Whose paper it is, and which page of how many."""
        self.set_y(-MARGIN)
        self.write_in(8, FADED)
        page = self.paper.page.format(number=self.page_no(), pages=self.str_alias_nb_pages)
        self.cell(w=self.epw / 2, h=SMALL, text=self.paper.foot)
        self.cell(w=self.epw / 2, h=SMALL, text=page, align="R")

    def write_in(self, size: float, colour: tuple[int, int, int] = INK) -> None:
        """Letters of that size and colour from here on."""
        self.set_font("both", size=size)
        self.set_text_color(*colour)

    def rule(self) -> None:
        """A line across the page."""
        self.set_draw_color(*RULE)
        self.line(MARGIN, self.get_y(), MARGIN + self.epw, self.get_y())


def drawn(paper: Paper) -> bytes:
    """The paper as PDF: its text can be found and copied in both scripts. The same paper is the same file, byte for byte."""
    sheet = _Sheet(paper)
    sheet.add_page()
    sheet.write_in(18)
    sheet.multi_cell(w=0, h=9, text=paper.title, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    sheet.write_in(9, FADED)
    sheet.multi_cell(w=0, h=LINE, text=paper.lead, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    sheet.ln(4)
    _figures(sheet, paper)
    if paper.lines:
        _head(sheet, paper)
        for line in paper.lines:
            _line(sheet, paper, line)
    if paper.sums:
        _sums(sheet, paper)
    return bytes(sheet.output())


def _figures(sheet: _Sheet, paper: Paper) -> None:
    width = sheet.epw / len(paper.figures)
    for size, colour, place in ((8.5, FADED, 0), (13, INK, 1)):
        sheet.write_in(size, colour)
        for figure in paper.figures:
            sheet.cell(w=width, h=LINE + place * 2, text=figure[place])
        sheet.ln()
    sheet.ln(4)


def _head(sheet: _Sheet, paper: Paper) -> None:
    sheet.write_in(8.5, FADED)
    for width, word, align in zip(WIDTHS, paper.head, "LLRR", strict=True):
        sheet.cell(w=width, h=LINE, text=word, align=align)
    sheet.ln()
    sheet.rule()


def _line(sheet: _Sheet, paper: Paper, line: PaperLine) -> None:
    sheet.write_in(10)
    title = _height(sheet, line.title, LINE)
    sheet.write_in(8)
    detail = _height(sheet, line.detail, SMALL)
    if sheet.will_page_break(title + detail + 3):
        sheet.add_page()
        _head(sheet, paper)
    top = sheet.get_y() + 1.5
    sheet.write_in(10)
    _cell(sheet, 0, top, line.day, align="L")
    _text(sheet, top, line.title, LINE)
    _cell(sheet, 2, top, line.amount, align="R", colour=CELADON if line.amount.startswith("+") else INK)
    _cell(sheet, 3, top, line.balance, align="R")
    sheet.write_in(8)
    _cell(sheet, 0, top + LINE, line.clock, align="L", colour=FADED, height=SMALL)
    sheet.write_in(8, FADED)
    _text(sheet, top + title, line.detail, SMALL)
    sheet.set_y(top + max(title + detail, LINE + SMALL) + 1.5)
    sheet.rule()


def _sums(sheet: _Sheet, paper: Paper) -> None:
    if sheet.will_page_break(14 + LINE * len(paper.sums)):
        sheet.add_page()
    sheet.ln(7)
    sheet.write_in(12)
    sheet.cell(w=0, h=7, text=paper.sums_title, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    sheet.write_in(9.5)
    for name, amount in paper.sums:
        sheet.cell(w=WIDTHS[0] + WIDTHS[1], h=LINE, text=name)
        sheet.cell(w=WIDTHS[2], h=LINE, text=amount, align="R", new_x=XPos.LMARGIN, new_y=YPos.NEXT)


def _height(sheet: _Sheet, text: str, line_height: float) -> float:
    return float(sheet.multi_cell(w=WIDTHS[1], h=line_height, text=text, align="L", dry_run=True, output=MethodReturnValue.HEIGHT))  # type: ignore[arg-type]


def _text(sheet: _Sheet, top: float, text: str, line_height: float) -> None:
    sheet.set_xy(MARGIN + WIDTHS[0], top)
    sheet.multi_cell(w=WIDTHS[1], h=line_height, text=text, align="L")


def _cell(sheet: _Sheet, column: int, top: float, text: str, *, align: str, colour: tuple[int, int, int] = INK, height: float = LINE) -> None:  # noqa: PLR0913  a place, a text, a look
    sheet.set_xy(MARGIN + sum(WIDTHS[:column]), top)
    sheet.set_text_color(*colour)
    sheet.cell(w=WIDTHS[column], h=height, text=text, align=align)
    sheet.set_text_color(*INK)
