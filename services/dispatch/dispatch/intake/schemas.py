"""What does an outside platform send, and what is it answered? What does a reader of a report see?"""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Self
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from shared.errors import Unfit
from shared.geo import Crs
from shared.runtime.text import Code, Line, Prose, RegionCode
from shared.schemas.vocabulary import AppealKind, Category, FeedKind, Origin, SubjectKind, Urgency

ExternalId = Annotated[str, StringConstraints(pattern=r"^[\w\-./:]{1,64}$")]
# No order is older or from later; at the ends of the calendar a moment has no UTC, and no row.
Moment = Annotated[AwareDatetime, Field(ge=datetime(2000, 1, 1, tzinfo=UTC), lt=datetime(2100, 1, 1, tzinfo=UTC))]


MOST_SUBJECTS = 8
DECISIONS = frozenset({FeedKind.RETURN_DECIDED, FeedKind.EXTENSION_DECIDED})


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Reporter(_Body):
    name: Line | None = None
    phone: Annotated[str, StringConstraints(pattern=r"^[0-9+\-() ]{3,32}$")] | None = None


class GivenPosition(_Body):
    """Where, in the system that the platform uses. Numbers that are no place in China do not refuse the event."""

    lon: float
    lat: float
    crs: Crs = Crs.WGS84


class Subject(_Body):
    """Whom an order complains of: a unit or a person by its id in the register of the organisation."""

    kind: SubjectKind
    id: Code


class FeedEvent(_Body):
    """One thing that an outside platform says about one order; `event_id` tells two urgings of one order apart.

    `appeal_kind`, `due_at` (by when the platform wants its answer), `complained_of` and `sealed` (a matter of
    discipline inspection) belong to a new order; `granted`, and `until` where more time was granted, to a decision.
    """

    kind: FeedKind = FeedKind.CREATED
    external_id: ExternalId
    event_id: ExternalId | None = None
    occurred_at: Moment
    title: Line | None = None
    detail: Prose = ""
    reporter: Reporter | None = None
    region: RegionCode | None = None
    place: Line | None = None
    position: GivenPosition | None = None
    category: Category | None = None
    urgency: Urgency | None = None
    satisfied: bool | None = None
    appeal_kind: AppealKind | None = None
    due_at: Moment | None = None
    complained_of: Annotated[tuple[Subject, ...], Field(max_length=MOST_SUBJECTS)] = ()
    sealed: bool = False
    granted: bool | None = None
    until: Moment | None = None

    @model_validator(mode="after")
    def _fits_its_kind(self) -> Self:
        if self.kind is FeedKind.CREATED:
            if not self.title and not self.detail:
                raise Unfit("a new order needs a title or a detail", "新建工单须有标题或内容")
        elif self.event_id is None:
            raise Unfit("event_id is needed for everything but a new order", "除新建外须填 event_id")
        if self.kind is FeedKind.CALLED_BACK and self.satisfied is None:
            raise Unfit("a call-back says whether the caller is satisfied", "回访须填是否满意")
        if self.kind in DECISIONS and self.granted is None:
            raise Unfit("a decision says whether it was granted", "审核结果须填是否同意")
        if self.kind is FeedKind.EXTENSION_DECIDED and self.granted and self.until is None:
            raise Unfit("an extension that is granted says until when", "同意延期须填延至何时")
        return self


class ReceiptStatus(StrEnum):
    ACCEPTED = "accepted"
    REPEATED = "repeated"
    REFUSED = "refused"


class FieldError(BaseModel):
    """`detail` says in English what is wrong, `message` in Chinese."""

    field: str
    code: str
    detail: str
    message: str


class Receipt(BaseModel):
    """What became of one event of a request."""

    index: int
    external_id: str | None
    status: ReceiptStatus
    report_id: UUID | None = None
    errors: list[FieldError] = Field(default_factory=list)


class Receipts(BaseModel):
    accepted: int
    repeated: int
    refused: int
    results: list[Receipt]


class Purpose(StrEnum):
    """Why somebody reads a report; without one nobody does."""

    TRIAGE = "triage"
    HANDLE = "handle"
    VERIFY = "verify"
    CALL_BACK = "call-back"


class ReportRead(BaseModel):
    """A report as its reader sees it: the reporter's phone is masked unless the purpose is to call back.

    `lon` and `lat` are WGS-84, made from `given_position`; where they are missing, `position_problem` says why.
    """

    id: UUID
    origin: Origin
    source: str
    external_id: str
    region: str
    category: Category | None
    lon: float | None
    lat: float | None
    urgency: Urgency | None
    title: str | None
    detail: str
    place: str | None
    given_position: GivenPosition | None
    position_problem: str | None
    reporter: Reporter | None
    # Who reported it is not shown, and the position is said to about 100 m.
    hides_reporter: bool
    follow_ups: list[str]
    occurred_at: datetime
    received_at: datetime
