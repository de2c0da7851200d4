"""What does a caller see of powers, and how does he give one, judge it and take it back?"""

from datetime import date, datetime
from typing import Annotated, Any, Self

from pydantic import BaseModel, Field

from dispatch.powers.domain.catalogue import NAME, InTheNameOf, Mode, PowerKind, law_of
from dispatch.powers.domain.ending import Ending
from dispatch.powers.domain.life import State
from dispatch.powers.domain.readiness import Readiness
from dispatch.powers.domain.standing import known_by
from dispatch.powers.domain.terms import Term
from dispatch.powers.schemas import MAX_ROWS, Few, FromRow
from shared.runtime.bodies import Body, Day
from shared.runtime.text import Code, Line, RegionCode


class ChoiceGiven(Body):
    region: RegionCode
    powers: Annotated[list[Code], Field(min_length=1, max_length=MAX_ROWS)]


class ToldAgain(Body):
    """How many powers were told again."""

    powers: int


class ReadinessGiven(Body):
    """The township names its officers; what they have learnt stands in the register of certificates."""

    officers: list[Code] = Field(default_factory=list, max_length=100)
    equipment: Few = Field(default_factory=list)
    trained_on: Day | None = None

    def as_readiness(self) -> Readiness:
        return Readiness(self.officers, frozenset(self.equipment), self.trained_on)


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


class FormalGiven(Body):
    begins_on: Day


class ProlongationGiven(Body):
    ends_on: Day


class CaseHandedOver(Body):
    case: Line
    to: Code


class ApplicationHandedOver(Body):
    """One that the window took and has not ended, by its number."""

    application: Line
    to: Code


class PenaltyHandedOver(Body):
    """A penalty case of the team that a department shall go on with, by its number."""

    penalty: Line
    to: Code


class TakeBackGiven(Body):
    """From `from_day` on the power is the county's again; what is open goes `to` one of its departments each.

    `penalties` names the penalty cases that go; the township decides the others itself.
    """

    from_day: Day
    document: Line
    hand_over: list[CaseHandedOver] = Field(default_factory=list, max_length=5000)
    applications: list[ApplicationHandedOver] = Field(default_factory=list, max_length=5000)
    penalties: list[PenaltyHandedOver] = Field(default_factory=list, max_length=5000)

    def as_ending(self) -> Ending:
        cases = {one.case: one.to for one in self.hand_over}
        applications = {one.application: one.to for one in self.applications}
        penalties = {one.penalty: one.to for one in self.penalties}
        return Ending(self.from_day, self.document, cases, applications, penalties)


class TermShown(FromRow):
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


class PowerShown(FromRow):
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
        kept = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for a row
        return cls.model_validate(kept | known_by(State(row.stood), kept) | said)


class PowerPage(BaseModel):
    items: list[PowerShown]
    next: str | None


class Answer(BaseModel):
    code: str
    region: str
    on: date
    in_force: bool


class HistoryLine(FromRow):
    action: str
    to_state: State
    by: str
    at: datetime
    facts: dict[str, Any]
