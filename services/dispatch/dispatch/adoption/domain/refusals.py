"""Which standards, adoptions and demonstrations are refused, and what explains it?"""

from shared import errors
from shared.errors import Conflict, Forbidden, Invalid, NotFound


class RegionUnknown(NotFound):
    code = "adoption.region-unknown"
    said = "没有这个乡镇（街道）"


class NotATownship(Invalid):
    """Only a township, a street or a rural township is taken in by a standard."""

    code = "adoption.not-a-township"
    said = "不是乡镇（街道），不能按标准纳入"


class PackRefused(Invalid):
    """A standard that no township could keep; `problems` names each by its place and its code."""

    code = "adoption.pack-refused"
    said = "标准不合要求，乡镇（街道）无法执行"


class OverlayRefused(Invalid):
    """An overlay that does not fit the standard; `problems` names each by its place and its code."""

    code = "adoption.overlay-refused"
    said = "本地差异与标准不符"


class TypeDoesNotFit(Invalid):
    """The code of a township says its type (GB/T 10114); who takes another says why."""

    code = "adoption.type-does-not-fit"
    said = "类型与区划代码不符，须说明理由"


class TypeUnknown(Conflict):
    """Neither the township's code nor an adoption says its type: there is no standard to compare it with."""

    code = "adoption.type-unknown"
    said = "无法判断镇街类型"


class VersionNotPublished(Conflict):
    code = "adoption.version-not-published"
    said = "没有发布这一版标准"


class VersionNotInForce(Conflict):
    """Nobody is taken in by a standard before the day from which it holds."""

    code = "adoption.version-not-in-force"
    said = "该版标准当日尚未生效"


class OlderVersion(Conflict):
    """A township never goes back to an older standard of its type."""

    code = "adoption.older-version"
    said = "不能退回旧版标准"


class LaterAdoptionExists(Conflict):
    code = "adoption.later-adoption-exists"
    said = "该日以后已有纳入记录"


class LaterStandardExists(Conflict):
    code = "adoption.later-standard-exists"
    said = "该日或以后已有标准"


class NotAdopted(Conflict):
    """A township that no standard took in is the demonstration of none."""

    code = "adoption.not-adopted"
    said = "该乡镇（街道）当日尚未按标准纳入"


class NotTheProvince(Forbidden):
    """The standard of a type, and who shows it, are the province's to decide."""

    code = "adoption.not-the-province"
    said = "分类标准和示范镇由省级决定"


class NotTheCounty(Forbidden):
    """The county, or who stands above it, takes its townships in and proposes them."""

    code = "adoption.not-the-county"
    said = "纳入和示范申报由县级办理"


class SecondPersonNeeded(errors.SecondPersonNeeded):
    """What binds others is decided by another person than the one who prepared it."""

    code = "adoption.second-person-needed"
    said = "须由另一人办理：起草与审定不能为同一人"


class DraftNotFound(NotFound):
    code = "adoption.draft-not-found"
    said = "没有这份标准草案"


class DraftIsDecided(Conflict):
    code = "adoption.draft-is-decided"
    said = "标准草案已办结"


class NotADemonstration(Conflict):
    """A standard is derived from a demonstration township of its type, and from no other."""

    code = "adoption.not-a-demonstration"
    said = "当日不是该类型的示范镇"


class ProposalNotFound(NotFound):
    code = "adoption.proposal-not-found"
    said = "没有这份示范申报"


class ProposalIsDecided(Conflict):
    code = "adoption.proposal-is-decided"
    said = "示范申报已办结"


class DemonstrationStands(Conflict):
    """The township is proposed already, or is a demonstration on that day or later."""

    code = "adoption.demonstration-stands"
    said = "该乡镇（街道）已是示范镇或已申报"


class EndsBeforeItBegins(Invalid):
    code = "adoption.ends-before-it-begins"
    said = "示范期截止日早于起始日"
