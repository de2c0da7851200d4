"""What stands in a problem beside its code: for a person, for a log, and of each row?"""

import json
from typing import Any

from shared.errors import NotFound, Reason
from shared.runtime.http_errors import field_errors, problem


class Missing(NotFound):
    code = "lost.missing"
    said = "没有这件东西"


class Why(Reason):
    TWICE = "lost.twice", "同一件出现两次"


def body(*own: Any, **facts: object) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(bytes(problem(*own, **facts).body))
    return told


def test_each_row_that_is_known_by_its_code_has_a_chinese_sentence() -> None:
    rows = [
        {"index": 0, "code": Why.TWICE},
        {"index": 1, "code": str(Missing.code), "message": "第三件没有"},
        {"index": 2, "code": "M0101"},
        "lost.twice",
    ]

    assert body(422, "lost.rows", "nothing was taken", "整批未导入", rows=rows)["rows"] == [
        {"index": 0, "code": "lost.twice", "message": "同一件出现两次"},
        {"index": 1, "code": "lost.missing", "message": "第三件没有"},
        {"index": 2, "code": "M0101"},
        "lost.twice",
    ]


def test_a_fact_never_takes_the_place_of_what_a_problem_says_itself() -> None:
    told = body(404, "lost.missing", "no such thing", "没有这件东西", code="M0101", message="x", detail="y", status=7)

    assert (told["title"], told["status"], told["detail"], told["message"], told["code"]) == (
        *("lost.missing", 404, "no such thing"),
        *("没有这件东西", "M0101"),
    )


def test_a_field_says_in_both_languages_what_is_wrong_with_it() -> None:
    error = {"loc": ("body", "count"), "type": "greater_than", "msg": "greater than 0", "ctx": {"gt": 0}}

    assert field_errors([error]) == [
        {
            "field": "body.count",
            "code": "greater_than",
            "detail": "greater than 0",
            "message": "内容不符合要求：须大于 0",
        }
    ]
