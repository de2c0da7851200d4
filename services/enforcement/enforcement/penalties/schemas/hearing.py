"""How is a hearing asked for, fixed and held over HTTP, and how does everybody see it (art. 63-65)?"""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from enforcement.penalties.domain.course import ClosedGround
from enforcement.penalties.domain.hearing import Absence, Fixed, Held
from shared.runtime.bodies import Body, Day, Shown
from shared.runtime.text import Code, Line, Prose

from .steps import StepAsked


class HearingAsked(StepAsked):
    by_whom: Line


class HearingFixed(StepAsked):
    """`closed`: why it is not public (64 (3)); without it everybody reads day and place."""

    on: Day
    chair: Code
    place: Line
    closed: ClosedGround | None = None

    def fixed(self) -> Fixed:
        """Return it as the rules see it."""
        return Fixed(self.on, self.chair, self.place, self.closed)


class HearingHeld(StepAsked):
    """`in_person`: the party came himself; `agents`: the names of who came for him, sealed (64 (5)).

    `attended`: he was heard; else `absence` says why not (64 (6)); `investigators_present`: officers of the case (7).
    """

    record: Prose
    attended: bool
    signed: bool = False
    refusal_noted: bool = False
    in_person: bool = False
    agents: Annotated[list[Line], Field(max_length=50, default_factory=list)]
    absence: Absence | None = None
    investigators_present: Annotated[list[Code], Field(max_length=50, default_factory=list)]

    def held(self) -> Held:
        """Return it as the rules see it."""
        said = self.model_dump(exclude={"version", "agents", "investigators_present"})
        return Held(agents=tuple(self.agents), investigators=tuple(self.investigators_present), **said)


class HearingShown(Shown):
    """A hearing to which everybody may come: of which case it is, and never about whom."""

    number: str
    region: str
    matter: str
    on: date
    place: str


class HearingPage(Body):
    """`next` goes into `after` for the page that follows."""

    items: list[HearingShown]
    next: UUID | None
