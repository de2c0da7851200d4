"""What is sent to try triage or to load its tables, and what does an explanation look like?"""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from dispatch.intake.schemas import FeedEvent
from dispatch.triage.domain.conflicts import ConflictKind
from dispatch.triage.domain.rules import Rule
from shared.runtime.text import Code, Line, Prose
from shared.schemas.vocabulary import Category, Executor, Urgency


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class TriageTry(_Body):
    """A report that is not one: it is decided like any other, and nothing is kept of it."""

    source: Code = "hotline-12345"
    event: FeedEvent


class Decided(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    region: str
    matter: str | None
    urgency: Urgency
    cell: str | None
    executor: Executor | None
    unit: str | None
    worker_id: str | None
    queue: str | None
    why: dict[str, Any]


class Explained(BaseModel):
    """Why one report became (part of) this case."""

    model_config = ConfigDict(from_attributes=True)

    report_id: UUID
    decided_at: datetime
    why: dict[str, Any]


class Explanation(BaseModel):
    case_id: UUID
    reports: list[Explained]


class MatterGiven(_Body):
    code: Code
    name: Line
    name_en: Prose = Field(default="", max_length=200)
    field: Code
    executor: Executor
    unit_kind: Code
    urgency: Urgency
    legal_basis: Prose = Field(default="", max_length=500)
    danger: bool = False


class WordGiven(_Body):
    matter: Code
    word: Line
    weight: int = Field(ge=1, le=100)


class WalkGiven(Category):
    matter: Code


class TablesGiven(_Body):
    """Rows to add or replace; the words of a matter are replaced all together."""

    matters: list[MatterGiven] = Field(default_factory=list, max_length=5000)
    words: list[WordGiven] = Field(default_factory=list, max_length=20000)
    crosswalk: list[WalkGiven] = Field(default_factory=list, max_length=20000)


class SituationShown(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    source: str
    matter: str
    field: str
    urgency: Urgency
    region: str
    cell: str | None


class ConflictShown(BaseModel):
    """`rule` never wins, or wins over `by` by its name alone; `example`: a situation that both fit."""

    model_config = ConfigDict(from_attributes=True)

    kind: ConflictKind
    rule: str
    by: str | None
    example: SituationShown | None


class ConflictList(BaseModel):
    conflicts: list[ConflictShown]


class RulesGiven(_Body):
    rules: list[Rule] = Field(max_length=2000)
