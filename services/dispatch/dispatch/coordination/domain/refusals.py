"""Why does a case not go on to another holder?"""

from shared import errors
from shared.errors import Conflict, Forbidden, Invalid, NotFound


class NoHandover(NotFound):
    code = "coordination.no-handover"
    said = "该案件没有移交"


class NoNextHolder(Invalid):
    """A case never leaves for nowhere; the facts say whose it is by the lists."""

    code = "coordination.no-next-holder"
    said = "移交须指明承接单位"


class UnitUnknown(Invalid):
    code = "coordination.unit-unknown"
    said = "当日当地没有这个机构"


class DoesNotLead(Conflict):
    """By the duty lists another kind of unit leads this matter."""

    code = "coordination.does-not-lead"
    said = "按职责清单，该单位不是牵头单位"


class AlreadyTheHolder(Conflict):
    code = "coordination.already-the-holder"
    said = "案件已在该单位"


class NotRefusable(Conflict):
    """The case has no matter yet, or its work is done."""

    code = "coordination.not-refusable"
    said = "案件尚未确定事项或已处置完毕，不能移交"


class EmergencyIsHandled(Conflict):
    """Danger to life or public safety is handled by who is there; whose it is is settled afterwards."""

    code = "coordination.emergency"
    said = "危及生命或公共安全的，须先行处置"


class HandedOverAlready(Conflict):
    """It was refused before, and that is not settled yet."""

    code = "coordination.handed-over-already"
    said = "案件正在移交，尚未办结"


class TakenAlready(Conflict):
    """Who has taken it handles it."""

    code = "coordination.taken-already"
    said = "案件已有单位承接，由其办理"


class DesignatedAlready(Conflict):
    """What was designated is not returned again."""

    code = "coordination.designated-already"
    said = "已指定承办的案件不得再退"


class NotPossible(Conflict):
    code = "coordination.not-possible"
    said = "当前状态不能办理这一步移交"


class NotYourUnit(Forbidden):
    """Another unit was named."""

    code = "coordination.not-your-unit"
    said = "该案件由其他单位承接"


class NotTheCounty(Forbidden):
    """The county's centre designates."""

    code = "coordination.not-the-county"
    said = "指定承办由县级指挥中心决定"


class TermRuns(Conflict):
    """The named department may still take it."""

    code = "coordination.term-runs"
    said = "承接单位的承接期限尚未届满"


class SecondPersonNeeded(errors.SecondPersonNeeded):
    """Who refused or declined a case does not designate its holder; who called or answered does not rule on it."""

    code = "coordination.second-person-needed"
    said = "须由另一人办理：当事人不能作出指定或裁定"


# ------------------------------------------------------------------------------------------------------------- whistles
class NoWhistle(NotFound):
    code = "coordination.no-whistle"
    said = "没有这次吹哨"


class NotATownship(Forbidden):
    """A township calls; a county or a department does not call a township: that would push its matters down."""

    code = "coordination.not-a-township"
    said = "吹哨由乡镇（街道）发起"


class NobodyCalled(Invalid):
    code = "coordination.nobody-called"
    said = "吹哨须指明报到单位"


class CalledTwice(Invalid):
    code = "coordination.called-twice"
    said = "同一单位只能呼叫一次"


class ComeByPast(Invalid):
    code = "coordination.come-by-past"
    said = "到场时限不能早于现在，也不能过远"


class ComeByMissing(Invalid):
    code = "coordination.come-by-missing"
    said = "原到场时限已过，须重新指定时限"


class IsTheSubject(Conflict):
    """Whom a case complains of is not called to help with it."""

    code = "coordination.is-the-subject"
    said = "被反映单位不能参与办理"


class CallNotPossible(Conflict):
    code = "coordination.call-not-possible"
    said = "当前状态不能办理这一步报到"


class WhistleOver(Conflict):
    code = "coordination.whistle-over"
    said = "本次吹哨已经结束"


class RatingMissing(Invalid):
    code = "coordination.rating-missing"
    said = "到场单位须逐一评价"


class RatingUncalledFor(Invalid):
    code = "coordination.rating-uncalled-for"
    said = "只评价到场单位，每单位一次"


class RatingReasonMissing(Invalid):
    code = "coordination.rating-reason-missing"
    said = "差评须写明原因"


class NotCalled(NotFound):
    code = "coordination.not-called"
    said = "该单位不在本次吹哨范围内"


class NotArrived(Conflict):
    code = "coordination.not-arrived"
    said = "尚未到场，不能填报处置结果"


class CaseOver(Conflict):
    code = "coordination.case-over"
    said = "案件已经办结"


class MatterUnknown(Invalid):
    code = "coordination.matter-unknown"
    said = "没有这个事项"


# ------------------------------------------------------------------------------------------------------------ sub-tasks
class NoSubtask(NotFound):
    code = "coordination.no-subtask"
    said = "没有这项协办任务"


class NoLead(Conflict):
    """Nobody is at work on the case: there is no lead whom another unit could support."""

    code = "coordination.no-lead"
    said = "案件尚无主办单位在办，不能交办协办"


class NotTheLead(Forbidden):
    code = "coordination.not-the-lead"
    said = "只有主办单位或指挥中心可以办理"


class IsTheLead(Conflict):
    code = "coordination.is-the-lead"
    said = "该单位已是主办单位"


class NotASupporter(Conflict):
    """A department supports by the duty lists, or because a whistle has called it to this case."""

    code = "coordination.not-a-supporter"
    said = "清单未列该部门协办，应先吹哨或提请"


class SupportsAlready(Conflict):
    code = "coordination.supports-already"
    said = "该单位已有未办结的协办任务"


class SubtaskNotPossible(Conflict):
    code = "coordination.subtask-not-possible"
    said = "当前状态不能办理这一步协办"


class DueTooLate(Invalid):
    code = "coordination.due-too-late"
    said = "办理时限须晚于现在且不超过规定时限"


class SubtasksOpen(Conflict):
    """What was asked of supporting units is not confirmed; the lead confirms it, or recalls it."""

    code = "coordination.subtasks-open"
    said = "尚有协办任务未办结，须先确认或收回"


# ------------------------------------------------------------------------------------------------ hand-ups, transfers
class NoHandUp(NotFound):
    code = "coordination.no-hand-up"
    said = "没有这件提请"


class NotTheTownships(Forbidden):
    code = "coordination.not-the-townships"
    said = "提请由乡镇（街道）提出"


class HandedUpAlready(Conflict):
    code = "coordination.handed-up-already"
    said = "已向该部门提请，尚未答复"


class HandUpNotPossible(Conflict):
    code = "coordination.hand-up-not-possible"
    said = "当前状态不能这样答复提请"


class NoTransfer(NotFound):
    code = "coordination.no-transfer"
    said = "没有这件跨镇移交"


class NotOfThisCounty(Invalid):
    code = "coordination.not-of-this-county"
    said = "只能移交本县（市、区）的其他乡镇"


class NotYourTownship(Forbidden):
    code = "coordination.not-your-township"
    said = "只有接收乡镇的指挥中心可以办理"


class TransferNotPossible(Conflict):
    code = "coordination.transfer-not-possible"
    said = "当前状态不能办理这一步跨镇移交"
