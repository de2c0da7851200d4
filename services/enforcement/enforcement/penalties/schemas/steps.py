"""How is a step of a penalty case asked for over HTTP?"""

from typing import Annotated

from pydantic import Field

from enforcement.discretion.domain import Circumstance
from enforcement.inspections.schemas import FieldRegion
from enforcement.penalties.domain.correcting import Correction, CorrectionWay, Ordered
from enforcement.penalties.domain.course import (
    AppealKind,
    AppealResult,
    Conclusion,
    EndGround,
    Settlement,
    SpareGround,
    SpotGround,
    SuspendGround,
)
from enforcement.penalties.domain.ending import Receipt, SentBack
from enforcement.penalties.domain.filing import Filing, Party
from enforcement.penalties.domain.sanctions import PartyKind, Sanction, SanctionKind
from enforcement.penalties.domain.simple import Collected, Spot
from shared.runtime.bodies import Body, Day, Serial
from shared.runtime.text import Code, Line, Prose

from .goods import GoodsGiven

Fen = Annotated[int, Field(ge=0, le=10**13)]


class PartyGiven(Body):
    """Whom a case is about; it is sealed, and read for a purpose."""

    kind: PartyKind
    name: Line
    number: Line
    address: Line | None = None


class PenaltyFiled(Body):
    """`ended_on`: when the act was over; `found_on`: when it was found; `life`: life, health or savings suffered (36).

    `weighty`: complex, major or of public interest: it is reviewed and discussed (57, 58). `again`: filed all the same.
    """

    party: PartyGiven
    region: FieldRegion
    matter: Code
    power: Code | None = None
    second_officer_id: Code | None = None
    what: Prose
    place: Line | None = None
    ended_on: Day
    found_on: Day
    life: bool = False
    weighty: bool = False
    again: bool = False

    def filing(self) -> Filing:
        """Return what is filed, as the rules see it."""
        party = Party(**self.party.model_dump())
        said = self.model_dump(exclude={"party", "second_officer_id"})
        return Filing(party=party, second_officer=self.second_officer_id, **said)


class CollectedGiven(Body):
    """A fine that was taken on the spot (art. 68-70); `invoice`: the number of the finance department's paper."""

    ground: SpotGround
    invoice: Line | None = None


class StepAsked(Body):
    """`version` is that of the case which was read."""

    version: Serial


class Concluded(StepAsked):
    """What the party gained unlawfully, and what of it he gives back by law, in fen (28)."""

    conclusion: Conclusion
    ground: SpareGround | None = None
    report: Prose
    gained_fen: Fen = 0
    returned_fen: Fen = 0


class Explained(StepAsked):
    """A step of which somebody writes what it is: a reason, a defence, the paper that proves it."""

    words: Prose


class SanctionGiven(Body):
    """Amounts are in fen; 0 where there is none. `goods_fen`: what confiscated goods are worth, as appraised."""

    kinds: Annotated[list[SanctionKind], Field(max_length=12)]
    fine_fen: Fen = 0
    confiscated_fen: Fen = 0
    goods_fen: Fen = 0

    def sanction(self) -> Sanction:
        """Return it as the rules see it."""
        return Sanction(tuple(sorted(set(self.kinds))), self.fine_fen, self.confiscated_fen, self.goods_fen)


class CorrectionGiven(Body):
    """What is ordered to be corrected (28); `due_on` for the way `by-day` alone."""

    way: CorrectionWay
    due_on: Day | None = None
    what: Prose

    def ordered(self) -> Ordered:
        """Return it as the rules see it."""
        return Ordered(Correction(self.way, self.due_on), self.what)


class CorrectionChecked(StepAsked):
    """`due_on`: what was not corrected is ordered anew by this day."""

    corrected: bool
    found: Prose
    due_on: Day | None = None


