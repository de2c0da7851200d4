"""How is a step of an application asked for over HTTP?"""

from typing import Annotated

from pydantic import Field, StringConstraints

from approval_window.applications.domain.procedure import DeliveryWay, Ending, RejectGround
from approval_window.applications.domain.terms import LONGEST_TOLD_DAYS, PauseKind
from approval_window.applications.schemas.forms import Materials, MaterialsGiven
from shared.runtime.bodies import Body, Day, Serial
from shared.runtime.text import Line, Prose

PersonId = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=64)]


class StepAsked(Body):
    """`version` is that of the application which was read."""

    version: Serial


class Rejected(StepAsked):
    """`organ`: to whom the applicant is told to go, where it is not ours (licence law art. 32 (2))."""

    ground: RejectGround
    organ: Line | None = None
    reason: Prose


class Corrected(StepAsked):
    """What was corrected on the spot, and which materials were brought into their lawful form by it."""

    what: Prose
    materials: MaterialsGiven = MaterialsGiven()


class NoticeGiven(StepAsked):
    """`defects`: materials that are here, but not in their lawful form; what is missing is named by itself."""

    defects: Materials = Field(default_factory=list)
    words: Prose | None = None


class MaterialsBrought(StepAsked, MaterialsGiven):
    pass


class OfficialsNamed(StepAsked):
    officials: Annotated[list[PersonId], Field(max_length=10)]


class Verified(StepAsked):
    on: Day
    passed: bool
    findings: Prose


class Extended(StepAsked):
    reason: Prose


class Paused(StepAsked):
    """`days`: how many working days the applicant was told it will take (licence law art. 45)."""

    kind: PauseKind
    days: Annotated[int, Field(ge=0, le=10 * LONGEST_TOLD_DAYS)]
    reason: Prose


class HearingTold(StepAsked):
    """`whom`: applicant and interested parties who may ask for a hearing within five working days."""

    whom: Line


class HearingAsked(StepAsked):
    by_whom: Line


class HearingFixed(StepAsked):
    on: Day
    place: Line
    chair: PersonId


class HearingHeld(StepAsked):
    """`signed_by`: those who took part and signed the record."""

    record: Prose
    signed_by: Annotated[list[Line], Field(max_length=50)]


class InterestsFound(StepAsked):
    """`whom`: those whom it concerns greatly (licence law art. 36)."""

    whom: Prose


class HearingAnnounced(HearingFixed):
    """Day and place are told to the public; `what` is what it is about."""

    what: Prose


class Decided(StepAsked):
    """`on_record`: how it follows from the record of the hearing, where there was one (licence law art. 48)."""

    on_record: Prose | None = None


class Refused(Decided):
    reasons: Prose


class Completed(Decided):
    result: Prose | None = None


class Delivered(StepAsked):
    way: DeliveryWay
    to: Line


class HandedTo(StepAsked):
    """`to` goes on with it."""

    to: PersonId
    reason: Prose | None = None


class Withdrawn(StepAsked):
    reason: Prose | None = None


class Terminated(StepAsked):
    ending: Ending
    proof: Line


class GrantGiven(Decided):
    """Without `valid_to` it holds until further notice."""

    valid_to: Day | None = None
