"""What is refused about shifts, swaps and hand-overs?"""

from shared.errors import Conflict, Forbidden, Invalid, NotFound, Reason


class Problem(Reason):
    """Why one shift of a plan is refused."""

    ENDS_BEFORE_IT_BEGINS = "roster.ends-before-it-begins", "班次结束时间早于开始时间"
    TOO_LONG = "roster.too-long", "一个班次不得超过二十四小时"
    IN_THE_PAST = "roster.in-the-past", "班次已经结束，不能再排"
    TOO_FAR = "roster.too-far", "排班不得超过一年以后"
    UNKNOWN_PERSON = "roster.unknown-person", "机构人员登记中该日没有此人"
    WITHOUT_ROLE = "roster.without-role", "此人该日不具备该班次所需角色"
    TWICE_AT_ONCE = "roster.twice-at-once", "同一人同一时段已有班次"


class PlanRefused(Invalid):
    """Nothing of the plan was taken; `rows` names each bad shift by its index, its code and what explains it."""

    code = "roster.plan-refused"
    said = "部分班次不合要求，整批未排"


class OutsideRegion(NotFound):
    code = "roster.outside-region"
    said = "该区划不存在，或不在您的管辖范围内"


class BadPeriod(Invalid):
    code = "roster.bad-period"
    said = "查询时段的止早于起，或超过四百天"


class ShiftNotFound(NotFound):
    code = "roster.shift-not-found"
    said = "没有这个班次"


class StaleShift(Conflict):
    code = "roster.stale-shift"
    said = "班次已被他人修改，请刷新后重试"


class ShiftBegun(Conflict):
    code = "roster.shift-begun"
    said = "班次已经开始或结束，不能再改"


class NotOnDuty(NotFound):
    code = "roster.not-on-duty"
    said = "此人当前不在班"


class StaleRules(Conflict):
    code = "roster.stale-rules"
    said = "值班要求已被他人修改，请刷新后重试"


class NotYourShift(Forbidden):
    code = "roster.not-your-shift"
    said = "只能办理本人的班次"


class SwapNotFound(NotFound):
    code = "roster.swap-not-found"
    said = "没有这项换班申请"


class SwapImpossible(Invalid):
    code = "roster.swap-impossible"
    said = "这样换班不成立"


class SwapUnderWay(Conflict):
    code = "roster.swap-under-way"
    said = "该班次已有一项换班申请在办"


class WrongSwapState(Conflict):
    code = "roster.wrong-swap-state"
    said = "换班申请当前状态不能这样办理"


class HandsNothingOver(Invalid):
    code = "roster.hands-nothing-over"
    said = "该岗位无须交接班"


class NoSuccessor(Conflict):
    code = "roster.no-successor"
    said = "没有接班的班次，请先排班"


class AlreadyHandedOver(Conflict):
    code = "roster.already-handed-over"
    said = "该班次已提交交接班单"


class NotBegun(Conflict):
    code = "roster.not-begun"
    said = "班次尚未开始，不能交班"


class SheetNotFound(NotFound):
    code = "roster.sheet-not-found"
    said = "没有这份交接班单"


class AlreadyConfirmed(Conflict):
    code = "roster.already-confirmed"
    said = "该交接班单已确认"
