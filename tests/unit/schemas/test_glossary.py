"""Does the glossary know the words that the services share?"""

import enum
import inspect
import re
from pathlib import Path

import pytest

from shared.runtime.permissions import Role
from shared.schemas import vocabulary

PAGE = Path(__file__).resolve().parents[3] / "docs/glossary.md"
ENUMS = [value for value in vars(vocabulary).values() if inspect.isclass(value) and issubclass(value, enum.StrEnum)]
SHARED = [found for found in ENUMS if found is not enum.StrEnum]


def rows() -> list[list[str]]:
    """Return the cells of each row, heads and rules left out."""
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| ")]
    return [row for row in cells if row[0] != "English"]


def words_of(row: list[str]) -> set[str]:
    """Return the words that a row explains, hyphens and spaces alike."""
    return {word.strip().replace("-", " ") for word in re.split(r"[,`()]", row[0]) if word.strip()}


def test_every_row_has_a_term_in_both_languages_a_meaning_and_a_source() -> None:
    for row in rows():
        assert len(row) == 4, row
        assert all(row), row
        assert re.search(r"[\u4e00-\u9fff]", row[1]), row


@pytest.mark.parametrize("words", [*SHARED, Role], ids=lambda words: words.__name__)
def test_every_shared_word_is_explained(words: type[enum.StrEnum]) -> None:
    explained = {word for row in rows() for word in words_of(row)}
    # Cell roles are written with their noun.
    explained |= {word.removesuffix(" role") for word in explained} | {word.removesuffix(" cell") for word in explained}

    assert {str(word).replace("-", " ") for word in words} - explained == set()


def test_no_term_is_explained_twice_in_one_section() -> None:
    sections = PAGE.read_text(encoding="utf-8").split("\n## ")
    for section in sections:
        terms = re.findall(r"^\| ([^|]+?) \|", section, re.MULTILINE)
        assert len(terms) == len(set(terms)), section[:40]
