"""Why is a step with a case refused, whatever its workflow says?"""

from shared.errors import Conflict, Invalid


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
