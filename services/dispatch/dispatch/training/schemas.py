"""What does a caller see of training, and what does he give?"""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from dispatch.training.domain.certificates import RevokeReason
from dispatch.training.domain.coaching import Pair, PairEnd
from dispatch.training.domain.courses import Attendance, Course, Score
from shared.runtime.text import Code, Line, RegionCode

MAX_ROWS = 5000
MAX_PERSONS = 1000
Day = Annotated[date, Field(ge=date(1949, 10, 1), le=date(2100, 12, 31))]
# A field of duty, as in `safety` or `city-management`; a power: to penalise or to license in one.
FieldCode = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9\-]{0,39}$")]
Activity = Annotated[str, StringConstraints(pattern=r"^(penalty|licence):[a-z][a-z0-9\-]{0,39}$")]
ClassHours = Annotated[int, Field(ge=1, le=12)]
Percent = Annotated[int, Field(ge=0, le=100)]


class Grouping(StrEnum):
    """What figures are told by."""

    FIELD = "field"
    REGION = "region"


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class _FromRow(BaseModel):
    model_config = ConfigDict(from_attributes=True)


# ------------------------------------------------------------------------------------------------ courses and sessions
class CourseGiven(_Body):
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


class CourseShown(_FromRow):
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


class SessionGiven(_Body):
    """A run of the newest version of a course, at a place in the city that organises it."""

    course: Code
    region: RegionCode
    first_day: Day
    last_day: Day
    hours_a_day: ClassHours = 8
    capacity: int = Field(ge=1, le=5000)


class Made(BaseModel):
    id: UUID


class SessionShown(_FromRow):
    id: UUID
    course_code: str
    course_version: int
    field: str
    region: str
    first_day: date
    last_day: date
    hours_a_day: int
    capacity: int


class SessionPage(BaseModel):
    items: list[SessionShown]
    next: UUID | None


class PersonsGiven(_Body):
    persons: list[Code] = Field(min_length=1, max_length=MAX_PERSONS)


class AttendanceGiven(_Body):
    session_id: UUID
    person_id: Code
    day: Day
    hours: ClassHours

    def as_row(self) -> Attendance:
        return Attendance(self.session_id, self.person_id, self.day, self.hours)


class AttendancesGiven(_Body):
    rows: list[AttendanceGiven] = Field(min_length=1, max_length=MAX_ROWS)


class Taken(BaseModel):
    """`changed`: how many rows said something new."""

    given: int
    changed: int


class ScoreGiven(_Body):
    person_id: Code
    score: Percent


class ResultsGiven(_Body):
    examined_on: Day
    results: list[ScoreGiven] = Field(min_length=1, max_length=MAX_PERSONS)

    def as_scores(self) -> list[Score]:
        return [Score(one.person_id, one.score) for one in self.results]


class ResultsTaken(BaseModel):
    """`passed`: who has a certificate now."""

    given: int
    passed: list[str]


# -------------------------------------------------------------------------------------------- certificates and who may
class CertificateShown(_FromRow):
    id: UUID
    person_id: str
    region: str
    field: str
    valid_from: date
    valid_to: date
    session_id: UUID


class CertificatePage(BaseModel):
    items: list[CertificateShown]
    next: UUID | None


class RevocationGiven(_Body):
    reason: RevokeReason


class RequirementGiven(_Body):
    """All of `fields` are required from the day on."""

    fields: list[FieldCode] = Field(min_length=1, max_length=20)
    valid_from: Day


class RequirementKept(BaseModel):
    activity: str
    version: int


class RequirementShown(_FromRow):
    activity: str
    version: int
    fields: list[str]
    valid_from: date
    drawn_up_by: str
    confirmed_by: str | None


class BindingGiven(_Body):
    bound_from: Day


class BindingShown(_FromRow):
    region: str
    bound_from: date


class BindingPage(BaseModel):
    items: list[BindingShown]
    next: str | None


class QualifiedShown(_FromRow):
    """`until`: the last day on which all that is required holds, as things stand."""

    person_id: str
    region: str
    until: date


class QualifiedPage(BaseModel):
    activity: str
    fields: list[str]
    on: date
    items: list[QualifiedShown]
    next: str | None


# --------------------------------------------------------------------------------------------- coaching and reminders
class PairGiven(_Body):
    mentor_id: Code
    trainee_id: Code
    field: FieldCode
    valid_from: Day
    valid_to: Day

    def as_pair(self) -> Pair:
        return Pair(**self.model_dump())


class WeekNotedShown(BaseModel):
    week: date


class PairShown(_FromRow):
    """`weeks_noted` of the `weeks_begun` so far: how steadily they work together."""

    id: UUID
    mentor_id: str
    trainee_id: str
    field: str
    region: str
    valid_from: date
    valid_to: date
    ended_by: PairEnd | None
    weeks_noted: int
    weeks_begun: int = 0


class PairPage(BaseModel):
    items: list[PairShown]
    next: UUID | None


class ReminderShown(_FromRow):
    """`days`: the last step that was told before the end."""

    id: UUID
    person_id: str
    region: str
    field: str
    priority: int
    valid_to: date
    days: int


class ReminderPage(BaseModel):
    items: list[ReminderShown]
    next: str | None


class FigureShown(_FromRow):
    """`person_times` (人次): one person on one day of one session."""

    group: str
    courses: int
    sessions: int
    persons: int
    person_times: int
    hours: int


class HistoryLine(_FromRow):
    step: str
    by: str
    at: datetime
    facts: dict[str, Any]
