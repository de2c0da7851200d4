"""Does every query that reads cases for a caller leave out what is hidden from him? One that does not is noticed."""

import re
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT

# The one place where the region alone is asked of cases.
SIGHT = "cases/repository/sight.py"
BY_REGION_ALONE = re.compile(r"visible_in\(\s*\w+,\s*cases\b")


def forgetful(text: str, path: str) -> bool:
    """Tell whether a module asks for cases by their region alone."""
    return not path.endswith(SIGHT) and BY_REGION_ALONE.search(text) is not None


@pytest.mark.parametrize(
    "path", sorted((ROOT / "services/dispatch").rglob("*.py")), ids=lambda path: str(path.relative_to(ROOT))
)
def test_no_query_asks_for_cases_by_their_region_alone(path: Path) -> None:
    assert not forgetful(path.read_text(encoding="utf-8"), path.as_posix())


def test_a_query_that_forgets_who_must_not_see_a_case_would_be_noticed() -> None:
    planted = "select(cases).where(visible_in(scope, cases))"
    assert forgetful(planted, "services/dispatch/dispatch/situation/repository.py")
    assert not forgetful(planted, f"services/dispatch/dispatch/{SIGHT}")
