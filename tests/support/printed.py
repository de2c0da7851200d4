"""What stands on a printed paper? The words of a PDF without its blanks, for lines break wherever they must."""

from io import BytesIO

import httpx
from pypdf import PdfReader


def pages_of(content: bytes) -> list[str]:
    """Return the words of each page."""
    return ["".join(page.extract_text().split()) for page in PdfReader(BytesIO(content)).pages]


def said(answer: httpx.Response) -> str:
    """Return the words of a paper that a service printed."""
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf"), answer.text
    return "".join(pages_of(answer.content))
