"""What do figures and their formulas look like from outside?"""

from datetime import date, datetime
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import Field, model_validator

from dispatch.cases.schemas.shown import CaseSummary
from dispatch.figures.domain.formulas import Count, Formula, Variant, Wanted, text_of
from dispatch.figures.domain.terms import Cohort, Exclusion, Fact, FormulaState, GroupBy
from shared.errors import Unfit
from shared.runtime.bodies import Body, Day, Shown
from shared.runtime.text import Code, Line, RegionCode

MOST_FACTS = 16
FigureCode = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{1,39}$")]


class CountGiven(Body):
    """Cases with any fact of `plus` (all cases where it is empty) and none of `minus`."""

    plus: Annotated[tuple[Fact, ...], Field(max_length=MOST_FACTS)] = ()
    minus: Annotated[tuple[Fact, ...], Field(max_length=MOST_FACTS)] = ()


class FormulaGiven(Body):
    """A proposed formula. `region`: the prefix of the regions it is for; none: for all that have none of their own."""

    code: FigureCode
    region: RegionCode | None = None
    name: Line
    name_en: Line
    basis: Line
    valid_from: Day
    cohort: Cohort
    numerator: CountGiven
    denominator: CountGiven = CountGiven()
    exclusions: Annotated[tuple[Exclusion, ...], Field(max_length=MOST_FACTS)] = ()
    sources: Annotated[tuple[Code, ...], Field(max_length=MOST_FACTS)] = ()

    @model_validator(mode="after")
    def _names_each_once(self) -> Self:
        if len(set(self.exclusions)) < len(self.exclusions) or len(set(self.sources)) < len(self.sources):
            raise Unfit("an exclusion and a source are named once", "不计情形和来源不能重复")
        return self

    def wanted(self) -> Wanted:
        above = Count(self.numerator.plus, self.numerator.minus)
        below = Count(self.denominator.plus, self.denominator.minus)
        formula = Formula(self.cohort, above, below, self.exclusions, self.sources)
        named = (self.name, self.name_en, self.basis, self.valid_from)
        return Wanted(self.code, self.region or "", *named, formula)


class FormulaProposed(Shown):
    id: UUID


class FormulaConfirmed(Shown):
    id: UUID
    version: int


class FactsMarked(Shown):
    """Of how many cases the facts are told again; it goes on behind the scenes."""

    cases: int


class FormulaShown(Shown):
    """A formula, in data (`definition`) and as people read it (`text`)."""

    id: UUID
    code: str
    region: str
    version: int | None
    name: str
    name_en: str
    basis: str
    valid_from: date
    state: FormulaState
    text: str
    definition: dict[str, Any]
    proposed_by: str
    proposed_at: datetime
    decided_by: str | None
    decided_at: datetime | None

    @model_validator(mode="before")
    @classmethod
    def _read_out(cls, row: Any) -> Any:
        return dict(row._mapping) | {"text": text_of(Formula.read(row.definition))}  # noqa: SLF001 - SQLAlchemy's public name


class FormulaPage(Shown):
    items: list[FormulaShown]
    next: UUID | None


class FormulaUsed(Shown):
    """By which formula something was counted, and where it counts (`region`, a prefix)."""

    id: UUID
    code: str
    region: str
    version: int
    name: str
    name_en: str
    basis: str
    valid_from: date
    text: str

    @classmethod
    def of(cls, variant: Variant) -> "FormulaUsed":
        named = FormulaUsed.model_fields.keys() - {"text"}
        version = variant.version
        return cls(**{name: getattr(version, name) for name in named}, text=text_of(version.formula))


class NumberShown(Shown):
    """`rate` is numerator / denominator, null where the denominator is 0; `excluded` cases are in neither."""

    code: str
    numerator: int
    denominator: int
    excluded: int
    rate: float | None
    formulas: list[UUID]


class LineShown(Shown):
    """The figures of one key; `key` is "" where a case has none, or nothing is told apart."""

    key: str
    name: str | None
    numbers: list[NumberShown]


class FiguresShown(Shown):
    """In the order of keys: figures say what is, and rank nobody. Days are days of Asia/Shanghai, both ends inside."""

    region: str
    first: date
    last: date
    as_of: datetime
    by: GroupBy | None
    formulas: list[FormulaUsed]
    items: list[LineShown]
    next: str | None


class CaseBehind(CaseSummary):
    """A case behind a number: `at` put it into the period, `excluded_as` says why it is left out."""

    at: datetime
    excluded_as: Exclusion | None


class CasesBehind(Shown):
    items: list[CaseBehind]
    next: UUID | None
