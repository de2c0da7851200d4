"""When are two phones or two places the same?"""

import pytest

from dispatch.callers.domain import (
    TooBroad,
    metres_between,
    place_words,
    require_narrow,
    square_of,
    squares_around,
)


@pytest.mark.parametrize(
    "given", ["浏河镇浏河新村三栋201室", "浏河镇 浏河新村3幢201室门口", "浏河镇浏河新村3号楼201室附近"]
)
def test_a_place_is_the_same_however_it_is_written(given: str) -> None:
    assert place_words(given) == {"浏河镇", "浏河新村", "3幢", "201室"}


@pytest.mark.parametrize("given", ["", "浏河镇", "太仓市浏河镇", "3幢", "城厢街道"])
def test_what_names_half_a_township_is_too_broad(given: str) -> None:
    with pytest.raises(TooBroad):
        require_narrow(place_words(given))


def test_what_is_near_lies_in_a_square_around() -> None:
    here = (121.255, 31.505)
    for east, north in ((0.001, 0.0005), (-0.001, -0.0008), (0, 0.00089)):
        there = (here[0] + east, here[1] + north)
        assert metres_between(here, there) < 150
        assert square_of(*there) in squares_around(*here)
