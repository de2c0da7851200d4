"""What is refused about notices, their rules and the ways to a person?"""

from shared.errors import Conflict, Invalid, NotFound


class NoticeNotFound(NotFound):
    code = "notices.not-found"
    said = "收件箱中没有这条提醒"


class NotAsked(Conflict):
    code = "notices.not-asked"
    said = "该提醒无须确认"


class AlreadyAcknowledged(Conflict):
    code = "notices.already-acknowledged"
    said = "该提醒已有人确认"


class BadCursor(Invalid):
    code = "notices.bad-cursor"
    said = "翻页标记无效，请从第一页重新查看"


class RuleNotFound(NotFound):
    code = "notices.rule-not-found"
    said = "没有这条提醒规则"


class StaleRule(Conflict):
    code = "notices.stale-rule"
    said = "提醒规则已被他人修改，请刷新后重试"


class RuleOutsideScope(NotFound):
    code = "notices.rule-outside-scope"
    said = "该规则的区划不在您的管辖范围内"


class UnknownCodes(Invalid):
    code = "notices.unknown-codes"
    said = "没有与之相符的提醒类型"


class LadderWithoutTerm(Invalid):
    code = "notices.ladder-without-term"
    said = "设定上报顺序须同时设定确认时限"


class QuietHoursIncomplete(Invalid):
    code = "notices.quiet-hours"
    said = "免打扰时段须有起止时间且不相同"


class PersonUnknown(NotFound):
    code = "notices.person-unknown"
    said = "没有此人，或不在您的数据范围内"


class NoNumber(NotFound):
    code = "notices.no-number"
    said = "此人未登记联系电话"


class BadNumber(Invalid):
    code = "notices.bad-number"
    said = "联系电话格式不正确"


class UnitUnknown(NotFound):
    code = "notices.unit-unknown"
    said = "没有此机构，或不在您的数据范围内"


class BadSecret(Invalid):
    code = "notices.bad-secret"
    said = "签名密钥格式不正确"


class DeliveryNotFound(NotFound):
    code = "notices.delivery-not-found"
    said = "没有这条发送记录"


class NotFailed(Conflict):
    code = "notices.not-failed"
    said = "该发送未失败，无须重发"
