"""With which items does a new installation start, and what do they ask for? Small tables that come with the product."""

import csv
import json
from importlib.resources import files
from typing import Any


def starter_items() -> list[dict[str, Any]]:
    """Return the rows of `data/starter_items.csv` as rows of the table `items`."""
    return [
        row | {"version": 1, "legal_days": int(row["legal_days"]), "promised_days": int(row["promised_days"])}
        for row in csv.DictReader(_text("starter_items.csv").splitlines())
    ]


def starter_materials() -> dict[str, dict[str, Any]]:
    """Return by the starter items' codes which `materials` they ask for, and the `basis` on which they do."""
    read: dict[str, dict[str, Any]] = json.loads(_text("starter_materials.json"))
    return read


def _text(name: str) -> str:
    return (files("approval_window.items") / "data" / name).read_text(encoding="utf-8")
