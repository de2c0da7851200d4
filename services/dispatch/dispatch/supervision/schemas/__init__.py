"""What does a caller see of what is late, and what does he send to press it?"""

from datetime import datetime
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from dispatch.supervision.domain.ladders import HolderKind, Late, LateOf, rung_of
from dispatch.supervision.domain.rules import Level, RuleTable
from shared.schemas.vocabulary import CaseState, Urgency

RuleRegion = Annotated[str, Field(pattern=r"^(\*|[1-9]\d(\d{2}(\d{2}(\d{3})?)?)?)$")]


class _FromRow(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class RulesGiven(BaseModel):
    """The whole table of a region; `version` is the one that it replaces, 0 where there was none."""

    model_config = ConfigDict(extra="forbid")

    version: int = Field(ge=0)
    table: RuleTable


class RulesSaved(BaseModel):
    region: str
    version: int


class RulesShown(_FromRow):
    """A version of a region's table; `*` is everywhere."""

    region: str
    version: int
    by: str
    at: datetime
    table: RuleTable = Field(validation_alias="definition")


class RulesPage(BaseModel):
    items: list[RulesShown]
    next: int | None


class HolderShown(_FromRow):
    """Who has a case: a person, a unit, or the centre of a township."""

    kind: HolderKind
    id: str


class LateShown(BaseModel):
    """A red clock. `rung`: how far its case has climbed, 0 for not at all yet, and `level` before whom it came."""

    id: UUID
    case_id: UUID
    number: str
    region: str
    matter: str | None
    urgency: Urgency
    state: CaseState
    clock: str
    due_at: datetime
    holder: HolderShown
    rung: int
    level: Level | None

    @classmethod
    def of(cls, late: Late) -> Self:
        row = late.row
        rung = rung_of(row.stage)
        holder = HolderShown.model_validate(late.holder)
        given: dict[str, Any] = dict(row._mapping)  # noqa: SLF001 - the public name of SQLAlchemy's row mapping
        level = row.level if rung else None
        return cls.model_validate(given | {"clock": row.kind, "holder": holder, "rung": rung, "level": level})


class LatePage(BaseModel):
    items: list[LateShown]
    next: UUID | None


class LateOfShown(_FromRow):
    holder: HolderShown
    cases: int
    oldest_due_at: datetime


class LateCounts(BaseModel):
    """`cases`: all red cases of the region, each once for who has it."""

    region: str
    cases: int
    holders: list[LateOfShown]

    @classmethod
    def of(cls, region: str, counted: "list[LateOf]", limit: int) -> Self:
        shown = [LateOfShown.model_validate(one) for one in counted[:limit]]
        return cls(region=region, cases=sum(one.cases for one in counted), holders=shown)


class DigestItem(_FromRow):
    case_id: UUID
    clock_id: UUID
    number: str
    region: str
    state: CaseState
    kind: str
    due_at: datetime
    stopped_at: datetime | None


class DigestShown(BaseModel):
    """A list instead of many notices: `what` is the code of each, `told` how many there were in that run."""

    id: UUID
    what: str
    region: str
    urgent: bool
    told: int
    closed_at: datetime
    items: list[DigestItem]
    next: UUID | None

    @classmethod
    def of(cls, digest: Any, limit: int) -> Self:
        head = digest.head
        items = [DigestItem.model_validate(row) for row in digest.items]
        return cls(
            id=head.id,
            what=head.what,
            region=head.region,
            urgent=head.urgent,
            told=head.told,
            closed_at=head.closed_at,
            items=items,
            next=items[-1].clock_id if len(items) == limit else None,
        )
