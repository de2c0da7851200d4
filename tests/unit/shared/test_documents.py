"""Which documents are taken, with how many pages, and which for which reason not?"""

import contextlib
import random

import pytest
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from shared.files import AttachmentRefused, Unfit
from shared.runtime.documents import read_document
from tests.support.files import archive, paper, paper_with, run_script

WHOLE = paper(pages=3)


@pytest.mark.parametrize("pages", [1, 3, 200])
def test_a_document_is_taken_with_its_pages(pages: int) -> None:
    assert read_document(paper(pages=pages), 200).pages == pages


def of_first_page(writer: PdfWriter) -> None:
    """Let the first page start a program when it is opened."""
    start = {NameObject("/S"): NameObject("/Launch"), NameObject("/F"): TextStringObject("cmd.exe")}
    writer.pages[0][NameObject("/AA")] = DictionaryObject({NameObject("/O"): DictionaryObject(start)})


REFUSED = {
    "a script": (paper_with(run_script), Unfit.ACTIVE),
    "a program": (paper_with(of_first_page), Unfit.ACTIVE),
    "a file in it": (paper_with(lambda writer: writer.add_attachment("x.txt", b"x")), Unfit.ACTIVE),
    "a password": (paper_with(lambda writer: writer.encrypt("x")), Unfit.LOCKED),
    "an archive behind it": (WHOLE + archive() + b"%%EOF", Unfit.POLYGLOT),
    "a page behind it": (WHOLE + b"<SCRIPT>%%EOF", Unfit.POLYGLOT),
    "something before its head": (b"MZ" + WHOLE, Unfit.DAMAGED),
    "no end": (WHOLE[:-40], Unfit.DAMAGED),
    "much behind its end": (WHOLE + bytes(2_000), Unfit.DAMAGED),
    "a head and no body": (b"%PDF-1.7\n%%EOF", Unfit.DAMAGED),
    "one page too many": (paper(pages=4), Unfit.PAGES),
}


@pytest.mark.parametrize("named", REFUSED)
def test_another_is_refused_with_its_reason(named: str) -> None:
    data, reason = REFUSED[named]

    with pytest.raises(AttachmentRefused) as refused:
        read_document(data, 3)
    assert refused.value.facts["reason"] == reason


def test_a_damaged_document_is_taken_or_refused_and_nothing_else() -> None:
    dice = random.Random(7)
    for _ in range(300):
        data = bytearray(WHOLE)
        for _ in range(dice.randint(1, 8)):
            data[dice.randrange(5, len(data))] = dice.randrange(256)
        with contextlib.suppress(AttachmentRefused):
            assert read_document(bytes(data), 3).pages <= 3
