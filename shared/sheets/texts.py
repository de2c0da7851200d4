"""In which encoding is a CSV written, and with which sign between its cells?

By rule: a mark at its beginning decides; else UTF-8 where every byte is UTF-8; else GB18030, in which a Chinese Excel
writes.
"""

import csv
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterator
from io import StringIO

from shared.sheets.refusals import FileProblem, FileRefused

_BETWEEN = (",", "\t", ";")


def decoded(body: bytes) -> str:
    """Return the text of a file. Raises FileRefused."""
    if body.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        encodings = ["utf-16"]
    elif body.startswith(BOM_UTF8):
        encodings = ["utf-8-sig"]
    else:
        encodings = ["utf-8", "gb18030"]
    for encoding in encodings:
        try:
            return body.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise FileRefused("the text is neither UTF-8 nor GB18030", reason=FileProblem.UNREADABLE_TEXT, tried=encodings)


def csv_rows(text: str) -> Iterator[list[str]]:
    """Return the rows of a CSV, one a line of the spreadsheet. Raises FileRefused."""
    if "\0" in text:
        raise FileRefused("this is no text", reason=FileProblem.UNREADABLE_TEXT)
    head = text[: text.find("\n") if "\n" in text else len(text)]
    between = max(_BETWEEN, key=head.count)
    try:
        yield from csv.reader(StringIO(text, newline=""), delimiter=between, strict=True)
    except csv.Error as error:
        raise FileRefused("the quotation marks of this CSV do not close", reason=FileProblem.MALFORMED_CSV) from error
