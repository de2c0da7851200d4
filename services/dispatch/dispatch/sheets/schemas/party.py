"""What is a line about Party organisations, their members and what they resolved?"""

from typing import Self
from uuid import UUID

from pydantic import Field, model_validator

from dispatch.party.domain.organisations import Kind
from dispatch.party.domain.resolutions import Decision, State, SubjectKind
from dispatch.party.schemas import CellCode, OrganisationGiven, SeatGiven
from shared.errors import Unfit
from shared.runtime.bodies import Body, Day
from shared.runtime.text import Code, Line, RegionCode

MOST_CELLS = 50


class OrganisationRow(Body):
    """`leads`: the cells that a branch leads, `beside`: those that it sits on beside another."""

    id: Code
    kind: Kind
    region: RegionCode
    name: Line
    parent: Code | None = None
    seats: int | None = Field(default=None, ge=0, le=999)
    leads: list[CellCode] = Field(default_factory=list, max_length=MOST_CELLS)
    beside: list[CellCode] = Field(default_factory=list, max_length=MOST_CELLS)
    valid_from: Day
    valid_to: Day | None = None

    @model_validator(mode="after")
    def _few_enough(self) -> Self:
        if len(self.leads) + len(self.beside) > MOST_CELLS:
            raise Unfit(f"a branch sits on {MOST_CELLS} cells at most", f"一个党支部最多 {MOST_CELLS} 个网格")
        return self

    def as_given(self) -> OrganisationGiven:
        cells = [SeatGiven(cell=one, lead=True) for one in self.leads]
        cells += [SeatGiven(cell=one, lead=False) for one in self.beside]
        return OrganisationGiven(**self.model_dump(exclude={"leads", "beside"}), cells=cells)


class ResolutionRow(Body):
    id: UUID
    committee_id: Code
    region: RegionCode
    number: Line
    decided_on: Day
    subject_kind: SubjectKind
    subject_id: UUID
    seats: int
    present: int
    in_favour: int
    decision: Decision
    state: State
    drawn_up_by: Line
    signed_by: Line | None
