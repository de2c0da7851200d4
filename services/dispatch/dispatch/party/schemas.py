"""What does a caller see of Party organisations, members and resolutions, and what does he send?"""

from datetime import date, datetime
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from dispatch.organisation.domain.terms import Term
from dispatch.party.domain.members import Duty, MemberGiven, SignUp
from dispatch.party.domain.organisations import Kind, OrgFacts, Row, Seat
from dispatch.party.domain.resolutions import Decision, Meeting, State, SubjectKind
from dispatch.party.domain.stuck import Stuck
from shared.runtime.bodies import Body, Day, Serial
from shared.runtime.text import Code, Line, Prose, RegionCode

MAX_ROWS = 1000
CellCode = Annotated[str, StringConstraints(pattern=r"^\d{15}$")]
Reason = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{2,64}$")]
Count = Annotated[int, Field(ge=0, le=999)]


class _FromRow(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class Taken(BaseModel):
    """How many rows came in, and of how many something changed."""

    given: int
    changed: int


class SeatGiven(Body):
    cell: CellCode
    lead: bool = True


class OrganisationGiven(Body):
    """`seats`: how many members a committee has; `cells`: where a branch sits. Both days belong to the range."""

    id: Code
    kind: Kind
    region: RegionCode
    name: Line
    parent: Code | None = None
    seats: Count | None = None
    cells: list[SeatGiven] = Field(default_factory=list, max_length=50)
    valid_from: Day
    valid_to: Day | None = None

    def as_row(self) -> Row:
        cells = tuple(sorted(Seat(one.cell, one.lead) for one in self.cells))
        facts = OrgFacts(self.region, self.kind, self.name, self.parent, self.seats, cells)
        return Row(self.id, Term(facts, self.valid_from, self.valid_to))


class OrganisationsGiven(Body):
    organisations: list[OrganisationGiven] = Field(min_length=1, max_length=MAX_ROWS)


class SeatShown(BaseModel):
    cell: str
    lead: bool


class OrganisationShown(_FromRow):
    id: str = Field(validation_alias="organisation_id")
    version: int
    kind: Kind
    region: str
    name: str
    parent: str | None
    seats: int | None
    cells: list[SeatShown]
    members: int
    valid_from: date
    valid_to: date | None


class OrganisationPage(BaseModel):
    items: list[OrganisationShown]
    next: str | None


class HistoryLine(_FromRow):
    step: str
    by: str
    at: datetime
    facts: dict[str, Any]


# ------------------------------------------------------------------------------------------------------------- members
class MemberRow(Body):
    person_id: Code
    branch: Code
    secretary: bool = False
    valid_from: Day
    valid_to: Day | None = None

    def as_given(self) -> MemberGiven:
        return MemberGiven(self.person_id, self.branch, self.secretary, self.valid_from, self.valid_to)


class MembersGiven(Body):
    members: list[MemberRow] = Field(min_length=1, max_length=MAX_ROWS)


class MemberShown(_FromRow):
    person_id: str
    secretary: bool
    valid_from: date
    valid_to: date | None


class MemberPage(BaseModel):
    items: list[MemberShown]
    next: str | None


class SignUpGiven(Body):
    person_id: Code
    cell: CellCode
    duty: Duty
    valid_from: Day
    valid_to: Day | None = None

    def as_wanted(self) -> SignUp:
        return SignUp(self.person_id, self.cell, self.duty, self.valid_from, self.valid_to)


class SignUpKept(BaseModel):
    id: UUID


class LeavingGiven(Body):
    """`last` is the last day; today if none is named."""

    last: Day | None = None


class SignUpLeft(BaseModel):
    id: UUID
    valid_to: date


class SignUpShown(_FromRow):
    id: UUID
    person_id: str
    branch_id: str
    duty: Duty
    from_elsewhere: bool
    valid_from: date
    valid_to: date | None


class SignUpPage(BaseModel):
    items: list[SignUpShown]
    next: str | None


class CellShown(_FromRow):
    """`from_elsewhere`: how many of those signed up belong to another branch (双报到)."""

    cell: str
    branch: str
    name: str
    signed_up: int
    from_elsewhere: int


class CellPage(BaseModel):
    items: list[CellShown]
    next: str | None


# --------------------------------------------------------------------------------------------------------- resolutions
class ResolutionGiven(Body):
    """What a committee decided, with its minutes; another person signs it."""

    committee: Code
    number: Line
    decided_on: Day
    subject_kind: SubjectKind
    subject_id: UUID
    present: Count
    in_favour: Count
    decision: Decision
    minutes: Annotated[Prose, Field(min_length=1)]

    def as_meeting(self) -> Meeting:
        return Meeting(
            number=self.number,
            decided_on=self.decided_on,
            kind=self.subject_kind,
            subject=self.subject_id,
            present=self.present,
            in_favour=self.in_favour,
            decision=self.decision,
        )


class ShareShown(BaseModel):
    """How many of all members must be exceeded by those present, and by those in favour: `of` out of `among`."""

    subject_kind: SubjectKind
    of: int
    among: int


class ResolutionState(BaseModel):
    id: UUID
    state: State


class VersionSeen(Body):
    version: Serial


class ResolutionSummary(_FromRow):
    id: UUID
    committee_id: str
    region: str
    number: str
    decided_on: date
    subject_kind: SubjectKind
    subject_id: UUID
    seats: int
    present: int
    in_favour: int
    decision: Decision
    state: State
    version: int
    drawn_up_by: str
    drawn_up_at: datetime
    signed_by: str | None


class ResolutionPage(BaseModel):
    items: list[ResolutionSummary]
    next: UUID | None


class ResolutionShown(ResolutionSummary):
    history: list[HistoryLine] = Field(default_factory=list)


class Minutes(BaseModel):
    id: UUID
    text: str


class MajorGiven(Body):
    case_id: UUID
    reason: Reason


class MajorKept(BaseModel):
    id: UUID
    case_id: UUID


# --------------------------------------------------------------------------------------------------------------- stuck
class StuckCount(_FromRow):
    kind: Stuck
    region: str
    count: int
    oldest: datetime


class StuckCounts(BaseModel):
    items: list[StuckCount]


class StuckShown(_FromRow):
    """`about` is the id of a case, power, licence, application or grant, or a duty's region:matter; `label` its number
    or code.
    """

    kind: Stuck
    region: str
    since: datetime
    about: str
    label: str

    @property
    def cursor(self) -> str:
        return f"{self.since.isoformat()}~{self.about}"


class StuckPage(BaseModel):
    items: list[StuckShown]
    next: str | None

    @classmethod
    def of(cls, rows: list[StuckShown], limit: int) -> Self:
        return cls(items=rows, next=rows[-1].cursor if len(rows) == limit else None)
