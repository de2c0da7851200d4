"""Does each rule of the law that docs/team.md names have its function and its test?"""

import importlib
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LINES = (ROOT / "docs" / "team.md").read_text(encoding="utf-8").splitlines()
OF_LAW = [found for line in LINES if (found := re.findall(r"`([^`]+)`", line)) and "::" in found[-1]]


@pytest.mark.parametrize(("function", "test"), OF_LAW)
def test_each_article_names_a_function_and_a_test_that_are_there(function: str, test: str) -> None:
    *capability, module, name = function.split(".")
    room = f"enforcement.{(capability or ['penalties'])[0]}.domain.{module}"
    # The rules of a small room are one file.
    room = room.replace(".domain.domain", ".domain")
    path, sentence = test.split("::")

    assert hasattr(importlib.import_module(room), name)
    assert re.search(rf"def {sentence}\b", (ROOT / path).read_text(encoding="utf-8"))


def test_the_articles_that_the_team_keeps_are_all_named() -> None:
    named = {article for line in LINES if line.startswith("| ") for article in re.findall(r"\d+", line.split("|")[1])}

    assert {"24", "36", "40", "42", "44", "45", "57", "58", "60", "61", "63", "64", "67", "72", "85"} <= named
