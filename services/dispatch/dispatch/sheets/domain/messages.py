"""How is what is wrong with a file said to whoever filled it in, in Chinese and in English?

A register's own rule is known by what stands behind the point of its code: `duties.unknown-matter` → `unknown-matter`.
"""

from collections.abc import Mapping
from typing import Any

from dispatch.sheets.domain.rules import RULES

_SAID: dict[str, tuple[str, str]] = {
    # ------------------------------------------------------------------------------------------------ cells and heads
    "missing": ("必填项为空", "a value is needed here"),
    "bad-value": ("内容不符合要求", "the value does not fit"),
    "number-for-code": (
        "代码被存成数字，前导零可能已丢失；请设为文本格式重新填写",
        "the code became a number and may have lost a zero; format the column as text and write it again",
    ),
    "digits-lost": ("科学计数法，后面的位数已丢失", "digits were lost behind the E; write the number out as text"),
    "date-for-text": ("表格软件把内容改成了日期", "the spreadsheet made a date of it; format the column as text"),
    "formula": ("不接受公式，请粘贴为数值", "formulas are not taken; paste the values"),
    "error-cell": ("公式计算出错的单元格", "a formula failed in this cell"),
    "too-many-cells": ("本行的单元格多于表头", "the line has more cells than the head"),
    "outside-region": ("不在所选地区内", "outside the region that was asked for"),
    "lines-disagree": ("同一对象的各行内容不一致", "the lines of one thing say different things of it"),
    "missing-column": ("缺少列", "this column is missing"),
    "unknown-column": ("没有这一列", "there is no such column"),
    "column-twice": ("列重复", "this column stands there twice"),
    "empty": ("没有数据行", "there is no line below the head"),
    "too-many-rows": ("行数超过上限", "more lines than one file may have"),
    # ---------------------------------------------------------------------------------------------- the file as a whole
    "no-workbook": ("这不是可以读取的 XLSX 工作簿", "this is no XLSX workbook"),
    "old-workbook": (
        "旧版（.xls）或加密的工作簿；请另存为不带密码的 XLSX",
        "an old or encrypted workbook; save it as XLSX without a password",
    ),
    "all-hidden": ("工作表全部被隐藏", "all worksheets are hidden"),
    "merged-cells": ("有合并单元格；请取消合并，每行填满", "there are merged cells; split them and fill each line"),
    "zip-bomb": ("文件解压后过大", "unpacked it is too large"),
    "doctype": ("工作簿含有不允许的内容", "a workbook has no document type"),
    "unreadable-text": ("文字编码无法识别；请保存为 UTF-8 或 GBK", "the text is neither UTF-8 nor GB18030"),
    "malformed-csv": ("CSV 的引号没有成对", "the quotation marks of this CSV do not close"),
    "unknown": ("没有这个表格", "no such sheet"),
    "read-only": ("这个登记簿只能导出，不能导入", "this register is not filled from a file"),
    "purpose-needed": ("导出须说明用途，查阅留痕", "this register goes out only for a purpose"),
    "unknown-media": ("只接受 CSV 或 XLSX", "a sheet is CSV or XLSX"),
}
_BY_FIELD = {
    "string_pattern_mismatch": "格式不对",
    "string_too_short": "至少 {min_length} 个字",
    "string_too_long": "最多 {max_length} 个字",
    "too_short": "至少 {min_length} 项",
    "too_long": "最多 {max_length} 项",
    "greater_than_equal": "不能小于 {ge}",
    "greater_than": "须大于 {gt}",
    "less_than_equal": "不能大于 {le}",
    "less_than": "须小于 {lt}",
    "enum": "只能填 {expected}",
    "literal_error": "只能填 {expected}",
    "uuid_parsing": "不是编号",
}
UNSAID = ("登记簿不接受", "the register refuses it")


def message_of(code: str) -> tuple[str, str]:
    """Return what a code says, in Chinese and in English."""
    name = str(code).rpartition(".")[2]
    return _SAID.get(name) or RULES.get(name, UNSAID)


def field_message(kind: str, facts: Mapping[str, Any]) -> str:
    """Return in Chinese why a field does not fit, by pydantic's name of the error and what explains it."""
    closer = _BY_FIELD.get(kind)
    return _SAID["bad-value"][0] + (f"：{closer.format(**facts)}" if closer else "")
