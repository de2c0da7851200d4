"""Which gaps does no command close, and why?"""

from typing import Any

import pytest

from onefour.adopt.standard import not_sent


def gap(code: str, what: str | None = None, has: int | None = None, needs: int | None = None) -> dict[str, Any]:
    return {"code": f"adoption.gap.{code}", "what": what, "has": has, "needs": needs, "closes": "PUT /x"}


@pytest.mark.parametrize("code", ["agency-missing", "older-version", "duty-not-listed", "power-not-held"])
def test_what_the_standard_names_is_sent_and_not_said_to_wait(code: str) -> None:
    assert not_sent([gap(code, "x")], {}) == []


@pytest.mark.parametrize(
    "code", ["too-few-people", "too-few-qualified", "too-few-cells", "too-few-workers", "not-bound"]
)
def test_what_a_person_or_the_ground_has_to_say_is_named_with_its_reason(code: str) -> None:
    (one,) = not_sent([gap(code, "x", 0, 1)], {})

    assert (one.what, bool(one.why), one.closes) == (f"{code} x", True, "PUT /x")


@pytest.mark.parametrize(("sent", "waits"), [(1, True), (2, False), (3, False)])
def test_lines_that_are_sent_close_what_is_counted_only_if_they_suffice(sent: int, *, waits: bool) -> None:
    left = not_sent([gap("too-few-duties", "basic", 18, 20)], {"duties": {"basic": sent}})

    assert bool(left) is waits


def test_a_list_that_is_drawn_up_closes_that_there_is_none() -> None:
    assert not_sent([gap("no-duty-list")], {"duties": {"basic": 1}}) == []
    assert len(not_sent([gap("no-duty-list")], {"duties": {}})) == 1
