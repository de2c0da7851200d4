"""Which place a message names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.places import find_place_name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("反映春晖路夜间施工", "春晖路"),
        ("投诉B3区锦泰小区噪音", "锦泰小区"),
        ("C7县永和镇的路灯坏了", "永和镇"),
        ("位于福园街道明华社区附近的垃圾", "福园街道"),
        ("请问B3区瑞宁广场什么时候开业", "瑞宁广场"),
        ("小区没有路灯，嘉景花园3栋漏水", "嘉景花园"),
        ("B3区永福里外停水三天", "永福里"),
    ],
)
def test_a_place_is_found_by_its_ending(text: str, name: str) -> None:
    assert find_place_name(text) == name


def test_without_an_ending_what_follows_the_region_is_the_name() -> None:
    assert find_place_name("投诉B3区翠华豪庭阁") == "翠华豪庭"
    assert find_place_name("B3区明珠的电梯坏了") == "明珠"


@pytest.mark.parametrize("text", ["", "。", "公积金怎么提取", "我们小区停水", "A市"])
def test_a_text_without_a_place_has_none(text: str) -> None:
    assert find_place_name(text) is None


@given(st.text(alphabet="某春路区县市小A3，。的 x", max_size=60))
def test_a_name_is_part_of_the_text_and_not_empty(text: str) -> None:
    name = find_place_name(text)

    assert name is None or (name in text and len(name) >= 2)


@pytest.mark.parametrize("unit", ["路", "一", "B3区", "小区", "的"])
def test_a_hundred_thousand_characters_are_no_burden(unit: str) -> None:
    find_place_name(unit * (100_000 // len(unit)))
