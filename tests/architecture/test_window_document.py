"""Does each rule of the licence law that docs/window.md names have its function and its test?"""

import importlib
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LINES = (ROOT / "docs" / "window.md").read_text(encoding="utf-8").splitlines()
OF_LAW = [found for line in LINES if (found := re.findall(r"`([^`]+)`", line)) and "::" in found[-1]]
OF_ITEMS = [found[0] for line in LINES if line.startswith("|") and (found := re.findall(r"`(catalogue\.[^`]+)`", line))]


@pytest.mark.parametrize(("function", "test"), OF_LAW)
def test_each_article_names_a_function_and_a_test_that_are_there(function: str, test: str) -> None:
    module, name = function.split(".")
    path, sentence = test.split("::")

    assert hasattr(importlib.import_module(f"approval_window.applications.domain.{module}"), name)
    assert re.search(rf"def {sentence}\b", (ROOT / path).read_text(encoding="utf-8"))


@pytest.mark.parametrize("function", OF_ITEMS)
def test_each_rule_of_items_is_there(function: str) -> None:
    module, name = function.split(".")

    assert hasattr(importlib.import_module(f"approval_window.items.domain.{module}"), name)


def test_the_articles_that_the_window_keeps_are_all_named() -> None:
    named = {article for line in LINES if line.startswith("| ") for article in re.findall(r"\d+", line.split("|")[1])}

    articles = "24 26 29 31 32 34 36 38 39 42 44 45 46 47 48 50 57 69 70 82"
    assert set(articles.split()) <= named
    assert len(OF_ITEMS) == 10
