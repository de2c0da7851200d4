"""How does a paper look? A4 pages with its words, the place of its seal, and the receipt's QR code."""

from collections.abc import Callable
from functools import lru_cache
from importlib.resources import as_file, files
from io import BytesIO
from threading import Lock
from typing import Any, Final
from xml.sax.saxutils import escape

import structlog
from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.graphics.shapes import Drawing
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase.pdfmetrics import registerFont, stringWidth
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Flowable, Image, KeepTogether, Paragraph, SimpleDocTemplate, Spacer

from shared.papers.line_breaks import broken
from shared.papers.writing import Listed, Sheet
from shared.runtime import metrics

log = structlog.get_logger()

FONT: Final = "OneFourSong"
# What stands where the font has no sign: seen by who reads it, and filled in by hand.
BOX: Final = "□"
BY_HAND: Final = "注：“□”处的字超出本机字库，请手工填写并加盖校对章。"
QR_SIDE: Final = 34 * mm
LEFT, RIGHT = 28 * mm, 26 * mm
# What a frame of the library's leaves to its words.
WIDTH: Final = A4[0] - LEFT - RIGHT - 12.5
# What a picture may have of a page beside the words above it.
PICTURE_HEIGHT: Final = 130 * mm
# The library's fonts read one file at one place: two threads must not embed at once.
ONE_AT_A_TIME = Lock()

_BODY = ParagraphStyle("body", fontName=FONT, fontSize=12, leading=21, firstLineIndent=24)
_FIRST = ParagraphStyle("first", _BODY, firstLineIndent=0)
_ITEM = ParagraphStyle("item", _BODY, leftIndent=24, firstLineIndent=0)
_TITLE = ParagraphStyle("title", _FIRST, fontSize=22, leading=32, alignment=1, spaceBefore=4, spaceAfter=6)
_NUMBER = ParagraphStyle("number", _FIRST, fontSize=10.5, alignment=2, spaceAfter=8)
_SEALED = ParagraphStyle("sealed", _FIRST, alignment=2, rightIndent=24)
_NOTE = ParagraphStyle("note", _FIRST, fontSize=9, leading=14)


def as_pdf(sheet: Sheet) -> bytes:
    """Return a paper as PDF, A4; the same bytes for the same sheet, and never an error for a sign without a glyph."""
    with ONE_AT_A_TIME:
        page = Page(sheet, glyphs())
        page.count_lacking()
        # Once to count the pages, and once to say on each how many there are.
        _, pages = page.build(None)
        printed, _ = page.build(pages)
        return printed


@lru_cache(maxsize=1)
def glyphs() -> frozenset[int]:
    """Let the font be written with; return the signs that it has."""
    with as_file(files("shared.papers") / "data" / "onefour-song.ttf") as path:
        font = TTFont(FONT, str(path))
    registerFont(font)
    return frozenset(font.face.charToGlyph)


def document_of(file: BytesIO, title: str) -> SimpleDocTemplate:
    """Return what lays out A4 pages; the same bytes for the same words."""
    return SimpleDocTemplate(
        file, pagesize=A4, title=title, author="OneFour", lang="zh-CN", invariant=1,
        leftMargin=LEFT, rightMargin=RIGHT, topMargin=26 * mm, bottomMargin=24 * mm,
    )  # fmt: skip


