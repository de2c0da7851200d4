"""How do clues and findings look over HTTP?"""

from datetime import datetime
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field
from sqlalchemy import Row

from enforcement.inspections.domain.findings import NewFinding
from enforcement.inspections.schemas import FieldRegion
from shared.runtime.bodies import Body, Place, Serial
from shared.runtime.text import Code, Prose
from shared.schemas.vocabulary import CaseState, Category, Point, Result, ReturnReason, TaskState, Urgency


class ClueAccept(Body):
    """`client_id` is made by the phone: the same one again is the same act, with the same answer."""

    client_id: UUID
    version: Serial | None = None


class ClueFinish(ClueAccept):
    """Two officers finish a clue: who sends this, and `second_officer_id`.

    `power`: by which of several powers for the matter they acted; without it by all that are in force.
    """

    second_officer_id: Code | None = None
    result: Result
    note: Prose | None = None
    power: Code | None = None


class ClueReturn(ClueAccept):
    reason: ReturnReason
    note: Prose | None = None


class ClueActed(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: UUID
    state: TaskState
    version: int
    at: datetime


class ClueShown(BaseModel):
    """A clue without the officers' note."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    case_id: UUID
    case_number: str
    version: int
    state: TaskState
    region: str
    cell: str | None
    unit: str | None
    matter: str
    urgency: Urgency
    position: Point | None
    report_ids: list[UUID]
    urged: int
    due_at: datetime | None
    assigned_at: datetime
    accepted_at: datetime | None
    ended_at: datetime | None
    officer_id: str | None
    second_officer_id: str | None
    result: Result | None
    return_reason: ReturnReason | None


class StepShown(BaseModel):
    """A step of a clue or of a finding's case."""

    model_config = ConfigDict(from_attributes=True)

    seq: int
    action: str
    from_state: str | None
    to_state: str | None
    by: str
    at: datetime
    facts: dict[str, Any]


class ClueDetail(ClueShown):
    history: list[StepShown] = []


class CluePage(BaseModel):
    """`next` goes into `after` for the page that follows."""

    items: list[ClueShown]
    next: UUID | None


class NoteShown(BaseModel):
    id: UUID
    note: str | None


class FindingReport(Body):
    """What two officers found: who sends this, and `second_officer_id`; `region` has 9 or 12 digits."""

    category: Category
    region: FieldRegion
    position: Place | None = None
    text: Annotated[Prose, Field(min_length=1)]
    urgency: Urgency | None = None
    found_at: AwareDatetime
    second_officer_id: Code | None = None

    def new(self) -> NewFinding:
        """Return it as the rules see it. Raises BadPosition."""
        given = self.model_dump(include={"region", "text", "found_at", "second_officer_id", "urgency"})
        position = self.position.point() if self.position else None
        return NewFinding(category=self.category, position=position, **given)


class FindingTaken(BaseModel):
    id: UUID
    version: int
    reported_at: datetime


class FindingShown(BaseModel):
    """A finding without its text; the case's columns are empty until the centre has made one of it."""

    id: UUID
    region: str
    version: int
    category: Category
    urgency: Urgency | None
    position: Point | None
    officer_id: str
    second_officer_id: str
    found_at: datetime
    reported_at: datetime
    case_id: UUID | None
    case_number: str | None
    case_state: CaseState | None
    outcome: str | None

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        columns = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for a row as a mapping
        category = {"scheme": row.category_scheme, "code": row.category_code}
        return cls.model_validate(columns | {"category": category})


class FindingDetail(FindingShown):
    history: list[StepShown] = []


class FindingPage(BaseModel):
    """`next` goes into `after` for the page that follows."""

    items: list[FindingShown]
    next: UUID | None