class DecidedOnTheSpot(PenaltyFiled):
    """`credentials_shown`: the officers showed who they are; `signed`: the party signed; else `refusal_noted` (52).

    `mitigated`: how it is lighter (30).
    """

    sanction: SanctionGiven
    correction: CorrectionGiven | None = None
    circumstance: Circumstance | None = None
    basis: Line
    credentials_shown: bool = False
    signed: bool
    refusal_noted: bool = False
    collected: CollectedGiven | None = None
    mitigated: Prose | None = None

    def spot(self) -> Spot:
        """Return it as the rules see it."""
        more = {"sanction", "correction", "circumstance", "mitigated", "basis", "signed", "refusal_noted", "collected"}
        more |= {"credentials_shown"}
        filing = PenaltyFiled(**self.model_dump(exclude=more)).filing()
        collected = Collected(**self.collected.model_dump()) if self.collected else None
        given = filing, self.sanction.sanction(), self.basis, self.signed, self.refusal_noted, collected
        ordered = self.correction.ordered() if self.correction else None
        return Spot(*given, ordered, self.circumstance, self.credentials_shown, self.mitigated)


class PreservedSettled(Explained):
    settlement: Settlement


class RecusalAsked(Explained):
    officer: Code


class RecusalDecided(Explained):
    granted: bool
    replacement: Code | None = None


class Extended(Explained):
    """`words`: the rule by which it is put off, and why; `days`: calendar days."""

    days: Annotated[int, Field(ge=-1000, le=1000)]


class Suspended(Explained):
    ground: SuspendGround


class Erased(StepAsked):
    """`basis`: the rule by which what is personal is not kept any longer."""

    basis: Line


class Terminated(Explained):
    ground: EndGround


class Transferred(Explained):
    """`words`: its receipt; `organ`: which organ received the case, `on`: when (27)."""

    organ: Line | None = None
    on: Day | None = None

    def receipt(self) -> Receipt:
        """Return it as the rules see it."""
        return Receipt(self.organ, self.on, self.words)


class TakenBack(StepAsked):
    """Which organ sent it back, by which document of which day, because no crime is pursued (27)."""

    organ: Line
    document: Line
    on: Day

    def sent_back(self) -> SentBack:
        """Return it as the rules see it."""
        return SentBack(self.organ, self.document, self.on)


class Notified(StepAsked):
    """`told`: facts, reasons, basis and rights, as the notice says them (art. 44)."""

    proposed: SanctionGiven
    told: Prose
    basis: Line | None = None
    circumstance: Circumstance | None = None


class DeviationApproved(Explained):
    """What is beyond the discretion table, and why (art. 34)."""

    circumstance: Circumstance
    sanction: SanctionGiven


class DefenceChecked(StepAsked):
    accepted: bool
    found: Prose


class Reviewed(StepAsked):
    passed: bool
    opinion: Prose


class Discussed(StepAsked):
    """`present`: the heads who took part and signed."""

    present: Annotated[list[Code], Field(max_length=50)]
    minutes: Prose


class Decided(StepAsked):
    """`another_act`: what was fined on that day was another act (29); `goods`: what is confiscated, each (59).

    `mitigated`: how it is lighter than for who is grown up, where no discretion table says so (30).
    """

    outcome: Conclusion
    sanction: SanctionGiven | None = None
    ground: SpareGround | None = None
    reasons: Prose
    another_act: bool = False
    basis: Line | None = None
    circumstance: Circumstance | None = None
    correction: CorrectionGiven | None = None
    goods: Annotated[list[GoodsGiven], Field(max_length=200, default_factory=list)]
    mitigated: Prose | None = None


class Paid(StepAsked):
    amount_fen: Fen
    on: Day
    receipt: Line


class Instalment(Body):
    """What is to be paid by a day, in fen."""

    on: Day
    amount_fen: Fen


class PutOff(Explained):
    """`to`: the last day of what is paid later or by `instalments` (art. 66)."""

    to: Day
    instalments: Annotated[list[Instalment], Field(max_length=60, default_factory=list)]


class Appealed(Explained):
    kind: AppealKind
    on: Day


class AppealEnded(Explained):
    """`sanction`: what is imposed where the decision was changed; `keeps`: numbers of goods that stay confiscated."""

    result: AppealResult
    on: Day
    sanction: SanctionGiven | None = None
    keeps: Annotated[list[Serial], Field(max_length=200)] | None = None


class Demanded(Explained):
    on: Day
