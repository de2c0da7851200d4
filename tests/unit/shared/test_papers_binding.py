"""Which scans can be bound behind a file, and what stands in it then?"""

import pytest

from shared.papers.binding import Book, as_file, is_bindable
from shared.papers.writing import Sheet
from tests.support.files import paper
from tests.support.printed import pages_of

COVER = Sheet("JZ", "卷宗", "CF-1", ("封面",), (), ())


def test_pages_of_a_scan_come_last_and_are_not_counted_among_ours() -> None:
    whole = as_file(Book("CF-1", "卷宗", COVER, (COVER,), None, (paper(pages=2), paper(pages=1))))
    words = pages_of(whole)
    assert len(words) == 6
    assert ["共3页" in one for one in words] == [True, True, True, False, False, False]


@pytest.mark.parametrize("scan", [b"%PDF-1.4 nothing %%EOF", paper(pages=1)[:200], b""])
def test_what_is_no_whole_document_is_not_bound(scan: bytes) -> None:
    assert not is_bindable(scan)
    assert is_bindable(paper(pages=1))
