"""How does a short table of our own codes and numbers go out as CSV? As a text, which need not be read page by page."""

import csv
from collections.abc import Iterable
from io import StringIO

CSV_MEDIA = "text/csv; charset=utf-8"


def csv_text(rows: Iterable[Iterable[object]]) -> str:
    """Return rows as CSV with a byte order mark, or a Chinese spreadsheet takes it for GBK.

    For what nobody typed in: what somebody did is defused first (`shared.sheets.defuse`).
    """
    text = StringIO()
    csv.writer(text).writerows(rows)
    return "\ufeff" + text.getvalue()
