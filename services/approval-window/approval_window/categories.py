"""What is a category called at the counter? The platform's own table, with which a new installation starts."""

import csv
from functools import lru_cache
from importlib.resources import files

# The centre's matters, and the codes of other schemes that it maps to them (tests/contract/test_category_names.py).
OWN_SCHEME = "onefour"


@lru_cache(maxsize=1)
def category_names() -> dict[tuple[str, str], str]:
    """Return what each category is called, by scheme and code."""
    text = (files("approval_window") / "data" / "categories.csv").read_text(encoding="utf-8")
    return {(row["scheme"], row["code"]): row["name"] for row in csv.DictReader(text.splitlines())}


def category_name(scheme: str, code: str) -> str | None:
    """Return what a category is called, None for one that an installation has added: its code stands for it."""
    return category_names().get((scheme, code))
