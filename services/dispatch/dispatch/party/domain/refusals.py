"""What is refused of Party organisations, members and resolutions, and what explains it?"""

from shared import errors
from shared.errors import Conflict, Invalid, NotFound, Reason


class Problem(Reason):
    """Why one row of a bulk is refused."""

    TWICE = "party.twice", "同一对象出现两次"
    ENDS_BEFORE_IT_BEGINS = "party.ends-before-it-begins", "结束日期早于开始日期"
    OVERLAP = "party.overlap", "与以后的有效期重叠"
    OUTSIDE_SCOPE = "party.outside-scope", "不在您的管辖范围内"
    UNKNOWN_REGION = "party.unknown-region", "没有这个行政区划"
    WRONG_LEVEL = "party.wrong-level", "该层级不能设立此类党组织"
    WRONG_PARENT = "party.wrong-parent", "上级党组织不符"
    PARENT_NOT_IN_FORCE = "party.parent-not-in-force", "上级党组织在该期间不存在"
    NO_SEATS = "party.no-seats", "党委须填委员数"
    NOT_A_BRANCH = "party.not-a-branch", "不是党支部"
    UNKNOWN_CELL = "party.unknown-cell", "没有这个网格"
    CELL_OUTSIDE_REGION = "party.cell-outside-region", "网格不在该地区"
    CELL_IS_LED = "party.cell-is-led", "网格已由另一支部牵头"
    STILL_HAS_BRANCHES = "party.still-has-branches", "下设党组织仍在"
    STILL_HAS_MEMBERS = "party.still-has-members", "支部仍有党员"
    UNKNOWN_BRANCH = "party.unknown-branch", "没有这个党支部"
    UNKNOWN_PERSON = "party.unknown-person", "没有这个人员"
    BRANCH_NOT_IN_FORCE = "party.branch-not-in-force", "党支部在该期间不存在"
    SECRETARY_EXISTS = "party.secretary-exists", "支部已有书记"


class RowRefused(Exception):
    """The decision about one row; the rows are gathered into RowsRefused."""

    def __init__(self, code: Problem, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


class RowsRefused(Invalid):
    """Nothing of the bulk was taken; `rows` names each bad row by its index, its code and what explains it."""

    code = "party.rows-refused"
    said = "部分行不合要求，整批未导入"


class OrganisationUnknown(NotFound):
    code = "party.organisation-unknown"
    said = "当日没有这个党组织"


class RegionUnknown(NotFound):
    code = "party.region-unknown"
    said = "没有这个行政区划"


# ------------------------------------------------------------------------------------------------------------ sign-ups
class CellUnknown(NotFound):
    code = "party.cell-unknown"
    said = "没有这个网格"


class NoBranchOnCell(Conflict):
    """Nobody leads the cell on the first day: there is no branch to report to."""

    code = "party.no-branch-on-cell"
    said = "该网格当日没有牵头党支部"


class NotAMember(Conflict):
    """Who signs up is a Party member on each of the days."""

    code = "party.not-a-member"
    said = "报到期间不是党员"


class SignedUpAlready(Conflict):
    """For this cell, on one of these days."""

    code = "party.signed-up-already"
    said = "该期间已在此网格报到"


class EndsBeforeItBegins(Invalid):
    code = "party.ends-before-it-begins"
    said = "结束日期早于开始日期"


class SignupNotFound(NotFound):
    code = "party.signup-not-found"
    said = "没有这个党员报到"


class SignupIsOver(Conflict):
    code = "party.signup-is-over"
    said = "报到已结束"


# --------------------------------------------------------------------------------------------------------- resolutions
class NotACommittee(Invalid):
    """A county's or a township's committee resolves, a branch does not."""

    code = "party.not-a-committee"
    said = "作出决议的须为县级或乡镇（街道）党委"


class MeetingToCome(Invalid):
    code = "party.meeting-to-come"
    said = "会议日期尚未到来"


class MeetingTooEarly(Invalid):
    """The committee met before the subject was put to it; `since` is the first day on which it could."""

    code = "party.meeting-too-early"
    said = "会议早于事项提请"


class TooManyPresent(Invalid):
    code = "party.too-many-present"
    said = "到会人数多于委员人数"


class NoQuorum(Conflict):
    """Too few of the committee's members were present; `share` says how many had to be exceeded."""

    code = "party.no-quorum"
    said = "到会人数不足法定比例"


class NotCarried(Conflict):
    """Approved is what more than the share of all members, present or not, are in favour of."""

    code = "party.not-carried"
    said = "赞成人数不足法定比例"


class NumberTaken(Conflict):
    code = "party.number-taken"
    said = "该文号已使用"


class SubjectUnknown(NotFound):
    code = "party.subject-unknown"
    said = "没有待党委研究的这个事由"


class NotThisCommittees(Conflict):
    """The subject is another committee's; `region` is whose."""

    code = "party.not-this-committees"
    said = "该事由由其他党委决议"


class ResolutionNotFound(NotFound):
    code = "party.resolution-not-found"
    said = "没有这个决议"


class ResolutionIsDecided(Conflict):
    """It is signed or withdrawn: it does not change any more."""

    code = "party.resolution-is-decided"
    said = "决议已签署或已撤回，不能更改"


class StaleResolution(Conflict):
    code = "party.stale-resolution"
    said = "决议已有新进展，请重新读取"


class SecondPersonNeeded(errors.SecondPersonNeeded):
    """A resolution is signed by another person than the one who drew it up."""

    code = "party.second-person-needed"
    said = "须由另一人办理：起草与签署不能为同一人"


class NotSigned(Conflict):
    code = "party.not-signed"
    said = "决议尚未签署"


class AnotherSubject(Conflict):
    """The resolution is about something else."""

    code = "party.another-subject"
    said = "决议的事由与此事不符"


class AnotherCommittee(Conflict):
    """The resolution is that of the committee of another region."""

    code = "party.another-committee"
    said = "是其他党委的决议"


class SaysOtherwise(Conflict):
    """The committee decided the other way."""

    code = "party.says-otherwise"
    said = "党委作出了相反的决定"


class UsedAlready(Conflict):
    """A resolution is used once."""

    code = "party.used-already"
    said = "该决议已使用过"


# --------------------------------------------------------------------------------------------------------- major cases
class MarkedAlready(Conflict):
    code = "party.marked-already"
    said = "案件已标为重大事项"


class HasEnded(Conflict):
    """What has ended is not marked any more: the committee would come too late."""

    code = "party.has-ended"
    said = "案件已办结，不能再标为重大事项"
