"""Why is something refused that one wants to do with an order, its applications or its replies?"""

from shared.errors import Conflict, Forbidden, Invalid, NotFound


class OrderNotFound(NotFound):
    code = "orders.not-found"
    said = "没有这件工单"


class NotLive(Conflict):
    code = "orders.not-live"
    said = "该工单已答复、已退回或已撤单，不能再办理"


class SignedAlready(Conflict):
    code = "orders.signed-already"
    said = "该工单已签收"


class NotSigned(Conflict):
    code = "orders.not-signed"
    said = "工单尚未签收，请先签收"


class ContactOver(Conflict):
    code = "orders.contact-over"
    said = "已联系到来电人，或已联系满规定次数"


class ContactTooEarly(Invalid):
    code = "orders.contact-time"
    said = "联系时间须在工单到达之后、当前时间之前"


class ReplyNotFound(NotFound):
    code = "orders.reply-not-found"
    said = "没有这条回复"


class AlreadyDelivered(Conflict):
    code = "orders.already-delivered"
    said = "来源平台已收到该回复"


class ApplicationNotFound(NotFound):
    code = "orders.application-not-found"
    said = "没有这份申请"


class ApplicationPending(Conflict):
    code = "orders.application-pending"
    said = "该工单已有一份同类申请尚无结果"


class ApplicationDecided(Conflict):
    code = "orders.application-decided"
    said = "该申请已审核，不能再次办理"


class DesignatedForGood(Conflict):
    """After designation, or a refused return, an order is not returned again (12345 rules)."""

    code = "orders.designated"
    said = "该工单已指定承办，不得再次申请退单"


class TermIsOver(Conflict):
    """An extension is asked for before the term is over (12345 rules)."""

    code = "orders.term-is-over"
    said = "办理期限已过，不能再申请延期"


class ExtensionTooShort(Invalid):
    code = "orders.extension-too-short"
    said = "延期日期须晚于现有办理期限"


class NoLimitKnown(Conflict):
    code = "orders.no-limit-known"
    said = "该工单没有办理期限，无需延期"


class DocumentNotFound(NotFound):
    code = "orders.document-not-found"
    said = "没有这一版答复"


class WrongStage(Conflict):
    code = "orders.wrong-stage"
    said = "这一版答复当前不能办理这一步"


class NotOfTheUnit(Forbidden):
    code = "orders.not-of-the-unit"
    said = "答复须由承办单位人员审核"


class ReplyNotApproved(Conflict):
    """What is answered in the township's name was approved by its centre."""

    code = "orders.reply-not-approved"
    said = "工单答复尚未审核通过，不能结案"


class DocumentRequired(Conflict):
    code = "orders.document-required"
    said = "该来源的工单须有审核通过的答复方可结案"


class NoWording(Conflict):
    code = "orders.no-wording"
    said = "没有适用的答复口径，请起草答复"


class WordingNotFound(NotFound):
    code = "orders.wording-not-found"
    said = "没有这条答复口径"


class WordingDecided(Conflict):
    code = "orders.wording-decided"
    said = "该答复口径当前不能办理这一步"


class UnknownEvidence(Invalid):
    """What proves an application is a photo or a sound that is kept in its very case."""

    code = "orders.unknown-evidence"
    said = "所附证据不是本案的附件"


class OutsideYourRegion(Forbidden):
    code = "orders.outside-your-region"
    said = "只能制定本辖区的答复口径"
