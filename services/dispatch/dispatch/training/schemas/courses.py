"""What does a caller see of courses and sessions, and what does he give?"""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints

from dispatch.training.domain.courses import Attendance, Course, Score
from dispatch.training.domain.takeover import DayHeld, PastSession
from shared.runtime.bodies import Body, Day, Shown
from shared.runtime.text import Code, Line, RegionCode

MAX_ROWS = 5000
MAX_PERSONS = 1000
MAX_CORRECTIONS = 200
# A field of duty, as in `safety` or `city-management`.
FieldCode = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9\-]{0,39}$")]
ClassHours = Annotated[int, Field(ge=1, le=12)]
Percent = Annotated[int, Field(ge=0, le=100)]


class CourseGiven(Body):
    """`hours` are class hours; the code a second time is the next version of the course."""

    code: Code
    name: Line
    field: FieldCode
    hours: int = Field(ge=1, le=1000)
    organiser: RegionCode
    pass_mark: int = Field(default=60, ge=1, le=100)
    valid_months: int = Field(default=36, ge=1, le=120)
    attendance_percent: Percent = 80
    attempts: int = Field(default=2, ge=1, le=5)
    remind_days: list[Annotated[int, Field(ge=1, le=365)]] = Field(default=[60, 30, 7], min_length=1, max_length=10)

    def as_course(self) -> Course:
        return Course(**self.model_dump(exclude={"remind_days"}), remind_days=tuple(sorted(set(self.remind_days))))


class CourseKept(BaseModel):
    code: str
    version: int


class CourseShown(Shown):
    code: str
    version: int
    name: str
    field: str
    priority: int
    hours: int
    organiser: str
    pass_mark: int
    valid_months: int
    attendance_percent: int
    attempts: int
    remind_days: list[int]


class CoursePage(BaseModel):
    items: list[CourseShown]
    next: str | None


class SessionGiven(Body):
    """A run of the newest version of a course, at a place in the city that organises it."""

    course: Code
    region: RegionCode
    first_day: Day
    last_day: Day
    hours_a_day: ClassHours = 8
    capacity: int = Field(ge=1, le=5000)


class Made(BaseModel):
    id: UUID


class CancellationGiven(Body):
    """Why a session is not held."""

    reason: Line


class SessionShown(Shown):
    """`enrolled` of the `capacity` places are taken; a cancelled session is not held."""

    id: UUID
    course_code: str
    course_version: int
    field: str
    region: str
    first_day: date
    last_day: date
    hours_a_day: int
    capacity: int
    enrolled: int
    cancelled_on: date | None
    cancel_reason: str | None


class SessionPage(BaseModel):
    items: list[SessionShown]
    next: UUID | None


class DayGiven(Body):
    """Who was there on one day, for so many hours."""

    day: Day
    hours: ClassHours
    persons: list[Code] = Field(min_length=1, max_length=MAX_PERSONS)


class PastSessionGiven(Body):
    """A session that is over, with who was there."""

    course: Code
    region: RegionCode
    first_day: Day
    last_day: Day
    hours_a_day: ClassHours = 8
    attended: list[DayGiven] = Field(max_length=366)

    def as_past(self) -> PastSession:
        held = [DayHeld(one.day, one.hours, one.persons) for one in self.attended]
        return PastSession(self.course, self.region, self.first_day, self.last_day, self.hours_a_day, held)


class PastGiven(Body):
    """What a city held before the platform came; `document` says where it is taken from."""

    document: Line
    courses: list[CourseGiven] = Field(default_factory=list, max_length=MAX_PERSONS)
    sessions: list[PastSessionGiven] = Field(default_factory=list, max_length=MAX_ROWS)


class PastTaken(BaseModel):
    """`person_times` (人次): one person in one session (场次), on however many of its days; told on his first."""

    courses: int
    sessions: int
    person_times: int


class PersonsGiven(Body):
    persons: list[Code] = Field(min_length=1, max_length=MAX_PERSONS)


class AttendanceGiven(Body):
    session_id: UUID
    person_id: Code
    day: Day
    hours: ClassHours

    def as_row(self) -> Attendance:
        return Attendance(self.session_id, self.person_id, self.day, self.hours)


class AttendancesGiven(Body):
    rows: list[AttendanceGiven] = Field(min_length=1, max_length=MAX_ROWS)


class CorrectionGiven(Body):
    """`hours`: how many it were; none at all where the person was not there."""

    session_id: UUID
    person_id: Code
    day: Day
    hours: int = Field(ge=0, le=12)

    def as_row(self) -> Attendance:
        return Attendance(self.session_id, self.person_id, self.day, self.hours)


class CorrectionsGiven(Body):
    reason: Line
    rows: list[CorrectionGiven] = Field(min_length=1, max_length=MAX_CORRECTIONS)


class Taken(BaseModel):
    """`changed`: how many rows said something new."""

    given: int
    changed: int


class ScoreGiven(Body):
    person_id: Code
    score: Percent


class ResultsGiven(Body):
    examined_on: Day
    results: list[ScoreGiven] = Field(min_length=1, max_length=MAX_PERSONS)

    def as_scores(self) -> list[Score]:
        return [Score(one.person_id, one.score) for one in self.results]


class ResultsTaken(BaseModel):
    """`passed`: who has a certificate now."""

    given: int
    passed: list[str]
