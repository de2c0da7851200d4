"""What stands in a figure, where, and why: cases, their dispatches and clocks, officers, powers on trial.

What is counted is what the numerator counts, good or bad; `figures.DIRECTIONS` says which.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from uuid import UUID

from dispatch.assessment.domain.registers import FigureKind
from shared.schemas.vocabulary import CaseState


class SubjectKind(StrEnum):
    """What a figure is made of, or what two persons gave; a dispatch is known by its case and its number there, a power
    on trial by its code and the trial's last day.
    """

    CASE = "case"
    DISPATCH = "dispatch"
    CLOCK = "clock"
    OFFICER = "officer"
    POWER = "power"
    SCORE = "score"


@dataclass(frozen=True, slots=True, order=True)
class Subject:
    """One of the things that a figure is made of; `id` as its own register knows it."""

    kind: SubjectKind
    id: str


class Exclusion(StrEnum):
    """Why something leaves the denominator."""

    VOIDED = "voided"
    MERGED = "merged"
    REJECTED = "rejected"
    SUSPENDED = "suspended"
    OF_THE_COUNTY = "of-the-county"
    NOT_CALLED_BACK = "not-called-back"
    NO_POWER_NEEDS_OFFICERS = "no-power-needs-officers"
    TAKEN_BACK = "taken-back"
    OBJECTION_UPHELD = "objection-upheld"


@dataclass(frozen=True, slots=True)
class ClockFacts:
    """`late`: it ran out before it was stopped."""

    id: UUID
    late: bool


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """What the platform knows of a case that fell due in the period.

    `clocks`: those of handling and of the reply; `returned`: of each dispatch, whether it came back; `satisfied`: what
    the last call-back said, if there was one; `of_county`: a department of the county holds it.
    """

    id: UUID
    region: str
    state: CaseState
    clocks: Sequence[ClockFacts]
    returned: Sequence[bool]
    satisfied: bool | None
    of_county: bool = False

    @property
    def late(self) -> bool:
        return any(clock.late for clock in self.clocks)


@dataclass(frozen=True, slots=True)
class OfficerFacts:
    """An officer of a township on a day; `needed`: whether a power in force there needs officers; `fit`: he has all
    that these powers require.
    """

    person_id: str
    region: str
    needed: bool
    fit: bool


@dataclass(frozen=True, slots=True)
class TrialFacts:
    """A trial whose last day lies in the period: on which days it was evaluated since it began or was prolonged."""

    power: str
    region: str
    ends_on: date
    evaluated_on: Sequence[date]
    taken_back_on: date | None

    @property
    def in_time(self) -> bool:
        return any(day <= self.ends_on for day in self.evaluated_on)


@dataclass(frozen=True, slots=True)
class Facts:
    """All that the figures of some townships and days are made of."""

    cases: Sequence[CaseFacts] = ()
    officers: Sequence[OfficerFacts] = ()
    trials: Sequence[TrialFacts] = ()


@dataclass(frozen=True, slots=True)
class Judged:
    """Where a thing stands: in the numerator, in the denominator alone, or (with a reason) in neither."""

    subject: Subject
    region: str
    counted: bool = False
    reason: Exclusion | None = field(default=None)


def judge(kind: FigureKind, facts: Facts) -> list[Judged]:
    """Return where each thing stands in a figure."""
    return list(_JUDGES[kind](facts))


CASE_FIGURES: Collection[FigureKind] = (
    FigureKind.CLOSED_IN_TIME,
    FigureKind.CLOSED,
    FigureKind.ACCURATE_DISPATCH,
    FigureKind.SATISFACTION,
    FigureKind.RETURN_RATE,
    FigureKind.OVERDUE_CLOCKS,
)

_BY_STATE: Mapping[CaseState, Exclusion] = {
    CaseState.VOIDED: Exclusion.VOIDED,
    CaseState.MERGED: Exclusion.MERGED,
    CaseState.REJECTED: Exclusion.REJECTED,
    CaseState.SUSPENDED: Exclusion.SUSPENDED,
}


def _closed_in_time(facts: Facts) -> Iterator[Judged]:
    for case in facts.cases:
        yield _case(case, case.state is CaseState.CLOSED and not case.late)


def _closed(facts: Facts) -> Iterator[Judged]:
    for case in facts.cases:
        yield _case(case, case.state is CaseState.CLOSED)


def _accurate_dispatch(facts: Facts) -> Iterator[Judged]:
    for case in facts.cases:
        yield _case(case, bool(case.returned) and not any(case.returned))


def _satisfaction(facts: Facts) -> Iterator[Judged]:
    for case in facts.cases:
        yield _case(case, bool(case.satisfied), Exclusion.NOT_CALLED_BACK if case.satisfied is None else None)


def _case(case: CaseFacts, counted: bool, reason: Exclusion | None = None) -> Judged:
    return _of_case(case, Subject(SubjectKind.CASE, str(case.id)), counted, reason)


def _of_case(case: CaseFacts, subject: Subject, counted: bool, reason: Exclusion | None = None) -> Judged:
    # No township answers for what a department holds (不得以考核转嫁责任).
    reason = _BY_STATE.get(case.state, Exclusion.OF_THE_COUNTY if case.of_county else reason)
    return Judged(subject, case.region, counted and reason is None, reason)


def _return_rate(facts: Facts) -> Iterator[Judged]:
    for case in facts.cases:
        for number, returned in enumerate(case.returned, start=1):
            yield _of_case(case, Subject(SubjectKind.DISPATCH, f"{case.id}/{number}"), returned)


def _overdue_clocks(facts: Facts) -> Iterator[Judged]:
    for case in facts.cases:
        for clock in case.clocks:
            yield _of_case(case, Subject(SubjectKind.CLOCK, str(clock.id)), clock.late)


def _officers_qualified(facts: Facts) -> Iterator[Judged]:
    for one in facts.officers:
        reason = None if one.needed else Exclusion.NO_POWER_NEEDS_OFFICERS
        yield Judged(Subject(SubjectKind.OFFICER, one.person_id), one.region, one.needed and one.fit, reason)


def _powers_evaluated(facts: Facts) -> Iterator[Judged]:
    for one in facts.trials:
        # What was taken back while it ran has nothing left to be evaluated.
        ended = one.taken_back_on is not None and one.taken_back_on <= one.ends_on
        reason = Exclusion.TAKEN_BACK if ended and not one.in_time else None
        yield Judged(
            Subject(SubjectKind.POWER, f"{one.power}/{one.ends_on.isoformat()}"), one.region, one.in_time, reason
        )


_JUDGES: Mapping[FigureKind, Callable[[Facts], Iterator[Judged]]] = {
    FigureKind.CLOSED_IN_TIME: _closed_in_time,
    FigureKind.CLOSED: _closed,
    FigureKind.ACCURATE_DISPATCH: _accurate_dispatch,
    FigureKind.SATISFACTION: _satisfaction,
    FigureKind.RETURN_RATE: _return_rate,
    FigureKind.OVERDUE_CLOCKS: _overdue_clocks,
    FigureKind.OFFICERS_QUALIFIED: _officers_qualified,
    FigureKind.POWERS_EVALUATED: _powers_evaluated,
}
