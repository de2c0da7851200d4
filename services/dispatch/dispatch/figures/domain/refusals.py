"""Why is something about figures refused?"""

from shared.errors import Conflict, Forbidden, Invalid, NotFound, SecondPersonNeeded


class UnknownFigure(NotFound):
    code = "figures.unknown-figure"
    said = "该区域在所选时间没有这项指标"


class FormulaNotFound(NotFound):
    code = "figures.formula-not-found"
    said = "没有这个指标公式"


class FormulaRefused(Invalid):
    code = "figures.formula-refused"
    said = "指标公式不合要求"


class NotBackInTime(Invalid):
    code = "figures.not-back-in-time"
    said = "指标公式不能从过去的日期起生效"


class LaterFormulaExists(Conflict):
    code = "figures.later-formula-exists"
    said = "已有生效更晚的公式版本"


class FormulaIsDecided(Conflict):
    code = "figures.formula-is-decided"
    said = "该公式已经确认或撤回"


class OneProposalAtATime(Conflict):
    code = "figures.one-proposal-at-a-time"
    said = "该区域的这项指标已有待确认的公式，请先确认或撤回"


class FormulaNeedsSecondPerson(SecondPersonNeeded):
    code = "figures.second-person-needed"
    said = "公式须由另一人确认：拟定与确认不能为同一人"


class BeyondYourRegion(Forbidden):
    code = "figures.beyond-your-region"
    said = "该区域不在您的管理范围内"


class BadPeriod(Invalid):
    code = "figures.bad-period"
    said = "统计时段不正确，起止日期颠倒、超过一年或尚未到来"


class TooManyRows(Invalid):
    code = "figures.too-many-rows"
    said = "导出的行数超过上限，请缩小区域或时段"


class BriefNotFound(NotFound):
    code = "figures.brief-not-found"
    said = "没有这份日报"


class NoSuchRegion(Invalid):
    code = "figures.no-such-region"
    said = "没有这个行政区划"


class NotOverYet(Invalid):
    code = "figures.not-over-yet"
    said = "只能生成最近一年内已结束日期的日报"


class NotWanted(NotFound):
    code = "figures.not-wanted"
    said = "该区域没有订阅日报"
