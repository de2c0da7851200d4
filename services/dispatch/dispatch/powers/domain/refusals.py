"""Which changes of powers are refused, and what explains it?"""

from shared import errors
from shared.errors import Conflict, Forbidden, Invalid, NotFound, Reason


class Problem(Reason):
    """Why one row of a bulk is refused."""

    TWICE = "powers.twice", "同一事项出现两次"
    UNKNOWN_MATTER = "powers.unknown-matter", "没有这个事项"
    PENALTY_NOT_ENTRUSTED = "powers.penalty-not-entrusted", "行政处罚权不能以委托方式下放"
    TWO_OFFICERS_NEEDED = "powers.two-officers-needed", "执法人员不得少于两人"
    ENDS_BEFORE_IT_BEGINS = "powers.ends-before-it-begins", "结束日期早于开始日期"
    LATER_VERSION_EXISTS = "powers.later-version-exists", "以后的版本已存在"
    NOT_IN_CATALOGUE = "powers.not-in-catalogue", "当日不在赋权指导目录内"
    ALREADY_CHOSEN = "powers.already-chosen", "该事项已经选用"
    NOT_A_TOWNSHIP = "powers.not-a-township", "赋权对象须为乡镇（街道）"
    DAY_TO_COME = "powers.day-to-come", "日期尚未到来"
    OVERLAPPING_VALIDITY = "powers.overlapping-validity", "该期间已有这项赋权，有效期重叠"
    DEPARTMENT_UNKNOWN = "powers.department-unknown", "该县（市、区）当日没有这个部门"


class RowsRefused(Invalid):
    """Nothing of the bulk was taken; `rows` names each bad row by its index, its code and what explains it."""

    code = "powers.rows-refused"
    said = "部分行不合要求，整批未办理"


class NotTheProvince(Forbidden):
    """The catalogue is the province's: only the province decides what may be handed over (penalty law art. 24)."""

    code = "powers.not-the-province"
    said = "赋权指导目录由省级编制"


class NotTheCounty(Forbidden):
    """What a township is given, the county decides, never the township itself."""

    code = "powers.not-the-county"
    said = "赋权事项由县级决定"


class NotATownship(Invalid):
    code = "powers.not-a-township"
    said = "赋权对象须为乡镇（街道）"


class PowerNotFound(NotFound):
    code = "powers.not-found"
    said = "该乡镇（街道）没有这个赋权事项"


class NotInCatalogue(Conflict):
    """The province's catalogue does not hold this power on the day on which it would begin."""

    code = "powers.not-in-catalogue"
    said = "当日不在赋权指导目录内"


class IllegalAction(Conflict):
    code = "powers.illegal-action"
    said = "赋权事项当前状态不能办理这一步"


class SecondPersonNeeded(errors.SecondPersonNeeded):
    """What binds others is decided by another person than the one who prepared it."""

    code = "powers.second-person-needed"
    said = "须由另一人办理：提出与决定不能为同一人"


class NotReady(Conflict):
    """The township cannot carry the power; `lacks` names each thing that is missing by its code."""

    code = "powers.not-ready"
    said = "乡镇（街道）尚不具备承接条件"


class ToldByCounty(Invalid):
    """A whole province at once would be some hundred thousand events."""

    code = "powers.told-by-county"
    said = "请按县（市、区）逐个重新告知"


class NotThePrincipal(Forbidden):
    """The department whose power it is confirms that a township can carry it."""

    code = "powers.not-the-principal"
    said = "须由原实施部门确认"


class CoachNotThePrincipal(Invalid):
    """The department whose power it is coaches the township in its use; `principal` is of which kind it is."""

    code = "powers.coach-not-the-principal"
    said = "带教部门须为原实施部门"


class DepartmentUnknown(Invalid):
    """Not a unit of this county on this day."""

    code = "powers.department-unknown"
    said = "该县（市、区）当日没有这个部门"


class NotAnnouncedYet(Conflict):
    """A power is used after it was announced (licence law art. 24, penalty law art. 24)."""

    code = "powers.not-announced-yet"
    said = "赋权事项尚未公告，不能行使"


class BeginsInThePast(Invalid):
    """Nobody is given a power, or loses it, for days that are over."""

    code = "powers.begins-in-the-past"
    said = "不能从过去的日期起赋权或收回"


class TrialLength(Invalid):
    """A trial lasts one to three calendar months; `earliest` and `latest` are the last days that it may have."""

    code = "powers.trial-length"
    said = "试运行期为一至三个月"


class OverlappingValidity(Conflict):
    """The township holds the power on one of these days already."""

    code = "powers.overlapping-validity"
    said = "该期间已有这项赋权，有效期重叠"


class TrialNotBegun(Conflict):
    code = "powers.trial-not-begun"
    said = "试运行期尚未开始"


class FiguresImpossible(Invalid):
    """More acts were reversed or rated badly than there were."""

    code = "powers.figures-impossible"
    said = "撤销或差评数多于办理数"


class SourceNeeded(Invalid):
    """What the platform has not counted itself is stated with the document that says so."""

    code = "powers.source-needed"
    said = "平台未统计的数据须注明来源文号"


class NotEvaluated(Conflict):
    """A trial becomes formal by a decision on figures of its use, never by silence."""

    code = "powers.not-evaluated"
    said = "试运行尚未评估，不能正式下放"


class NotBacked(Conflict):
    """The posts and the money of a power are not confirmed; `missing` names what is lacking on the day."""

    code = "powers.not-backed"
    said = "编制和经费尚未到位"


class NeverUsed(Conflict):
    """Nothing can be said of a power that was never used: prolong its trial, or take it back."""

    code = "powers.never-used"
    said = "试运行期内没有行使过该事项，可延长或收回"


class ProlongedAlready(Conflict):
    code = "powers.prolonged-already"
    said = "试运行期只能延长一次"


class BeginsTooLate(Invalid):
    """A formal power follows its trial without a gap; `latest` is the last day on which it may begin."""

    code = "powers.begins-too-late"
    said = "正式下放须紧接试运行期，不得间断"


class NotProposed(Conflict):
    """Nobody has proposed to take this power back; one person proposes it, another decides."""

    code = "powers.take-back-not-proposed"
    said = "尚未有人提出收回"


class HandOverIncomplete(Conflict):
    """Cases or applications of the power are open; `missing` names those that the hand-over list does not."""

    code = "powers.hand-over-incomplete"
    said = "移交清单不完整，尚有未办结案件或办件"


class NotTheSupervisor(Forbidden):
    """The agency that is named to supervise a power records the checks of it."""

    code = "powers.not-the-supervisor"
    said = "须由该事项的监管单位办理"


class SubjectNotFound(NotFound):
    """No such licence or duty on the day."""

    code = "powers.nothing-to-supervise"
    said = "当日没有这个监管对象"


class NotSupervised(Conflict):
    code = "powers.not-supervised"
    said = "尚未指定监管单位"


class NotInForce(Conflict):
    code = "powers.not-in-force"
    said = "当日不在有效期内"


class CheckImpossible(Invalid):
    """More findings than samples, or a check of a day to come."""

    code = "powers.check-impossible"
    said = "问题数多于抽查数，或检查日期尚未到来"


class TakeoverNotFound(NotFound):
    code = "powers.takeover-not-found"
    said = "没有这份存量承接登记"


class TakeoverIsDecided(Conflict):
    """It was confirmed or withdrawn."""

    code = "powers.takeover-is-decided"
    said = "存量承接登记已办结"
