"""Which registers, demands and objections are refused, and what explains it?"""

from shared import errors
from shared.errors import Conflict, Forbidden, Invalid, NotFound, Reason


class Problem(Reason):
    """Why one line of a register or of a list of rewards is refused."""

    TWICE = "assessment.twice", "同一对象出现两次"
    DUTY_PASSED_DOWN = "assessment.duty-passed-down", "当日不属乡镇（街道）职责，不得以考核转嫁责任"
    UNKNOWN_UNIT = "assessment.unknown-unit", "没有这个机构"
    NOT_A_STATIONED_AGENCY = "assessment.not-a-stationed-agency", "不是派驻机构"
    TOWNSHIP_SHARE_TOO_LOW = "assessment.township-share-too-low", "乡镇（街道）考核权重不得低于50%"
    UNKNOWN_PERSON = "assessment.unknown-person", "没有这个人员"
    SAME_POST_SAME_REWARD = "assessment.same-post-same-reward", "同岗不同奖：同一岗位奖励须相同"
    OTHER_POST = "assessment.other-post", "该人员当年不在这个岗位"
    LEFT_OUT = "assessment.left-out", "同岗人员有遗漏"


class PlaceUnknown(NotFound):
    code = "assessment.region-unknown"
    said = "没有这个行政区划"


class NotAnAssessedPlace(Invalid):
    """A register is that of a county or a township; figures and rewards are those of a township."""

    code = "assessment.not-an-assessed-place"
    said = "考核对象须为县（市、区）或乡镇（街道）"


class LinesRefused(Invalid):
    """Nothing was taken; `lines` names each bad line by its part, its index, its code and what explains it."""

    code = "assessment.lines-refused"
    said = "部分行不合要求，整批未导入"


class WeightsNotWhole(Invalid):
    """The weights of all items come to 100."""

    code = "assessment.weights-not-whole"
    said = "各考核事项权重合计须为100"


class RewardsExist(Conflict):
    """A township has one list of rewards a year."""

    code = "assessment.rewards-exist"
    said = "该年度已有批准的奖励清单"


class DayOutsideYear(Invalid):
    """A register holds within its year, and is asked by a day of it."""

    code = "assessment.day-outside-year"
    said = "日期不在该考核年度内"


class LaterRegisterExists(Conflict):
    """A register follows the one before: there is one assessment on each day, and no second beside it."""

    code = "assessment.later-register-exists"
    said = "该日或以后已有考核事项清单"


class ChangesThePast(Conflict):
    """By what a township was assessed on a day that is over is not changed, nor past a score that rests on it."""

    code = "assessment.changes-the-past"
    said = "已过去的考核不能更改"


class DayNotCome(Invalid):
    """Nobody is scored for a day that has not come, nor is there anything to read of it."""

    code = "assessment.day-not-come"
    said = "日期尚未到来"


class DraftNotFound(NotFound):
    code = "assessment.draft-not-found"
    said = "没有这份考核草案"


class DraftIsDecided(Conflict):
    code = "assessment.draft-is-decided"
    said = "考核草案已办结"


class SecondPersonNeeded(errors.SecondPersonNeeded):
    """What others are assessed by is approved by another person than the one who drew it up."""

    code = "assessment.second-person-needed"
    said = "须由另一人办理：起草与批准不能为同一人"


class NotCounted(Invalid):
    """What is objected to does not stand in the denominator of the figure, so that nothing can be corrected."""

    code = "assessment.not-counted"
    said = "该对象不在指标的分母内，无须提出异议"


class ObjectionTooLate(Conflict):
    """What a year came to is objected to until a day that its register names."""

    code = "assessment.objection-too-late"
    said = "已过异议期限"


class ObjectionStands(Conflict):
    code = "assessment.objection-stands"
    said = "该对象已有异议，不能重复提出"


class ObjectionNotFound(NotFound):
    code = "assessment.objection-not-found"
    said = "没有这个异议"


class ObjectionIsDecided(Conflict):
    code = "assessment.objection-is-decided"
    said = "异议已办结"


class NotTheCounty(Forbidden):
    """A township neither decides on its own objection nor sets or counts what it is assessed by."""

    code = "assessment.not-the-county"
    said = "由县级决定，乡镇（街道）不得自定自评"


class NotTheTownship(Forbidden):
    """What a township thinks of an agency or objects to is said by the township, and by nobody for it."""

    code = "assessment.not-the-township"
    said = "须由乡镇（街道）本身提出"


class RankingOff(Conflict):
    """Townships are compared with their own past; they are ranked only where the county's register says so."""

    code = "assessment.ranking-off"
    said = "考核事项清单没有开启排名"


class NoRegister(NotFound):
    """Neither the township nor its county has an approved register on the day, or on any of the year."""

    code = "assessment.no-register"
    said = "该期间没有批准的考核事项清单"


class DutyPassedDown(Conflict):
    """Nobody is scored for what is no duty of the township on that day."""

    code = "assessment.duty-passed-down"
    said = "当日不属乡镇（街道）职责，不得以考核转嫁责任"


class ItemUnknown(Invalid):
    """Only what the approved register names is given a score."""

    code = "assessment.item-unknown"
    said = "考核事项清单没有这一项"


class ItemIsComputed(Invalid):
    """What the platform computes is corrected by an objection, not by an opinion."""

    code = "assessment.item-is-computed"
    said = "该项由平台自动计算，有异议请提出异议"


class ScoreStands(Conflict):
    code = "assessment.score-stands"
    said = "该项已有确认的评分，更正时须指明原评分"


class ScoreNotFound(NotFound):
    code = "assessment.score-not-found"
    said = "没有这个评分"


class ScoreIsDecided(Conflict):
    code = "assessment.score-is-decided"
    said = "评分已办结"


class YearNotOver(Conflict):
    """A year is fixed when it is over."""

    code = "assessment.year-not-over"
    said = "考核年度尚未结束"


class ObjectionTermRuns(Conflict):
    """A year is fixed when nobody may object to it any more; `until`: township → the last day on which it may."""

    code = "assessment.objection-term-runs"
    said = "异议期限未满"


class ObjectionOpen(Conflict):
    """A year is fixed when every objection to it is decided."""

    code = "assessment.objection-open"
    said = "异议尚未办结"


class ResultIncomplete(Conflict):
    """Nothing is made up for what is missing; `missing`: township → the items without a score."""

    code = "assessment.result-incomplete"
    said = "有指标尚未评分，不能定档"


class YearFixed(Conflict):
    """What a year came to is a document: it changes only by a further version, proposed with a reason."""

    code = "assessment.year-fixed"
    said = "该年度结果已定档，须先提出更正"


class YearNotFixed(Conflict):
    """A reason is for a further version: there is none yet that it could follow."""

    code = "assessment.year-not-fixed"
    said = "该年度结果尚未定档，无从更正"


class CorrectionBegun(Conflict):
    """Scores were changed for a further version: taking its proposal back would leave them beside the document."""

    code = "assessment.correction-begun"
    said = "更正期间已改动评分，不能撤回，须由另一人确认新版本"


class FixingNotFound(NotFound):
    code = "assessment.fixing-not-found"
    said = "没有这份定档建议"


class FixingIsDecided(Conflict):
    code = "assessment.fixing-is-decided"
    said = "定档建议已办结"
