"""How do workers' reports look over HTTP?"""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, BaseModel, StringConstraints
from sqlalchemy import Row

from grid.patrols.domain.reports import Settled, Sighting
from grid.tasks.schemas.photos import UploadGiven
from shared.runtime.bodies import Body, Place
from shared.runtime.text import clean
from shared.schemas.vocabulary import CaseState, Category, Point, Result, Urgency

Written = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=10_000), AfterValidator(clean)
]


class SettledGiven(Body):
    """What a worker did about it on the spot: solved, persuaded or explained, and how."""

    result: Result
    note: Written


class SightingGiven(Body):
    """`client_id` is made by the phone: sent again, nothing happens twice. `seen_at` is the phone's time.

    `solved`: and settled at once, in the same step.
    """

    client_id: UUID
    category: Category
    text: Written
    seen_at: AwareDatetime
    position: Place | None = None
    urgency: Urgency | None = None
    solved: SettledGiven | None = None

    def read(self) -> Sighting:
        """Raises BadPosition."""
        place = self.position.read() if self.position else None
        settled = Settled(self.solved.result, self.solved.note) if self.solved else None
        return Sighting(self.client_id, self.category, self.text, self.seen_at, place, self.urgency, settled)


class SightingPhoto(UploadGiven):
    """`sighting_id`: the `client_id` under which the phone sends, or has sent, the report."""

    sighting_id: UUID


class CaseOfReport(BaseModel):
    """How far the case is that a report became."""

    case_id: UUID
    number: str
    state: CaseState
    outcome: str | None
    result: Result | None
    changed_at: datetime


class PatrolReportSeen(BaseModel):
    id: UUID
    version: int
    region: str
    cell: str | None
    category: Category
    urgency: Urgency | None
    position: Point | None
    seen_at: datetime
    reported_at: datetime
    solved: Result | None
    case: CaseOfReport | None


class PatrolReportList(BaseModel):
    items: list[PatrolReportSeen]
    next: UUID | None


def seen(row: Row[Any]) -> PatrolReportSeen:
    return PatrolReportSeen(
        id=row.id,
        version=row.version,
        region=row.region,
        cell=row.cell,
        category=Category(scheme=row.scheme, code=row.code),
        urgency=row.urgency,
        position=None if row.lon is None else Point(lon=row.lon, lat=row.lat),
        seen_at=row.seen_at,
        reported_at=row.reported_at,
        solved=row.solved_result,
        case=_case(row),
    )


def _case(row: Row[Any]) -> CaseOfReport | None:
    if row.case_id is None:
        return None
    return CaseOfReport(
        case_id=row.case_id,
        number=row.case_number,
        state=row.case_state,
        outcome=row.case_outcome,
        result=row.case_result,
        changed_at=row.case_changed_at,
    )
