"""Which limits and which skills does an installation know? They stand in files beside this capability."""

import csv
from functools import cache
from importlib import resources


@cache
def limits() -> dict[str, int]:
    """Return hours on duty before somebody has forgotten, days that positions are kept, days of leave at most."""
    return {row["name"]: int(row["value"]) for row in _rows("limits.csv")}


@cache
def skills_known() -> dict[str, str]:
    """Return the vocabulary of skills: code → Chinese name."""
    return {row["code"]: row["name"] for row in _rows("skills.csv")}


def _rows(name: str) -> list[dict[str, str]]:
    with resources.files("grid.workers").joinpath(f"data/{name}").open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))