class Page:
    """A sheet that is being laid out; `lacking` is how many of its signs the font has not."""

    def __init__(self, sheet: Sheet, glyphs: frozenset[int]) -> None:
        self._sheet, self._glyphs = sheet, glyphs
        texts = [sheet.title, *sheet.sealed, *sheet.signatures]
        for line in sheet.lines:
            texts += [line] if isinstance(line, str) else [line.before, *line.each]
        self.lacking = sum(self._lacks(sign) for text in texts for sign in text)

    def count_lacking(self) -> None:
        """Count the signs that the font has not; how many, and never which: it may be a person's name."""
        if self.lacking:
            metrics.paper_signs_lacking.labels(self._sheet.kind).inc(self.lacking)
            log.warning("paper-signs-lacking", kind=self._sheet.kind, lacking=self.lacking)

    def _lacks(self, sign: str) -> bool:
        return ord(sign) not in self._glyphs and not sign.isspace()

    def _written(self, words: str, style: ParagraphStyle) -> Paragraph:
        shown = "".join(BOX if self._lacks(sign) else sign for sign in words)
        room = WIDTH - style.leftIndent - style.rightIndent
        lines = broken(shown, lambda part: stringWidth(part, FONT, style.fontSize), room - style.firstLineIndent, room)
        # A paragraph reads markup, and may even fetch what it names: what people wrote is text.
        return Paragraph("<br/>".join(escape(line) for line in lines), style)

    def build(self, pages: int | None) -> tuple[bytes, int]:
        """Return the PDF and how many pages it has; `pages` is what its foot says."""
        file = BytesIO()
        document = document_of(file, self._sheet.title)
        foot = self._edges(pages)
        document.build(self.story(), onFirstPage=foot, onLaterPages=foot)
        return file.getvalue(), document.page

    def story(self) -> list[Flowable]:
        sheet = self._sheet
        story: list[Flowable] = [self._written(sheet.title, _TITLE), self._written(f"编号：{sheet.number}", _NUMBER)]
        for place, line in enumerate(sheet.lines):
            if isinstance(line, Listed):
                story += self._listed(line)
            else:
                addressed = place == 0 and line.endswith("：")
                story.append(self._written(line, _FIRST if addressed else _BODY))
        if sheet.picture is not None:
            story += [Spacer(1, 6), _picture(sheet.picture)]
        if sheet.code:
            story += [Spacer(1, 6), _qr(sheet.code)]
        seal: list[Flowable] = [Spacer(1, 24), *(self._written(line, _SEALED) for line in sheet.sealed)]
        signed: list[Flowable] = [Spacer(1, 18), *(self._written(line, _FIRST) for line in sheet.signatures)]
        story += [KeepTogether(seal), KeepTogether(signed)]
        return [*story, self._written(BY_HAND, _NOTE)] if self.lacking else story

    def _listed(self, line: Listed) -> list[Flowable]:
        each = [self._written(f"{n}. {one}", _ITEM) for n, one in enumerate(line.each, 1)]
        return [self._written(line.before, _BODY), *each]

    def _edges(self, pages: int | None) -> Callable[[Any, Any], None]:
        """Return what draws head and foot of a page; a re-print says on every page that it is one."""
        sheet = self._sheet

        def draw(canvas: Any, document: Any) -> None:
            canvas.setFont(FONT, 10.5)
            if sheet.reprint is not None:
                mark = f"补打（第{sheet.reprint}次打印）"
                width = canvas.stringWidth(mark, FONT, 10.5)
                canvas.rect(A4[0] - RIGHT - width - 8, A4[1] - 18.5 * mm, width + 8, 16)
                canvas.drawRightString(A4[0] - RIGHT - 4, A4[1] - 17 * mm, mark)
            canvas.setFont(FONT, 9)
            canvas.drawCentredString(A4[0] / 2, 12 * mm, f"{sheet.number}　第 {document.page} 页，共 {pages} 页")

        return draw


def _picture(jpeg: bytes) -> Image:
    """Return a picture as large as its place lets it be; its bytes stand in the PDF as they are."""
    width, height = ImageReader(BytesIO(jpeg)).getSize()
    scale = min(WIDTH / width, PICTURE_HEIGHT / height)
    return Image(BytesIO(jpeg), width * scale, height * scale)


def _qr(code: str) -> Drawing:
    """Return a QR code; middle level of correction, for paper is folded."""
    widget = QrCodeWidget(code, barLevel="M", barWidth=QR_SIDE, barHeight=QR_SIDE)
    drawing = Drawing(QR_SIDE, QR_SIDE)
    drawing.add(widget)
    return drawing
