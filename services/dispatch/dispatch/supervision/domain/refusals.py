"""Why is something not supervised so?"""

from shared.errors import Conflict, Forbidden, Invalid, NotFound


class StaleRules(Conflict):
    code = "supervision.stale-rules"
    said = "督办规则已被他人更新，请重新读取"


class NotYourRules(Forbidden):
    """Rows of a region are set by who answers for all of it."""

    code = "supervision.not-your-rules"
    said = "不能设置数据范围以外的督办规则"


class RulesUnknown(NotFound):
    code = "supervision.rules-unknown"
    said = "该地区没有这一版督办规则"


class DigestUnknown(NotFound):
    code = "supervision.digest-unknown"
    said = "没有这份汇总，或不是发给您的"


class OrderUnknown(NotFound):
    code = "supervision.order-unknown"
    said = "没有这件督办，或不在您的数据范围内"


class NotPossible(Conflict):
    code = "supervision.not-possible"
    said = "督办件当前状态不能办理这一步"


class StaleOrder(Conflict):
    code = "supervision.stale-order"
    said = "督办件已被他人更新，请重新读取"


class NotTheAddressee(Forbidden):
    code = "supervision.not-the-addressee"
    said = "不是本单位的督办件，不能签收或回复"


class NotTheIssuer(Forbidden):
    code = "supervision.not-the-issuer"
    said = "须由督办发出方审核回复"


class BadAddressee(Invalid):
    """An order goes to a unit that is there today, or to a township, of the place of its cases and the issuer's."""

    code = "supervision.bad-addressee"
    said = "督办对象不存在，或不在案件所在地"


class CaseNotPressed(Invalid):
    """A case of the set is not there for the issuer, or has ended."""

    code = "supervision.case-not-pressed"
    said = "所列案件中有不存在或已办结的，不能督办"


class AboutTheAddressee(Conflict):
    """A complaint is never shown to the unit that it is about, by a supervision order neither."""

    code = "supervision.about-the-addressee"
    said = "案件涉及督办对象，不能向其督办"


class DeadlinePast(Invalid):
    code = "supervision.deadline-past"
    said = "督办期限须晚于签收期限，且都晚于现在"


class SupervisedUnanswered(Conflict):
    """A township does not end a case about which the county waits for its answer."""

    code = "supervision.unanswered"
    said = "县级督办尚未回复，不能办结或作废该案件"


class PressedAlone(Invalid):
    """So that nobody whom one of them is about hears of it by the others."""

    code = "supervision.pressed-alone"
    said = "涉及投诉对象的案件须单独督办"
