"""Why is a file, or one cell of it, refused?"""

from shared.errors import Invalid, Reason


class Problem(Reason):
    """What is wrong with one cell, one line or the head of a file."""

    MISSING = "sheets.missing", "必填项为空"
    BAD_VALUE = "sheets.bad-value", "内容不符合要求"
    NUMBER_FOR_CODE = "sheets.number-for-code", "代码被存成数字，前导零可能已丢失；请设为文本格式重新填写"
    DIGITS_LOST = "sheets.digits-lost", "科学计数法，后面的位数已丢失；请设为文本格式写全数字"
    DATE_FOR_TEXT = "sheets.date-for-text", "表格软件把内容改成了日期；请设为文本格式重新填写"
    FORMULA = "sheets.formula", "不接受公式，请粘贴为数值"
    ERROR_CELL = "sheets.error-cell", "公式计算出错的单元格"
    TOO_MANY_CELLS = "sheets.too-many-cells", "本行的单元格多于表头"
    TWICE = "sheets.twice", "同一对象出现两次"
    OUTSIDE_REGION = "sheets.outside-region", "不在所选地区内"
    LINES_DISAGREE = "sheets.lines-disagree", "同一对象的各行内容不一致"
    MISSING_COLUMN = "sheets.missing-column", "缺少列"
    UNKNOWN_COLUMN = "sheets.unknown-column", "没有这一列"
    COLUMN_TWICE = "sheets.column-twice", "列重复"
    EMPTY = "sheets.empty", "没有数据行"
    TOO_MANY_ROWS = "sheets.too-many-rows", "行数超过上限"


class FileProblem(Reason):
    """Why a file as a whole cannot be read."""

    NO_WORKBOOK = "sheets.no-workbook", "这不是可以读取的 XLSX 工作簿"
    OLD_WORKBOOK = "sheets.old-workbook", "旧版（.xls）或加密的工作簿；请另存为不带密码的 XLSX"
    ALL_HIDDEN = "sheets.all-hidden", "工作表全部被隐藏"
    MERGED_CELLS = "sheets.merged-cells", "有合并单元格；请取消合并，每行填满"
    ZIP_BOMB = "sheets.zip-bomb", "文件解压后过大"
    DOCTYPE = "sheets.doctype", "工作簿含有不允许的内容"
    UNREADABLE_TEXT = "sheets.unreadable-text", "文字编码无法识别；请保存为 UTF-8 或 GBK"
    MALFORMED_CSV = "sheets.malformed-csv", "CSV 的引号没有成对"


class UnknownMedia(Invalid):
    code = "sheets.unknown-media"
    said = "只接受 CSV 或 XLSX 文件"
    status = 415


class FileRefused(Invalid):
    """The file as a whole cannot be read; `reason` says why, and is what is said of it."""

    code = "sheets.file-refused"
    said = "文件无法读取"

    def __init__(self, message: str, *, reason: FileProblem, **facts: object) -> None:
        super().__init__(message, reason=reason, **facts)
        self.said = reason.said


class CellRefused(Exception):
    """The decision about one cell; who reads the line gathers them."""

    def __init__(self, problem: Problem, said: str = "", detail: str = "") -> None:
        super().__init__(problem)
        self.problem = problem
        self.said, self.detail = said, detail
