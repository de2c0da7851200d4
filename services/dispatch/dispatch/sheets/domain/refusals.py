"""Why does a register not go out as a file, or not come in as one?"""

from typing import Any

from shared.errors import Forbidden, Invalid, NotFound


class SheetUnknown(NotFound):
    code = "sheets.unknown"
    said = "没有这个表格"


class RegionUnknown(NotFound):
    """No such region, or not for the caller."""

    code = "sheets.region-unknown"
    said = "没有这个行政区划"


class ReadOnly(Forbidden):
    """What this sheet shows comes about by itself or by single steps; nobody types it in."""

    code = "sheets.read-only"
    said = "这个登记簿只能导出，不能导入"


class PurposeNeeded(Invalid):
    """Who belongs to the Party goes out only for a purpose, and the look is noted."""

    code = "sheets.purpose-needed"
    said = "导出须说明用途，查阅留痕"


class RowsRefused(Invalid):
    """Rows of one set; `rows` names each bad one by its index and code."""

    code = "sheets.rows-refused"
    said = "部分行不合要求，整批未导入"


class SheetRefused(Invalid):
    """Nothing of the file was taken; `rows` names each bad line, `more` counts those beyond the first thousand."""

    code = "sheets.refused"
    said = "文件部分行不合要求，整份未导入"

    def __init__(self, message: str, *, rows: list[dict[str, Any]], **facts: object) -> None:
        super().__init__(message, rows=rows, **facts)
        self.rows = rows
