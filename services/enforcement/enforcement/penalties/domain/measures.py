"""What is sealed up or seized in a penalty case, and how far is each measure (coercion law art. 9, 17-28)?

Two kinds alone: who may limit a person's freedom or freeze deposits is named by statute (art. 10, 20, 29), and a
township is not.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from shared.clock import town_day
from shared.errors import Conflict


class MeasureKind(StrEnum):
    """Art. 9 (2), (3): sealed up where it is, or taken away."""

    SEAL = "seal"
    SEIZE = "seize"


class ThingKind(StrEnum):
    PLACE = "place"
    FACILITY = "facility"
    GOODS = "goods"


class MeasureState(StrEnum):
    """`imposed` and `lifted` are not settled: things are still sealed up, or not given back yet."""

    ASKED = "asked"
    APPROVED = "approved"
    REFUSED = "refused"
    IMPOSED = "imposed"
    LIFTED = "lifted"
    RETURNED = "returned"
    CONFISCATED = "confiscated"
    DESTROYED = "destroyed"
    TRANSFERRED = "transferred"


class ExaminationKind(StrEnum):
    """For what things are kept longer (art. 25 (3))."""

    TESTING = "testing"
    INSPECTION = "inspection"
    QUARANTINE = "quarantine"
    APPRAISAL = "appraisal"


class LiftGround(StrEnum):
    """The five grounds on which a measure is lifted (art. 28 (1))."""

    NO_VIOLATION = "no-violation"
    UNRELATED = "unrelated"
    DECIDED = "decided"
    EXPIRED = "expired"
    NOT_NEEDED = "not-needed"


class Disposal(StrEnum):
    """What becomes of things that are not given back (art. 27)."""

    CONFISCATE = "confiscate"
    DESTROY = "destroy"


class Payer(StrEnum):
    ORGAN = "organ"
    PARTY = "party"


class Flag(StrEnum):
    """Of what a timer told: the term is over (25), nobody reported it in twenty-four hours (19)."""

    TERM = "term"
    REPORT = "report"


class NoMeasure(Conflict):
    """The case has no such measure, or none at all."""

    code = "penalties.no-measure"
    said = "本案没有这项查封、扣押措施"


class MeasureStands(Conflict):
    """`state`: how far the measure is; the step does not come there."""

    code = "penalties.measure-stands"
    said = "该查封、扣押措施当前状态不能办理这一步"


class MeasureOpen(Conflict):
    """Things are sealed up, seized or not given back yet (art. 27, 28); `measures` are their numbers."""

    code = "penalties.measure-open"
    said = "尚有查封、扣押的财物未作处理或者未退还"


@dataclass(frozen=True, slots=True)
class Thing:
    """What shall be sealed up or seized (art. 24 (2)). `identity`: its number, or where it is.

    `related`: it has to do with the case; `necessity`: a citizen or who he supports lives by it; `sealed_by`: another
    organ that has sealed it already (art. 23).
    """

    kind: ThingKind
    name: str
    amount: int
    unit: str
    identity: str | None
    related: bool
    necessity: bool
    sealed_by: str | None


@dataclass(frozen=True, slots=True)
class Examination:
    """A period of testing, inspection, quarantine or appraisal, both days inside; `ended_on`: over sooner."""

    kind: ExaminationKind
    begins_on: date
    until: date
    ended_on: date | None = None

    @property
    def last(self) -> date:
        """Return its last day."""
        return self.until if self.ended_on is None else self.ended_on


@dataclass(frozen=True, slots=True)
class Sale:
    """What perishables brought, and what they were worth on the market, in fen (art. 28 (2))."""

    proceeds_fen: int
    market_fen: int


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure as its rules see it. `days`: its term, at most thirty; `urgent`: imposed before it was approved (19).

    `unneeded`: the head thought so afterwards (19); `handled_on`: on this day its things were confiscated by a decision
    that came in time (27).
    """

    serial: int
    kind: MeasureKind
    state: MeasureState
    days: int
    urgent: bool = False
    approved_at: datetime | None = None
    imposed_at: datetime | None = None
    report_due_at: datetime | None = None
    reported_at: datetime | None = None
    unneeded: bool = False
    extended_days: int = 0
    examinations: tuple[Examination, ...] = ()
    handled_on: date | None = None
    sale: Sale | None = None
    lifted_for: LiftGround | None = None
    flags: tuple[Flag, ...] = ()

    @property
    def imposed_on(self) -> date | None:
        return town_day(self.imposed_at) if self.imposed_at is not None else None


# Something is with the organ or under its seal.
HELD = frozenset({MeasureState.IMPOSED, MeasureState.LIFTED})


def stands(measure: Measure, article: str) -> MeasureStands:
    """Return that a step does not come where a measure is."""
    return MeasureStands("not at this point", measure=measure.serial, state=measure.state, article=article)


def require_state(measure: Measure, state: MeasureState, *, article: str) -> None:
    """Raise MeasureStands unless a measure is in this state."""
    if measure.state is not state:
        raise stands(measure, article)


def require_nothing_held(measures: Sequence[Measure]) -> None:
    """Raise MeasureOpen: what is sealed up or seized is dealt with before a case stands still or ends (27, 28)."""
    held = [one.serial for one in measures if one.state in HELD]
    if held:
        raise MeasureOpen("settled first", measures=held, article="行政强制法 27、28")


def require_seized(measures: Sequence[Measure]) -> None:
    """Raise NoMeasure: preserved evidence becomes something seized by a measure alone (penalty law 56)."""
    if all(one.state is not MeasureState.IMPOSED for one in measures):
        raise NoMeasure("nothing is sealed up or seized", article="行政处罚法 56、行政强制法 18")
