"""Where do the lines of a paper end?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.papers.line_breaks import CLOSING, OPENING, broken


def lines(text: str, width: int) -> list[str]:
    return broken(text, len, width, width)


@pytest.mark.parametrize(
    ("text", "width", "expected"),
    [
        ("一二三四五", 3, ["一二三", "四五"]),
        ("一二三，四", 3, ["一二", "三，四"]),
        ("一二（三四）", 3, ["一二", "（三", "四）"]),
        ("依照《某法》。", 3, ["依照", "《某", "法》。"]),
        ("自2026年11月30日起", 11, ["自", "2026年11月30日", "起"]),
        ("编号BJ-2026", 7, ["编号", "BJ-2026"]),
        ("ABCDEFGH", 3, ["ABC", "DEF", "GH"]),
        ("", 3, [""]),
    ],
)
def test_a_line_ends_where_the_rules_of_punctuation_let_it(text: str, width: int, expected: list[str]) -> None:
    assert lines(text, width) == expected


def test_the_first_line_may_be_shorter_than_the_rest() -> None:
    assert broken("一二三四五", len, 2, 3) == ["一二", "三四五"]


@given(st.text("一二三，。（《”“a1 -年月日", max_size=60), st.integers(6, 20))
def test_nothing_is_lost_and_no_line_is_too_wide(text: str, width: int) -> None:
    found = lines(text, width)

    assert "".join(found) == text
    assert all(len(line) <= width for line in found)


@given(st.lists(st.sampled_from(["一二", "（三）", "《四五》，", "六。"]), max_size=20), st.integers(6, 20))
def test_no_line_begins_with_what_closes_or_ends_with_what_opens(parts: list[str], width: int) -> None:
    found = [line for line in lines("".join(parts), width) if line]

    assert not any(line[0] in CLOSING or line[-1] in OPENING for line in found)
