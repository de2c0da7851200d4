"""What does a field that does not fit, and a status by itself, say in Chinese?"""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any, Literal
from uuid import UUID

import pytest
from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from shared.errors import Unfit
from shared.wording import BAD_VALUE, MISSING, field_message, status_message


def _even(number: int) -> int:
    if number % 2:
        raise Unfit("an even number is expected", "须为双数")
    return number


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"
    GREEN = "green"


class Asked(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: Annotated[str, Field(min_length=2, max_length=4, pattern="^[a-z]+$")] = "abc"
    count: Annotated[int, Field(ge=1, lt=10)] = 1
    even: Annotated[int, AfterValidator(_even)] = 2
    many: Annotated[list[int], Field(max_length=1)] = []
    colour: Colour = Colour.RED
    word: Literal["a", "b"] = "a"
    day: date = date(2026, 1, 1)
    at: AwareDatetime | None = None
    id: UUID | None = None
    yes: bool = True
    size: float = 1.0
    needed: str


def said_of(field: str, value: object) -> str:
    with pytest.raises(ValidationError) as refused:
        Asked.model_validate({"needed": "x", field: value})
    (one,) = refused.value.errors()
    facts: dict[str, Any] = one.get("ctx", {})
    return field_message(one["type"], facts)


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("name", "a", "至少 2 个字"),
        ("name", "abcde", "最多 4 个字"),
        ("name", "AB", "格式不对"),
        ("name", 7, "须为文字"),
        ("count", 0, "不能小于 1"),
        ("count", 10, "须小于 10"),
        ("count", "x", "须为整数"),
        ("count", 1.5, "须为整数"),
        ("even", 3, "须为双数"),
        ("many", [1, 2], "最多 1 项"),
        ("many", 1, "须为列表"),
        ("colour", "black", "只能填 'red'、'blue'、'green'"),
        ("word", "c", "只能填 'a'、'b'"),
        ("day", "soon", "须为日期，如 2026-01-31"),
        ("at", datetime(2026, 1, 1).isoformat(), "时间须带时区"),  # noqa: DTZ001 - the one without is what is tried
        ("id", "x", "不是编号"),
        ("yes", "perhaps", "须为 true 或 false"),
        ("size", "big", "须为数字"),
        ("other", 1, "没有这一项"),
    ],
)
def test_a_field_says_what_it_should_be(field: str, value: object, said: str) -> None:
    assert said_of(field, value) == f"{BAD_VALUE}：{said}"


def test_a_field_that_is_left_out_says_so() -> None:
    assert field_message("missing", {}) == MISSING


def test_an_error_that_nobody_knows_says_that_the_value_does_not_fit() -> None:
    assert field_message("value_error", {"error": ValueError("who knows")}) == BAD_VALUE


def test_a_status_says_what_it_means_and_an_unknown_one_whose_fault_it_is() -> None:
    assert status_message(404) == "没有这个地址"
    assert (status_message(418), status_message(599)) == ("请求未被接受", "系统内部出错，本次操作没有生效")
