"""Which words do the services share? Their Chinese terms and sources stand in docs/glossary.md."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field


class Urgency(StrEnum):
    URGENT = "urgent"
    NORMAL = "normal"
    LOW = "low"


class FeedKind(StrEnum):
    """What an outside platform says about its order."""

    CREATED = "created"
    SUPPLEMENTED = "supplemented"
    WITHDRAWN = "withdrawn"
    URGED = "urged"
    CALLED_BACK = "called-back"
    # What it decided about our applications, and that it wants an order handled anew.
    RETURN_DECIDED = "return-decided"
    EXTENSION_DECIDED = "extension-decided"
    SENT_BACK = "sent-back"


class Grade(StrEnum):
    """How content somebody is (好差评); the last two are bad, which are verified, corrected and called back."""

    VERY_SATISFIED = "very-satisfied"
    SATISFIED = "satisfied"
    BASICALLY_SATISFIED = "basically-satisfied"
    DISSATISFIED = "dissatisfied"
    VERY_DISSATISFIED = "very-dissatisfied"


BAD_GRADES = frozenset({Grade.DISSATISFIED, Grade.VERY_DISSATISFIED})


class AppealKind(StrEnum):
    """What somebody who turns to the town wants (12345)."""

    ENQUIRY = "enquiry"
    HELP = "help"
    COMPLAINT = "complaint"
    REPORT = "report"
    SUGGESTION = "suggestion"


class SubjectKind(StrEnum):
    """Whom a complaint or a report is about."""

    UNIT = "unit"
    PERSON = "person"


class Authority(StrEnum):
    """Who decides whether an order comes back and how long it may take: our centre, or the platform that sent it."""

    CENTRE = "centre"
    PLATFORM = "platform"


class Origin(StrEnum):
    """Which door a report came through."""

    FEED = "feed"
    APPEAL = "appeal"
    FINDING = "finding"
    PATROL = "patrol"


class Executor(StrEnum):
    """Who handles a matter."""

    GRID = "grid"
    TEAM = "team"
    UNIT = "unit"
    COUNTY = "county"


class CaseState(StrEnum):
    RECEIVED = "received"
    FILED = "filed"
    DISPATCHED = "dispatched"
    HANDLING = "handling"
    HANDLED = "handled"
    VERIFYING = "verifying"
    CLOSED = "closed"
    RETURNED = "returned"
    SUSPENDED = "suspended"
    MERGED = "merged"
    REJECTED = "rejected"
    VOIDED = "voided"
    REOPENED = "reopened"


class TaskState(StrEnum):
    """Where a grid worker's task stands."""

    ASSIGNED = "assigned"
    ACCEPTED = "accepted"
    ARRIVED = "arrived"
    FINISHED = "finished"
    RETURNED = "returned"
    RECALLED = "recalled"


class Result(StrEnum):
    """What an executor found or did; words for people are made from it, never sent with it."""

    SOLVED = "solved"
    NOTHING_FOUND = "nothing-found"
    PERSUADED = "persuaded"
    NEEDS_OTHERS = "needs-others"
    EXPLAINED = "explained"


class ContactOutcome(StrEnum):
    """What came of a contact with a citizen: spoken with face to face, by telephone, or not at all."""

    MET = "met"
    REACHED = "reached"
    NOT_REACHED = "not-reached"


class ReturnReason(StrEnum):
    """Why an executor gives a task back."""

    NOT_MINE = "not-mine"
    WRONG_PLACE = "wrong-place"
    NEEDS_OTHERS = "needs-others"
    UNSAFE = "unsafe"


class CellRole(StrEnum):
    """A answers for a cell, B stands in."""

    A = "A"
    B = "B"


class CellKind(StrEnum):
    INTEGRATED = "integrated"
    MICRO = "micro"
    SPECIAL = "special"


class Shared(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Category(Shared):
    """A category in one of several schemes: `gb47678`, `hotline`, `onefour`, a city's own."""

    scheme: str = Field(pattern=r"^[a-z0-9-]{1,32}$")
    code: str = Field(pattern=r"^[\w\-./]{1,64}$")


class Point(Shared):
    """A place, WGS-84 degrees."""

    lon: float = Field(ge=-180, le=180, allow_inf_nan=False)
    lat: float = Field(ge=-90, le=90, allow_inf_nan=False)


class ContactMade(Shared):
    """Somebody spoke, or tried to speak, with who reported: when, of which unit, and what came of it; never what."""

    at: datetime
    unit: str | None
    outcome: ContactOutcome


class SupportTold(Shared):
    """Two officials want a grid worker with them; `wanted`: false when they do not. `officials`: ids of two or more."""

    support_id: UUID
    version: int
    region: str
    wanted: bool
    officials: list[str]
    position: Point | None
    due_at: datetime | None
    changed_at: datetime

    @property
    def key(self) -> str:
        return str(self.support_id)
