"""What is refused of Party organisations, members and resolutions, and what explains it?"""

from enum import StrEnum

from shared import errors
from shared.errors import Conflict, Invalid, NotFound


class Problem(StrEnum):
    """Why one row of a bulk is refused."""

    TWICE = "party.twice"
    ENDS_BEFORE_IT_BEGINS = "party.ends-before-it-begins"
    OVERLAP = "party.overlap"
    OUTSIDE_SCOPE = "party.outside-scope"
    UNKNOWN_REGION = "party.unknown-region"
    WRONG_LEVEL = "party.wrong-level"
    WRONG_PARENT = "party.wrong-parent"
    PARENT_NOT_IN_FORCE = "party.parent-not-in-force"
    NO_SEATS = "party.no-seats"
    NOT_A_BRANCH = "party.not-a-branch"
    UNKNOWN_CELL = "party.unknown-cell"
    CELL_OUTSIDE_REGION = "party.cell-outside-region"
    CELL_IS_LED = "party.cell-is-led"
    STILL_HAS_BRANCHES = "party.still-has-branches"
    STILL_HAS_MEMBERS = "party.still-has-members"
    UNKNOWN_BRANCH = "party.unknown-branch"
    UNKNOWN_PERSON = "party.unknown-person"
    BRANCH_NOT_IN_FORCE = "party.branch-not-in-force"
    SECRETARY_EXISTS = "party.secretary-exists"


class RowRefused(Exception):
    """The decision about one row; the rows are gathered into RowsRefused."""

    def __init__(self, code: Problem, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


class RowsRefused(Invalid):
    """Nothing of the bulk was taken; `rows` names each bad row by its index, its code and what explains it."""

    code = "party.rows-refused"


class OrganisationUnknown(NotFound):
    code = "party.organisation-unknown"


class RegionUnknown(NotFound):
    code = "party.region-unknown"


# ------------------------------------------------------------------------------------------------------------ sign-ups
class CellUnknown(NotFound):
    code = "party.cell-unknown"


class NoBranchOnCell(Conflict):
    """Nobody leads the cell on the first day: there is no branch to report to."""

    code = "party.no-branch-on-cell"


class NotAMember(Conflict):
    """Who signs up is a Party member on each of the days."""

    code = "party.not-a-member"


class SignedUpAlready(Conflict):
    """For this cell, on one of these days."""

    code = "party.signed-up-already"


class EndsBeforeItBegins(Invalid):
    code = "party.ends-before-it-begins"


class SignupNotFound(NotFound):
    code = "party.signup-not-found"


class SignupIsOver(Conflict):
    code = "party.signup-is-over"


# --------------------------------------------------------------------------------------------------------- resolutions
class NotACommittee(Invalid):
    """A county's or a township's committee resolves, a branch does not."""

    code = "party.not-a-committee"


class MeetingToCome(Invalid):
    code = "party.meeting-to-come"


class MeetingTooEarly(Invalid):
    """The committee met before the subject was put to it; `since` is the first day on which it could."""

    code = "party.meeting-too-early"


class TooManyPresent(Invalid):
    code = "party.too-many-present"


class NoQuorum(Conflict):
    """Too few of the committee's members were present; `share` says how many had to be exceeded."""

    code = "party.no-quorum"


class NotCarried(Conflict):
    """Approved is what more than the share of all members, present or not, are in favour of."""

    code = "party.not-carried"


class NumberTaken(Conflict):
    code = "party.number-taken"


class SubjectUnknown(NotFound):
    code = "party.subject-unknown"


class NotThisCommittees(Conflict):
    """The subject is another committee's; `region` is whose."""

    code = "party.not-this-committees"


class ResolutionNotFound(NotFound):
    code = "party.resolution-not-found"


class ResolutionIsDecided(Conflict):
    """It is signed or withdrawn: it does not change any more."""

    code = "party.resolution-is-decided"


class StaleResolution(Conflict):
    code = "party.stale-resolution"


class SecondPersonNeeded(errors.SecondPersonNeeded):
    """A resolution is signed by another person than the one who drew it up."""

    code = "party.second-person-needed"


class NotSigned(Conflict):
    code = "party.not-signed"


class AnotherSubject(Conflict):
    """The resolution is about something else."""

    code = "party.another-subject"


class AnotherCommittee(Conflict):
    """The resolution is that of the committee of another region."""

    code = "party.another-committee"


class SaysOtherwise(Conflict):
    """The committee decided the other way."""

    code = "party.says-otherwise"


class UsedAlready(Conflict):
    """A resolution is used once."""

    code = "party.used-already"


# --------------------------------------------------------------------------------------------------------- major cases
class MarkedAlready(Conflict):
    code = "party.marked-already"


class HasEnded(Conflict):
    """What has ended is not marked any more: the committee would come too late."""

    code = "party.has-ended"
