"""Which registers, demands and objections are refused, and what explains it?"""

from enum import StrEnum

from shared import errors
from shared.errors import Conflict, Forbidden, Invalid, NotFound


class Problem(StrEnum):
    """Why one line of a register or of a list of rewards is refused."""

    TWICE = "assessment.twice"
    DUTY_PASSED_DOWN = "assessment.duty-passed-down"
    UNKNOWN_UNIT = "assessment.unknown-unit"
    NOT_A_STATIONED_AGENCY = "assessment.not-a-stationed-agency"
    TOWNSHIP_SHARE_TOO_LOW = "assessment.township-share-too-low"
    UNKNOWN_PERSON = "assessment.unknown-person"
    SAME_POST_SAME_REWARD = "assessment.same-post-same-reward"
    OTHER_POST = "assessment.other-post"
    LEFT_OUT = "assessment.left-out"


class PlaceUnknown(NotFound):
    code = "assessment.region-unknown"


class NotAnAssessedPlace(Invalid):
    """A register is that of a county or a township; figures and rewards are those of a township."""

    code = "assessment.not-an-assessed-place"


class LinesRefused(Invalid):
    """Nothing was taken; `lines` names each bad line by its part, its index, its code and what explains it."""

    code = "assessment.lines-refused"


class WeightsNotWhole(Invalid):
    """The weights of all items come to 100."""

    code = "assessment.weights-not-whole"


class RewardsExist(Conflict):
    """A township has one list of rewards a year."""

    code = "assessment.rewards-exist"


class DayOutsideYear(Invalid):
    """A register holds within its year, and is asked by a day of it."""

    code = "assessment.day-outside-year"


class LaterRegisterExists(Conflict):
    """A register follows the one before: there is one assessment on each day, and no second beside it."""

    code = "assessment.later-register-exists"


class ChangesThePast(Conflict):
    """By what a township was assessed on a day that is over is not changed, nor past a score that rests on it."""

    code = "assessment.changes-the-past"


class DayNotCome(Invalid):
    """Nobody is scored for a day that has not come, nor is there anything to read of it."""

    code = "assessment.day-not-come"


class DraftNotFound(NotFound):
    code = "assessment.draft-not-found"


class DraftIsDecided(Conflict):
    code = "assessment.draft-is-decided"


class SecondPersonNeeded(errors.SecondPersonNeeded):
    """What others are assessed by is approved by another person than the one who drew it up."""

    code = "assessment.second-person-needed"


class NotCounted(Invalid):
    """What is objected to does not stand in the denominator of the figure, so that nothing can be corrected."""

    code = "assessment.not-counted"


class ObjectionTooLate(Conflict):
    """What a year came to is objected to until a day that its register names."""

    code = "assessment.objection-too-late"


class ObjectionStands(Conflict):
    code = "assessment.objection-stands"


class ObjectionNotFound(NotFound):
    code = "assessment.objection-not-found"


class ObjectionIsDecided(Conflict):
    code = "assessment.objection-is-decided"


class NotTheCounty(Forbidden):
    """A township neither decides on its own objection nor sets or counts what it is assessed by."""

    code = "assessment.not-the-county"


class NotTheTownship(Forbidden):
    """What a township thinks of an agency or objects to is said by the township, and by nobody for it."""

    code = "assessment.not-the-township"


class RankingOff(Conflict):
    """Townships are compared with their own past; they are ranked only where the county's register says so."""

    code = "assessment.ranking-off"


class NoRegister(NotFound):
    """Neither the township nor its county has an approved register on the day, or on any of the year."""

    code = "assessment.no-register"


class DutyPassedDown(Conflict):
    """Nobody is scored for what is no duty of the township on that day."""

    code = "assessment.duty-passed-down"


class ItemUnknown(Invalid):
    """Only what the approved register names is given a score."""

    code = "assessment.item-unknown"


class ItemIsComputed(Invalid):
    """What the platform computes is corrected by an objection, not by an opinion."""

    code = "assessment.item-is-computed"


class ScoreStands(Conflict):
    code = "assessment.score-stands"


class ScoreNotFound(NotFound):
    code = "assessment.score-not-found"


class ScoreIsDecided(Conflict):
    code = "assessment.score-is-decided"


class YearNotOver(Conflict):
    """A year is fixed when it is over."""

    code = "assessment.year-not-over"


class ObjectionTermRuns(Conflict):
    """A year is fixed when nobody may object to it any more; `until`: township → the last day on which it may."""

    code = "assessment.objection-term-runs"


class ObjectionOpen(Conflict):
    """A year is fixed when every objection to it is decided."""

    code = "assessment.objection-open"


class ResultIncomplete(Conflict):
    """Nothing is made up for what is missing; `missing`: township → the items without a score."""

    code = "assessment.result-incomplete"


class YearFixed(Conflict):
    """What a year came to is a document: it changes only by a further version, proposed with a reason."""

    code = "assessment.year-fixed"


class YearNotFixed(Conflict):
    """A reason is for a further version: there is none yet that it could follow."""

    code = "assessment.year-not-fixed"


class FixingNotFound(NotFound):
    code = "assessment.fixing-not-found"


class FixingIsDecided(Conflict):
    code = "assessment.fixing-is-decided"
