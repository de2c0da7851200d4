"""Which changes of the registers are refused, and what explains it?"""

from shared.errors import Invalid, NotFound, Reason


class Problem(Reason):
    """Why one row of a bulk is refused."""

    TWICE = "organisation.twice", "同一对象出现两次"
    ENDS_BEFORE_IT_BEGINS = "organisation.ends-before-it-begins", "结束日期早于开始日期"
    UNKNOWN_REGION = "organisation.unknown-region", "没有这个行政区划"
    OUTSIDE_SCOPE = "organisation.outside-scope", "不在您的管辖范围内"
    OVERLAP = "organisation.overlap", "与以后的有效期重叠"
    UNKNOWN_UNIT = "organisation.unknown-unit", "没有这个机构"
    UNIT_NOT_IN_FORCE = "organisation.unit-not-in-force", "机构在该期间不存在"
    UNIT_OUTSIDE_REGION = "organisation.unit-outside-region", "机构不在该地区"
    STILL_STAFFED = "organisation.still-staffed", "机构仍有人员在岗"
    NOT_BELOW_COUNTY = "organisation.not-below-county", "县级以上区划由系统统一提供，不能修改"
    REAL_OR_NOT = "organisation.real-or-synthetic", "真实数据与合成数据不能互换"
    # The rules are those of the resources, whichever door units and persons come through.
    SITS_ON_A_POST = "resources.sits-on-a-post", "人员占编，须经划转或离岗办理"
    STILL_HAS_POSTS = "resources.still-has-posts", "机构仍有编制，须先划转"
    TOO_MANY_AGENCIES = "resources.too-many-agencies", "乡镇（街道）职能机构不得超过九个"
    NO_SECTIONS = "resources.no-sections", "乡镇（街道）机构内不设股室"


class RegionUnknown(NotFound):
    code = "organisation.region-unknown"
    said = "没有这个行政区划"


class RegionWithoutParent(Invalid):
    code = "organisation.region-without-parent"
    said = "没有登记上级行政区划"


class RowsRefused(Invalid):
    """Nothing of the bulk was taken; `rows` names each bad row by its index, its code and what explains it."""

    code = "organisation.rows-refused"
    said = "部分行不合要求，整批未导入"


class RowRefused(Exception):
    """The decision about one row; the service gathers them into RowsRefused."""

    def __init__(self, code: Problem, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts
