"""What does a caller see of powers, and how does he give one, judge it, take it back and watch over it?"""

from datetime import date, datetime
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from dispatch.powers.domain.catalogue import NAME, CatalogueRow, InTheNameOf, Mode, PowerKind, law_of
from dispatch.powers.domain.life import Figures, State
from dispatch.powers.domain.readiness import Qualified, Readiness
from dispatch.powers.domain.supervision import Check, Supervision, Vacuum
from dispatch.powers.domain.terms import Term
from shared.runtime.bodies import Body
from shared.runtime.text import Code, Line, RegionCode

MAX_ROWS = 1000
Day = Annotated[date, Field(ge=date(1949, 10, 1), le=date(2100, 12, 31))]
Count = Annotated[int, Field(ge=0, le=10_000_000)]
Few = Annotated[list[Code], Field(max_length=50)]


class _FromRow(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class CatalogueRowGiven(Body):
    """`principal` is the kind of county department whose power it is; `officers` how many of `field` it needs."""

    code: Code
    name: Line
    kind: PowerKind
    mode: Mode
    field: Code
    principal: Code
    matters: Few = Field(default_factory=list)
    legal_basis: Line
    officers: Annotated[int, Field(ge=0, le=100)] = 0
    equipment: Few = Field(default_factory=list)
    valid_to: Day | None = None

    def as_row(self) -> CatalogueRow:
        given = self.model_dump() | {"matters": tuple(self.matters), "equipment": tuple(self.equipment)}
        return CatalogueRow(**given)


class CatalogueGiven(Body):
    valid_from: Day
    adopted_by: Line
    powers: Annotated[list[CatalogueRowGiven], Field(min_length=1, max_length=MAX_ROWS)]


class Taken(BaseModel):
    count: int


class CatalogueRowShown(_FromRow):
    """`law` is the article by which a power of this kind is handed over in this mode."""

    code: str
    version: int
    valid_from: date
    valid_to: date | None
    name: str
    kind: PowerKind
    mode: Mode
    field: str
    principal: str
    matters: list[str]
    legal_basis: str
    law: str | None = None
    officers: int
    equipment: list[str]
    adopted_by: str

    @classmethod
    def of(cls, row: Any) -> Self:
        return cls.model_validate(row).model_copy(update={"law": law_of(PowerKind(row.kind), Mode(row.mode))})


class CataloguePage(BaseModel):
    items: list[CatalogueRowShown]
    next: str | None


class ChoiceGiven(Body):
    region: RegionCode
    powers: Annotated[list[Code], Field(min_length=1, max_length=MAX_ROWS)]


class OfficerGiven(Body):
    """Whose certificate holds in which fields, and until which day."""

    person_id: Code
    fields: Few
    certified_until: Day


class ReadinessGiven(Body):
    officers: list[OfficerGiven] = Field(default_factory=list, max_length=100)
    equipment: Few = Field(default_factory=list)
    trained_on: Day | None = None

    def as_readiness(self) -> Readiness:
        officers = [Qualified(one.person_id, tuple(one.fields), one.certified_until) for one in self.officers]
        return Readiness(officers, frozenset(self.equipment), self.trained_on)


class ProclamationGiven(Body):
    document: Line
    announced_on: Day


class TrialGiven(Body):
    """`coach` is the county department that accompanies the trial."""

    begins_on: Day
    ends_on: Day
    coach: Code

    def as_term(self) -> Term:
        return Term(self.begins_on, self.ends_on)


class FiguresGiven(Body):
    """What came of the use of the power; `mean_days` of an act."""

    volume: Count
    mean_days: Annotated[float, Field(ge=0, le=3650, allow_inf_nan=False)]
    reversed: Count
    complaints: Count
    bad_ratings: Count
    visits_saved: Count
    visits_caused: Count

    def as_figures(self) -> Figures:
        return Figures(**self.model_dump())


class FormalGiven(Body):
    begins_on: Day


class ProlongationGiven(Body):
    ends_on: Day


class CaseHandedOver(Body):
    case: Line
    to: Code


class TakeBackGiven(Body):
    """From `from_day` on the power is the county's again; each open case goes `to` one of its departments."""

    from_day: Day
    document: Line
    hand_over: list[CaseHandedOver] = Field(default_factory=list, max_length=5000)


class TermShown(_FromRow):
    valid_from: date
    valid_to: date | None


class Stood(BaseModel):
    """Where a power stands after a step."""

    region: str
    code: str
    version: int
    state: State
    terms: list[TermShown]

    @classmethod
    def of(cls, told: Any) -> Self:
        days = [TermShown(valid_from=term.in_force_from, valid_to=term.in_force_to) for term in told.terms]
        return cls(region=told.region, code=told.code, version=told.version, state=told.state, terms=days)


class PowerShown(_FromRow):
    """A township's power as it stood on the day asked about; `overdue`: its trial ended and nobody has decided."""

    region: str
    code: str
    name: str
    kind: PowerKind
    mode: Mode
    acts_for: InTheNameOf
    law: str | None
    field: str
    principal: str
    matters: list[str]
    legal_basis: str
    state: State
    in_force: bool
    overdue: bool
    document: str | None
    announced_on: date | None
    coach: str | None
    terms: list[TermShown]

    @classmethod
    def of(cls, row: Any, terms: list[Term]) -> Self:
        kind, mode = PowerKind(row.kind), Mode(row.mode)
        said = {
            "state": row.stood,
            "overdue": row.stood == State.LAPSED,
            "acts_for": NAME[mode],
            "law": law_of(kind, mode),
            "terms": [TermShown.model_validate(term) for term in terms],
        }
        return cls.model_validate(dict(row._mapping) | said)  # noqa: SLF001 - SQLAlchemy's public name for a row


class PowerPage(BaseModel):
    items: list[PowerShown]
    next: str | None


class Answer(BaseModel):
    code: str
    region: str
    on: date
    in_force: bool


class HistoryLine(_FromRow):
    action: str
    to_state: State
    by: str
    at: datetime
    facts: dict[str, Any]


class SupervisionGiven(Body):
    """The agency that watches over a power; `plan` and how often it looks may follow later."""

    agency: Code
    plan: Line | None = None
    every_months: Annotated[int, Field(ge=1, le=24)] | None = None

    def as_supervision(self) -> Supervision:
        return Supervision(self.agency, self.plan, self.every_months)


class CheckGiven(Body):
    """How many acts were looked at, and what was found: its code and how often."""

    checked_on: Day
    sampled: Annotated[int, Field(ge=1, le=1_000_000)]
    findings: dict[Code, Annotated[int, Field(ge=1)]] = Field(default_factory=dict, max_length=100)

    def as_check(self) -> Check:
        return Check(self.checked_on, self.sampled, self.findings)


class CheckKept(BaseModel):
    id: UUID


class CheckShown(_FromRow):
    id: UUID
    agency: str
    checked_on: date
    sampled: int
    findings: dict[str, int]
    by: str


class SupervisionShown(BaseModel):
    region: str
    code: str
    agency: str | None
    plan: str | None
    every_months: int | None
    last_check: date | None
    missing: list[Vacuum]
    checks: list[CheckShown] = []

    @classmethod
    def of(cls, watched: Any, on: date) -> Self:
        named = watched.supervision
        return cls(
            region=watched.row.region,
            code=watched.row.code,
            agency=named.agency if named else None,
            plan=named.plan if named else None,
            every_months=named.every_months if named else None,
            last_check=watched.last_check,
            missing=watched.missing(on),
            checks=[CheckShown.model_validate(check) for check in watched.checks],
        )


class VacuumPage(BaseModel):
    items: list[SupervisionShown]
    next: str | None
