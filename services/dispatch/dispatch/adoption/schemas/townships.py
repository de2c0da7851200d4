"""What does a caller see of adoptions, gaps and demonstrations, and how does he take a township in?"""

from datetime import date, datetime
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import BaseModel, Field, model_validator

from dispatch.adoption.domain.gaps import Gap, GapCode
from dispatch.adoption.domain.standards import AgencyWanted, Overlay, TownType
from dispatch.adoption.domain.townships import Compared, Decided, ProposalState, Proposed, Wanted
from dispatch.adoption.schemas.standards import MAX_AGENCIES, Agencies, PackGiven
from shared.errors import Unfit
from shared.runtime.bodies import Body, Day, Serial, Shown
from shared.runtime.text import Code, Line, Prose, RegionCode


class OverlayGiven(Body):
    """Names by kind of agency, agencies more and agencies less than the standard has."""

    rename: Annotated[dict[Code, Line], Field(max_length=MAX_AGENCIES)] = Field(default_factory=dict)
    add: Agencies = Field(default_factory=list)
    leave_out: Annotated[list[Code], Field(max_length=MAX_AGENCIES)] = Field(default_factory=list)

    def as_overlay(self) -> Overlay:
        added = tuple(AgencyWanted(one.kind, one.name) for one in self.add)
        return Overlay(self.rename, added, tuple(self.leave_out))


class AdoptionGiven(Body):
    """`version` is the one that holds on the day unless it is named; without `overlay` the township keeps its own;
    `reason`: why the type is not that of the code.
    """

    type: TownType
    version: Serial | None = None
    valid_from: Day
    document: Line
    overlay: OverlayGiven | None = None
    reason: Line | None = None

    def as_given(self, region: str) -> Wanted:
        overlay = self.overlay.as_overlay() if self.overlay else None
        return Wanted(region, self.type, self.version, self.valid_from, self.document, overlay, self.reason)


class AdoptionKept(BaseModel):
    """What was done (`step` is null where it says nothing new), and what the standard asks under the overlay."""

    region: str
    type: TownType
    version: int
    valid_from: date
    step: str | None
    pack: PackGiven
    before: PackGiven | None

    @classmethod
    def of(cls, decided: Decided) -> Self:
        one, before = decided.adoption, decided.before
        return cls(
            region=one.region,
            type=one.type,
            version=one.version,
            valid_from=one.valid_from,
            step=decided.step,
            pack=PackGiven.of(decided.pack),
            before=PackGiven.of(before) if before else None,
        )


class TownshipShown(Shown):
    """A township with the standard that it was taken in by; `demonstration` on the day that was asked about."""

    region: str
    name: str
    type: TownType
    version: int
    valid_from: date
    valid_to: date | None
    document: str
    overlay: dict[str, Any]
    reason: str | None
    by: str
    at: datetime
    demonstration: bool


class TownshipPage(BaseModel):
    items: list[TownshipShown]
    next: str | None


class GapShown(BaseModel):
    """`closes` is the request that would close the gap."""

    code: GapCode
    what: str | None
    has: int | None
    needs: int | None
    closes: str

    @classmethod
    def of(cls, gap: Gap, region: str) -> Self:
        return cls(
            code=gap.code,
            what=gap.what,
            has=gap.has,
            needs=gap.needs,
            closes=gap.closes.replace("{region}", region),
        )


class GapList(BaseModel):
    """Compared with the standard of the type that holds on the day, under the township's overlay; `items` are the
    window's to compare.
    """

    region: str
    type: TownType
    version: int
    adopted_version: int | None
    on: date
    items: list[str]
    gaps: list[GapShown]

    @classmethod
    def of(cls, compared: Compared, region: str, on: date) -> Self:
        return cls(
            region=region,
            type=compared.type,
            version=compared.version,
            adopted_version=compared.adopted_version,
            on=on,
            items=list(compared.pack.items),
            gaps=[GapShown.of(gap, region) for gap in compared.gaps],
        )


class HistoryLine(Shown):
    step: str
    by: str
    at: datetime
    facts: dict[str, Any]


class ProposalGiven(Body):
    region: RegionCode
    valid_from: Day
    why: Annotated[Prose, Field(min_length=1, max_length=2000)]
    document: Line

    def as_given(self) -> Proposed:
        return Proposed(self.region, self.valid_from, self.why, self.document)


class DecisionGiven(Body):
    """Who refuses says why."""

    approved: bool
    reason: Line | None = None

    @model_validator(mode="after")
    def says_why(self) -> Self:
        """Refuse a refusal without its reason."""
        if not self.approved and self.reason is None:
            raise Unfit("a refusal has a reason", "不予批准须写明理由")
        return self


class EndGiven(Body):
    last_day: Day
    reason: Line


class ProposalKept(BaseModel):
    id: UUID
    state: ProposalState


class ProposalShown(Shown):
    id: UUID
    region: str
    state: ProposalState
    valid_from: date
    why: str
    document: str
    proposed_by: str
    proposed_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    reason: str | None


class ProposalPage(BaseModel):
    items: list[ProposalShown]
    next: UUID | None
