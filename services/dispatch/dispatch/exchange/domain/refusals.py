"""Which sharing of data is refused, and what explains it?"""

from shared import errors
from shared.errors import Conflict, Forbidden, Invalid, NotFound, Refusal


class RegionUnknown(NotFound):
    code = "exchange.region-unknown"
    said = "没有这个行政区划"


class NotACounty(Invalid):
    """A county draws up the catalogue of what its townships' work brings to light."""

    code = "exchange.not-a-county"
    said = "共享目录由县（市、区）编制"


class SetsRefused(Invalid):
    """Nothing of the draft was taken; `sets` names each bad one by its index, its code and what explains it."""

    code = "exchange.sets-refused"
    said = "部分数据集不合要求，整批未导入"


class LaterSetExists(Conflict):
    """A version that begins on this day or later stands already: it would be overlapped."""

    code = "exchange.later-set-exists"
    said = "该日或以后已有目录版本"


class DraftNotFound(NotFound):
    code = "exchange.draft-not-found"
    said = "没有这份目录草案"


class DraftIsDecided(Conflict):
    code = "exchange.draft-is-decided"
    said = "目录草案已办结"


class SecondPersonNeeded(errors.SecondPersonNeeded):
    """Who publishes has not drawn up; who decides has neither asked nor given the owner's opinion."""

    code = "exchange.second-person-needed"
    said = "须由另一人办理：申请、提出意见、审批不能为同一人"


class SetUnknown(NotFound):
    """No such set stands in the county's catalogue on that day."""

    code = "exchange.set-unknown"
    said = "共享目录当日没有这个数据集"


class NotShared(Forbidden):
    """The catalogue says that this set is not shared; `ground` is the law that it names."""

    code = "exchange.not-shared"
    said = "该数据集不予共享"


class NotADepartment(Forbidden):
    """A department of the county asks; the caller's unit is none on this day."""

    code = "exchange.not-a-department"
    said = "只有县级部门可以申请共享"


class PurposeMissing(Invalid):
    """Data is given for a purpose and on a legal basis, both in writing; `field` is what is empty."""

    code = "exchange.purpose-missing"
    said = "须写明用途和法律依据"


class ColumnsOutsideTheSet(Invalid):
    """`columns` are not in the set that was asked for."""

    code = "exchange.columns-outside-the-set"
    said = "所申请的字段不在该数据集内"


class OutsideTheRegion(Invalid):
    """A department asks for its own county, or for townships of it."""

    code = "exchange.outside-the-region"
    said = "只能申请本县（市、区）的数据"


class OutsideTheField(Forbidden):
    """`fields` are not the department's field of duty; `own` are."""

    code = "exchange.outside-the-field"
    said = "不在本部门职责领域内"


class DaysImpossible(Invalid):
    code = "exchange.days-impossible"
    said = "日期不合理：截止日早于起始日"


class TooManyDays(Invalid):
    """More days than the catalogue lets one request have; `most` is its figure."""

    code = "exchange.too-many-days"
    said = "天数超过目录规定"


class UnitUnknown(NotFound):
    """No such unit on this day, or not in the caller's region."""

    code = "exchange.unit-unknown"
    said = "没有这个机构，或不在您的地区"


class NoReceiver(Conflict):
    """Nothing can be pushed: the office has noted no address for this department."""

    code = "exchange.no-receiver"
    said = "没有登记该部门的接收地址"


class AddressRefused(Invalid):
    code = "exchange.address-refused"
    said = "接收地址不可用：须为外部 https 地址"


class RequestNotFound(NotFound):
    code = "exchange.request-not-found"
    said = "没有这个共享申请"


class IllegalAct(Conflict):
    """Another act follows on where the request stands; `next` says which do."""

    code = "exchange.illegal-act"
    said = "申请当前状态不能办理这一步"


class StaleRequest(Conflict):
    code = "exchange.stale-request"
    said = "申请已有新进展，请重新读取"


class ReasonMissing(Invalid):
    code = "exchange.reason-missing"
    said = "须写明理由"


class NotTheOwner(Forbidden):
    """The opinion is that of the unit whose data it is."""

    code = "exchange.not-the-owner"
    said = "须由数源单位提出意见"


class NotTheAsker(Forbidden):
    code = "exchange.not-the-asker"
    said = "须由申请部门撤回"


class OpinionMissing(Conflict):
    """The owner has not said what he thinks, and his term has not passed."""

    code = "exchange.opinion-missing"
    said = "数源单位意见期内，尚未提出意见"


class NotGranted(Conflict):
    code = "exchange.not-granted"
    said = "该申请没有授权"


class GrantSuspended(Forbidden):
    code = "exchange.grant-suspended"
    said = "授权已暂停"


class GrantRevoked(Forbidden):
    code = "exchange.grant-revoked"
    said = "授权已撤销"


class GrantEnded(Forbidden):
    """The last day of the grant went by."""

    code = "exchange.grant-ended"
    said = "授权已到期"


class DailyLimitReached(Refusal):
    """429: what the catalogue lets one grant have on a day is used up; it begins anew at midnight (Asia/Shanghai)."""

    code = "exchange.daily-limit"
    said = "当天的查询次数或行数已用完"
    status = 429

    def __init__(self, message: str, *, retry_after: int, **facts: object) -> None:
        super().__init__(message, retry_after=retry_after, **facts)
        self.headers = {"Retry-After": str(retry_after)}


class KeyMalformed(Invalid):
    """`after` is no key of a row of this set."""

    code = "exchange.key-malformed"
    said = "翻页标记不正确"
