"""How is something sealed up or seized over HTTP, and how does it look (coercion law art. 17-28)?"""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, Field

from enforcement.penalties.domain.coercing import Site, Wanted
from enforcement.penalties.domain.measures import (
    Disposal,
    Examination,
    ExaminationKind,
    Flag,
    LiftGround,
    MeasureKind,
    MeasureState,
    Payer,
    Sale,
    Thing,
    ThingKind,
)
from shared.runtime.bodies import Body, Day, Serial, Shown
from shared.runtime.text import Code, Line, Prose

from .steps import Explained, Fen, StepAsked

Days = Annotated[int, Field(ge=-1000, le=1000)]


class ThingGiven(Body):
    """`identity`: its number, or where it is; by it a thing is found again (23). All of it is sealed.

    `necessity`: a citizen, or who he supports, lives by it; `sealed_by`: which organ has sealed it up already.
    """

    kind: ThingKind
    name: Line
    amount: Serial = 1
    unit: Line = "件"
    identity: Line | None = None
    related: bool
    necessity: bool = False
    sealed_by: Line | None = None

    def thing(self) -> Thing:
        """Return it as the rules see it."""
        return Thing(**self.model_dump())


class MeasureAsked(StepAsked):
    """`days`: calendar days, at most thirty (25); `address`: the party's, where it was not filed (24)."""

    kind: MeasureKind
    days: Days
    reasons: Prose
    basis: Line
    things: Annotated[list[ThingGiven], Field(max_length=200)]
    address: Line | None = None

    def wanted(self) -> Wanted:
        """Return it as the rules see it."""
        things = [one.thing() for one in self.things]
        return Wanted(self.kind, self.days, self.reasons, self.basis, things, self.address)


class SiteGiven(Body):
    """What was done on the spot (18, 24). `officers` imposed it and signed; `at`: when, else now.

    `witness` came and signed where the party did not come; `statement`: what the party said; `keeper`: a third party
    who keeps what is sealed up (26).
    """

    officers: Annotated[list[Code], Field(max_length=20)]
    record: Prose
    at: AwareDatetime | None = None
    credentials_shown: bool
    party_called: bool
    party_present: bool
    told: bool = False
    heard: bool = False
    statement: Prose | None = None
    signed: bool = False
    refusal_noted: bool = False
    witness: Line | None = None
    handed_over: bool = False
    inventory_copies: Annotated[int, Field(ge=0, le=10)]
    keeper: Line | None = None

    def seen(self) -> Site:
        """Return it as the rules see it."""
        return Site(**self.model_dump())


class MeasureImposed(StepAsked):
    site: SiteGiven


class UrgentMeasure(MeasureAsked):
    """What was sealed up or seized on the spot, before anybody approved (19)."""

    site: SiteGiven


class MeasureApproved(Explained):
    granted: bool


class MeasureExtended(Explained):
    """`words`: why; the notice tells the party (25 (2))."""

    days: Days


class ExaminationAsked(Explained):
    """For which days things are tested or appraised, both inside; `payer`: the organ, always (25 (3))."""

    kind: ExaminationKind
    begins_on: Day
    until: Day
    payer: Payer = Payer.ORGAN

    def examination(self) -> Examination:
        """Return it as the rules see it."""
        return Examination(self.kind, self.begins_on, self.until)


class ExaminationEnded(Explained):
    on: Day


class PerishablesSold(Explained):
    """In fen: what they brought, and what they were worth on the market (28 (2))."""

    proceeds_fen: Fen
    market_fen: Fen

    def sale(self) -> Sale:
        """Return it as the rules see it."""
        return Sale(self.proceeds_fen, self.market_fen)


class MeasureLifted(Explained):
    ground: LiftGround


class MeasureReturned(StepAsked):
    """`receipt`: by which the party has it back; `paid_fen`: what was paid instead of what was sold."""

    receipt: Prose
    paid_fen: Fen = 0


class MeasureDisposed(Explained):
    """`basis`: by which law it was destroyed (27)."""

    disposal: Disposal
    basis: Line | None = None


class ExaminationShown(Shown):
    kind: ExaminationKind
    begins_on: date
    until: date
    ended_on: date | None


class SaleShown(Shown):
    proceeds_fen: int
    market_fen: int


class MeasureShown(Shown):
    """A measure without names of things. `must_lift`: the refusal that everything meets but lifting it."""

    id: UUID
    penalty_id: UUID
    serial: int
    kind: MeasureKind
    state: MeasureState
    days: int
    urgent: bool
    approved_at: datetime | None
    imposed_at: datetime | None
    report_due_at: datetime | None
    reported_at: datetime | None
    extended_days: int
    examinations: list[ExaminationShown]
    handled_on: date | None
    sale: SaleShown | None
    lifted_for: LiftGround | None
    last_day: date | None
    must_lift: str | None
    flags: list[Flag]


class MeasureList(Body):
    items: list[MeasureShown]


class MeasurePage(Body):
    items: list[MeasureShown]
    next: UUID | None
