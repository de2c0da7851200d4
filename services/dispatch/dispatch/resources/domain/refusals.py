"""Which changes of posts, people, money and agencies are refused, and what explains it?"""

from shared import errors
from shared.errors import Conflict, Invalid, NotFound, Reason


class Problem(Reason):
    """Why one line of a proposal or one booking is refused."""

    TWICE = "resources.twice", "同一对象出现两次"
    OVERLAP = "resources.overlap", "与以后的有效期重叠"
    UNKNOWN_UNIT = "resources.unknown-unit", "没有这个机构"
    UNKNOWN_PERSON = "resources.unknown-person", "没有这个人员"
    UNKNOWN_TOWNSHIP = "resources.unknown-township", "没有这个乡镇（街道）"
    UNKNOWN_POWER = "resources.unknown-power", "权力目录中没有这项权力"
    OUTSIDE_COUNTY = "resources.outside-county", "不在该县（市、区）内"
    NOT_IN_THAT_UNIT = "resources.not-in-that-unit", "人员不在该机构"
    NOT_A_TOWNSHIP_UNIT = "resources.not-a-township-unit", "不是乡镇（街道）机构"
    NOT_A_COUNTY_UNIT = "resources.not-a-county-unit", "不是县级机构"
    NOT_A_STATIONED_AGENCY = "resources.not-a-stationed-agency", "不是派驻机构"
    OTHER_KIND_OF_POST = "resources.other-kind-of-post", "编制类型与所占编制不符"
    NO_AGREEMENT = "resources.no-agreement", "当日没有经费约定"
    OVERSPENT = "resources.overspent", "支出超过拨付"
    UNKNOWN_ENTRY = "resources.unknown-entry", "没有这笔往来"
    IS_A_REVERSAL = "resources.is-a-reversal", "冲销不能再冲销"
    REVERSED = "resources.reversed", "已经冲销"
    KEPT_ALREADY = "resources.kept-already", "已经入账"
    BEYOND_ESTABLISHMENT = "resources.beyond-establishment", "超过核定编制数"
    NO_FREE_POST = "resources.no-free-post", "没有空编"


class PlaceUnknown(NotFound):
    code = "resources.region-unknown"
    said = "没有这个行政区划"


class NotACounty(Invalid):
    """Posts, people and money are moved within one county."""

    code = "resources.not-a-county"
    said = "编制、人员和经费只能在一个县（市、区）内划转"


class NeitherCityNorCounty(Invalid):
    """What a township calls uneven is its city's choice, or its county's."""

    code = "resources.neither-city-nor-county"
    said = "须由设区市或县（市、区）决定"


class NotATownship(Invalid):
    code = "resources.not-a-township"
    said = "不是乡镇（街道）"


class LinesRefused(Invalid):
    """Nothing was taken; `lines` names each bad line by its index, its code and what explains it."""

    code = "resources.lines-refused"
    said = "部分行不合要求，整批未办理"


class Unbalanced(Invalid):
    """A transfer gives as many posts of a kind as it takes."""

    code = "resources.unbalanced"
    said = "编制划出数与划入数不相等"


class BeyondEstablishment(Conflict):
    """A unit would have more posts of a kind than were approved for it."""

    code = "resources.beyond-establishment"
    said = "超过核定编制数"


class NoFreePost(Conflict):
    """More people would sit on the posts of a unit than it has."""

    code = "resources.no-free-post"
    said = "没有空编"


class ProposalNotFound(NotFound):
    code = "resources.proposal-not-found"
    said = "没有这份划转方案"


class ProposalIsDecided(Conflict):
    code = "resources.proposal-is-decided"
    said = "划转方案已办结"


class SecondPersonNeeded(errors.SecondPersonNeeded):
    """What moves posts, people or money is confirmed by another person than the one who drew it up."""

    code = "resources.second-person-needed"
    said = "须由另一人办理：拟订与确认不能为同一人"


class TooManyAgencies(Conflict):
    """A township has nine functional agencies at most."""

    code = "resources.too-many-agencies"
    said = "乡镇（街道）职能机构不得超过九个"


class NoSections(Invalid):
    """An agency of a township has no sections inside."""

    code = "resources.no-sections"
    said = "乡镇（街道）机构内不设股室"


class NotAnAgencyKind(Invalid):
    code = "resources.not-an-agency-kind"
    said = "不是乡镇（街道）职能机构的类别"


class LoadTooWide(Invalid):
    """People are one pool within a township: what is wider than a county is read township by township."""

    code = "resources.load-too-wide"
    said = "范围大于县（市、区），须逐个乡镇（街道）查询负荷"


class AgencyUnknown(NotFound):
    code = "resources.agency-unknown"
    said = "当日没有这个乡镇（街道）机构"
