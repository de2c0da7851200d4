"""How do the papers of a case become one file? A cover, what is in it and on which page, and each from a new page."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Any

from pypdf import PdfReader, PdfWriter
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, PageBreak

from shared.papers.printing import FONT, ONE_AT_A_TIME, Page, document_of, glyphs
from shared.papers.writing import Listed, Sheet
from shared.runtime.documents import STUMBLES

CONTENTS = "卷内目录"


@dataclass(frozen=True, slots=True)
class Book:
    """What is bound: the cover, and its parts in order; `mark` stands on every page where there is one.

    `enclosed`: other people's PDF files, whose pages come last as they are, without a number of ours.
    """

    number: str
    title: str
    cover: Sheet
    parts: tuple[Sheet, ...]
    mark: str | None = None
    enclosed: tuple[bytes, ...] = ()


class _Begins(Flowable):  # type: ignore[misc]
    """Remembers on which page it came to lie."""

    def __init__(self, pages: list[int]) -> None:
        super().__init__()
        self.width = self.height = 0
        self._pages = pages

    def wrap(self, *_: float) -> tuple[int, int]:
        return 0, 0

    def draw(self) -> None:
        self._pages.append(self.canv.getPageNumber())


def as_file(book: Book) -> bytes:
    """Return a book as PDF, A4; the same bytes for the same book."""
    with ONE_AT_A_TIME:
        for sheet in (book.cover, *book.parts):
            Page(sheet, glyphs()).count_lacking()
        # Once to see where each part begins and how many pages there are, and once to say so.
        _, begins, pages = _bound(book, [0] * len(book.parts), None)
        printed, _, _ = _bound(book, begins, pages)
        return _with(printed, book.enclosed) if book.enclosed else printed


def is_bindable(scan: bytes) -> bool:
    """Tell whether the pages of somebody's PDF can stand in a file: a reader may open what a writer stumbles over."""
    try:
        _with(scan, ())
    except STUMBLES:
        return False
    return True


def _with(printed: bytes, enclosed: Sequence[bytes]) -> bytes:
    """Return a PDF with the pages of others behind its own; nothing of them that is no page comes along."""
    whole, file = PdfWriter(), BytesIO()
    for one in (printed, *enclosed):
        for page in PdfReader(BytesIO(one)).pages:
            whole.add_page(page)
    whole.write(file)
    return file.getvalue()


def _bound(book: Book, begins: Sequence[int], pages: int | None) -> tuple[bytes, list[int], int]:
    found: list[int] = []
    story = [*Page(book.cover, glyphs()).story(), PageBreak(), *Page(_contents(book, begins), glyphs()).story()]
    for sheet in book.parts:
        story += [PageBreak(), _Begins(found), *Page(sheet, glyphs()).story()]
    file = BytesIO()
    document = document_of(file, book.title)
    edges = _edges(book, pages)
    document.build(story, onFirstPage=edges, onLaterPages=edges)
    return file.getvalue(), found, document.page


def _contents(book: Book, begins: Sequence[int]) -> Sheet:
    each = tuple(
        f"{part.title}（{part.number}）　第{page:03d}页" for part, page in zip(book.parts, begins, strict=True)
    )
    return replace(book.cover, title=CONTENTS, lines=(Listed("", each),), sealed=(), signatures=(), code=None)


def _edges(book: Book, pages: int | None) -> Callable[[Any, Any], None]:
    def draw(canvas: Any, document: Any) -> None:
        canvas.setFont(FONT, 10.5)
        if book.mark is not None:
            canvas.drawRightString(A4[0] - 30 * mm, A4[1] - 17 * mm, book.mark)
        canvas.setFont(FONT, 9)
        canvas.drawCentredString(A4[0] / 2, 12 * mm, f"{book.number}　第 {document.page} 页，共 {pages} 页")

    return draw
