"""How do rounds, stops and visits look over HTTP?"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import AwareDatetime, BaseModel
from sqlalchemy import Row

from grid.patrols.domain.checks import AwayReason, CheckGiven, CheckResult, MissedReason, StopState
from grid.patrols.domain.reports import Sighting
from grid.patrols.domain.rounds import RoundState, StopKind
from grid.patrols.schemas.reports import Written
from shared.runtime.bodies import Body, Place, Shown
from shared.runtime.text import Prose
from shared.schemas.vocabulary import Category, Point, Urgency


class FoundGiven(Body):
    """What the centre is told of a hazard or a need: it becomes a case."""

    category: Category
    text: Written
    urgency: Urgency | None = None


class CheckBody(Body):
    """`client_id` is made by the phone: sent again, nothing happens twice. `at` is the phone's time.
    `away_reason`: why the position does not bear it out. `found`: with a hazard, or a need, and only then.
    """

    client_id: UUID
    at: AwareDatetime
    result: CheckResult
    position: Place | None = None
    away_reason: AwayReason | None = None
    note: Prose = ""
    found: FoundGiven | None = None

    def read(self) -> CheckGiven:
        """Raises BadPosition."""
        place, found = self.position.read() if self.position else None, self.found
        report = Sighting(self.client_id, found.category, found.text, self.at, place, found.urgency) if found else None
        return CheckGiven(self.client_id, self.at, self.result, place, self.away_reason, self.note, report)


class ReasonGiven(Body):
    reason: MissedReason


class RoundShown(Shown):
    """`stops`: how many there are, of which `open` and `missed`; `task_id`: the task of its places."""

    id: UUID
    cell: str
    day: date
    state: RoundState
    task_id: UUID | None
    due_at: datetime
    stops: int
    open: int
    missed: int


class RoundList(BaseModel):
    items: list[RoundShown]
    next: str | None


class StopShown(BaseModel):
    """A stop; a place has its name and address, a person is named by the registry alone."""

    id: UUID
    kind: StopKind
    cell: str
    record_id: UUID
    day: date
    seq: int
    due_on: date
    was_missed: bool
    name: str | None
    address: str | None
    position: Point | None
    due_at: datetime
    state: StopState
    checked_by: str | None
    checked_at: datetime | None
    device_at: datetime | None
    distance_m: int | None
    away_reason: AwayReason | None
    has_note: bool
    report_id: UUID | None
    missed_at: datetime | None
    missed_reason: MissedReason | None


class RoundDetail(BaseModel):
    id: UUID
    cell: str
    day: date
    state: RoundState
    task_id: UUID | None
    due_at: datetime
    stops: list[StopShown]


class StopList(BaseModel):
    items: list[StopShown]
    next: UUID | None


class VisitShown(BaseModel):
    """A visit and, masked, whom it is for; in plain words the registry says it, for a purpose."""

    visit: StopShown
    person: dict[str, Any] | None


class VisitList(BaseModel):
    items: list[VisitShown]
    next: UUID | None


class NotMetShown(BaseModel):
    record_id: UUID
    cell: str
    times: int
    last_met_at: datetime | None
    person: dict[str, Any] | None


class NotMetList(BaseModel):
    items: list[NotMetShown]
    next: UUID | None


class NoteShown(Shown):
    by: str
    at: datetime
    text: str | None


_PLAIN = (
    *("id", "kind", "cell", "record_id", "day", "seq", "due_on", "was_missed", "due_at", "state", "checked_by"),
    *("checked_at", "device_at", "distance_m", "away_reason", "report_id", "missed_at", "missed_reason"),
)


def stop_shown(row: Row[Any]) -> StopShown:
    return StopShown(
        name=getattr(row, "place_name", None),
        address=getattr(row, "place_address", None),
        position=None if row.lon is None else Point(lon=row.lon, lat=row.lat),
        has_note=row.note is not None,
        **{name: getattr(row, name) for name in _PLAIN},
    )


def round_detail(row: Row[Any], stops: Any) -> RoundDetail:
    names = ("id", "cell", "day", "state", "task_id", "due_at")
    return RoundDetail(stops=[stop_shown(stop) for stop in stops], **{name: getattr(row, name) for name in names})


def _person(seen: Any) -> dict[str, Any] | None:
    return None if seen is None else {"care": seen.plain["care"], **seen.personal}


def visit_shown(about: Any) -> VisitShown:
    """Return a visit (`service.reading.About`) as it is shown."""
    return VisitShown(visit=stop_shown(about.row), person=_person(about.person))


def not_met_shown(about: Any) -> NotMetShown:
    row = about.row
    return NotMetShown(
        record_id=row.record_id, cell=row.cell, times=row.not_met, last_met_at=row.last_at, person=_person(about.person)
    )
