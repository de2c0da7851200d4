"""What is a line about what was applied for, checked, scored, demanded and objected to?"""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints

from dispatch.assessment.domain.facts import SubjectKind as InFigure
from dispatch.assessment.domain.objections import Ground, ObjectionState
from dispatch.assessment.domain.registers import DemandKind, FigureKind, VoidReason
from dispatch.assessment.domain.totals import About
from dispatch.duties.domain.admissions import State
from dispatch.duties.domain.authority import DutyKind
from dispatch.sheets.schemas import SubjectRow
from shared.errors import Unfit
from shared.runtime.bodies import Body, Day
from shared.runtime.text import Code, Line, Prose, RegionCode

MOST_FINDINGS = 100
# What was found and how often: no-permit=2.
Finding = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.:\-]{0,127}=[1-9]\d{0,8}$")]


def _each_once(findings: list[str]) -> list[str]:
    codes = [one.partition("=")[0] for one in findings]
    if len(set(codes)) < len(codes):
        raise Unfit("a finding stands there twice", "同一问题出现两次")
    return sorted(findings)


class AdmissionRow(Body):
    """`unit` applies for `matter` to come onto the lists of `townships`."""

    id: UUID
    region: RegionCode
    unit: Code
    matter: Code
    kind: DutyKind
    lead: Code
    legal_basis: Line
    townships: list[RegionCode]
    why: Prose
    persons: int
    money_fen: int
    training: Prose
    wanted_from: date
    applied_on: date
    state: State
    due_on: date


class CheckRow(SubjectRow):
    """What the supervising agency found: of how many acts, and how often what."""

    checked_on: Day
    sampled: int = Field(ge=1, le=1_000_000)
    findings: Annotated[list[Finding], AfterValidator(_each_once)] = Field(
        default_factory=list, max_length=MOST_FINDINGS
    )

    @property
    def found(self) -> dict[str, int]:
        return {code: int(times) for code, _, times in (one.partition("=") for one in self.findings)}


class ScoreRow(Body):
    """What an item without a figure scores, or a stationed agency by its department, by the register of a day."""

    region: RegionCode
    day: Day
    about: About
    subject: Code
    points: int = Field(ge=0, le=100)
    reason: Line


class YearResultRow(Body):
    """A version of what a township's year came to; `items`: each with its weight and score: I-1=60:75.0."""

    region: RegionCode
    year: int
    version: int
    total: str | None
    items: list[str]
    formula: Line
    registers: list[str]
    adopted_by: Line
    reason: Line | None
    proposed_by: Code
    confirmed_by: Code
    confirmed_on: date


class DemandRow(Body):
    region: RegionCode
    year: int
    kind: DemandKind
    department: Line
    title: Line
    item: Code | None
    void: bool
    reason: VoidReason | None
    by: Code
    asked_on: date


class ObjectionRow(Body):
    region: RegionCode
    year: int
    figure: FigureKind
    subject_kind: InFigure
    subject: Code
    ground: Ground
    document: Line
    state: ObjectionState
    raised_by: Code
    raised_on: date
    decided_by: Code | None
