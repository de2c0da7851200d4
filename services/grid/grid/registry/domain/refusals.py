"""What does the registry refuse, and with which words?"""

from typing import Any

from shared.errors import Conflict, Forbidden, Invalid, NotFound


class RecordNotFound(NotFound):
    code = "registry.not-found"
    said = "登记簿中没有这条记录"


class RecordsRefused(Invalid):
    """What is said of records cannot be right; `rows` names each flaw by index, field and code."""

    code = "registry.refused"
    said = "登记内容不符合要求"

    def __init__(self, message: str, *, rows: list[dict[str, Any]], **facts: object) -> None:
        super().__init__(message, rows=rows, **facts)
        self.rows = rows


class AlreadyThere(Conflict):
    """The township has a record of the same thing; `record` is its id."""

    code = "registry.record-already-there"
    said = "登记簿中已有同一对象，请在原记录上更正"


class RecordStale(Conflict):
    """Somebody else has changed the record meanwhile; `version` is the one that holds."""

    code = "registry.stale"
    said = "记录已被他人更新，请重新读取"


class RecordEnded(Conflict):
    code = "registry.ended"
    said = "记录已注销，不能再更改"


class StillInUse(Conflict):
    """Others hang on the record; `by` names them."""

    code = "registry.still-in-use"
    said = "仍有户或人员属于该记录，请先处理"


class VisitLater(Invalid):
    """The phone says that the visit is still to come."""

    code = "registry.visit-later"
    said = "走访时间在将来，请校准手机时间"


class VisitOfAnother(Conflict):
    """The phone's id of the visit belongs to another one."""

    code = "registry.visit-of-another"
    said = "该走访编号已用于另一次走访"


class FieldUnknown(Invalid):
    code = "registry.field-unknown"
    said = "没有这一字段，或不能按该字段查询"


class TooShort(Invalid):
    """What is looked for is not whole; nobody browses by the beginning of a number."""

    code = "registry.search-not-whole"
    said = "请输入完整的姓名、号码或地址"


class RevealForbidden(Forbidden):
    """The field is not shown to who asks, whatever for."""

    code = "registry.reveal-forbidden"
    said = "您的岗位不能查看该字段的明文"


class ExportOutside(Forbidden):
    code = "registry.export-outside"
    said = "不能导出该地区的数据"


class ExportTooLarge(Invalid):
    """More records than one file may have (`most`): a smaller region."""

    code = "registry.export-too-large"
    said = "导出的记录过多，请缩小地区范围"


class TieImpossible(Invalid):
    """These two kinds of records do not hang together in that way; `possible` names the ways."""

    code = "registry.tie-impossible"
    said = "这两类对象之间没有这种关系"


class TieThere(Conflict):
    code = "registry.tie-there"
    said = "该关系已登记"


class TieNotFound(NotFound):
    code = "registry.tie-not-found"
    said = "没有这条关系"


class HeadThere(Conflict):
    """A household has one head; `head` is the record."""

    code = "registry.head-there"
    said = "该户已有户主"
