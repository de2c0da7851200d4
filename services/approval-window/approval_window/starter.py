"""With which items does a new installation start? A small table that comes with the product."""

import csv
from importlib.resources import files
from typing import Any


def starter_items() -> list[dict[str, Any]]:
    """Return the rows of `data/starter_items.csv` as rows of the table `items`."""
    text = (files("approval_window.items") / "data" / "starter_items.csv").read_text(encoding="utf-8")
    return [
        row | {"version": 1, "legal_days": int(row["legal_days"]), "promised_days": int(row["promised_days"])}
        for row in csv.DictReader(text.splitlines())
    ]
