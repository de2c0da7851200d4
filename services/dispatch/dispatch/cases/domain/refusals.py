"""Why is a step with a case refused, whatever its workflow says?"""

from shared import errors
from shared.errors import Conflict, Forbidden, Invalid, NotFound


class StaleVersion(Conflict):
    code = "cases.stale-version"
    said = "案件已被他人更新，请重新读取"


class ResultMissing(Invalid):
    code = "cases.result-missing"
    said = "须填写处置或核查结果"


class ReasonMissing(Invalid):
    code = "cases.reason-missing"
    said = "须写明理由"


class NoExecutor(Invalid):
    code = "cases.no-executor"
    said = "没有指明处置主体，或事项尚未确定"


class UnknownExecutor(Invalid):
    code = "cases.unknown-executor"
    said = "所选处置主体不在案件所在地"


class NotWithThisAction(Invalid):
    code = "cases.not-with-this-action"
    said = "这一步不能同时更改所填内容"


class VerifiedByHandler(Conflict):
    code = "cases.verified-by-handler"
    said = "处置人不能核查自己处置的案件"


class ResolutionNeeded(Conflict):
    """A major case ends when the committee of its township has approved, by a signed resolution, how it was handled."""

    code = "cases.resolution-needed"
    said = "重大事项须经党委签署决议批准后方可结案"


class NeedsNextHolder(Conflict):
    """A department leads the matter: the case is handed over to it, not turned away (首接负责)."""

    code = "cases.needs-next-holder"
    said = "该事项由县级部门牵头，应移交而不能退回（首接负责）"


class CaseNotFound(NotFound):
    code = "cases.not-found"
    said = "没有这个案件"


class MergeTargetMissing(Invalid):
    code = "cases.merge-target-missing"
    said = "须指明并入的案件"


class MergeHidden(Conflict):
    """A complaint that is hidden from somebody joins no case that he sees (petition regulation; Jinan rule 32)."""

    code = "cases.merge-hidden"
    said = "须对有关单位或人员保密的案件不能与此案合并"


class UnmergeTooLate(Conflict):
    """The case that it joined has ended, or its reports have gone on to another: `why` says which."""

    code = "cases.unmerge-too-late"
    said = "并入的案件已办结或来件已转走，不能撤销并案"


class NoLawfulGround(Invalid):
    """12345: what is not accepted is not accepted on one of these grounds; what is another's is handed over to him."""

    code = "cases.no-lawful-ground"
    said = "不予受理须符合法定情形"


class ByItsTask(Conflict):
    """A grid worker or the team has it as a task: what he did is told with the task, once."""

    code = "cases.by-its-task"
    said = "案件已派为任务，须由承办人在任务中办理"


class HasItsOwnDoor(Invalid):
    """`form` is where this is done."""

    code = "cases.has-its-own-door"
    said = "这一步须在专门入口办理"


class ApprovalNeeded(Conflict):
    """One person asks for it and another one approves it; `form` is where it is asked for."""

    code = "cases.approval-needed"
    said = "这一步须先申请，由有审批权限的另一人批准"


class SecondPersonNeeded(errors.SecondPersonNeeded):
    """Who asks for it does not approve it."""

    code = "cases.second-person-needed"
    said = "须由另一人审批：申请人不能批准自己的申请"


class AuthorityOutside(Conflict):
    """The platform that sent it decides; `forms` are the doors of the applications to it."""

    code = "cases.authority-outside"
    said = "该工单由来源平台主办，须向其提出申请"


class RequestNotFound(NotFound):
    code = "cases.request-not-found"
    said = "没有这项申请"


class RequestDecided(Conflict):
    code = "cases.request-decided"
    said = "这项申请已经办结"


class RequestedAlready(Conflict):
    """One request of a kind waits at a time."""

    code = "cases.requested-already"
    said = "同类申请正在等待审批"


class NotAskable(Conflict):
    """The case stands where this cannot be asked for; `possible` says for what one may ask."""

    code = "cases.not-askable"
    said = "案件当前状态不能提出这项申请"


class RequestIncomplete(Invalid):
    """`fields` are missing, or do not belong to this kind of request."""

    code = "cases.request-incomplete"
    said = "申请内容不完整或与申请种类不符"


class ExtensionTooLate(Conflict):
    """An extension is asked for before the term is over (12345 rules)."""

    code = "cases.extension-too-late"
    said = "延期须在期限届满前申请"


class NotYoursToAsk(Forbidden):
    code = "cases.not-yours-to-ask"
    said = "您不承办此案，不能提出申请"


class NotYoursToDecide(Forbidden):
    code = "cases.not-yours-to-decide"
    said = "您没有审批此项申请的权限"


class ChildrenOpen(Conflict):
    """What was split from it is part of its answer: it does not end before that has ended."""

    code = "cases.children-open"
    said = "拆分出的子案尚未办结，本案不能结束"


class PartUnfit(Invalid):
    """A part takes reports of this case, or has a matter of its own; the case keeps a report."""

    code = "cases.part-unfit"
    said = "拆分须指明本案的来件或另一事项，且本案须保留来件"


class NotToCallBack(Conflict):
    """Only what is closed is called back."""

    code = "cases.not-to-call-back"
    said = "案件尚未结案，不能回访"


class CalledBackByHandler(Conflict):
    code = "cases.called-back-by-handler"
    said = "处置人不能回访自己处置的案件"


class TooManyCases(Invalid):
    code = "cases.too-many"
    said = "一次批量办理的案件数超过上限"


class NotToContact(Conflict):
    code = "cases.not-to-contact"
    said = "案件已作废或者并案，不再联系来电人"


class ContactNotThen(Invalid):
    code = "cases.contact-not-then"
    said = "联系时间须在案件建立之后、现在之前"
