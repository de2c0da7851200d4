"""Why is an item, a version of it or a bundle refused?"""

from shared.errors import Conflict, Invalid, NotFound


class ItemNotFound(NotFound):
    code = "items.not-found"
    said = "没有这个政务服务事项"


class RegionUnknown(NotFound):
    code = "items.region-unknown"
    said = "没有这个乡镇（街道）"


class NotInForce(NotFound):
    """There is such an item, and no version of it holds on the day."""

    code = "items.not-in-force"
    said = "该事项当日未施行"


class CodeReserved(Invalid):
    """The address of an item with this code is taken by something else."""

    code = "items.code-reserved"
    said = "该事项编码为系统保留，请另选编码"


class VersionConflict(Conflict):
    """Somebody else published meanwhile; `version` is that of now, 0 where there is no such item."""

    code = "items.version-conflict"
    said = "事项已有新版本，请重新读取"


class Withdrawn(Conflict):
    """It ends on a day: nothing is added to it, unless the next version says that it comes back."""

    code = "items.withdrawn"
    said = "该事项已取消，恢复须在新版本中写明"


class PromiseBeyondLaw(Invalid):
    code = "items.promise-beyond-law"
    said = "承诺办结时限不得超过法定办结时限"


class TermBeyondLaw(Invalid):
    """`most`: how many working days the licence law gives where no other law says otherwise."""

    code = "items.term-beyond-law"
    said = "许可法定时限超过行政许可法规定，须写明另行规定的依据"


class FeeWithoutBasis(Invalid):
    code = "items.fee-without-basis"
    said = "行政许可收费须有法律、行政法规依据"


class MaterialsDoubled(Invalid):
    code = "items.materials-doubled"
    said = "同一份材料列了两次"


class DeferrableNotRequired(Invalid):
    """What need not be handed in at all cannot be handed in later."""

    code = "items.deferrable-not-required"
    said = "非必要材料不能列为容缺材料"


class AllDeferrable(Invalid):
    code = "items.all-deferrable"
    said = "必要材料不能全部列为容缺材料"


class StepsOutOfOrder(Invalid):
    """`order` is the one that the law gives; each step is taken once."""

    code = "items.steps-out-of-order"
    said = "办理环节须按法定顺序排列且不重复"


class StepMissing(Invalid):
    code = "items.step-missing"
    said = "缺少必经的办理环节"


class OnSiteWithoutBasis(Invalid):
    code = "items.on-site-without-basis"
    said = "公共服务事项不设双人现场核查，确需的须写明依据"


class RenewalWithoutBasis(Invalid):
    """`usual`: so many days before its end an extension is asked for where no other law says otherwise."""

    code = "items.renewal-without-basis"
    said = "延续申请期限不是届满三十日前的，须写明另行规定的依据"


class QuotaOfNoLicence(Invalid):
    """Nothing but a licence is limited in number (licence law art. 57)."""

    code = "items.quota-of-no-licence"
    said = "只有行政许可事项可以设数量限制"


class OrderWithoutQuota(Invalid):
    code = "items.order-without-quota"
    said = "未设数量限制的事项，不须写明另行规定的次序"


class OpinionsNotJoint(Invalid):
    code = "items.opinions-not-joint"
    said = "征求其他部门意见的事项须为联合办理事项"


class AgenciesDoubled(Invalid):
    code = "items.agencies-doubled"
    said = "同一部门列了两次"


class OpinionsBeyondTerm(Invalid):
    """`most`: how many working days an agency can have at most."""

    code = "items.opinions-beyond-term"
    said = "部门反馈意见的时限须短于承诺办结时限"


class BeginsInThePast(Invalid):
    code = "items.begins-in-the-past"
    said = "新版本施行日期不得早于今日"


class BeginsBeforeTheReplaced(Conflict):
    code = "items.begins-before-the-replaced"
    said = "新版本施行日期不得早于被替换的版本"


class EndsInThePast(Invalid):
    code = "items.ends-in-the-past"
    said = "取消日期不得早于今日"


class EndsBeforeItBegins(Conflict):
    code = "items.ends-before-it-begins"
    said = "取消日期不得早于现行版本的施行日期"


class MaterialUnknown(NotFound):
    """The version that is in force asks for no such thing."""

    code = "items.material-unknown"
    said = "该事项当日不需要这份材料"


class FormNotFound(NotFound):
    code = "items.form-not-found"
    said = "这份材料没有空白表格"


class FormRefused(Invalid):
    """`reason` says why; nothing of it is kept."""

    code = "items.form-refused"
    said = "空白表格须为完整、不带密码和脚本的 PDF 文件"


class FormTooLarge(Invalid):
    code = "items.form-too-large"
    said = "空白表格文件过大"
    status = 413


class BundleNotFound(NotFound):
    code = "items.bundle-not-found"
    said = "没有这个“一件事”"


class BundleVersionConflict(Conflict):
    """Somebody else changed it meanwhile; `version` is that of now, 0 where there is no such bundle."""

    code = "items.bundle-version-conflict"
    said = "“一件事”已被他人更新，请重新读取"


class BundleTooSmall(Invalid):
    code = "items.bundle-too-small"
    said = "“一件事”至少包含两个事项"


class BundleItemsDoubled(Invalid):
    code = "items.bundle-items-doubled"
    said = "“一件事”中同一事项列了两次"


class BundleItemsUnknown(Invalid):
    code = "items.bundle-items-unknown"
    said = "“一件事”中有不存在的事项"


class BundleItemsNotInForce(Conflict):
    code = "items.bundle-items-not-in-force"
    said = "“一件事”中有今日未施行的事项"
