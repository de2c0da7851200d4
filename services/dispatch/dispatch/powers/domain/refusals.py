"""Which changes of powers are refused, and what explains it?"""

from enum import StrEnum

from shared import errors
from shared.errors import Conflict, Forbidden, Invalid, NotFound


class Problem(StrEnum):
    """Why one row of a bulk is refused."""

    TWICE = "powers.twice"
    UNKNOWN_MATTER = "powers.unknown-matter"
    PENALTY_NOT_ENTRUSTED = "powers.penalty-not-entrusted"
    TWO_OFFICERS_NEEDED = "powers.two-officers-needed"
    ENDS_BEFORE_IT_BEGINS = "powers.ends-before-it-begins"
    LATER_VERSION_EXISTS = "powers.later-version-exists"
    NOT_IN_CATALOGUE = "powers.not-in-catalogue"
    ALREADY_CHOSEN = "powers.already-chosen"
    NOT_A_TOWNSHIP = "powers.not-a-township"
    DAY_TO_COME = "powers.day-to-come"
    OVERLAPPING_VALIDITY = "powers.overlapping-validity"
    DEPARTMENT_UNKNOWN = "powers.department-unknown"


class RowsRefused(Invalid):
    """Nothing of the bulk was taken; `rows` names each bad row by its index, its code and what explains it."""

    code = "powers.rows-refused"


class NotTheProvince(Forbidden):
    """The catalogue is the province's: only the province decides what may be handed over (penalty law art. 24)."""

    code = "powers.not-the-province"


class NotTheCounty(Forbidden):
    """What a township is given, the county decides, never the township itself."""

    code = "powers.not-the-county"


class NotATownship(Invalid):
    code = "powers.not-a-township"


class PowerNotFound(NotFound):
    code = "powers.not-found"


class NotInCatalogue(Conflict):
    """The province's catalogue does not hold this power on the day on which it would begin."""

    code = "powers.not-in-catalogue"


class IllegalAction(Conflict):
    code = "powers.illegal-action"


class SecondPersonNeeded(errors.SecondPersonNeeded):
    """What binds others is decided by another person than the one who prepared it."""

    code = "powers.second-person-needed"


class NotReady(Conflict):
    """The township cannot carry the power; `lacks` names each thing that is missing by its code."""

    code = "powers.not-ready"


class NotThePrincipal(Forbidden):
    """The department whose power it is confirms that a township can carry it."""

    code = "powers.not-the-principal"


class CoachNotThePrincipal(Invalid):
    """The department whose power it is coaches the township in its use; `principal` is of which kind it is."""

    code = "powers.coach-not-the-principal"


class DepartmentUnknown(Invalid):
    """Not a unit of this county on this day."""

    code = "powers.department-unknown"


class NotAnnouncedYet(Conflict):
    """A power is used after it was announced (licence law art. 24, penalty law art. 24)."""

    code = "powers.not-announced-yet"


class BeginsInThePast(Invalid):
    """Nobody is given a power, or loses it, for days that are over."""

    code = "powers.begins-in-the-past"


class TrialLength(Invalid):
    """A trial lasts one to three calendar months; `earliest` and `latest` are the last days that it may have."""

    code = "powers.trial-length"


class OverlappingValidity(Conflict):
    """The township holds the power on one of these days already."""

    code = "powers.overlapping-validity"


class TrialNotBegun(Conflict):
    code = "powers.trial-not-begun"


class FiguresImpossible(Invalid):
    """More acts were reversed or rated badly than there were."""

    code = "powers.figures-impossible"


class SourceNeeded(Invalid):
    """What the platform has not counted itself is stated with the document that says so."""

    code = "powers.source-needed"


class NotEvaluated(Conflict):
    """A trial becomes formal by a decision on figures of its use, never by silence."""

    code = "powers.not-evaluated"


class NotBacked(Conflict):
    """The posts and the money of a power are not confirmed; `missing` names what is lacking on the day."""

    code = "powers.not-backed"


class NeverUsed(Conflict):
    """Nothing can be said of a power that was never used: prolong its trial, or take it back."""

    code = "powers.never-used"


class ProlongedAlready(Conflict):
    code = "powers.prolonged-already"


class BeginsTooLate(Invalid):
    """A formal power follows its trial without a gap; `latest` is the last day on which it may begin."""

    code = "powers.begins-too-late"


class NotProposed(Conflict):
    """Nobody has proposed to take this power back; one person proposes it, another decides."""

    code = "powers.take-back-not-proposed"


class HandOverIncomplete(Conflict):
    """Cases or applications of the power are open; `missing` names those that the hand-over list does not."""

    code = "powers.hand-over-incomplete"


class NotTheSupervisor(Forbidden):
    """The agency that is named to supervise a power records the checks of it."""

    code = "powers.not-the-supervisor"


class SubjectNotFound(NotFound):
    """No such licence or duty on the day."""

    code = "powers.nothing-to-supervise"


class NotSupervised(Conflict):
    code = "powers.not-supervised"


class NotInForce(Conflict):
    code = "powers.not-in-force"


class CheckImpossible(Invalid):
    """More findings than samples, or a check of a day to come."""

    code = "powers.check-impossible"


class TakeoverNotFound(NotFound):
    code = "powers.takeover-not-found"


class TakeoverIsDecided(Conflict):
    """It was confirmed or withdrawn."""

    code = "powers.takeover-is-decided"
