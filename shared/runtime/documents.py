"""What is a document really, is it whole, does anything in it act by itself, and how many pages has it?

It is read and not written anew: a signature over it must still fit, and so it is refused for what a photo would lose.
"""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from shared.files import FileType, Limits, Unfit, refuse
from shared.runtime.contents import checked

HEAD, TAIL, TAIL_BYTES = b"%PDF-", b"%%EOF", 1024
# What a page begins with; nobody finds them in a document, unless it is to be opened as something else.
SOMETHING_ELSE = (b"<script", b"<!doctype html")
# Scripts, what is started, sent or fetched when it is opened, and files within the file.
ACTS = frozenset(
    {"/JavaScript", "/JS", "/Launch", "/SubmitForm", "/ImportData", "/RichMedia", "/EmbeddedFiles", "/EF", "/XFA"}
)
# A scan of many pages has some thousands; who sends more wants us to count.
MOST_OBJECTS = 200_000
# What a reader of other people's files may stumble over.
STUMBLES = (PyPdfError, ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RecursionError, OSError)


@dataclass(frozen=True, slots=True)
class Document:
    """A document that was looked through."""

    pages: int


def look_through(data: bytes, said: FileType, limits: Limits, most_pages: int) -> tuple[bytes, int | None]:
    """Return what is kept of a document or a picture, and how many pages a document has.

    A picture keeps its pixels alone. Raises AttachmentRefused with the reason.
    """
    if said is FileType.PDF:
        return data, read_document(data, most_pages).pages
    return checked(data, limits).content, None


def read_document(data: bytes, most_pages: int) -> Document:
    """Return what a document is. Raises AttachmentRefused with the reason."""
    if not data.startswith(HEAD) or TAIL not in data[-TAIL_BYTES:]:
        raise refuse(Unfit.DAMAGED)
    lowered = data.lower()
    if any(mark in lowered for mark in SOMETHING_ELSE) or zipfile.is_zipfile(io.BytesIO(data)):
        raise refuse(Unfit.POLYGLOT)
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted:
            raise refuse(Unfit.LOCKED)
        acts, pages = _acts(reader), len(reader.pages)
    except (*STUMBLES, NotImplementedError):
        raise refuse(Unfit.DAMAGED) from None
    if acts:
        raise refuse(Unfit.ACTIVE, what=acts)
    if not pages:
        raise refuse(Unfit.DAMAGED)
    if pages > most_pages:
        raise refuse(Unfit.PAGES, most=most_pages)
    return Document(pages)


def _acts(reader: PdfReader) -> list[str]:
    """Return by which names something in a document acts by itself; whoever opens it reaches all that is looked at."""
    found: set[str] = set()
    for one in _reachable(reader):
        found |= ACTS & one.keys()
        found |= {name for name in ACTS if one.get("/S") == name or one.get("/Subtype") == name}
    return sorted(name.removeprefix("/") for name in found)


def _reachable(reader: PdfReader) -> Iterator[DictionaryObject]:
    """Return every dictionary that the trailer leads to. Raises ValueError where there is no end of them."""
    waiting: list[Any] = [reader.trailer]
    seen: set[tuple[int, int]] = set()
    looked_at = 0
    while waiting:
        one = waiting.pop()
        if isinstance(one, IndirectObject):
            key = one.idnum, one.generation
            if key in seen:
                continue
            seen.add(key)
            one = reader.get_object(one)
        looked_at += 1
        if looked_at > MOST_OBJECTS:
            raise ValueError("more objects than any document has")
        if isinstance(one, DictionaryObject):
            yield one
            waiting.extend(DictionaryObject.raw_get(one, name) for name in one)
        elif isinstance(one, ArrayObject):
            waiting.extend(list.__getitem__(one, place) for place in range(len(one)))
