"""What is said of how good records are, by which rules, and how long what has ended is kept?"""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, Field

from grid.registry.domain.kinds import RecordKind
from grid.registry.domain.quality import MOST_A_DAY, MOST_STALE_DAYS, Finding
from grid.registry.domain.retention import What
from shared.runtime.bodies import Body, Shown
from shared.runtime.text import Code


class ShareSeen(Shown):
    """`count` of the `of` records of a kind have the finding."""

    kind: RecordKind
    finding: Finding
    count: int
    of: int


class QualitySeen(BaseModel):
    region: str
    items: list[ShareSeen]


class FindingSeen(Shown):
    """`detail`: which fields are missing."""

    kind: RecordKind
    finding: Finding
    id: UUID
    region: str
    cell: str | None
    checked_at: datetime
    detail: str


class FindingList(BaseModel):
    items: list[FindingSeen]
    next: UUID | None


class RuleSeen(Shown):
    """`region`: whose rule it is; "" is everybody's."""

    region: str
    kind: RecordKind
    version: int
    needed: list[str]
    stale_days: int
    most_a_day: int
    by: str
    at: datetime


class RuleGiven(Body):
    """`version`: the one that was seen, 0 where the region had none; `most_a_day`: tasks a cell and day."""

    version: int = Field(ge=0, le=2**31 - 1)
    needed: list[Code] = Field(max_length=30)
    stale_days: int = Field(ge=0, le=MOST_STALE_DAYS)
    most_a_day: int = Field(ge=0, le=MOST_A_DAY)


class VersionKept(BaseModel):
    version: int


class TermSeen(Shown):
    what: What
    version: int
    days: int
    least_days: int


class TermGiven(Body):
    """`version`: the one that was seen."""

    version: int = Field(ge=1, le=2**31 - 1)
    days: int = Field(ge=0, le=2**31 - 1)


class TermChange(Shown):
    version: int
    days: int
    by: str
    at: datetime


class DeletionSeen(Shown):
    """So many of something were removed that had ended, or were written, before a moment."""

    id: UUID
    what: What
    removed: int
    before: datetime
    at: datetime


class DeletionList(BaseModel):
    items: list[DeletionSeen]
    next: UUID | None
