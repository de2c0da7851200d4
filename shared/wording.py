"""What is said in Chinese where no refusal says it: of a field that does not fit, and of an HTTP status?"""

from collections.abc import Mapping
from typing import Any

from shared.errors import Unfit

MISSING = "必填项为空"
# Of one field or cell; of a whole body it is `Invalid` that speaks.
BAD_VALUE = "内容不符合要求"
FAILED = "系统内部出错，本次操作没有生效"

# By pydantic's names of its errors; what stands in braces is the limit that was set, never what was given.
_BY_FIELD: Mapping[str, str] = {
    "extra_forbidden": "没有这一项",
    "string_pattern_mismatch": "格式不对",
    "string_too_short": "至少 {min_length} 个字",
    "string_too_long": "最多 {max_length} 个字",
    "string_unicode": "含有无法识别的字符",
    "too_short": "至少 {min_length} 项",
    "too_long": "最多 {max_length} 项",
    "greater_than_equal": "不能小于 {ge}",
    "greater_than": "须大于 {gt}",
    "less_than_equal": "不能大于 {le}",
    "less_than": "须小于 {lt}",
    "multiple_of": "须为 {multiple_of} 的倍数",
    "enum": "只能填 {expected}",
    "literal_error": "只能填 {expected}",
    "union_tag_invalid": "只能填 {expected_tags}",
    "union_tag_not_found": "没有写明类别",
    "date_from_datetime_inexact": "须为日期，不带时刻",
    "timezone_aware": "时间须带时区",
    "json_invalid": "不是有效的 JSON",
    "url_scheme": "网址只能以 {expected_schemes} 开头",
    "decimal_max_places": "最多 {decimal_places} 位小数",
    "decimal_max_digits": "最多 {max_digits} 位数字",
}
# By the first word of the name, where the name itself says no more: int_type, int_parsing, int_from_float …
_BY_KIND: Mapping[str, str] = {
    "string": "须为文字",
    "int": "须为整数",
    "float": "须为数字",
    "finite": "须为数字",
    "decimal": "须为数字",
    "bool": "须为 true 或 false",
    "date": "须为日期，如 2026-01-31",
    "datetime": "须为时间，如 2026-01-31T09:00:00+08:00",
    "time": "须为时刻，如 09:00",
    "uuid": "不是编号",
    "url": "不是有效的网址",
    "list": "须为列表",
    "tuple": "须为列表",
    "set": "须为列表",
    "dict": "结构不对",
    "model": "结构不对",
    "json": "结构不对",
}
_BY_STATUS: Mapping[int, str] = {
    400: "请求格式不正确，无法识别",
    401: "未登录或登录已失效，请重新登录",
    403: "您没有办理此事的权限",
    404: "没有这个地址",
    405: "此地址不支持这种操作",
    413: "提交的内容过大",
    415: "不支持这种文件格式",
    429: "请求过于频繁，请稍后再试",
    503: "系统暂时无法办理，请稍后再试",
}


def field_message(kind: str, facts: Mapping[str, Any]) -> str:
    """Return in Chinese why a field does not fit, by pydantic's name of the error and what explains it (`ctx`)."""
    if kind == "missing":
        return MISSING
    closer = _closer(kind, facts)
    return f"{BAD_VALUE}：{closer}" if closer else BAD_VALUE


def _closer(kind: str, facts: Mapping[str, Any]) -> str | None:
    error = facts.get("error")
    if isinstance(error, Unfit):
        return error.said
    said = _BY_FIELD.get(kind)
    if said is None:
        return _BY_KIND.get(kind.partition("_")[0])
    limits = {name: str(limit).replace(" or ", "、").replace(", ", "、") for name, limit in facts.items()}
    return said.format(**limits)


def status_message(status: int) -> str:
    """Return in Chinese what an HTTP status of 400 or more says by itself."""
    return _BY_STATUS.get(status, FAILED if status >= 500 else "请求未被接受")  # noqa: PLR2004 - the server's own begin
